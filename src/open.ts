/** An installation opened on Node, for the service and for commands: database, keys, mail server, providers. */
import { randomUUID } from 'node:crypto';
import { createFetcher } from '../connectors/fetch/guarded.ts';
import { threadReader } from '../connectors/ical/on-thread.ts';
import { createProviders } from '../connectors/registry.ts';
import { readConfig, type Environment } from './config.ts';
import { openDatabase } from './db/database.ts';
import { reachServer, startServer } from './db/embedded/server.ts';
import { migrate } from './db/migrate.ts';
import type { Deps } from './deps.ts';
import type { Instant } from './domain/types.ts';
import { completeErasedList, rememberErased } from './erased-list.ts';
import { createLog, type Log } from './log.ts';
import { mailServer } from './mail-server.ts';
import { keptSecret } from './secrets/key-file.ts';
import { readKeys } from './secrets/keys.ts';

/** Beside this file, and beside the built programs. */
export const MIGRATIONS = new URL('./db/migrations/', import.meta.url);
const ICAL_THREAD = new URL(import.meta.url.endsWith('.ts') ? './ical-thread.ts' : './ical-thread.js', import.meta.url);

export type Opened = {
  readonly deps: Deps;
  /** For migrations, backup and restore. */
  readonly ownerUrl: string;
  readonly migrated: readonly string[];
  close(): Promise<void>;
};

/**
 * `service` holds the data folder for itself; a `command` uses the server that runs, or one of its own until close().
 * Throws ConfigError, or an error whose message is a line for the person who started it.
 */
export async function openInstallation(
  environment: Environment,
  use: 'service' | 'command',
  log?: Log,
): Promise<Opened> {
  const config = readConfig(environment);
  const server = config.databaseUrl ? undefined : await (use === 'service' ? startServer : reachServer)(config.dataDir);
  try {
    const appUrl = config.databaseUrl ?? server!.appUrl; // one of both is there
    const ownerUrl = config.databaseOwnerUrl ?? config.databaseUrl ?? server!.ownerUrl;
    const keys = readKeys(config.secretKey ?? (await keptSecret(config.dataDir)));
    const migrated = await migrate(ownerUrl, MIGRATIONS, decodeURIComponent(new URL(appUrl).username));
    const db = openDatabase(appUrl);
    const clock = (): Instant => Date.now() as Instant; // the one clock
    const reader = threadReader(ICAL_THREAD);
    const deps: Deps = {
      db,
      clock,
      newId: randomUUID,
      random: Math.random,
      keys,
      config,
      mailer: mailServer({ db, keys, config, pooled: true }),
      providers: createProviders({
        fetcher: createFetcher({ allow: config.fetchAllow, now: clock }),
        reader: reader.read,
        accounts: { google: config.google, microsoft: config.microsoft, now: clock },
      }),
      log: log ?? createLog(config.logLevel),
      rememberErased: (entry) => rememberErased(config.dataDir, entry),
    };
    if (use === 'service') await completeErasedList(deps);
    const close = async (): Promise<void> => {
      await Promise.all([reader.close(), db.close()]).finally(() => server?.stop());
    };
    return { deps, ownerUrl, migrated, close };
  } catch (error) {
    await server?.stop();
    throw error;
  }
}
