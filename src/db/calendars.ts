/** Calendars and the busy time read from them: what a reading needs, what it leaves behind, and what slots ask for. */
import { busyRows } from '../domain/busy-rows.ts';
import type {
  BusyKind,
  BusyRules,
  CalendarId,
  CalendarState,
  ConnectionId,
  Instant,
  Interval,
  PractitionerId,
  Zone,
} from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate, toInstant, toInterval } from './times.ts';

export type NewIcsCalendar = {
  readonly connectionId: ConnectionId;
  readonly calendarId: CalendarId;
  readonly practitionerId: PractitionerId;
  readonly name: string;
  /** Feed address and login, made by `sealConnection` of secrets/connection.ts. */
  readonly sealed: Uint8Array;
  /** What may be shown of the address. */
  readonly masked: string;
  readonly now: Instant;
};

/** A feed is a connection with one calendar that blocks time; it is due at once. */
export async function insertIcsCalendar(tx: Tx, made: NewIcsCalendar): Promise<void> {
  await tx`
    insert into connections (practice_id, connection_id, practitioner_id, kind, label, sealed, masked, created_at)
    values (current_practice(), ${made.connectionId}, ${made.practitionerId}, 'ics', ${made.name}, ${made.sealed},
      ${made.masked}, ${toDate(made.now)})`;
  await tx`
    insert into calendars (practice_id, calendar_id, connection_id, practitioner_id, name)
    values (current_practice(), ${made.calendarId}, ${made.connectionId}, ${made.practitionerId}, ${made.name})`;
  await tx`select calendar_due(${made.calendarId}, ${toDate(made.now)})`;
}

/** A calendar as people see it: its age, its trouble, nothing of its content. */
export type CalendarStatus = {
  readonly calendarId: CalendarId;
  readonly connectionId: ConnectionId;
  readonly practitionerId: PractitionerId;
  readonly kind: 'ics' | 'google' | 'outlook' | 'caldav';
  readonly name: string;
  readonly masked: string;
  readonly blocks: boolean;
  readonly rules: BusyRules;
  readonly readAt: Instant | undefined;
  readonly triedAt: Instant | undefined;
  readonly covered: Interval | undefined;
  readonly problem: string | undefined;
  readonly warnings: readonly string[];
};

/** All calendars of the practice, or of one practitioner. */
export async function calendarStatuses(tx: Tx, practitionerId?: PractitionerId): Promise<CalendarStatus[]> {
  const rows = await tx<StatusRow[]>`
    select c.calendar_id, c.connection_id, c.practitioner_id, n.kind, c.name, n.masked, c.blocks, c.rules, c.read_at,
      c.tried_at, lower(c.covered) as covered_from, upper(c.covered) as covered_to, c.problem, c.warnings
    from calendars c join connections n using (practice_id, connection_id)
    where ${practitionerId ? tx`c.practitioner_id = ${practitionerId}` : tx`true`}
    order by n.created_at, c.name, c.calendar_id`;
  return rows.map((row) => ({
    calendarId: row.calendar_id,
    connectionId: row.connection_id,
    practitionerId: row.practitioner_id,
    kind: row.kind,
    name: row.name,
    masked: row.masked,
    blocks: row.blocks,
    rules: row.rules,
    readAt: row.read_at ? toInstant(row.read_at) : undefined,
    triedAt: row.tried_at ? toInstant(row.tried_at) : undefined,
    covered: row.covered_from && row.covered_to ? toInterval(row.covered_from, row.covered_to) : undefined,
    problem: row.problem ?? undefined,
    warnings: row.warnings,
  }));
}

type StatusRow = {
  calendar_id: CalendarId;
  connection_id: ConnectionId;
  practitioner_id: PractitionerId;
  kind: CalendarStatus['kind'];
  name: string;
  masked: string;
  blocks: boolean;
  rules: BusyRules;
  read_at: Date | null;
  tried_at: Date | null;
  covered_from: Date | null;
  covered_to: Date | null;
  problem: string | null;
  warnings: string[];
};

/**
 * The practitioner's calendars that block time, with their busy rows that meet `window`, in order of start. Our own events are
 * never counted twice, but where one stands elsewhere than we put it, or repeats, that time is taken.
 */
export async function blockingCalendars(
  tx: Tx,
  practitionerId: PractitionerId,
  window: Interval,
): Promise<CalendarState[]> {
  const [calendars, rows] = await Promise.all([
    tx<BlockingRow[]>`
      select calendar_id, name, rules, read_at, lower(covered) as covered_from, upper(covered) as covered_to,
        array(select lower(stretch) from unnest(uncertain) as stretch) as uncertain_from,
        array(select upper(stretch) from unnest(uncertain) as stretch) as uncertain_to
      from calendars where practitioner_id = ${practitionerId} and blocks order by calendar_id`,
    tx<BusyRowOut[]>`
      select b.calendar_id, extract(epoch from b.starts_at)::float8 * 1000 as starts,
        extract(epoch from b.ends_at)::float8 * 1000 as ends, b.kind, b.all_day
      from busy b
      where b.practitioner_id = ${practitionerId} and b.ends_at > ${toDate(window.start)}
        and b.starts_at < ${toDate(window.end)} and (b.appointment_id is null or exists (
          select from written_events w join appointments a using (practice_id, appointment_id)
          where w.practice_id = b.practice_id and w.calendar_id = b.calendar_id and w.appointment_id = b.appointment_id
            and (b.starts_at, b.ends_at) <> (a.starts_at, a.ends_at)
            and (b.starts_at, b.ends_at) <> (w.starts_at, w.ends_at)))
      order by b.starts_at`,
  ]);
  const busyOf = new Map(calendars.map((row) => [row.calendar_id, [] as BusyRowIn[]]));
  for (const row of rows) {
    busyOf.get(row.calendar_id)?.push({ start: row.starts, end: row.ends, kind: row.kind, allDay: row.all_day });
  }
  return calendars.map((row) => ({
    id: row.calendar_id,
    name: row.name,
    rules: row.rules,
    readAt: row.read_at ? toInstant(row.read_at) : undefined,
    covered: row.covered_from && row.covered_to ? toInterval(row.covered_from, row.covered_to) : undefined,
    uncertain: row.uncertain_from.map((from, index) => toInterval(from, row.uncertain_to[index]!)), // same unnest
    busy: busyRows(busyOf.get(row.calendar_id) ?? []),
  }));
}

