/** What was written of appointments into calendars, and what a job that writes has to know. */
import type { EventPrivacy } from '../domain/event-title.ts';
import type { WhenChangedOutside } from '../domain/calendar-change.ts';
import type { AppointmentId, CalendarId, ConnectionId, Instant, Interval, PractitionerId } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { enqueue } from './outbox.ts';
import { toDate, toInstant, toInterval } from './times.ts';

/** Times as they were written; `id`, `etag` and `generation` are the provider's business. */
export type WrittenEvent = Interval & {
  readonly id: string;
  readonly etag: string | undefined;
  readonly generation: number;
  readonly revision: number;
  readonly at: Instant;
};

export type TargetCalendar = {
  readonly calendarId: CalendarId;
  readonly connectionId: ConnectionId;
  readonly practitionerId: PractitionerId;
  readonly kind: 'ics' | 'google' | 'outlook' | 'caldav';
  readonly externalId: string;
  readonly receives: boolean;
  readonly privacy: EventPrivacy;
};

type WrittenRow = {
  external_id: string;
  etag: string | null;
  generation: number;
  revision: number;
  starts_at: Date;
  ends_at: Date;
  written_at: Date;
};

export async function loadTarget(tx: Tx, id: CalendarId): Promise<TargetCalendar | undefined> {
  const [row] = await tx<TargetCalendar[]>`
    select c.calendar_id as "calendarId", c.connection_id as "connectionId", c.practitioner_id as "practitionerId", n.kind,
      c.external_id as "externalId", c.receives, c.privacy
    from calendars c join connections n using (practice_id, connection_id)
    where c.practice_id = current_practice() and c.calendar_id = ${id}`;
  return row;
}

export async function loadWritten(
  tx: Tx,
  appointmentId: AppointmentId,
  calendarId: CalendarId,
): Promise<WrittenEvent | undefined> {
  const [row] = await tx<WrittenRow[]>`
    select external_id, etag, generation, revision, starts_at, ends_at, written_at from written_events
    where practice_id = current_practice() and appointment_id = ${appointmentId} and calendar_id = ${calendarId}`;
  return row && writtenOf(row);
}

function writtenOf(row: WrittenRow): WrittenEvent {
  return {
    id: row.external_id,
    etag: row.etag ?? undefined,
    generation: row.generation,
    revision: row.revision,
    at: toInstant(row.written_at),
    ...toInterval(row.starts_at, row.ends_at),
  };
}

/**
 * Before an event is put for the first time: whatever becomes of the process, it may stand there from now on, and is looked for
 * before it is taken for absent. Its id is empty and its revision 0 until the provider has answered.
 */
export async function saveAttempt(
  tx: Tx,
  at: { readonly appointmentId: AppointmentId; readonly calendarId: CalendarId },
  attempt: Interval & { readonly at: Instant },
): Promise<void> {
  await tx`
    insert into written_events (practice_id, appointment_id, calendar_id, external_id, revision, starts_at, ends_at, written_at)
    values (current_practice(), ${at.appointmentId}, ${at.calendarId}, '', 0, ${toDate(attempt.start)},
      ${toDate(attempt.end)}, ${toDate(attempt.at)})
    on conflict do nothing`;
}

/** A later revision that was written meanwhile stays. */
export async function saveWritten(
  tx: Tx,
  at: { readonly appointmentId: AppointmentId; readonly calendarId: CalendarId },
  written: WrittenEvent,
): Promise<void> {
  const { id, etag, generation, revision, start, end } = written;
  await tx`
    insert into written_events as w (practice_id, appointment_id, calendar_id, external_id, etag, generation, revision,
      starts_at, ends_at, written_at)
    values (current_practice(), ${at.appointmentId}, ${at.calendarId}, ${id}, ${etag ?? null}, ${generation}, ${revision},
      ${toDate(start)}, ${toDate(end)}, ${toDate(written.at)})
    on conflict (practice_id, appointment_id, calendar_id) do update
      set external_id = excluded.external_id, etag = excluded.etag, generation = excluded.generation,
        revision = excluded.revision, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
        written_at = excluded.written_at
      where w.revision <= excluded.revision`;
}

/** The event is gone from the calendar. Its generation is forgotten with it: the provider knows what it has used up. */
export async function forgetWritten(tx: Tx, appointmentId: AppointmentId, calendarId: CalendarId): Promise<void> {
  await tx`
    delete from written_events
    where practice_id = current_practice() and appointment_id = ${appointmentId} and calendar_id = ${calendarId}`;
}

export type EventJob = {
  readonly appointmentId: AppointmentId;
  readonly calendarId: CalendarId;
  readonly connectionId: ConnectionId;
  readonly runAt: Instant;
  /** Two jobs of one occasion are one: a revision, or an answer. */
  readonly occasion: string;
  /** Write although it stands there by what we know. */
  readonly force?: boolean;
};

