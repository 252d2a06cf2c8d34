/** One process a data folder: an advisory lock in the server itself, which ends with its holder, however that ends. */
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';

export type Lock = { release(): Promise<void> };

const LOCK = 7_043_215_902; // any number of ours, other than the migrations'
const TRIES = 15;
const AGAIN_MS = 200;

/** Another live process holds the data folder. */
export class InUseError extends Error {
  constructor(dataDir: string) {
    super(`Another Openhours process is using ${dataDir}. Stop it first, or give this one a DATA_DIR of its own.`);
  }
}

/**
 * Waits up to three seconds, so that a command that is just ending does not stop a start.
 * The lock is taken again by itself when the server restarts under it.
 */
export async function takeLock(adminUrl: string, dataDir: string): Promise<Lock> {
  let held = false;
  let released = false;
  const sql = postgres(adminUrl, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    onnotice: () => {},
    onclose: () => void (held && again()),
    connection: { application_name: 'openhours lock' },
  });
  const tryLock = async (): Promise<boolean> => {
    const [row] = await sql<{ mine: boolean }[]>`select pg_try_advisory_lock(${LOCK}) as mine`;
    return row?.mine ?? false;
  };
  const again = async (): Promise<void> => {
    for (let mine = false; !mine && !released;) {
      await pause(AGAIN_MS);
      mine = await tryLock().catch(() => false);
    }
  };
  const release = (): Promise<void> => {
    released = true;
    return sql.end({ timeout: 1 });
  };
  try {
    for (let tries = 1; tries <= TRIES; tries++) {
      held = await tryLock();
      if (held) return { release };
      await pause(AGAIN_MS);
    }
  } catch (error) {
    await release();
    throw error;
  }
  await release();
  throw new InUseError(dataDir);
}
