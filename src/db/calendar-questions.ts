/** Rows of `calendar_questions`: our event is elsewhere than it was put, and its practitioner is asked once. */
import type { CalendarQuestion } from '../domain/connected.ts';
import type { AppointmentId, CalendarId, Instant } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate, toInstant, toInterval } from './times.ts';

type Row = Omit<CalendarQuestion, 'at' | 'askedAt'> & { startsAt: Date | null; endsAt: Date | null; askedAt: Date };

/** Open ones, the oldest first. */
export async function openQuestions(
  tx: Tx,
  only: { readonly id?: string; readonly appointmentId?: AppointmentId; readonly calendarId?: CalendarId } = {},
): Promise<CalendarQuestion[]> {
  const rows = await tx<Row[]>`
    select q.question_id as id, q.practitioner_id as "practitionerId", q.appointment_id as "appointmentId",
      q.calendar_id as "calendarId", c.name as "calendarName", q.starts_at as "startsAt", q.ends_at as "endsAt", q.revision,
      q.asked_at as "askedAt"
    from calendar_questions q join calendars c using (practice_id, calendar_id)
    where q.practice_id = current_practice() and q.settled_at is null
      ${only.id === undefined ? tx`` : tx`and q.question_id = ${only.id}`}
      ${only.appointmentId === undefined ? tx`` : tx`and q.appointment_id = ${only.appointmentId}`}
      ${only.calendarId === undefined ? tx`` : tx`and q.calendar_id = ${only.calendarId}`}
    order by q.asked_at, q.question_id`;
  return rows.map(({ startsAt, endsAt, askedAt, ...row }) => ({
    ...row,
    at: startsAt && endsAt ? toInterval(startsAt, endsAt) : undefined,
    askedAt: toInstant(askedAt),
  }));
}

export type NewQuestion = Omit<CalendarQuestion, 'calendarName'>;

/** Asked once: where a question about the same event is open, it is brought up to date. True when it is a new one. */
export async function askQuestion(tx: Tx, question: NewQuestion): Promise<boolean> {
  const { at } = question;
  const [row] = await tx<{ id: string }[]>`
    insert into calendar_questions as q (practice_id, question_id, practitioner_id, appointment_id, calendar_id, kind,
      starts_at, ends_at, revision, asked_at)
    values (current_practice(), ${question.id}, ${question.practitionerId}, ${question.appointmentId},
      ${question.calendarId}, ${at ? 'moved' : 'removed'}, ${at ? toDate(at.start) : null}, ${at ? toDate(at.end) : null},
      ${question.revision}, ${toDate(question.askedAt)})
    on conflict (practice_id, appointment_id, calendar_id) where settled_at is null do update
      set kind = excluded.kind, starts_at = excluded.starts_at, ends_at = excluded.ends_at, revision = excluded.revision
    returning q.question_id as id`;
  return row?.id === question.id;
}

export type Answer = 'follow' | 'restore' | 'overtaken';

/** Settles what is open about one event. */
export async function settleQuestions(
  tx: Tx,
  about: { readonly appointmentId: AppointmentId; readonly calendarId?: CalendarId },
  answer: Answer,
  now: Instant,
): Promise<void> {
  await tx`
    update calendar_questions set settled_at = ${toDate(now)}, answer = ${answer}
    where practice_id = current_practice() and appointment_id = ${about.appointmentId} and settled_at is null
      ${about.calendarId === undefined ? tx`` : tx`and calendar_id = ${about.calendarId}`}`;
}

/** What it was answered with, also where a change settled it a moment ago. */
export async function answerQuestion(tx: Tx, id: string, answer: Answer, now: Instant): Promise<void> {
  await tx`
    update calendar_questions set settled_at = coalesce(settled_at, ${toDate(now)}), answer = ${answer}
    where practice_id = current_practice() and question_id = ${id}`;
}
