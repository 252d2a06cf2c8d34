/** The database that comes with Openhours: found, started, kept to one process, and stopped. The only file others use of this folder. */
import type { ChildProcess } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serverAccount } from './account.ts';
import { usableBinaries } from './binaries.ts';
import { ADMIN, APP, ensureCluster, ensureRoles, makeDataDir, OWNER, type Cluster } from './cluster.ts';
import { InUseError, takeLock, type Lock } from './lock.ts';
import { freePort, runningOn, startPostmaster, stopPostmaster, type Start } from './postmaster.ts';

export type EmbeddedServer = {
  /** For the login role that owns nothing. */
  readonly appUrl: string;
  /** For migrations, backup and restore. */
  readonly ownerUrl: string;
  /** For making and dropping databases. */
  readonly adminUrl: string;
  readonly appUser: string;
  stop(): Promise<void>;
};

type Options = { readonly durable?: boolean };

const START_TRIES = 8;
const AGAIN_MS = 200;

/**
 * Starts the server on `dataDir` for this process alone. What a killed process left running is stopped first, and started
 * from this checkout's programs. Throws one sentence when another process is using the folder.
 */
export async function startServer(dataDir: string, options: Options = {}): Promise<EmbeddedServer> {
  const prepared = await prepare(dataDir);
  for (let tries = 1; ; tries++) {
    try {
      const running = await runningOn(prepared.cluster.folder);
      if (running) {
        const lock = await takeLock(urlsOf(prepared.cluster, running.port).adminUrl, dataDir);
        await lock.release();
        await stopPostmaster(prepared.cluster.folder, running.pid);
      }
      return await launch(dataDir, prepared, options);
    } catch (error) {
      // Lost a race for the folder or the port (what runs there may be just starting, or being stopped by another), or
      // backends of a killed server are still going: look again.
      if (error instanceof InUseError || tries === START_TRIES) throw error;
      await pause(AGAIN_MS * tries);
    }
  }
}

/** For a command: the server that runs already (stop() then leaves it alone), or one of its own until stop(). */
export async function reachServer(dataDir: string): Promise<EmbeddedServer> {
  const prepared = await prepare(dataDir);
  const running = await runningOn(prepared.cluster.folder);
  if (!running) return startServer(dataDir);
  const urls = urlsOf(prepared.cluster, running.port);
  await ensureRoles(urls.adminUrl, prepared.cluster.passwords);
  return { ...urls, appUser: APP, stop: () => Promise.resolve() };
}

type Prepared = { readonly cluster: Cluster; readonly binaries: Start['binaries']; readonly account: Start['account'] };

async function prepare(dataDir: string): Promise<Prepared> {
  const account = serverAccount();
  await makeDataDir(dataDir);
  const binaries = await usableBinaries(dataDir, account);
  return { account, binaries, cluster: await ensureCluster(dataDir, binaries, account) };
}

async function launch(dataDir: string, prepared: Prepared, options: Options): Promise<EmbeddedServer> {
  const { folder, passwords } = prepared.cluster;
  const port = await rememberedPort(dataDir);
  const start: Start = {
    ...prepared,
    folder,
    port,
    log: join(dataDir, 'postgres.log'),
    durable: options.durable ?? true,
  };
  let child = await startPostmaster(start);
  const urls = urlsOf(prepared.cluster, port);
  let lock: Lock | undefined;
  try {
    lock = await takeLock(urls.adminUrl, dataDir);
    await ensureRoles(urls.adminUrl, passwords);
  } catch (error) {
    if (child.pid) await stopPostmaster(folder, child.pid);
    throw error;
  }
  let stopping = false;

  const revive = async (): Promise<void> => {
    for (let wait = AGAIN_MS; !stopping; wait = Math.min(wait * 2, 10_000)) {
      await pause(wait);
      try {
        child = await startPostmaster(start);
        watch(child); // the lock's connection comes back by itself
        return;
      } catch {
        // postgres.log says why; the next try follows.
      }
    }
  };
  const watch = (process: ChildProcess): void => {
    process.once('exit', () => {
      if (!stopping) void revive();
    });
  };
  watch(child);

  return {
    ...urls,
    appUser: APP,
    async stop() {
      stopping = true;
      await lock.release();
      if (child.pid && child.exitCode === null && child.signalCode === null) await stopPostmaster(folder, child.pid);
    },
  };
}

function urlsOf(cluster: Cluster, port: number): Pick<EmbeddedServer, 'adminUrl' | 'appUrl' | 'ownerUrl'> {
  const url = (user: string, password: string, database: string): string =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  const { admin, app, owner } = cluster.passwords;
  return {
    adminUrl: url(ADMIN, admin, 'postgres'),
    appUrl: url(APP, app, 'openhours'),
    ownerUrl: url(OWNER, owner, 'openhours'),
  };
}

async function rememberedPort(dataDir: string): Promise<number> {
  const file = join(dataDir, 'database-port');
  const last = Number(await readFile(file, 'utf8').catch(() => '0'));
  const port = await freePort(Number.isInteger(last) ? last : 0);
  if (port !== last) await writeFile(file, `${port}\n`, { mode: 0o600 });
  return port;
}
