import { expect, test } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { DatabaseBusyError, gate } from '../../src/db/gate.ts';
import { isDatabaseAway } from '../../src/db/failures.ts';
import type { PracticeId } from '../../src/domain/types.ts';
import { testDatabase } from '../support/database.ts';

const PRACTICE = '00000000-0000-4000-8000-000000000001' as PracticeId; // any

test('no more are inside than the gate allows, and all get in', async () => {
  const enter = gate(3, 60_000);
  let [inside, most] = [0, 0];
  const done = await Promise.all(
    Array.from({ length: 20 }, (_, nth) =>
      enter(async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside--;
        return nth;
      }),
    ),
  );
  expect(most).toBe(3);
  expect(done).toEqual(Array.from({ length: 20 }, (_, nth) => nth));
});

test('work that fails gives its place to the next', async () => {
  const enter = gate(1, 60_000);
  await expect(enter(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await enter(() => Promise.resolve('in'))).toBe('in');
});

test('K10 who waits too long is turned away as busy, and the pool goes on', async () => {
  await using database = await testDatabase();
  const db = openDatabase(database.url, { max: 2, patienceMs: 50 });
  const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = db.tenant(PRACTICE, () => {
    begun.resolve();
    return end.promise;
  });
  await begun.promise;
  const turnedAway = await db.tenant(PRACTICE, (tx) => tx`select 1`).catch((error: unknown) => error);
  expect(turnedAway).toBeInstanceOf(DatabaseBusyError);
  expect(isDatabaseAway(turnedAway)).toBe(true);
  expect(await db.sql`select 1 as one`, 'routing still answers').toEqual([{ one: 1 }]);
  end.resolve();
  await holding;
  expect(await db.tenant(PRACTICE, (tx) => tx`select 1 as one`)).toEqual([{ one: 1 }]);
  await db.close();
});
