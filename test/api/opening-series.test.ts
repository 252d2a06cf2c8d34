/** Repeating openings over HTTP: this occurrence, this and following, all; what slots come of it. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { samplePractice, type SamplePractice } from '../support/practice.ts';
import { idIn, listed, startService, type Service } from './service.ts';

let database: TestDatabase;
let service: Service;
let practice: SamplePractice;
let key: string;
let path: string;
let nth = 0;
beforeAll(async () => {
  database = await testDatabase();
  service = await startService(database.db);
});
beforeEach(async () => {
  practice = await samplePractice(database.db, { slug: `practice-${nth++}` });
  key = await service.keyOf(practice);
  await send('DELETE', `/openings/${practice.openingId}`);
  const { practitionerId } = practice;
  const weekly = { practitionerId, start: '2027-03-02T09:00', end: '2027-03-02T11:00', rule: 'FREQ=WEEKLY;COUNT=4' };
  path = `/openings/${idIn(await send('POST', '/openings', weekly))}`;
});
afterAll(async () => {
  await service.close();
  await database.close();
});

const send = (method: string, to: string, json?: unknown) => service.request(method, to, { key, json });

const asked = 'from=2027-03-01T00:00:00Z&to=2027-05-01T00:00:00Z';

async function occurrences(): Promise<string[]> {
  const found = await send('GET', `/openings/occurrences?practitionerId=${practice.practitionerId}&${asked}`);
  return listed(found, 'occurrences').map(
    ({ localStart, localEnd }) => `${String(localStart)}–${String(localEnd).slice(11)}`,
  );
}

async function slots(): Promise<number> {
  const { practitionerId, typeId } = practice;
  return listed(await send('GET', `/slots?practitionerId=${practitionerId}&typeId=${typeId}&${asked}`), 'slots').length;
}

const WEEKS = ['2027-03-02T09:00–11:00', '2027-03-09T09:00–11:00', '2027-03-16T09:00–11:00', '2027-03-23T09:00–11:00'];

test('occurrences are listed one by one, across the clock change', async () => {
  expect(await occurrences()).toEqual(WEEKS);
  const nobody = await send('GET', `/openings/occurrences?practitionerId=${practice.typeId}&${asked}`);
  expect(nobody.status).toBe(404);
});

test('this and following: the opening is split, both parts keep what is theirs, and slots follow', async () => {
  expect(await slots()).toBe(8);
  const times = { start: '2027-03-16T14:00', end: '2027-03-16T17:00' };
  const changed = await send('POST', `${path}/revise`, {
    occurrence: '2027-03-16T09:00',
    scope: 'following',
    types: [practice.typeId],
    ...times,
  });
  expect(changed.status).toBe(200);
  expect(listed(changed, 'openings')).toMatchObject([
    { types: 'all' },
    { types: [practice.typeId], rule: 'FREQ=WEEKLY;COUNT=2' },
  ]);
  expect(await occurrences()).toEqual([...WEEKS.slice(0, 2), ...['2027-03-16T14:00–17:00', '2027-03-23T14:00–17:00']]);
  expect(await slots()).toBe(10);
});

test('one is changed, one removed, then all that follow go, and at last all', async () => {
  const one = { occurrence: '2027-03-09T09:00', start: '2027-03-10T09:00', end: '2027-03-10T10:00' };
  await send('POST', `${path}/revise`, { scope: 'one', ...one });
  await send('POST', `${path}/withdraw`, { scope: 'one', occurrence: '2027-03-16T09:00' });
  expect(await occurrences()).toEqual([WEEKS[0], '2027-03-10T09:00–10:00', WEEKS[3]]);
  await send('POST', `${path}/withdraw`, { scope: 'following', occurrence: '2027-03-09T09:00' });
  expect(await occurrences()).toEqual(WEEKS.slice(0, 1));
  const gone = await send('POST', `${path}/withdraw`, { scope: 'all', occurrence: '2027-03-02T09:00' });
  expect(gone.body).toEqual({ opening: null });
  expect(await occurrences()).toEqual([]);
});

test('what cannot be is refused by its field and changes nothing', async () => {
  const fields = async (body: object) =>
    listed(
      await send('POST', `${path}/revise`, { occurrence: '2027-03-09T09:00', scope: 'all', ...body }),
      'errors',
    ).map(({ field }) => field);
  expect(await fields({ occurrence: '2027-03-10T09:00' })).toEqual(['occurrence']);
  expect(await fields({ start: '2027-03-09T10:00' })).toEqual(['end']);
  expect(await fields({ start: '2027-03-09T10:00', end: '2027-03-09T10:00' })).toEqual(['end']);
  expect(await fields({ rule: 'FREQ=SOMETIMES' })).toEqual(['rule']);
  expect(await fields({ types: [practice.practitionerId] })).toEqual(['types']);
  expect(await occurrences()).toEqual(WEEKS);
});
