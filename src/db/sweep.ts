/** Forgetting what ran out. Each question deletes and says how many rows that were. */
import type { Instant } from '../domain/types.ts';
import type { Sql, Tx } from './database.ts';
import { toDate } from './times.ts';

/** True for the one caller who is to sweep: until `again` is over nobody else is. */
export async function claimSweep(sql: Sql, now: Instant, again: Instant): Promise<boolean> {
  const rows = await sql`
    update installation set swept_at = ${toDate(now)}
    where swept_at is null or swept_at <= ${toDate(again)} returning true`;
  return rows.length === 1;
}

export type SweptOutside = { links: number; signIns: number; sessions: number; jobs: number };

/** What lies outside of practices: links that opened nothing since `expired`, jobs that were through before `told`. */
export async function sweepOutside(sql: Sql, expired: Instant, told: Instant): Promise<SweptOutside> {
  const [row] = await sql<[SweptOutside]>`
    select links, sign_ins as "signIns", sessions, jobs from sweep_outside(${toDate(expired)}, ${toDate(told)})`;
  return row;
}

/** Holds of the practice that ran out before `before`, used ones too. */
export async function sweepHolds(tx: Tx, before: Instant): Promise<number> {
  const gone = await tx`delete from holds where practice_id = current_practice() and expires_at < ${toDate(before)}`;
  return gone.count;
}

/** Keys of the practice whose requests were answered before `before`. */
export async function sweepAnswered(tx: Tx, before: Instant): Promise<number> {
  const gone = await tx`
    delete from idempotency_keys where practice_id = current_practice() and created_at < ${toDate(before)}`;
  return gone.count;
}
