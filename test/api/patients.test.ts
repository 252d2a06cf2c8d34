/** Patients by API: found, put right, exported and erased, with the same rules as at the desk. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bookForPatient } from '../../src/actions/staff.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import { NINE, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { contextOf, samplePractice, type SamplePractice } from '../support/practice.ts';
import { listed, startService, type Service } from './service.ts';

let database: TestDatabase;
let service: Service;
let practice: SamplePractice;
let key: string;
let ada: Appointment;

beforeAll(async () => {
  database = await testDatabase();
  service = await startService(database.db);
});
beforeEach(async () => {
  practice = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
  key = await service.keyOf(practice);
  ada = await booked({ name: 'Ada Byron', email: 'ada@patient.example', phone: '' }, NINE);
});
afterAll(async () => {
  await service.close();
  await database.close();
});

async function booked(patient: { name: string; email: string; phone: string }, start = NINE): Promise<Appointment> {
  const ctx = contextOf(database.db, practice, { actor: { kind: 'system' } });
  const outcome = await bookForPatient(ctx, { ...practice, start, patient, tell: false, anyway: false });
  if (!outcome.ok) throw new Error('The test could not book.');
  return outcome.value.appointment;
}

test('patients are found by words, in pages, each with what is next', async () => {
  await booked({ name: 'Mary Poole', email: 'mary@patient.example', phone: '' }, TEN);
  const found = await service.request('GET', '/patients?text=poole', { key });
  expect(found.body).toMatchObject({ total: 1, patients: [{ name: 'Mary Poole', appointments: 1, bouncedAt: null }] });
  const page = await service.request('GET', '/patients?limit=1&offset=1', { key });
  expect(page.body).toMatchObject({ total: 2, patients: [{ name: 'Mary Poole', nextStart: '2027-03-02T15:00:00Z' }] });
  for (const query of ['limit=0', 'limit=x', 'offset=-1', 'nothing=1', `text=${'x'.repeat(201)}`]) {
    expect([query, (await service.request('GET', `/patients?${query}`, { key })).status]).toEqual([query, 400]);
  }
});

test('one patient comes with the whole history, and with who shares the address', async () => {
  const other = await booked({ name: 'A. Byron', email: 'ada@patient.example', phone: '' }, TEN);
  const { body } = await service.request('GET', `/patients/${ada.patient.id}`, { key });
  expect(body).toMatchObject({ name: 'Ada Byron', history: [{ id: ada.id }], others: [other.patient.id] });
});

test('details are put right one by one, and what is not sent stays', async () => {
  const path = `/patients/${ada.patient.id}`;
  const changed = await service.request('PATCH', path, { key, json: { phone: '+1 212 555 0111' } });
  expect(changed.body).toMatchObject({ name: 'Ada Byron', email: 'ada@patient.example', phone: '+1 212 555 0111' });
  expect((await service.request('PATCH', path, { key, json: { email: '' } })).body).toMatchObject({ email: null });
  expect((await service.request('PATCH', path, { key, json: { name: '' } })).status).toBe(400);
});

test('an erasure needs to know what becomes of appointments to come, and is done once', async () => {
  const path = `/patients/${ada.patient.id}`;
  const erase = (json: object) => service.request('POST', `${path}/erase`, { key, json });
  expect(await erase({})).toMatchObject({ status: 409, body: { title: expect.stringContaining('to come') } });
  expect(await erase({ future: 'sell' })).toMatchObject({ status: 400 });
  expect(await erase({ future: 'cancel' })).toMatchObject({ status: 200, body: { cancelled: 1 } });
  expect((await erase({})).status).toBe(409);
  expect((await service.request('PATCH', path, { key, json: { name: 'Ada' } })).status).toBe(409);
  expect((await service.request('GET', path, { key })).body).toMatchObject({ name: 'Erased', email: null });
  expect(listed(await service.request('GET', '/patients', { key }), 'patients')).toEqual([]);
});

test('the export is whole, and an appointment that has not begun cannot be missed', async () => {
  const file = await service.request('GET', `/patients/${ada.patient.id}/export`, { key });
  expect(file.body).toMatchObject({ patient: { name: 'Ada Byron' }, appointments: [{ appointment_id: ada.id }] });
  const early = await service.request('POST', `/appointments/${ada.id}/no-show`, { key, json: { noShow: true } });
  expect(early.status).toBe(409);
});