/** One after another for an appointment and a calendar; accounts do not hold each other up. */
export async function enqueueEvent(tx: Tx, job: EventJob): Promise<void> {
  const { appointmentId, calendarId } = job;
  await enqueue(tx, {
    kind: 'calendar-event',
    lane: `account/${job.connectionId}`,
    ordering: `event/${appointmentId}/${calendarId}`,
    dedupe: `event/${appointmentId}/${calendarId}/${job.occasion}`,
    subject: appointmentId,
    payload: { calendar: calendarId, force: job.force ?? false },
    runAt: job.runAt,
  });
}

/**
 * The calendars that must show this appointment, and those that showed it before: what changed is written into each. `force`: also
 * where it stands as it is, since what it is called may have changed.
 */
export async function enqueueEvents(
  tx: Tx,
  appointment: { readonly id: AppointmentId; readonly practitionerId: PractitionerId; readonly revision: number },
  runAt: Instant,
  { occasion = `revision/${appointment.revision}`, force = false }: { occasion?: string; force?: boolean } = {},
): Promise<void> {
  const targets = await tx<{ calendarId: CalendarId; connectionId: ConnectionId }[]>`
    select c.calendar_id as "calendarId", c.connection_id as "connectionId" from calendars c
    where c.practice_id = current_practice() and (
      (c.receives and c.practitioner_id = ${appointment.practitionerId})
      or exists (select from written_events w where w.practice_id = c.practice_id and w.calendar_id = c.calendar_id
        and w.appointment_id = ${appointment.id}))
    order by c.calendar_id`;
  for (const target of targets)
    await enqueueEvent(tx, { ...target, appointmentId: appointment.id, occasion, runAt, force });
}

/** An event that should stand in a calendar and is not where it should be, by what was last read. */
export type Suspect = { readonly appointmentId: AppointmentId; readonly uid: string };

/**
 * Events of ours that the last reading did not show in their place: moved, removed, or beyond what it told. Only of
 * appointments to come, and only where the reading is younger than what we wrote.
 */
export async function suspects(
  tx: Tx,
  calendarId: CalendarId,
  at: { readonly now: Instant; readonly askedAt: Instant },
): Promise<Suspect[]> {
  return tx<Suspect[]>`
    select a.appointment_id as "appointmentId", a.uid from written_events w
    join appointments a using (practice_id, appointment_id)
    join calendars c on c.practice_id = w.practice_id and c.calendar_id = w.calendar_id
    where w.practice_id = current_practice() and w.calendar_id = ${calendarId} and a.ends_at > ${toDate(at.now)}
      and w.revision = a.revision and w.written_at < ${toDate(at.askedAt)} and a.status = 'confirmed'
      and c.covered @> tstzrange(a.starts_at, a.ends_at)
      and (not exists (
          select from busy b where b.practice_id = w.practice_id and b.calendar_id = w.calendar_id
            and b.appointment_id = w.appointment_id and b.starts_at = a.starts_at and b.ends_at = a.ends_at)
        or exists (
          select from calendar_questions q where q.practice_id = w.practice_id and q.calendar_id = w.calendar_id
            and q.appointment_id = w.appointment_id and q.settled_at is null))
    order by a.starts_at, a.appointment_id`;
}

/** All that we believe to stand in the calendar, of appointments to come: for looking each up. */
export async function believedIn(tx: Tx, calendarId: CalendarId, now: Instant): Promise<Suspect[]> {
  return tx<Suspect[]>`
    select a.appointment_id as "appointmentId", a.uid from written_events w
    join appointments a using (practice_id, appointment_id)
    where w.practice_id = current_practice() and w.calendar_id = ${calendarId} and a.ends_at > ${toDate(now)}
    order by a.starts_at, a.appointment_id`;
}

/** Appointments to come that the calendar should show and, by what we know, does not: nothing of them is under way. */
export async function missingIn(tx: Tx, calendarId: CalendarId, now: Instant): Promise<Suspect[]> {
  return tx<Suspect[]>`
    select a.appointment_id as "appointmentId", a.uid from appointments a
    join calendars c on c.practice_id = a.practice_id and c.practitioner_id = a.practitioner_id
    where a.practice_id = current_practice() and c.calendar_id = ${calendarId} and c.receives
      and a.status = 'confirmed' and a.ends_at > ${toDate(now)}
      and not exists (select from written_events w where w.practice_id = a.practice_id
        and w.calendar_id = c.calendar_id and w.appointment_id = a.appointment_id and w.revision = a.revision)
    order by a.starts_at, a.appointment_id`;
}

/** How the practitioner of a calendar wants changes in it to be taken. */
export async function changeSetting(tx: Tx, practitionerId: PractitionerId): Promise<WhenChangedOutside> {
  const [row] = await tx<{ setting: WhenChangedOutside }[]>`
    select when_changed_outside as setting from practitioners
    where practice_id = current_practice() and practitioner_id = ${practitionerId}`;
  return row?.setting ?? 'ask';
}
