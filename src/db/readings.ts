/** What a reading leaves behind: the new busy time, or why the old one stays. Each is one transaction of its own. */
import type { BusyKind, CalendarId, ConnectionId, Instant, Interval } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { APART_SECONDS } from './push-channels.ts';
import { toDate, toMultirange } from './times.ts';
import { noteDead } from './write-problems.ts';

/** A busy row to store. `ours` is the UID of our own appointment, when the event is one. */
export type ReadRow = Interval & {
  readonly key: string;
  /** Opaque: the same for all occurrences of one event. */
  readonly event: string;
  readonly kind: BusyKind;
  readonly allDay: boolean;
  readonly ours: string | undefined;
  /** Of openings drawn in calendars (domain/drawn.ts): whose event it is, and whether it has the chosen title. */
  readonly organised: boolean;
  readonly titled: boolean;
};

/** The calendar and the try it was read in: a save is dropped when another reading was saved in between. */
export type Try = { readonly calendarId: CalendarId; readonly triedAt: Instant | undefined; readonly now: Instant };

export type NewReading = {
  readonly rows: readonly ReadRow[];
  readonly covered: Interval;
  readonly uncertain: readonly Interval[];
  readonly warnings: readonly string[];
  readonly cursor: string;
};

/** Replaces all busy time of the calendar in one step. False when another reading came first. */
export async function saveFullReading(tx: Tx, attempt: Try, reading: NewReading): Promise<boolean> {
  if (!(await lockForSave(tx, attempt))) return false;
  const keys = reading.rows.map((row) => row.key);
  await tx`delete from busy where calendar_id = ${attempt.calendarId} and key <> all(${keys})`;
  await insertRows(tx, attempt.calendarId, reading.rows);
  await wasRead(tx, attempt, reading);
  return true;
}

/** What a provider told since the last reading: events by name, with all that they are now. */
export type Changes = NewReading & { readonly events: readonly string[] };

/** Replaces the busy time of the events that changed, and nothing else. False when another reading came first. */
export async function saveChanges(tx: Tx, attempt: Try, changes: Changes): Promise<boolean> {
  if (!(await lockForSave(tx, attempt))) return false;
  await tx`delete from busy where calendar_id = ${attempt.calendarId} and event = any(${[...changes.events]})`;
  await insertRows(tx, attempt.calendarId, changes.rows);
  await wasRead(tx, attempt, changes);
  return true;
}

/** Rows that stay as they are are not written again. */
async function insertRows(tx: Tx, calendarId: CalendarId, rows: readonly ReadRow[]): Promise<void> {
  await tx`
    insert into busy as b (practice_id, calendar_id, practitioner_id, key, event, starts_at, ends_at, kind, all_day, organised,
      titled, appointment_id)
    select c.practice_id, c.calendar_id, c.practitioner_id, r.key, r.event, r.starts_at, r.ends_at, r.kind, r.all_day,
      r.organised, r.titled, a.appointment_id
    from jsonb_to_recordset(${tx.json(rows.map(toRecord))})
      as r(key text, event text, starts_at timestamptz, ends_at timestamptz, kind text, all_day boolean, organised boolean,
        titled boolean, ours text)
    join calendars c on c.calendar_id = ${calendarId}
    left join appointments a on a.practice_id = c.practice_id and a.uid = r.ours
    on conflict (practice_id, calendar_id, key) do update
      set starts_at = excluded.starts_at, ends_at = excluded.ends_at, kind = excluded.kind, all_day = excluded.all_day,
        organised = excluded.organised, titled = excluded.titled, appointment_id = excluded.appointment_id,
        event = excluded.event
      where (b.starts_at, b.ends_at, b.kind, b.all_day, b.organised, b.titled, b.appointment_id, b.event)
        is distinct from (excluded.starts_at, excluded.ends_at, excluded.kind, excluded.all_day, excluded.organised,
          excluded.titled, excluded.appointment_id, excluded.event)`;
}

