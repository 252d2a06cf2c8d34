/** The answer to "are you away?": the time of a long all-day event that is marked free stays taken, or is offered again. */
import { Hono } from 'hono';
import { answerAway } from '../../actions/away.ts';
import type { CalendarId } from '../../domain/types.ts';
import type { DeskEnv } from '../session.ts';
import { readForm } from './form.ts';
import { readId } from './seat.ts';

export function awayRoutes(): Hono<DeskEnv> {
  return new Hono<DeskEnv>().post('/desk/away', async (c) => {
    const { calendar, event = '', away, back } = await readForm(c);
    const calendarId = readId<CalendarId>(calendar);
    if (!calendarId || (away !== 'yes' && away !== 'no')) return c.notFound();
    const done = await answerAway(c.get('staff').ctx, { calendarId, event, away: away === 'yes' });
    const page = back === 'calendars' ? '/desk/calendars' : '/desk';
    return done.ok ? c.redirect(`${page}?done=${away === 'yes' ? 'away' : 'not-away'}`, 303) : c.notFound();
  });
}
