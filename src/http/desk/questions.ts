/** The answers to "moved or removed in the calendar": follow what was done there, or put the event back. */
import { Hono } from 'hono';
import { answerCalendarQuestion } from '../../sync/own-events.ts';
import type { DeskEnv } from '../session.ts';
import { readUuid } from './seat.ts';

export function questionRoutes(): Hono<DeskEnv> {
  return new Hono<DeskEnv>().post('/desk/questions/:id/:answer{follow|restore}', async (c) => {
    const id = readUuid(c.req.param('id'));
    const answer = c.req.param('answer') === 'follow' ? 'follow' : 'restore';
    const done = id && (await answerCalendarQuestion(c.get('staff').ctx, { id, answer }));
    if (!done) return c.notFound();
    if (done.ok)
      return c.redirect(`/desk/appointments/${done.value}?done=${answer === 'follow' ? 'followed' : 'put-back'}`, 303);
    if (done.refusal.code === 'not-found') return c.notFound();
    return c.redirect(`/desk/appointments/${done.refusal.appointmentId}?done=not-followed`, 303);
  });
}
