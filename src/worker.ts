/** The service on Cloudflare Workers: pages and API on request, reading calendars and sending mails by cron, PostgreSQL through Hyperdrive. */
import { createEdgeFetcher } from '../connectors/fetch/edge.ts';
import { createProviders } from '../connectors/registry.ts';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { openDatabase } from './db/database.ts';
import type { Deps } from './deps.ts';
import type { Instant } from './domain/types.ts';
import { linkDue } from './link-audit.ts';
import type { Details, Log } from './log.ts';
import { mailServer } from './mail-server.ts';
import { deliverDue } from './outbox/deliver.ts';
import { readKeys } from './secrets/keys.ts';
import { sweepDue } from './sweep.ts';
import { syncDue } from './sync/due.ts';
import { writeDue } from './sync/write-due.ts';

type Env = { readonly HYPERDRIVE: { readonly connectionString: string } } & Readonly<Record<string, unknown>>;
type Running = { waitUntil(work: Promise<unknown>): void };

/** A Worker may hold six connections open at once (Cloudflare's limits page). */
const MOST_CONNECTIONS = 5;
/** A cron run begins each minute: what is left after so many rounds is the next one's. */
const MOST_ROUNDS = 20;
/** The same for what is read and written side by side. */
const RUN = { most: 160 };

export default {
  fetch(request: Request, env: Env, running: Running): Promise<Response> {
    // Written by the platform, whatever the caller claimed.
    const clientAddress = request.headers.get('cf-connecting-ip');
    return withDeps(env, running, async (deps) => createApp(deps).fetch(request, { clientAddress }));
  },

  scheduled(_event: unknown, env: Env, running: Running): Promise<void> {
    return withDeps(env, running, async (deps) => {
      // None may keep another from its work; what failed is marked as failed in the platform's own log.
      const runs = await Promise.allSettled([
        deliverDue(deps, deps.clock()),
        syncDue(deps, RUN),
        writeDue(deps, RUN),
        sweepDue(deps),
        rounds(() => linkDue(deps)),
      ]);
      const failed = runs.flatMap((run) => (run.status === 'rejected' ? [run.reason as unknown] : []));
      if (failed.length > 0) throw failed[0];
    });
  },
};

async function rounds(work: () => Promise<number>): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) if ((await work()) === 0) return;
}

/** A connection belongs to the request that opened it: the platform lets no other use it. */
async function withDeps<Result>(env: Env, running: Running, work: (deps: Deps) => Promise<Result>): Promise<Result> {
  const variables = Object.entries(env).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const config = readConfig({ ...Object.fromEntries(variables), DATABASE_URL: env.HYPERDRIVE.connectionString });
  const keys = readKeys(config.secretKey ?? ''); // there, or readConfig had refused
  // Hyperdrive keeps no prepared statement from one transaction to the next.
  const db = openDatabase(env.HYPERDRIVE.connectionString, { max: MOST_CONNECTIONS, prepare: false });
  const clock = (): Instant => Date.now() as Instant; // the one clock
  const deps: Deps = {
    db,
    clock,
    newId: () => crypto.randomUUID(),
    random: Math.random,
    keys,
    config,
    mailer: mailServer({ db, keys, config, pooled: false }),
    providers: createProviders({
      fetcher: createEdgeFetcher({ allow: config.fetchAllow, now: clock }),
      accounts: { google: config.google, microsoft: config.microsoft, now: clock },
    }),
    log: consoleLog,
  };
  try {
    return await work(deps);
  } finally {
    running.waitUntil(db.close());
  }
}

/** The platform keeps what the console is told. */
const consoleLog: Log = { info: line('info'), warn: line('warn'), error: line('error') };

function line(level: keyof Log): (event: string, details?: Details) => void {
  // eslint-disable-next-line no-console
  return (event, details) => console[level](JSON.stringify({ level, event, ...details }));
}
