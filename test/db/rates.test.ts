/** Counters of limits as all processes see them: exact when many count at once, and gone when they are over. */
import { createHash } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hitRate } from '../../src/db/rates.ts';
import { MINUTE } from '../../src/domain/interval.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { later, NOW } from '../support/practice.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const RATE = { name: 'sample', most: 10, within: 15 * MINUTE };
const keyOf = (name: string) => createHash('sha256').update(name).digest();
const hit = (name: string, now = NOW) => hitRate(database.db.sql, keyOf(name), RATE, now);

test('J01 of fifty at once ten are allowed, and the others are told when to come again', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => hit('crowd')));
  expect(answers.filter((until) => until === undefined)).toHaveLength(10);
  expect(new Set(answers.filter((until) => until !== undefined))).toEqual(new Set([later(NOW, 15)]));
});

test('who is refused does not wait longer for asking again, and begins anew after the stretch', async () => {
  for (let times = 0; times < 10; times++) expect(await hit('again')).toBeUndefined();
  for (const minutes of [1, 14]) expect(await hit('again', later(NOW, minutes))).toBe(later(NOW, 15));
  for (let times = 0; times < 10; times++) expect(await hit('again', later(NOW, 15))).toBeUndefined();
  expect(await hit('again', later(NOW, 15))).toBe(later(NOW, 30));
});

test('G11 a clock that was set back keeps nobody out for longer than the stretch', async () => {
  for (let times = 0; times < 11; times++) await hit('back', later(NOW, 600));
  expect(await hit('back')).toBe(later(NOW, 15));
});

test('counters that are over are cleared away as new ones come; the app reads none of them', async () => {
  await expect(database.db.sql`select count(*) from rates`).rejects.toThrow('permission denied');
  const owner = postgres(database.ownerUrl, { max: 1 });
  const count = async () => (await owner<{ n: number }[]>`select count(*)::int as n from rates`)[0]?.n;
  for (let each = 0; each < 20; each++) await hit(`old ${each}`);
  for (let each = 0; each < 10; each++) await hit(`new ${each}`, later(NOW, 24 * 60));
  expect(await count()).toBe(10);
  await owner.end();
});
