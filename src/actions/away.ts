/** "Are you away?": what is asked about long all-day events that are marked free, and the answers. */
import { awayQuestions, saveAwayAnswer } from '../db/away.ts';
import { raiseRevision } from '../db/practitioners.ts';
import type { AwayQuestion } from '../domain/away.ts';
import type { CalendarId, Outcome } from '../domain/types.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

/** In order of start. */
export async function listAwayQuestions(ctx: Context): Promise<AwayQuestion[]> {
  return ctx.db.tenant(ctx.practiceId, (tx) => awayQuestions(tx, ctx.now));
}

/** For all occurrences of the event, wherever it is moved. Only what is asked can be answered. */
export async function answerAway(
  ctx: Context,
  asked: { readonly calendarId: CalendarId; readonly event: string; readonly away: boolean },
): Promise<Outcome<AwayQuestion, NotFound>> {
  const { calendarId, event, away } = asked;
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const [question] = await awayQuestions(tx, ctx.now, { calendarId, event });
    if (!question) return NOT_FOUND;
    await saveAwayAnswer(tx, question, { away, now: ctx.now });
    await raiseRevision(tx, question.practitionerId);
    const action = away ? 'calendar.said-away' : 'calendar.said-not-away';
    await writeAudit(ctx, tx, { action, subject: ['practitioner', question.practitionerId] });
    return { ok: true, value: question };
  });
}
