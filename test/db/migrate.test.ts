import { expect, test } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { testDatabase } from '../support/database.ts';

const MIGRATIONS = new URL('../../src/db/migrations/', import.meta.url);

test('K06 processes that start at once migrate once, and a migrated database stays as it is', async () => {
  await using database = await testDatabase();
  const user = new URL(database.url).username;
  const ran = await Promise.all([1, 2, 3].map(() => migrate(database.ownerUrl, MIGRATIONS, user)));
  expect(ran).toEqual([[], [], []]);
});

test('the app owns no table, and sees no row of a tenant outside a practice', async () => {
  await using database = await testDatabase();
  const [mine] = await database.db.sql`select count(*)::int as tables from pg_tables where tableowner = current_user`;
  expect(mine).toEqual({ tables: 0 });
  expect(await database.db.sql`select practice_id from practices`).toEqual([]);
  await expect(database.db.sql`select slug from practice_routes`).rejects.toThrow('permission denied');
});
