/** Counters of limits, in the database, so that all processes count together. */
import type { Instant } from '../domain/types.ts';
import type { Rate } from '../domain/rates.ts';
import type { Sql, Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

/** Counts one more; the instant from which it is allowed again when that was too much. */
export async function hitRate(
  sql: Sql | Tx,
  key: Uint8Array,
  { most, within }: Rate,
  now: Instant,
): Promise<Instant | undefined> {
  const [row] = await sql<{ until: Date | null }[]>`
    select rate_hit(${key}, make_interval(secs => ${within / 1000}), ${most}, ${toDate(now)}) as until`;
  return row?.until ? toInstant(row.until) : undefined;
}
