/** A PostgreSQL 15 of the system on a folder of its own, for proving that storage needs nothing newer. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import postgres from 'postgres';

const BIN = '/usr/lib/postgresql/15/bin';

/** @returns {Promise<{ url: string, stop(): Promise<void> } | undefined>} undefined where it is not installed */
export async function startOldest() {
  if (!existsSync(join(BIN, 'initdb'))) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'openhours-oldest-'));
  // PostgreSQL refuses to run as root.
  const account = process.getuid() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const options = { ...account, cwd: folder, env: { LC_ALL: 'C' } };
  const password = crypto.randomUUID();
  await writeFile(join(folder, 'password'), password, { mode: 0o600 });
  if (account.uid) for (const path of [folder, join(folder, 'password')]) await chown(path, account.uid, account.gid);
  const data = join(folder, 'data');
  const login = ['-U', 'postgres', `--pwfile=${join(folder, 'password')}`, '--auth=scram-sha-256'];
  const made = spawnSync(
    join(BIN, 'initdb'),
    ['-D', data, '--no-sync', '--encoding=UTF8', '--locale=C', ...login],
    options,
  );
  if (made.status !== 0) throw new Error(`initdb of PostgreSQL 15 failed: ${String(made.stderr)}`);

  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'timezone=UTC'];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const server = spawn(join(BIN, 'postgres'), ['-D', data, '-p', String(port), ...flags], {
    ...options,
    stdio: 'ignore',
  });
  const gone = new Promise((resolve) => server.once('exit', resolve));
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  await answers(url);
  return {
    url,
    async stop() {
      server.kill('SIGINT');
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  for (let tries = 1; ; tries++) {
    try {
      await sql`select 1`;
      return await sql.end();
    } catch (error) {
      if (tries === 100) throw error;
      await pause(100);
    }
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
