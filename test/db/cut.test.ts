/** K01: connections that the server cuts. Every transaction ends, and each question gets its own answer and no other. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { PracticeId } from '../../src/domain/types.ts';
import { asAdmin, testDatabase } from '../support/database.ts';

const CUTS = 6;
const WORKERS = 12;
const PRACTICE = '00000000-0000-4000-8000-00000000000a' as PracticeId; // of no rows

test('K01 the driver was mended after it was installed', async () => {
  const driver = new URL('../../node_modules/postgres/src/connection.js', import.meta.url);
  expect(await readFile(driver, 'utf8')).toContain('mended by openhours');
});

test('K01 while connections are cut again and again, transactions fail whole, none hangs, and no answer goes astray', async () => {
  await using database = await testDatabase();
  const { db } = database;
  const name = new URL(database.url).pathname.slice(1);
  const ask = (number: number) =>
    db.tenant(PRACTICE, async (tx) => {
      const [first, second] = await Promise.all([
        tx`select ${number}::int as n`,
        tx`select ${number + 1}::int as n, pg_sleep(0.01)`,
      ]);
      const [third] = await Promise.all([
        tx`select ${number + 2}::int as n`,
        tx`select ${[String(number)]}::text[] as n`,
      ]);
      return [first, second, third].map((rows) => (rows as unknown as { n: number }[])[0]?.n); // one column is asked for
    });
  const outcomes: PromiseSettledResult<unknown>[] = [];
  let cuts = 0;
  const work = async (worker: number): Promise<void> => {
    for (let number = worker * 1_000; cuts < CUTS; number += 3) {
      const [outcome] = await Promise.allSettled([ask(number)]);
      if (outcome.status === 'fulfilled') expect(outcome.value).toEqual([number, number + 1, number + 2]);
      outcomes.push(outcome);
    }
  };
  const cutting = async (): Promise<void> => {
    for (; cuts < CUTS; cuts++) {
      await ask(-10).catch(() => {}); // some connections are there again
      await asAdmin(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and pid <> pg_backend_pid()`,
      );
    }
  };
  await Promise.all([cutting(), ...Array.from({ length: WORKERS }, (_, worker) => work(worker))]);
  expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true);
  expect(await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(ask))).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map((n) => [n, n + 1, n + 2]),
  );
});
