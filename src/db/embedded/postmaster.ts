/** One PostgreSQL process on one data folder: is it running, start it, stop it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';

export type Running = { readonly pid: number; readonly port: number; readonly ready: boolean };
export type Start = {
  readonly binaries: Binaries;
  readonly account: Account;
  readonly folder: string;
  readonly log: string;
  readonly port: number;
  /** Off only for tests, which lose nothing that matters with the machine's power. */
  readonly durable: boolean;
};

const POLL_MS = 40;
const START_LIMIT_MS = 300_000; // recovery after a crash replays the log first
const STOP_LIMIT_MS = 60_000;

/** The server that runs on `folder` now, by its postmaster.pid; a file left by a dead process counts as none and is removed. */
export async function runningOn(folder: string): Promise<Running | undefined> {
  const file = join(folder, 'postmaster.pid');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (!alive(pid)) return undefined; // PostgreSQL removes it itself, and looks for left-over backends first
  if (await isOther(pid, folder)) {
    // After a restart of the machine another program has the number; PostgreSQL would refuse to start.
    await rm(file, { force: true });
    return undefined;
  }
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/** Starts the server and waits until it answers. Throws with its last words when it ends instead. */
export async function startPostmaster(start: Start): Promise<ChildProcess> {
  await rename(start.log, `${start.log}.1`).catch(() => {}); // the last run's stays, the one before goes
  const log = await open(start.log, 'a', 0o600);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(start.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Detached: Ctrl+C in a terminal reaches the whole group, and the server must outlive the last requests.
  const child = spawn(start.binaries.postgres, ['-D', start.folder, '-p', String(start.port), ...flags], {
    ...start.account,
    cwd: start.folder,
    env: { LC_ALL: 'C' },
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  await Promise.race([once(child, 'spawn'), failed]);
  await log.close();
  child.unref();
  for (let waited = 0; waited < START_LIMIT_MS; waited += POLL_MS) {
    if (child.exitCode !== null || child.signalCode !== null) {
      const words = (await readFile(start.log, 'utf8')).trim().split('\n').slice(-4).join(' | ');
      throw new Error(`PostgreSQL did not start on ${start.folder}: ${words || `it ended with ${child.exitCode}`}`);
    }
    const running = await runningOn(start.folder);
    if (running?.ready && running.pid === child.pid) return child;
    await pause(POLL_MS);
  }
  throw new Error(
    `PostgreSQL on ${start.folder} did not get ready in ${START_LIMIT_MS / 1000} s; its log is ${start.log}.`,
  );
}

/** Ends open transactions, writes everything, and returns when the process is gone. */
export async function stopPostmaster(folder: string, pid: number): Promise<void> {
  signal(pid, 'SIGINT'); // PostgreSQL's "fast shutdown"
  for (let waited = 0; waited < STOP_LIMIT_MS; waited += POLL_MS) {
    if (!alive(pid) || (await runningOn(folder))?.pid !== pid) return;
    await pause(POLL_MS);
  }
  throw new Error(`PostgreSQL (process ${pid}) on ${folder} did not stop in ${STOP_LIMIT_MS / 1000} s.`);
}

/** A port of 127.0.0.1 that is free now: `wanted` if it is. */
export async function freePort(wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const server = createServer();
    const free = await new Promise<number | undefined>((resolve) => {
      server.once('error', () => resolve(undefined));
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address ? address.port : undefined);
      });
    });
    await new Promise((resolve) => server.close(resolve));
    if (free) return free;
  }
  throw new Error('No port of 127.0.0.1 is free for the database.');
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // alive, of another account
  }
}

function alive(pid: number): boolean {
  return signal(pid, 0);
}

/** True when the process certainly is no PostgreSQL on `folder`: asked of /proc, so only where there is one. */
async function isOther(pid: number, folder: string): Promise<boolean> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (command === undefined) return false;
  if (command === '') return true; // dead, and not yet taken away by its parent
  const [mine, theirs] = await Promise.all([stat(folder), stat(`/proc/${pid}/cwd`).catch(() => undefined)]);
  return theirs ? mine.ino !== theirs.ino || mine.dev !== theirs.dev : !command.includes(folder);
}
