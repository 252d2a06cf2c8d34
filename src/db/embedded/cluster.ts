/** The embedded server's data: made once, whole or not at all, with passwords that nobody chose and nobody types. */
import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import postgres from 'postgres';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';

export type Passwords = { readonly admin: string; readonly owner: string; readonly app: string };
export type Cluster = { readonly folder: string; readonly passwords: Passwords };

export const ADMIN = 'postgres';
export const OWNER = 'openhours_owner';
export const APP = 'openhours';

/** Finds the cluster in `dataDir`, or makes it. Two processes may do so at once: one of them wins, both get the same. */
export async function ensureCluster(dataDir: string, binaries: Binaries, account: Account): Promise<Cluster> {
  const folder = join(dataDir, 'postgres');
  const secrets = join(dataDir, 'keys', 'database.json');
  await mkdir(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  if (await exists(join(folder, 'PG_VERSION'))) return { folder, passwords: await readPasswords(secrets, folder) };
  await removeHalfMade(dataDir);
  const passwords = await makePasswords(secrets);
  await initialise(folder, { binaries, account, password: passwords.admin });
  return { folder, passwords };
}

async function initialise(
  folder: string,
  how: { binaries: Binaries; account: Account; password: string },
): Promise<void> {
  const fresh = `${folder}.${randomUUID()}`;
  const passwordFile = `${fresh}.password`;
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, how.password, { mode: 0o600 });
  if (how.account) {
    await chown(fresh, how.account.uid, how.account.gid);
    await chown(passwordFile, how.account.uid, how.account.gid);
  }
  // The builtin locale does not change with the machine's C library, so no upgrade of it can spoil an index.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const login = [`--username=${ADMIN}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
  try {
    await run(how.binaries.initdb, ['-D', fresh, ...locale, ...login], { ...how.account, cwd: fresh });
    await rename(fresh, folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code; // undefined on other errors
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error; // else another process was first: its cluster stands
  } finally {
    await rm(passwordFile, { force: true });
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Roles and database, as often as wanted: the owner runs migrations, the app's role owns nothing. */
export async function ensureRoles(adminUrl: string, passwords: Passwords): Promise<void> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    const there = new Set((await sql<{ name: string }[]>`select rolname as name from pg_roles`).map((row) => row.name));
    if (!there.has(OWNER)) await sql.unsafe(`create role ${OWNER} login createrole`);
    if (!there.has(APP)) await sql.unsafe(`create role ${APP} login`);
    await sql.unsafe(`alter role ${OWNER} password '${passwords.owner}'`); // base64url: nothing to quote
    await sql.unsafe(`alter role ${APP} password '${passwords.app}'`);
    const [found] = await sql`select 1 from pg_database where datname = 'openhours'`;
    if (!found) await sql.unsafe(`create database openhours owner ${OWNER}`);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function makePasswords(file: string): Promise<Passwords> {
  const made: Passwords = { admin: password(), owner: password(), app: password() };
  // `wx`: of two processes at once the first one's passwords hold.
  await writeFile(file, JSON.stringify(made), { mode: 0o600, flag: 'wx', flush: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    },
  );
  return JSON.parse(await readFile(file, 'utf8')) as Passwords; // written above, or by the other process
}

async function readPasswords(file: string, folder: string): Promise<Passwords> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Passwords; // this file's only writer is makePasswords
  } catch (cause) {
    throw new Error(`The passwords of the database in ${folder} are gone: put ${file} back from your backup.`, {
      cause,
    });
  }
}

/** What processes left that were killed while making a cluster; younger ones may still be at it. */
async function removeHalfMade(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const path = join(dataDir, name);
    if (!/^postgres\.[0-9a-f-]{36}/.test(name)) continue;
    const age = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (age > 600_000) await rm(path, { recursive: true, force: true });
  }
}

function password(): string {
  return randomBytes(24).toString('base64url');
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Makes the data folder: others may pass through what is made (the server's account must), and not look into it. */
export async function makeDataDir(dataDir: string): Promise<void> {
  const top = await mkdir(dataDir, { recursive: true });
  for (let folder = dataDir; top && folder.startsWith(top); folder = dirname(folder)) await chmod(folder, 0o711);
  await chmod(dataDir, 0o711);
}

function run(
  program: string,
  args: readonly string[],
  options: { uid?: number; gid?: number; cwd: string },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, env: { LC_ALL: 'C' }, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}: ${said.trim()}`)),
    );
  });
}
