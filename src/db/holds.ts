/** Rows of `holds`. A hold whose time is over counts for nothing from that instant on, and is swept away later. */
import type { Hold } from '../domain/holding.ts';
import type { AppointmentId, HoldId, Instant, Interval, PractitionerId } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate, toInstant, toInterval } from './times.ts';

/** Who holds: for the limits only, never shown. */
export type Holder = {
  /** Network address, or undefined when it is not known. */
  readonly address: string | undefined;
  /** Hash of what names one visit to the booking pages. */
  readonly visit: Uint8Array | undefined;
};

export async function insertHold(tx: Tx, held: Hold, holder: Holder): Promise<void> {
  await tx`
    insert into holds (practice_id, hold_id, practitioner_id, type_id, starts_at, blocked_until, expires_at, address, visit_hash)
    values (current_practice(), ${held.id}, ${held.practitionerId}, ${held.typeId}, ${toDate(held.start)},
      ${toDate(held.blockedUntil)}, ${toDate(held.expiresAt)}, ${holder.address ?? null}, ${holder.visit ?? null})`;
}

/** A hold whether live, over or used, with the hash of the booking that used it. */
export async function loadHold(
  tx: Tx,
  id: HoldId,
): Promise<(Hold & { requestHash: Uint8Array | undefined }) | undefined> {
  const [row] = await tx<Row[]>`
    select hold_id as id, practitioner_id as "practitionerId", type_id as "typeId", starts_at as start,
      blocked_until as "blockedUntil", expires_at as "expiresAt", appointment_id as "appointmentId",
      request_hash as "requestHash"
    from holds where practice_id = current_practice() and hold_id = ${id}`;
  if (!row) return undefined;
  return {
    ...row,
    start: toInstant(row.start),
    blockedUntil: toInstant(row.blockedUntil),
    expiresAt: toInstant(row.expiresAt),
    appointmentId: row.appointmentId ?? undefined,
    requestHash: row.requestHash ?? undefined,
  };
}

type Row = Pick<Hold, 'id' | 'practitionerId' | 'typeId'> & {
  start: Date;
  blockedUntil: Date;
  expiresAt: Date;
  appointmentId: AppointmentId | null;
  requestHash: Uint8Array | null;
};

/** What live holds take of the window, but for those of the given hold or visit. */
export async function liveHolds(
  tx: Tx,
  asked: {
    readonly practitionerId: PractitionerId;
    readonly window: Interval;
    readonly now: Instant;
    readonly own: HoldId | undefined;
    readonly visit: Uint8Array | undefined;
  },
): Promise<Interval[]> {
  const rows = await tx<{ start: Date; end: Date }[]>`
    select starts_at as start, blocked_until as "end" from holds
    where practice_id = current_practice() and practitioner_id = ${asked.practitionerId}
      and expires_at > ${toDate(asked.now)} and appointment_id is null
      and starts_at < ${toDate(asked.window.end)} and blocked_until > ${toDate(asked.window.start)}
      and hold_id is distinct from ${asked.own ?? null} and (visit_hash = ${asked.visit ?? null}) is not true`;
  return rows.map(({ start, end }) => toInterval(start, end));
}

/** Marks the hold as used by a booking; the same booking asked for again finds it. */
export async function useHold(
  tx: Tx,
  id: HoldId,
  by: { appointmentId: AppointmentId; requestHash: Uint8Array },
): Promise<void> {
  await tx`
    update holds set appointment_id = ${by.appointmentId}, request_hash = ${by.requestHash}, address = null, visit_hash = null
    where practice_id = current_practice() and hold_id = ${id}`;
}

/** Gives a hold up, unless a booking used it. The end of a hold raises no revision: most of them end by the clock. */
export async function deleteHold(tx: Tx, id: HoldId): Promise<void> {
  await tx`delete from holds where practice_id = current_practice() and hold_id = ${id} and appointment_id is null`;
}

/**
 * Lets holds make way for a new one: those of the same visit, and the oldest live ones of the address beyond the `most - 1`
 * newest. Rows that another transaction has in hand are let be.
 */
export async function makeWay(
  tx: Tx,
  { address, visit }: Holder,
  limits: { now: Instant; most: number },
): Promise<void> {
  await tx`
    delete from holds where practice_id = current_practice() and hold_id in (
      select h.hold_id from holds h
      where h.practice_id = current_practice() and h.appointment_id is null and (h.visit_hash = ${visit ?? null}
        or h.hold_id in (
          select o.hold_id from holds o
          where o.practice_id = current_practice() and o.address = ${address ?? null} and o.appointment_id is null
            and o.expires_at > ${toDate(limits.now)}
          order by o.expires_at desc, o.hold_id offset ${limits.most - 1}))
      for update skip locked)`;
}
