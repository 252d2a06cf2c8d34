/** The answers to "moved or removed in the calendar": follow what was done there, or put the event back. */
import { Hono } from 'hono';
import type { DeskEnv } from '../session.ts';
import { answerCalendarQuestion } from '../../sync/own-events.ts';
import { readUuid } from './seat.ts';

export function questionRoutes(): Hono<DeskEnv> {
  return new Hono<DeskEnv>().post('/desk/questions/:id/:answer{follow|restore}', async (c) => {
    const id = readUuid(c.req.param('id'));
    const answer = c.req.param('answer') === 'follow' ? 'follow' : 'restore';
    const done = id && (await answerCalendarQuestion(c.get('staff').ctx, { id, answer }));
    if (!done || (!done.ok && done.refusal.code === 'not-found')) return c.notFound();
    if (!done.ok) return c.redirect('/desk?done=not-followed', 303);
    return c.redirect(`/desk?done=${answer === 'follow' ? 'followed' : 'put-back'}`, 303);
  });
}
