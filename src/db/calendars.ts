/** Calendars: connecting a feed, how each stands, and what a reading of one starts from. */
import type { BusyRules, CalendarId, ConnectionId, Instant, Interval, PractitionerId, Zone } from '../domain/types.ts';
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
  readonly definesOpenings: boolean;
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
    select c.calendar_id, c.connection_id, c.practitioner_id, n.kind, c.name, n.masked, c.blocks, c.defines_openings, c.rules,
      c.read_at, c.tried_at, lower(c.covered) as covered_from, upper(c.covered) as covered_to, c.problem, c.warnings
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
    definesOpenings: row.defines_openings,
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
  defines_openings: boolean;
  rules: BusyRules;
  read_at: Date | null;
  tried_at: Date | null;
  covered_from: Date | null;
  covered_to: Date | null;
  problem: string | null;
  warnings: string[];
};

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
  /** The practitioner's events of this title open time; empty: none do. */
  readonly openingTitle: string;
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
      p.email, p.opening_title, c.reconciled_at, c.receives, c.tried_at, c.failures, c.doubted_readings, c.doubted_at, s.horizon_days, s.feed_interval_minutes,
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
    owner: [addressOfAccount(row), row.email].filter((address) => address.includes('@')),
    openingTitle: row.opening_title,
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
  opening_title: string;
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

/** A CalDAV account is named by its user and its server. */
function addressOfAccount({ kind, account }: Pick<ToReadRow, 'kind' | 'account'>): string {
  return kind === 'caldav' ? (account.split(' at ')[0] ?? '') : account;
}

export async function practitionerOfCalendar(tx: Tx, id: CalendarId): Promise<PractitionerId | undefined> {
  const [row] = await tx<{ id: PractitionerId }[]>`
    select practitioner_id as id from calendars where practice_id = current_practice() and calendar_id = ${id}`;
  return row?.id;
}
