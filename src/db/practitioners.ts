/** Rows of `practitioners`: whose time is booked, and the revision that any change to what their slots depend on raises. */
import type { Practitioner, PractitionerId, Zone } from '../domain/types.ts';
import type { Tx } from './database.ts';

/** A practitioner as staff see them. */
export type PractitionerRecord = Practitioner & {
  readonly slug: string;
  readonly position: number;
  /** External address of "notify me when an appointment is booked"; empty when none was given. */
  readonly email: string;
  readonly notifyBooked: boolean;
  readonly whenChangedOutside: 'ask' | 'follow' | 'restore';
  /** Their calendar events of exactly this title open time; empty: none do. */
  readonly openingTitle: string;
};

export type NewPractitioner = {
  readonly id: PractitionerId;
  readonly slug: string;
  readonly name: string;
  readonly zone: Zone;
  readonly email: string;
};

/** Column values to change; a column that is left out stays. */
export type PractitionerPatch = Partial<{
  name: string;
  slug: string;
  zone: Zone;
  active: boolean;
  position: number;
  email: string;
  notify_booked: boolean;
  daily_limit: number | null;
  when_changed_outside: PractitionerRecord['whenChangedOutside'];
  opening_title: string;
}>;

type Row = {
  id: PractitionerId;
  slug: string;
  name: string;
  zone: Zone;
  active: boolean;
  position: number;
  email: string;
  notifyBooked: boolean;
  dailyLimit: number | null;
  whenChangedOutside: PractitionerRecord['whenChangedOutside'];
  openingTitle: string;
};

/** All practitioners of the practice in their order, or the one asked for. */
export async function loadPractitioners(tx: Tx, only?: PractitionerId): Promise<PractitionerRecord[]> {
  const rows = await tx<Row[]>`
    select practitioner_id as id, slug, name, zone, active, position, email, notify_booked as "notifyBooked",
      daily_limit as "dailyLimit", when_changed_outside as "whenChangedOutside",
      opening_title as "openingTitle"
    from practitioners
    where practice_id = current_practice() ${only === undefined ? tx`` : tx`and practitioner_id = ${only}`}
    order by position, name, practitioner_id`;
  return rows.map((row) => ({
    id: row.id,
    slug: row.slug,
    name: row.name,
    zone: row.zone,
    active: row.active,
    position: row.position,
    email: row.email,
    notifyBooked: row.notifyBooked,
    dailyLimit: row.dailyLimit ?? undefined,
    whenChangedOutside: row.whenChangedOutside,
    openingTitle: row.openingTitle,
  }));
}

export async function loadPractitioner(tx: Tx, id: PractitionerId): Promise<PractitionerRecord | undefined> {
  return (await loadPractitioners(tx, id))[0];
}

/** Added behind the others. */
export async function insertPractitioner(tx: Tx, practitioner: NewPractitioner): Promise<void> {
  await tx`
    insert into practitioners (practice_id, practitioner_id, slug, name, zone, email, position)
    select current_practice(), ${practitioner.id}, ${practitioner.slug}, ${practitioner.name}, ${practitioner.zone},
      ${practitioner.email}, coalesce(max(position) + 1, 0)
    from practitioners where practice_id = current_practice()`;
}

/** False when there is no such practitioner in this practice. */
export async function updatePractitioner(tx: Tx, id: PractitionerId, patch: PractitionerPatch): Promise<boolean> {
  if (Object.keys(patch).length === 0) return (await loadPractitioner(tx, id)) !== undefined;
  const rows = await tx`
    update practitioners set ${tx(patch)}
    where practice_id = current_practice() and practitioner_id = ${id} returning true`;
  return rows.length === 1;
}

export async function slugsOfPractitioners(tx: Tx): Promise<Set<string>> {
  const rows = await tx<{ slug: string }[]>`select slug from practitioners where practice_id = current_practice()`;
  return new Set(rows.map((row) => row.slug));
}

/** Called by every change to what slots depend on: openings, types, settings, busy time, appointments, holds. */
export async function raiseRevision(tx: Tx, whose: PractitionerId | 'all'): Promise<void> {
  await tx`
    update practitioners set slots_revision = slots_revision + 1
    where practice_id = current_practice() ${whose === 'all' ? tx`` : tx`and practitioner_id = ${whose}`}`;
}

/** Lets the hash of a derived token find this practice and subject. */
export async function routeToken(tx: Tx, route: { hash: Uint8Array; purpose: string; subject: string }): Promise<void> {
  await tx`select route_token(${route.hash}, ${route.purpose}, ${route.subject}, null)`;
}

export async function unrouteTokens(tx: Tx, purpose: string, subject: string): Promise<void> {
  await tx`select unroute_tokens(${purpose}, ${subject})`;
}