async function wasRead(tx: Tx, attempt: Try, reading: Omit<NewReading, 'rows'>): Promise<void> {
  await tx`
    update calendars set cursor = ${reading.cursor},
      covered = tstzrange(${toDate(reading.covered.start)}, ${toDate(reading.covered.end)}),
      uncertain = ${toMultirange(reading.uncertain)}::tstzmultirange, warnings = ${tx.json([...reading.warnings])},
      read_at = ${toDate(attempt.now)}, tried_at = ${toDate(attempt.now)}, failures = 0, problem = null,
      doubted_readings = 0, doubted_at = null
    where calendar_id = ${attempt.calendarId}`;
  await connectionIs(tx, attempt.calendarId, 'ok');
  await raiseRevision(tx, attempt.calendarId);
}

function toRecord({ start, end, allDay, ours, ...row }: ReadRow) {
  return { ...row, starts_at: toDate(start), ends_at: toDate(end), all_day: allDay, ours: ours ?? null };
}

/** Nothing changed outside: only the age of what is stored is renewed. */
export async function saveUnchanged(tx: Tx, attempt: Try, cursor: string): Promise<boolean> {
  if (!(await lockForSave(tx, attempt))) return false;
  await tx`
    update calendars set cursor = ${cursor}, read_at = ${toDate(attempt.now)}, tried_at = ${toDate(attempt.now)},
      failures = 0, problem = null, doubted_readings = 0, doubted_at = null
    where calendar_id = ${attempt.calendarId}`;
  await connectionIs(tx, attempt.calendarId, 'ok');
  return true;
}

export type FailedAccount = { readonly id: ConnectionId; readonly is: 'reconnect' | 'gone' };

/** The try failed: the last good reading stays, and the reason is kept for the practitioner. */
export async function saveFailure(
  tx: Tx,
  attempt: Try,
  failure: {
    readonly problem: string;
    /** What that says of the whole account; undefined: nothing. */
    readonly account: FailedAccount | undefined;
  },
): Promise<boolean> {
  if (!(await lockForSave(tx, attempt))) return false;
  await tx`
    update calendars set tried_at = ${toDate(attempt.now)}, failures = failures + 1, problem = ${failure.problem}
    where calendar_id = ${attempt.calendarId}`;
  const { account } = failure;
  if (account?.is === 'reconnect') await noteDead(tx, account.id, attempt.now);
  if (account?.is === 'gone') await connectionIs(tx, attempt.calendarId, 'gone');
  return true;
}

async function connectionIs(tx: Tx, calendarId: CalendarId, state: 'ok' | 'gone'): Promise<void> {
  await tx`
    update connections set status = ${state}
    where connection_id = (select connection_id from calendars where calendar_id = ${calendarId}) and status <> ${state}`;
}

/** The calendar came back suddenly empty: the old busy time stays until that was seen often enough (failures E04). */
export async function saveDoubt(tx: Tx, attempt: Try, doubt: { readings: number; at: Instant }): Promise<boolean> {
  if (!(await lockForSave(tx, attempt))) return false;
  await tx`
    update calendars set tried_at = ${toDate(attempt.now)}, doubted_readings = ${doubt.readings},
      doubted_at = ${toDate(doubt.at)}, problem = 'The calendar suddenly has no events. The busy times known before are kept until it was empty three times in a row.'
    where calendar_id = ${attempt.calendarId}`;
  return true;
}

/** All that we believe to be in it was looked up there. */
export async function calendarReconciled(tx: Tx, calendarId: CalendarId, now: Instant): Promise<void> {
  await tx`update calendars set reconciled_at = ${toDate(now)} where calendar_id = ${calendarId}`;
}

/** When it is read next; sooner where its provider told of a change while it was being asked. */
export async function calendarDueAt(
  tx: Tx,
  { calendarId, now }: Pick<Try, 'calendarId' | 'now'>,
  due: Instant,
): Promise<void> {
  await tx`
    select calendar_read(${calendarId}, ${toDate(due)}, ${toDate(now)}, make_interval(secs => ${APART_SECONDS}))`;
}

async function lockForSave(tx: Tx, attempt: Try): Promise<boolean> {
  const rows = await tx`
    select 1 from calendars where calendar_id = ${attempt.calendarId}
      and tried_at is not distinct from ${attempt.triedAt === undefined ? null : toDate(attempt.triedAt)} for update`;
  return rows.length > 0;
}

async function raiseRevision(tx: Tx, calendarId: CalendarId): Promise<void> {
  await tx`
    update practitioners set slots_revision = slots_revision + 1
    where practitioner_id = (select practitioner_id from calendars where calendar_id = ${calendarId})`;
}
