/** Forward-only migrations: numbered .sql files, each in one transaction, once, whoever else starts at the same time. */
import { readdir, readFile } from 'node:fs/promises';
import postgres from 'postgres';
import type { Tx } from './database.ts';

const LOCK = 7_043_215_901; // any number of ours: one migrating process a database

/**
 * Brings the database at `ownerUrl` up to date and lets the login role `appUser` act as the app.
 * @returns the names of the migrations that ran now
 */
export async function migrate(ownerUrl: string, folder: URL, appUser: string): Promise<string[]> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {}, connection: { lock_timeout: 2_000 } });
  try {
    return await sql.begin(async (tx) => {
      await tx`set local lock_timeout = '60s'`;
      await tx`select pg_advisory_xact_lock(${LOCK})`;
      await tx`set local lock_timeout = '2s'`;
      const ran = await runMigrations(tx, folder);
      await tx`grant openhours_app to ${tx(appUser)}`;
      return ran;
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Those that have not run yet; `only` names the ones to stop with (a backup is put into the tables it was taken from). */
export async function runMigrations(tx: Tx, folder: URL, only?: readonly string[]): Promise<string[]> {
  await tx`create table if not exists migrations (name text primary key, ran_at timestamptz not null default now())`;
  const done = new Set((await tx<{ name: string }[]>`select name from migrations`).map((row) => row.name));
  const ran: string[] = [];
  for (const name of await migrationNames(folder)) {
    if (done.has(name) || (only && !only.includes(name))) continue;
    await tx.unsafe(await readFile(new URL(name, folder), 'utf8'));
    await tx`insert into migrations (name) values (${name})`;
    ran.push(name);
  }
  return ran;
}

export async function migrationNames(folder: URL): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted();
}
