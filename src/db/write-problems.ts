/** Why nothing can be written into a calendar, or an account cannot be used at all, and the one mail that tells its practitioner. */
import type { CalendarId, ConnectionId, Instant, PractitionerId } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { enqueue } from './outbox.ts';

/** `problem` undefined: it was written into. True when it is the first trouble since then. */
export async function noteWriteProblem(tx: Tx, calendarId: CalendarId, problem: string | undefined): Promise<boolean> {
  const rows = await tx<{ before: string | null }[]>`
    update calendars c set write_problem = ${problem ?? null}
    from (select calendar_id, write_problem as before from calendars
      where practice_id = current_practice() and calendar_id = ${calendarId} for update) old
    where c.practice_id = current_practice() and c.calendar_id = old.calendar_id
      and c.write_problem is distinct from ${problem ?? null}
    returning old.before`;
  return problem !== undefined && rows.length > 0 && rows[0]?.before === null;
}

/** What is wrong, as long as it is. */
export async function writeProblem(
  tx: Tx,
  calendarId: CalendarId,
): Promise<{ readonly practitionerId: PractitionerId; readonly name: string; readonly problem: string } | undefined> {
  const [row] = await tx<{ practitionerId: PractitionerId; name: string; problem: string }[]>`
    select practitioner_id as "practitionerId", name, write_problem as problem from calendars
    where practice_id = current_practice() and calendar_id = ${calendarId} and write_problem is not null`;
  return row;
}

/** A mail about the calendar to its practitioner: what is wrong is read when it goes out. */
export async function enqueueTrouble(tx: Tx, calendarId: CalendarId, now: Instant): Promise<void> {
  await enqueue(tx, {
    kind: 'calendar-trouble',
    lane: 'mail',
    ordering: `mail/calendar/${calendarId}`,
    dedupe: `calendar-trouble/${calendarId}/${now}`,
    subject: calendarId,
    payload: {},
    runAt: now,
  });
}

/** The account has to be connected again. Its practitioner is told once, until it was (failures F04). */
export async function noteDead(tx: Tx, id: ConnectionId, now: Instant): Promise<void> {
  const rows = await tx`
    update connections set status = 'reconnect'
    where practice_id = current_practice() and connection_id = ${id} and status <> 'reconnect' returning 1`;
  if (rows.length === 0) return;
  await enqueue(tx, {
    kind: 'account-trouble',
    lane: 'mail',
    ordering: `mail/account/${id}`,
    dedupe: `account-trouble/${id}/${now}`,
    subject: id,
    payload: {},
    runAt: now,
  });
}

/** Undefined once it was connected again. */
export async function deadAccount(
  tx: Tx,
  id: ConnectionId,
): Promise<{ readonly practitionerId: PractitionerId; readonly account: string } | undefined> {
  const [row] = await tx<{ practitionerId: PractitionerId; account: string }[]>`
    select practitioner_id as "practitionerId", coalesce(nullif(account, ''), masked) as account from connections
    where practice_id = current_practice() and connection_id = ${id} and status = 'reconnect'`;
  return row;
}

/** A mail that asks the practitioner about our event that is not where it was put. */
export async function enqueueQuestionMail(tx: Tx, questionId: string, now: Instant): Promise<void> {
  await enqueue(tx, {
    kind: 'calendar-question',
    lane: 'mail',
    ordering: `mail/question/${questionId}`,
    dedupe: `calendar-question/${questionId}`,
    subject: questionId,
    payload: {},
    runAt: now,
  });
}
