/** Openings on a real database: saved in local time, with exceptions that touch one occurrence only. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  changeOccurrence,
  listOpenings,
  removeOccurrence,
  removeOpening,
  restoreOccurrence,
  saveOpening,
} from '../../src/actions/openings.ts';
import type { Context } from '../../src/actions/context.ts';
import type { OpeningId } from '../../src/domain/types.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { contextOf, samplePractice, type SamplePractice } from '../support/practice.ts';

let database: TestDatabase;
let practice: SamplePractice;
let ctx: Context;
let nth = 0;
beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  practice = await samplePractice(database.db, { slug: `practice-${nth++}` });
  ctx = contextOf(database.db, practice);
});
afterAll(() => database.close());

const weekly = { start: '2027-03-01T13:00', end: '2027-03-01T18:00', rule: 'FREQ=WEEKLY;BYDAY=MO' };

async function save(times: { start: string; end: string; rule?: string }) {
  const saved = await saveOpening(ctx, { practitionerId: practice.practitionerId, types: 'all', ...times });
  if (!saved.ok) throw new Error(JSON.stringify(saved.refusal));
  return saved.value;
}

async function lastDay(id: OpeningId): Promise<string | null> {
  const [row] = await database.db.tenant(
    practice.practiceId,
    (tx) => tx<{ day: string | null }[]>`select last_day::text as day from openings where opening_id = ${id}`,
  );
  return row!.day;
}

test('an opening is kept in the local time it was given in, whatever zone the machine is in', async () => {
  const saved = await save(weekly);
  const found = (await listOpenings(ctx, practice.practitionerId)).find(({ id }) => id === saved.id);
  expect(found).toEqual({
    ...weekly,
    id: saved.id,
    practitionerId: practice.practitionerId,
    exceptions: [],
    types: 'all',
  });
});

test.each([
  ['once', { start: '2027-03-01T22:00', end: '2027-03-02T02:00' }, '2027-03-02'],
  ['for ever', weekly, null],
  ['until a day', { ...weekly, rule: 'FREQ=WEEKLY;UNTIL=20270331' }, '2027-04-01'],
  ['three times', { ...weekly, rule: 'FREQ=WEEKLY;COUNT=3' }, '2027-03-15'],
])('the last day of an opening %s bounds its loading', async (_name, times, day) => {
  const { id } = await save(times);
  const found = await lastDay(id);
  if (day === null) expect(found).toBeNull();
  else expect(found! <= day && found! >= '2027-03-02').toBe(true);
});

test('an UNTIL in UTC means the same instant in the practitioner’s zone', async () => {
  const saved = await save({ ...weekly, rule: 'FREQ=WEEKLY;UNTIL=20270316T010000Z' });
  expect(saved.rule).toBe('FREQ=WEEKLY;UNTIL=20270315T210000');
});

test('one occurrence is removed, changed and restored without touching the rest', async () => {
  const { id } = await save({ ...weekly, rule: 'FREQ=WEEKLY;COUNT=3' });
  const moved = { occurrence: '2027-03-15T13:00', start: '2027-04-20T09:00', end: '2027-04-20T12:00' };
  await removeOccurrence(ctx, id, '2027-03-08T13:00');
  expect(await changeOccurrence(ctx, id, moved)).toMatchObject({
    value: {
      exceptions: [
        { kind: 'removed', occurrence: '2027-03-08T13:00' },
        { kind: 'changed', ...moved },
      ],
    },
  });
  expect(await lastDay(id)).toBe('2027-04-20');
  expect(await restoreOccurrence(ctx, id, '2027-03-08T13:00')).toMatchObject({
    value: { exceptions: [{ kind: 'changed' }] },
  });
});

test('a changed rule keeps the exceptions whose occurrence it still has', async () => {
  const { id, practitionerId } = await save(weekly);
  await removeOccurrence(ctx, id, '2027-03-08T13:00');
  await removeOccurrence(ctx, id, '2027-03-15T13:00');
  const fortnightly = { ...weekly, id, practitionerId, types: 'all', rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO' } as const;
  expect(await saveOpening(ctx, fortnightly)).toMatchObject({
    value: { exceptions: [{ occurrence: '2027-03-15T13:00' }] },
  });
});

test('what is wrong is named by its field', async () => {
  const { practitionerId } = practice;
  const wrong = (input: object) => saveOpening(ctx, { practitionerId, types: 'all', ...weekly, ...input });
  expect(await wrong({ end: weekly.start })).toMatchObject({ refusal: { code: 'invalid', field: 'end' } });
  expect(await wrong({ start: '2027-02-30T09:00' })).toMatchObject({ refusal: { code: 'invalid', field: 'start' } });
  expect(await wrong({ rule: 'FREQ=SOMETIMES' })).toMatchObject({ refusal: { code: 'invalid', field: 'rule' } });
  expect(await wrong({ practitionerId: practice.typeId })).toMatchObject({ refusal: { field: 'practitionerId' } });
  expect(await wrong({ types: [practitionerId] })).toMatchObject({ refusal: { field: 'types' } });
  const { id } = await save(weekly);
  expect(await removeOccurrence(ctx, id, '2027-03-09T13:00')).toMatchObject({ refusal: { field: 'occurrence' } });
});

test('M03 another practice’s opening is not found, and a removed one is gone', async () => {
  const { id } = await save(weekly);
  const foreign = contextOf(database.db, await samplePractice(database.db, { slug: `other-${nth}` }));
  expect(await removeOpening(foreign, id)).toMatchObject({ refusal: { code: 'not-found' } });
  expect(await removeOccurrence(foreign, id, weekly.start)).toMatchObject({ refusal: { code: 'not-found' } });
  expect(await removeOpening(ctx, id)).toMatchObject({ ok: true });
  expect((await listOpenings(ctx)).map((opening) => opening.id)).toEqual([practice.openingId]);
});
