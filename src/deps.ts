/** What the app is put together from: handed to every handler and job, so that tests and both runtimes can choose the parts. */
import type { ErasedEntry } from './actions/erase-patient.ts';
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import type { Instant } from './domain/types.ts';
import type { Mailer } from './email/mailer.ts';
import type { Log } from './log.ts';
import type { Providers } from '../connectors/registry.ts';
import type { Keys } from './secrets/keys.ts';

export type Deps = {
  readonly db: Database;
  /** The one clock that decides. */
  readonly clock: () => Instant;
  readonly newId: () => string;
  /** A number in [0, 1), for jitter. */
  readonly random: () => number;
  readonly keys: Keys;
  readonly config: Config;
  /** Undefined while no mail server is known: mails are kept, and the desk says so. */
  readonly mailer: () => Promise<Mailer | undefined>;
  readonly providers: Providers;
  readonly log: Log;
  /** Keeps the list of erased patients outside the database; undefined where there is no disk. */
  readonly rememberErased?: (entry: ErasedEntry) => Promise<void>;
};
