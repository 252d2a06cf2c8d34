/** Rows of `appointment_types` and of who offers them. */
import type { Colour } from '../domain/colours.ts';
import type { AppointmentType, Location, PractitionerId, TypeId, TypeState } from '../domain/types.ts';
import type { Tx } from './database.ts';

type Row = {
  id: TypeId;
  name: string;
  length: number;
  padding: number;
  state: TypeState;
  audience: AppointmentType['audience'];
  every: number | null;
  locationKind: Location['kind'] | null;
  locationText: string;
  note: string;
  colour: Colour;
  forAll: boolean;
  practitioners: PractitionerId[];
};

/** All types of the practice in their order, archived ones too, or the one asked for. */
export async function loadTypes(tx: Tx, only?: TypeId): Promise<AppointmentType[]> {
  const rows = await tx<Row[]>`
    select t.type_id as id, t.name, t.length_minutes as length, t.padding_minutes as padding, t.state, t.audience,
      t.every_minutes as every, t.location_kind as "locationKind", t.location_text as "locationText",
      t.patient_text as note, t.colour, t.for_all_practitioners as "forAll",
      array(select p.practitioner_id from type_practitioners p
        where p.practice_id = t.practice_id and p.type_id = t.type_id order by p.practitioner_id) as practitioners
    from appointment_types t
    where t.practice_id = current_practice() ${only === undefined ? tx`` : tx`and t.type_id = ${only}`}
    order by t.position, t.name, t.type_id`;
  return rows.map(typeOf);
}

export async function loadType(tx: Tx, id: TypeId): Promise<AppointmentType | undefined> {
  return (await loadTypes(tx, id))[0];
}

function typeOf(row: Row): AppointmentType {
  return {
    id: row.id,
    name: row.name,
    length: row.length,
    padding: row.padding,
    state: row.state,
    audience: row.audience,
    startRule: row.every === null ? { kind: 'packed' } : { kind: 'every', minutes: row.every },
    location: row.locationKind === null ? undefined : { kind: row.locationKind, text: row.locationText },
    note: row.note,
    colour: row.colour,
    offeredBy: row.forAll ? 'all' : row.practitioners,
  };
}

/** Makes or replaces a type. A new one goes behind the others; the order of an old one stays. */
export async function upsertType(tx: Tx, type: AppointmentType): Promise<void> {
  const columns = {
    name: type.name,
    length_minutes: type.length,
    padding_minutes: type.padding,
    state: type.state,
    audience: type.audience,
    every_minutes: type.startRule.kind === 'every' ? type.startRule.minutes : null,
    location_kind: type.location?.kind ?? null,
    location_text: type.location?.text ?? '',
    patient_text: type.note,
    colour: type.colour,
    for_all_practitioners: type.offeredBy === 'all',
  };
  const changed = await tx`
    update appointment_types set ${tx(columns)}
    where practice_id = current_practice() and type_id = ${type.id} returning true`;
  if (changed.length === 0) {
    const [last] = await tx<{ position: number }[]>`
      select coalesce(max(position) + 1, 0) as position from appointment_types where practice_id = current_practice()`;
    const [practice] = await tx<{ id: string }[]>`select current_practice() as id`;
    const row = { ...columns, practice_id: practice!.id, type_id: type.id, position: last!.position }; // each gives one row
    await tx`insert into appointment_types ${tx(row)}`;
  }
  await replacePractitioners(tx, type);
}

async function replacePractitioners(tx: Tx, type: AppointmentType): Promise<void> {
  await tx`delete from type_practitioners where practice_id = current_practice() and type_id = ${type.id}`;
  if (type.offeredBy === 'all' || type.offeredBy.length === 0) return;
  await tx`
    insert into type_practitioners (practice_id, type_id, practitioner_id)
    select distinct current_practice(), ${type.id}::uuid, practitioner
    from unnest(${tx.array([...type.offeredBy])}::uuid[]) as practitioner`;
}

/** Puts the named types in the given order; types not named follow in the order they had. */
export async function orderTypes(tx: Tx, order: readonly TypeId[]): Promise<void> {
  await tx`
    update appointment_types t set position = n.position
    from (
      select type_id, row_number() over (order by w.place nulls last, a.position, a.name) - 1 as position
      from appointment_types a
      left join unnest(${tx.array([...order])}::uuid[]) with ordinality as w(wanted, place) on w.wanted = a.type_id
      where a.practice_id = current_practice()
    ) n
    where t.practice_id = current_practice() and t.type_id = n.type_id`;
}