type BlockingRow = {
  calendar_id: CalendarId;
  name: string;
  rules: BusyRules;
  read_at: Date | null;
  covered_from: Date | null;
  covered_to: Date | null;
  uncertain_from: Date[];
  uncertain_to: Date[];
};
type BusyRowOut = { calendar_id: CalendarId; starts: Instant; ends: Instant; kind: BusyKind; all_day: boolean };
type BusyRowIn = Interval & { readonly kind: BusyKind; readonly allDay: boolean };

/** Removes a connection with its calendars and their busy time. False when there is none. */
export async function removeConnection(tx: Tx, connectionId: ConnectionId): Promise<boolean> {
  const calendars = await tx<{ calendar_id: CalendarId }[]>`
    select calendar_id from calendars where connection_id = ${connectionId}`;
  for (const { calendar_id } of calendars) await tx`select calendar_forgotten(${calendar_id})`;
  const gone = await tx`delete from connections where connection_id = ${connectionId}`;
  return gone.count > 0;
}

/** What a reading of one calendar starts from. */
export type CalendarToRead = {
  readonly calendarId: CalendarId;
  readonly connectionId: ConnectionId;
  readonly practitionerId: PractitionerId;
  readonly kind: CalendarStatus['kind'];
  readonly externalId: string;
  /** Addresses by which the calendar's owner is known in its events. */
  readonly owner: readonly string[];
  readonly zone: Zone;
  /** Appointments are written into it. */
  readonly receives: boolean;
  readonly reconciledAt: Instant | undefined;
  readonly cursor: string | undefined;
  readonly triedAt: Instant | undefined;
  readonly failures: number;
  readonly doubted: { readonly readings: number; readonly at: Instant } | undefined;
  readonly horizonDays: number;
  readonly intervalMinutes: number;
  /** Busy rows that end after `now`. */
  readonly upcoming: number;
};

export async function calendarToRead(
  tx: Tx,
  calendarId: CalendarId,
  now: Instant,
): Promise<CalendarToRead | undefined> {
  const [row] = await tx<ToReadRow[]>`
    select c.calendar_id, c.connection_id, c.practitioner_id, n.kind, c.external_id, p.zone, c.cursor, n.account,
      p.email, c.reconciled_at, c.receives, c.tried_at, c.failures, c.doubted_readings, c.doubted_at, s.horizon_days, s.feed_interval_minutes,
      (select count(*)::integer from busy b where b.calendar_id = c.calendar_id and b.practice_id = c.practice_id
        and b.ends_at > ${toDate(now)}) as upcoming
    from calendars c
    join connections n using (practice_id, connection_id)
    join practitioners p on p.practice_id = c.practice_id and p.practitioner_id = c.practitioner_id
    join practices s on s.practice_id = c.practice_id
    where c.calendar_id = ${calendarId}`;
  if (!row) return undefined;
  return {
    calendarId: row.calendar_id,
    connectionId: row.connection_id,
    practitionerId: row.practitioner_id,
    kind: row.kind,
    externalId: row.external_id,
    owner: [row.account, row.email].filter((address) => address.includes('@')),
    receives: row.receives,
    reconciledAt: row.reconciled_at ? toInstant(row.reconciled_at) : undefined,
    zone: row.zone,
    cursor: row.cursor ?? undefined,
    triedAt: row.tried_at ? toInstant(row.tried_at) : undefined,
    failures: row.failures,
    doubted: row.doubted_at ? { readings: row.doubted_readings, at: toInstant(row.doubted_at) } : undefined,
    horizonDays: row.horizon_days,
    intervalMinutes: row.feed_interval_minutes,
    upcoming: row.upcoming,
  };
}

type ToReadRow = {
  calendar_id: CalendarId;
  connection_id: ConnectionId;
  practitioner_id: PractitionerId;
  kind: CalendarStatus['kind'];
  external_id: string;
  account: string;
  email: string;
  reconciled_at: Date | null;
  receives: boolean;
  zone: Zone;
  cursor: string | null;
  tried_at: Date | null;
  failures: number;
  doubted_readings: number;
  doubted_at: Date | null;
  horizon_days: number;
  feed_interval_minutes: number;
  upcoming: number;
};

export async function practitionerOfCalendar(tx: Tx, id: CalendarId): Promise<PractitionerId | undefined> {
  const [row] = await tx<{ id: PractitionerId }[]>`
    select practitioner_id as id from calendars where practice_id = current_practice() and calendar_id = ${id}`;
  return row?.id;
}
