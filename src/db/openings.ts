/** Rows of `openings`, their types and exceptions. Local times go in and out as text: no server or host zone touches them. */
import type {
  LocalDate,
  LocalDateTime,
  Opening,
  OpeningException,
  OpeningId,
  PractitionerId,
  TypeId,
} from '../domain/types.ts';
import type { Tx } from './database.ts';

/** An opening with whose it is. */
export type OpeningRecord = Opening & { readonly practitionerId: PractitionerId };

type ExceptionRow = { occurrence: LocalDateTime; start: LocalDateTime | null; end: LocalDateTime | null };
type Row = {
  id: OpeningId;
  practitionerId: PractitionerId;
  start: LocalDateTime;
  end: LocalDateTime;
  rule: string | null;
  forAll: boolean;
  types: TypeId[];
  exceptions: ExceptionRow[];
};

export async function loadOpenings(tx: Tx, practitionerId?: PractitionerId): Promise<OpeningRecord[]> {
  return (await select(tx, practitionerId === undefined ? tx`` : tx`and o.practitioner_id = ${practitionerId}`)).map(
    openingOf,
  );
}

export async function loadOpening(tx: Tx, id: OpeningId): Promise<OpeningRecord | undefined> {
  const [row] = await select(tx, tx`and o.opening_id = ${id}`);
  return row && openingOf(row);
}

/** {@link loadOpening} under a lock: two changes of one opening's exceptions go one after the other. */
export async function lockOpening(tx: Tx, id: OpeningId): Promise<OpeningRecord | undefined> {
  await tx`select from openings where practice_id = current_practice() and opening_id = ${id} for update`;
  return loadOpening(tx, id);
}

function select(tx: Tx, only: ReturnType<Tx>) {
  return tx<Row[]>`
    select o.opening_id as id, o.practitioner_id as "practitionerId",
      to_char(o.local_start, 'YYYY-MM-DD"T"HH24:MI') as start, to_char(o.local_end, 'YYYY-MM-DD"T"HH24:MI') as "end",
      o.rule, o.for_all_types as "forAll",
      array(select t.type_id from opening_types t
        where t.practice_id = o.practice_id and t.opening_id = o.opening_id order by t.type_id) as types,
      (select coalesce(jsonb_agg(jsonb_build_object(
          'occurrence', to_char(e.occurrence, 'YYYY-MM-DD"T"HH24:MI'),
          'start', to_char(e.local_start, 'YYYY-MM-DD"T"HH24:MI'),
          'end', to_char(e.local_end, 'YYYY-MM-DD"T"HH24:MI')) order by e.occurrence), '[]')
        from opening_exceptions e where e.practice_id = o.practice_id and e.opening_id = o.opening_id) as exceptions
    from openings o
    where o.practice_id = current_practice() ${only}
    order by o.local_start, o.opening_id`;
}

function openingOf(row: Row): OpeningRecord {
  return {
    id: row.id,
    practitionerId: row.practitionerId,
    start: row.start,
    end: row.end,
    rule: row.rule ?? undefined,
    types: row.forAll ? 'all' : row.types,
    exceptions: row.exceptions.map(exceptionOf),
  };
}

function exceptionOf({ occurrence, start, end }: ExceptionRow): OpeningException {
  return start === null || end === null ? { kind: 'removed', occurrence } : { kind: 'changed', occurrence, start, end };
}

/**
 * Makes or replaces an opening with all of its exceptions.
 * @param lastDay no occurrence reaches beyond this local day; undefined: it goes on for ever
 */
export async function upsertOpening(tx: Tx, opening: OpeningRecord, lastDay: LocalDate | undefined): Promise<void> {
  // `::text::` keeps postgres.js from reading the text as a time of the host's zone.
  await tx`
    insert into openings (practice_id, opening_id, practitioner_id, local_start, local_end, rule, last_day, for_all_types)
    values (current_practice(), ${opening.id}, ${opening.practitionerId}, ${opening.start}::text::timestamp,
      ${opening.end}::text::timestamp, ${opening.rule ?? null}, ${lastDay ?? null}::text::date, ${opening.types === 'all'})
    on conflict (practice_id, opening_id) do update set practitioner_id = excluded.practitioner_id,
      local_start = excluded.local_start, local_end = excluded.local_end, rule = excluded.rule,
      last_day = excluded.last_day, for_all_types = excluded.for_all_types`;
  await tx`delete from opening_types where practice_id = current_practice() and opening_id = ${opening.id}`;
  if (opening.types !== 'all' && opening.types.length > 0) {
    await tx`
      insert into opening_types (practice_id, opening_id, type_id)
      select distinct current_practice(), ${opening.id}::uuid, type from unnest(${tx.array([...opening.types])}::uuid[]) as type`;
  }
  await tx`delete from opening_exceptions where practice_id = current_practice() and opening_id = ${opening.id}`;
  for (const exception of opening.exceptions) {
    const changed = exception.kind === 'changed' ? exception : undefined;
    await tx`
      insert into opening_exceptions (practice_id, opening_id, occurrence, local_start, local_end)
      values (current_practice(), ${opening.id}, ${exception.occurrence}::text::timestamp,
        ${changed?.start ?? null}::text::timestamp, ${changed?.end ?? null}::text::timestamp)`;
  }
}

/** False when there is no such opening in this practice. */
export async function deleteOpening(tx: Tx, id: OpeningId): Promise<boolean> {
  const rows = await tx`
    delete from openings where practice_id = current_practice() and opening_id = ${id} returning true`;
  return rows.length === 1;
}
