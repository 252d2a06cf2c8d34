/** Accounts and their calendars as they are connected, changed and taken away. */
import {
  isUsed,
  type CalendarRoles,
  type ConnectedAccount,
  type ConnectedCalendar,
  type ConnectionKind,
} from '../domain/connected.ts';
import type { AppointmentId, CalendarId, ConnectionId, Instant, PractitionerId } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

export type NewConnection = {
  readonly id: ConnectionId;
  readonly practitionerId: PractitionerId;
  readonly kind: ConnectionKind;
  readonly label: string;
  readonly account: string;
  readonly masked: string;
  readonly sealed: Uint8Array;
  readonly token: { readonly sealed: Uint8Array; readonly until: Instant } | undefined;
  readonly now: Instant;
};

export async function insertConnection(tx: Tx, made: NewConnection): Promise<void> {
  await tx`
    insert into connections (practice_id, connection_id, practitioner_id, kind, label, account, masked, sealed, token_sealed,
      token_until, created_at)
    values (current_practice(), ${made.id}, ${made.practitionerId}, ${made.kind}, ${made.label}, ${made.account},
      ${made.masked}, ${made.sealed}, ${made.token?.sealed ?? null}, ${made.token ? toDate(made.token.until) : null},
      ${toDate(made.now)})`;
}

/** Signed in again: what opens it is new, and what waited for that is due. */
export async function renewConnection(
  tx: Tx,
  id: ConnectionId,
  renewed: Pick<NewConnection, 'sealed' | 'token' | 'now'>,
): Promise<void> {
  await tx`
    update connections set sealed = ${renewed.sealed}, token_sealed = ${renewed.token?.sealed ?? null},
      token_until = ${renewed.token ? toDate(renewed.token.until) : null}, status = 'ok', quiet_until = null,
      refreshing_until = null
    where practice_id = current_practice() and connection_id = ${id}`;
  await tx`
    select calendar_due(calendar_id, ${toDate(renewed.now)}) from calendars
    where practice_id = current_practice() and connection_id = ${id} and (blocks or receives or defines_openings)`;
}

/** The connection of this very account, if the practitioner has it. */
export async function connectionOfAccount(
  tx: Tx,
  of: { readonly practitionerId: PractitionerId; readonly kind: ConnectionKind; readonly account: string },
): Promise<ConnectionId | undefined> {
  const [row] = await tx<{ id: ConnectionId }[]>`
    select connection_id as id from connections
    where practice_id = current_practice() and practitioner_id = ${of.practitionerId} and kind = ${of.kind}
      and lower(account) = lower(${of.account})`;
  return row?.id;
}

/** Blocks nothing, receives nothing, until {@link saveRoles} says so. */
export async function calendarsOfConnection(tx: Tx, id: ConnectionId): Promise<ConnectedCalendar[]> {
  const rows = await tx<CalendarRow[]>`
    select c.calendar_id as id, c.external_id as "externalId", c.name, c.writable, c.blocks, c.receives,
      c.defines_openings as "definesOpenings", c.privacy, c.rules, c.read_at as "readAt", c.tried_at as "triedAt",
      calendar_due_at(c.calendar_id) as "dueAt", c.problem, c.write_problem as "writeProblem"
    from calendars c where c.practice_id = current_practice() and c.connection_id = ${id} order by c.name, c.calendar_id`;
  return rows.map(({ readAt, triedAt, dueAt, problem, writeProblem, ...row }) => ({
    ...row,
    readAt: readAt ? toInstant(readAt) : undefined,
    triedAt: triedAt ? toInstant(triedAt) : undefined,
    dueAt: dueAt ? toInstant(dueAt) : undefined,
    problem: problem ?? undefined,
    writeProblem: writeProblem ?? undefined,
  }));
}

type CalendarRow = CalendarRoles & {
  id: CalendarId;
  readAt: Date | null;
  triedAt: Date | null;
  dueAt: Date | null;
  problem: string | null;
  writeProblem: string | null;
};

/** What a calendar is for from now on. One that is for nothing any more keeps no busy time. */
export async function saveRoles(
  tx: Tx,
  of: {
    readonly connectionId: ConnectionId;
    readonly practitionerId: PractitionerId;
    readonly newId: CalendarId;
    readonly now: Instant;
  },
  roles: CalendarRoles,
): Promise<void> {
  const [row] = await tx<{ id: CalendarId }[]>`
    with known as (
      select calendar_id from calendars where practice_id = current_practice() and connection_id = ${of.connectionId}
        and external_id = ${roles.externalId}),
    changed as (
      update calendars c set name = ${roles.name}, writable = ${roles.writable}, blocks = ${roles.blocks},
        receives = ${roles.receives}, defines_openings = ${roles.definesOpenings}, privacy = ${roles.privacy},
        rules = ${tx.json({ ...roles.rules })}, write_problem = null,
        -- Read anew, so that it is known of each event whose it is.
        cursor = case when ${roles.definesOpenings} and not c.defines_openings then null else c.cursor end
      from known k where c.practice_id = current_practice() and c.calendar_id = k.calendar_id returning c.calendar_id),
    made as (
      insert into calendars (practice_id, calendar_id, connection_id, practitioner_id, external_id, name, writable, blocks,
        receives, defines_openings, privacy, rules)
      select current_practice(), ${of.newId}, ${of.connectionId}, ${of.practitionerId}, ${roles.externalId}, ${roles.name},
        ${roles.writable}, ${roles.blocks}, ${roles.receives}, ${roles.definesOpenings}, ${roles.privacy},
        ${tx.json({ ...roles.rules })}
      where not exists (select from known) returning calendar_id)
    select calendar_id as id from changed union all select calendar_id from made`;
  const id = row!.id; // changed or made
  if (isUsed(roles)) {
    await tx`select calendar_due(${id}, ${toDate(of.now)})`;
    return;
  }
  await tx`select calendar_forgotten(${id})`;
  await tx`delete from busy where practice_id = current_practice() and calendar_id = ${id}`;
  await tx`update calendars set cursor = null, covered = null, read_at = null where practice_id = current_practice() and calendar_id = ${id}`;
}

/** Appointments to come of a practitioner: what a new or an old target must show. */
export async function futureAppointments(
  tx: Tx,
  practitionerId: PractitionerId,
  now: Instant,
): Promise<{ readonly id: AppointmentId; readonly practitionerId: PractitionerId; readonly revision: number }[]> {
  return tx`
    select appointment_id as id, practitioner_id as "practitionerId", revision from appointments
    where practice_id = current_practice() and practitioner_id = ${practitionerId} and status = 'confirmed'
      and ends_at > ${toDate(now)} order by starts_at`;
}

/** All accounts of the practice, with what each of their calendars is for. */
export async function connectedAccounts(tx: Tx): Promise<ConnectedAccount[]> {
  const rows = await tx<Omit<ConnectedAccount, 'calendars'>[]>`
    select connection_id as id, practitioner_id as "practitionerId", kind, account, masked, status from connections
    where practice_id = current_practice() order by created_at, connection_id`;
  const calendars = await Promise.all(rows.map(({ id }) => calendarsOfConnection(tx, id)));
  return rows.map((row, index) => ({ ...row, calendars: calendars[index] ?? [] }));
}
