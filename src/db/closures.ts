/** Rows of `closures`: stretches of a practitioner's time that the practice closed. */
import type { ClosureId, Instant, Interval, PractitionerId } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate, toInstant, toInterval } from './times.ts';

export type Closure = Interval & {
  readonly id: ClosureId;
  readonly practitionerId: PractitionerId;
  readonly createdAt: Instant;
};

/** What of a practitioner's time is closed in the window. */
export async function closuresOf(tx: Tx, practitionerId: PractitionerId, window: Interval): Promise<Closure[]> {
  return select(
    tx,
    tx`and practitioner_id = ${practitionerId} and ends_at > ${toDate(window.start)} and starts_at < ${toDate(window.end)}`,
  );
}

/** Of all practitioners, those that are not over at `now`, in order of start. */
export async function closuresFrom(tx: Tx, now: Instant): Promise<Closure[]> {
  return select(tx, tx`and ends_at > ${toDate(now)}`);
}

export async function loadClosure(tx: Tx, id: ClosureId): Promise<Closure | undefined> {
  return (await select(tx, tx`and closure_id = ${id}`))[0];
}

export async function insertClosure(tx: Tx, closure: Closure): Promise<void> {
  await tx`
    insert into closures (practice_id, closure_id, practitioner_id, starts_at, ends_at, created_at)
    values (current_practice(), ${closure.id}, ${closure.practitionerId}, ${toDate(closure.start)},
      ${toDate(closure.end)}, ${toDate(closure.createdAt)})`;
}

export async function deleteClosure(tx: Tx, id: ClosureId): Promise<void> {
  await tx`delete from closures where practice_id = current_practice() and closure_id = ${id}`;
}

type Row = Pick<Closure, 'id' | 'practitionerId'> & { startsAt: Date; endsAt: Date; createdAt: Date };

async function select(tx: Tx, where: ReturnType<Tx>): Promise<Closure[]> {
  const rows = await tx<Row[]>`
    select closure_id as id, practitioner_id as "practitionerId", starts_at as "startsAt", ends_at as "endsAt",
      created_at as "createdAt"
    from closures where practice_id = current_practice() ${where}
    order by starts_at, closure_id`;
  return rows.map(({ startsAt, endsAt, createdAt, ...row }) => ({
    ...row,
    ...toInterval(startsAt, endsAt),
    createdAt: toInstant(createdAt),
  }));
}
