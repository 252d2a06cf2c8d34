import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { migrate, migrationNames } from '../../src/db/migrate.ts';
import { asAdmin, testDatabase } from '../support/database.ts';

const MIGRATIONS = new URL('../../src/db/migrations/', import.meta.url);

test('K06 processes that start at once migrate once, and a migrated database stays as it is', async () => {
  await using database = await testDatabase();
  const user = new URL(database.url).username;
  const ran = await Promise.all([1, 2, 3].map(() => migrate(database.ownerUrl, MIGRATIONS, user)));
  expect(ran).toEqual([[], [], []]);
});

test('K05 a migration that is killed half-way leaves nothing behind, and the next start does all of it', async () => {
  await using database = await testDatabase();
  const user = new URL(database.url).username;
  const name = new URL(database.url).pathname.slice(1);
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  await cp(MIGRATIONS, folder, { recursive: true });
  await writeFile(join(folder, '9001-half.sql'), 'create table half_done (id integer);');
  await writeFile(join(folder, '9002-long.sql'), 'create table done (id integer); select pg_sleep(30);');
  const url = pathToFileURL(`${folder}/`);
  const killed = migrate(database.ownerUrl, url, user).catch((error: unknown) => error);
  const asleep = `from pg_stat_activity where datname = '${name}' and query like '%pg_sleep%' and pid <> pg_backend_pid()`;
  await expect.poll(() => asAdmin(`select pid ${asleep}`), { timeout: 20_000 }).toHaveLength(1);
  await asAdmin(`select pg_terminate_backend(pid) ${asleep}`);
  expect(await killed).toBeInstanceOf(Error);
  const owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  const tables = () =>
    owner`select table_name from information_schema.tables where table_name in ('half_done', 'done')`;
  expect(await tables()).toEqual([]);
  await writeFile(join(folder, '9002-long.sql'), 'create table done (id integer);');
  expect(await migrate(database.ownerUrl, url, user)).toEqual(['9001-half.sql', '9002-long.sql']);
  expect(await tables()).toHaveLength(2);
  await owner.end();
  await rm(folder, { recursive: true });
});

test('K05 a migration that waits for somebody else’s lock gives up soon, and what is running goes on', async () => {
  await using database = await testDatabase();
  const user = new URL(database.url).username;
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  for (const each of await migrationNames(MIGRATIONS)) await cp(new URL(each, MIGRATIONS), join(folder, each));
  await writeFile(join(folder, '9001-waits.sql'), 'alter table busy add column waits integer;');
  const owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  await owner.begin(async (tx) => {
    await tx`lock table busy in access share mode`;
    await expect(migrate(database.ownerUrl, pathToFileURL(`${folder}/`), user)).rejects.toThrow('lock timeout');
  });
  await owner.end();
  await rm(folder, { recursive: true });
});

test('K16 a transaction that stands idle is ended by the server after half a minute', async () => {
  await using database = await testDatabase();
  expect(await database.db.sql`show idle_in_transaction_session_timeout`).toEqual([
    { idle_in_transaction_session_timeout: '30s' },
  ]);
});

test('the app owns no table, and sees no row of a tenant outside a practice', async () => {
  await using database = await testDatabase();
  const [mine] = await database.db.sql`select count(*)::int as tables from pg_tables where tableowner = current_user`;
  expect(mine).toEqual({ tables: 0 });
  expect(await database.db.sql`select practice_id from practices`).toEqual([]);
  await expect(database.db.sql`select slug from practice_routes`).rejects.toThrow('permission denied');
});
