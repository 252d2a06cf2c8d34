/** Closed stretches by API: nothing is offered in them, and what is booked there is listed and stays. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { randomUUID } from 'node:crypto';
import { bookForPatient } from '../../src/actions/staff.ts';
import { NINE, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { contextOf, samplePractice, type SamplePractice } from '../support/practice.ts';
import { idIn, listed, startService, type Service } from './service.ts';

let database: TestDatabase;
let service: Service;
let practice: SamplePractice;
let key: string;

beforeAll(async () => {
  database = await testDatabase();
  service = await startService(database.db);
});
beforeEach(async () => {
  practice = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
  key = await service.keyOf(practice);
});
afterAll(async () => {
  await service.close();
  await database.close();
});

const DAY = { start: '2027-03-02T05:00:00Z', end: '2027-03-03T05:00:00Z' };

async function starts(): Promise<unknown[]> {
  const { typeId, practitionerId } = practice;
  const query = `typeId=${typeId}&practitionerId=${practitionerId}&from=${DAY.start}&to=${DAY.end}`;
  return listed(await service.request('GET', `/slots?${query}`, { key }), 'slots').map(({ localStart }) => localStart);
}

test('a closed day offers nothing, says why, and is as open as before once it is opened again', async () => {
  const { typeId, practitionerId } = practice;
  const before = await starts();
  expect(before).toContain('2027-03-02T09:00');
  const made = await service.request('POST', '/closures', { key, json: { practitionerId, ...DAY } });
  expect(made.status).toBe(201);
  expect(await starts()).toEqual([]);
  const query = `typeId=${typeId}&practitionerId=${practitionerId}&start=2027-03-02T14:00:00Z`;
  const why = await service.request('GET', `/slots/explain?${query}`, { key });
  expect(why.body).toEqual({ open: false, reasons: [{ code: 'closed' }] });
  expect((await service.request('DELETE', `/closures/${idIn(made)}`, { key })).status).toBe(200);
  expect(await starts()).toEqual(before);
});

test('the rest of the day is cut anew around a closed hour', async () => {
  const json = { practitionerId: practice.practitionerId, start: '2027-03-02T14:30:00Z', end: '2027-03-02T15:30:00Z' };
  await service.request('POST', '/closures', { key, json });
  expect((await starts()).slice(0, 2)).toEqual(['2027-03-02T10:30', '2027-03-02T11:30']);
});

test('what is booked in it stays, and is listed', async () => {
  const ctx = contextOf(database.db, practice, { actor: { kind: 'system' } });
  const patient = { name: 'Ada Byron', email: 'ada@patient.example', phone: '' };
  await bookForPatient(ctx, { ...practice, start: NINE, patient, tell: false, anyway: false });
  const { practitionerId } = practice;
  const made = await service.request('POST', '/closures', { key, json: { practitionerId, ...DAY } });
  const read = await service.request('GET', `/closures/${idIn(made)}`, { key });
  expect(listed(read, 'affected')).toMatchObject([{ status: 'confirmed', patient: { name: 'Ada Byron' } }]);
  // Staff are warned, and may.
  const asked = await bookForPatient(ctx, { ...practice, start: TEN, patient, tell: false, anyway: false });
  expect(asked).toMatchObject({ refusal: { code: 'needs-confirmation', warnings: [{ code: 'closed' }] } });
  const anyway = await bookForPatient(ctx, { ...practice, start: TEN, patient, tell: false, anyway: true });
  expect(anyway.ok).toBe(true);
});

test('a stretch that is over, turned round or of nobody is refused in words', async () => {
  const { practitionerId } = practice;
  const refused = async (json: object) => (await service.request('POST', '/closures', { key, json })).status;
  expect(await refused({ practitionerId, start: DAY.end, end: DAY.start })).toBe(400);
  expect(await refused({ practitionerId, start: '2027-02-01T00:00:00Z', end: '2027-02-02T00:00:00Z' })).toBe(400);
  expect(await refused({ practitionerId: randomUUID(), ...DAY })).toBe(404);
  expect((await service.request('GET', `/closures/${randomUUID()}`, { key })).status).toBe(404);
});
