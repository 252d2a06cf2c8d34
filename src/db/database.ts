/** The one way to the database: a pool, and transactions that belong to one practice. */
import postgres from 'postgres';
import type { PracticeId, PractitionerId } from '../domain/types.ts';
import { gate } from './gate.ts';

export type Sql = postgres.Sql;
export type Tx = postgres.TransactionSql;

export type Database = {
  /** Outside any practice: only routing functions answer, tenant tables show no row. */
  readonly sql: Sql;
  /**
   * Runs `work` in one transaction that sees the rows of `practice` alone. Tried again, three times at most, when the
   * server ends it for a deadlock, a serialization failure or a lock that was not to be had: `work` must be repeatable.
   */
  tenant<Result>(practice: PracticeId, work: (tx: Tx) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
};

const AGAIN = new Set(['40P01', '40001', '55P03']);
const MOST_TRIES = 4;
const MOST_CONNECTIONS = 10;
const PATIENCE_MS = 5_000;

/** Opens a pool on `url`. `prepare: false` for PgBouncer and Hyperdrive. */
export function openDatabase(
  url: string,
  options: { max?: number; prepare?: boolean; patienceMs?: number } = {},
): Database {
  const max = options.max ?? MOST_CONNECTIONS;
  const sql = postgres(url, {
    max,
    prepare: options.prepare ?? true,
    connect_timeout: 5,
    // Seconds. The driver's own grow with each connection that is cut: a restart that cuts twenty would close the pool for 20 s.
    backoff: (tries) => Math.min(1, tries / 20),
    onnotice: () => {},
    connection: { application_name: 'openhours', idle_in_transaction_session_timeout: 30_000 },
  });
  // One connection is left for what routing asks, so that health and links answer while transactions wait.
  const door = gate(Math.max(1, max - 1), options.patienceMs ?? PATIENCE_MS);
  return {
    sql,
    tenant: (practice, work) => door(() => inPractice(sql, practice, work)),
    close: () => sql.end({ timeout: 5 }),
  };
}

/** The same database, its transactions seeing one practitioner's own rows alone: the database itself holds staff to it. */
export function onlyFor(db: Database, practitioner: PractitionerId): Database {
  return {
    ...db,
    tenant: (practice, work) =>
      db.tenant(practice, async (tx) => {
        const setting = tx`select set_config('openhours.practitioner', ${practitioner}, true)`.execute();
        const [, result] = await Promise.all([setting, work(tx)]);
        return result;
      }),
  };
}

async function inPractice<Result>(sql: Sql, practice: PracticeId, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return (await sql.begin(async (tx) => {
        // Sent first (a query is sent when awaited or executed), and travels with the first question of `work`.
        const setting = tx`select set_config('openhours.practice', ${practice}, true)`.execute();
        const [, result] = await Promise.all([setting, work(tx)]);
        return result;
      })) as Result; // begin unwraps arrays of promises; `work` returns none
    } catch (error) {
      if (tries >= MOST_TRIES || !(error instanceof postgres.PostgresError) || !AGAIN.has(error.code)) throw error;
    }
  }
}
