/** "Are you away?": what is asked about long all-day events that are marked free, and the answers. */
import { awayEvents, awayQuestions, enqueueAwayMail, saveAwayAnswer } from '../db/away.ts';
import { practitionerOfCalendar } from '../db/calendars.ts';
import { raiseRevision } from '../db/practitioners.ts';
import type { AwayEvent, AwayQuestion } from '../domain/away.ts';
import type { CalendarId, Outcome } from '../domain/types.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

/** In order of start. */
export async function listAwayQuestions(ctx: Context): Promise<AwayQuestion[]> {
  return ctx.db.tenant(ctx.practiceId, (tx) => awayQuestions(tx, ctx.now));
}

/** In order of start: those that were answered, too, as an answer may have been the wrong one. */
export async function listAwayEvents(ctx: Context): Promise<AwayEvent[]> {
  return ctx.db.tenant(ctx.practiceId, (tx) => awayEvents(tx, ctx.now));
}

/** {@link listAwayEvents} of one calendar. */
export async function awayEventsOf(
  ctx: Context,
  calendarId: CalendarId,
): Promise<Outcome<readonly AwayEvent[], NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    if (!(await practitionerOfCalendar(tx, calendarId))) return NOT_FOUND;
    return { ok: true, value: await awayEvents(tx, ctx.now, { calendarId }) };
  });
}

/** After a calendar was read: its practitioner gets one mail about each of these events, where nobody answered before. */
export async function mailAwayQuestions(ctx: Context, calendarId: CalendarId): Promise<void> {
  await ctx.db.tenant(ctx.practiceId, async (tx) =>
    enqueueAwayMail(tx, await awayQuestions(tx, ctx.now, { calendarId }), ctx.now),
  );
}

/** For all occurrences of the event, wherever it is moved; the last answer holds. Only what is asked can be answered. */
export async function answerAway(
  ctx: Context,
  asked: { readonly calendarId: CalendarId; readonly event: string; readonly away: boolean },
): Promise<Outcome<AwayEvent, NotFound>> {
  const { calendarId, event, away } = asked;
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const [question] = await awayEvents(tx, ctx.now, { calendarId, event });
    if (!question) return NOT_FOUND;
    await saveAwayAnswer(tx, question, { away, now: ctx.now });
    await raiseRevision(tx, question.practitionerId);
    const action = away ? 'calendar.said-away' : 'calendar.said-not-away';
    await writeAudit(ctx, tx, { action, subject: ['practitioner', question.practitionerId] });
    return { ok: true, value: { ...question, away } };
  });
}
