/** Slots, holds, bookings, moves and cancellations over HTTP: with a key, and as the public. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { changeSettings } from '../../src/actions/practice.ts';
import { saveType } from '../../src/actions/types.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { contextOf, samplePractice, type SamplePractice } from '../support/practice.ts';
import { fieldNames, idIn, listed, startService, type Service } from './service.ts';

let database: TestDatabase;
let service: Service;
let practice: SamplePractice;
let key: string;
let nth = 0;
beforeAll(async () => {
  database = await testDatabase();
  service = await startService(database.db);
});
beforeEach(async () => {
  practice = await samplePractice(database.db, { slug: `practice-${nth++}` });
  key = await service.keyOf(practice);
});
afterAll(async () => {
  await service.close();
  await database.close();
});

// 09:00 and 10:00 in New York on Tuesday, March 2, 2027.
const NINE = '2027-03-02T14:00:00Z';
const TEN = '2027-03-02T15:00:00Z';
const patient = { name: 'Ada Byron', email: 'ada@patient.example' };
const wanted = (start = NINE) => ({ practitionerId: practice.practitionerId, typeId: practice.typeId, start });
const open = () => `/public/practices/${practice.slug}`;
const asPublic = (method: string, path: string, json?: unknown, headers = {}) =>
  service.request(method, open() + path, { json, headers });
const book = (json: object, headers = {}) => service.request('POST', '/appointments', { key, json, headers });
const slotsPath = (from = '2027-03-02T00:00:00-05:00', to = '2027-03-03T00:00:00-05:00') =>
  `/slots?practitionerId=${practice.practitionerId}&typeId=${practice.typeId}&from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`;

test('I02 a page of another site may read what is open, and can neither hold nor book', async () => {
  const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  const asked = await asPublic('OPTIONS', '/appointments', undefined, {
    origin: 'https://evil.example',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type',
  });
  // POST needs no leave of its own (Fetch standard), so it is the type of the body that is not allowed.
  expect(asked.headers.get('access-control-allow-headers') ?? '').not.toContain('content-type');
  for (const path of ['/holds', '/appointments']) {
    const answer = await asPublic('POST', path, { ...wanted(), patient }, foreign);
    expect(answer).toMatchObject({ status: 403, type: 'application/problem+json' });
  }
  const read = await asPublic('GET', slotsPath(), undefined, foreign);
  expect([read.status, read.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
  expect((await asPublic('POST', '/appointments', { ...wanted(), patient })).status).toBe(201);
});

test('the public page names practitioners and types, and closed it names the practice alone', async () => {
  const page = await asPublic('GET', '');
  expect(page).toMatchObject({
    status: 200,
    body: { slug: practice.slug, open: true, practitioners: [{ slug: 'dr-lee' }] },
  });
  expect(page.body['appointmentTypes']).toMatchObject([{ name: 'Consultation', lengthMinutes: 50 }]);
  expect(page.headers.get('access-control-allow-origin')).toBe('*');
  await changeSettings(contextOf(database.db, practice), { allowOnlineBooking: false });
  expect((await asPublic('GET', '')).body).toMatchObject({
    open: false,
    practitioners: [],
    appointmentTypes: [],
    policyText: '',
  });
  expect((await asPublic('GET', slotsPath())).body).toEqual({ open: false, slots: [] });
  expect(await asPublic('POST', '/holds', wanted())).toMatchObject({ status: 409 });
  expect(await asPublic('POST', '/appointments', { ...wanted(), patient })).toMatchObject({ status: 409 });
});

test('slots are the same with a key and without, in UTC and on the practitioner’s wall clock', async () => {
  const [keyed, plain] = await Promise.all([
    service.request('GET', slotsPath(), { key }),
    asPublic('GET', slotsPath()),
  ]);
  expect(keyed.body['slots']).toEqual(plain.body['slots']);
  expect(listed(keyed, 'slots').length).toBe(8);
  expect(listed(keyed, 'slots')[0]).toEqual({
    start: NINE,
    end: '2027-03-02T14:50:00Z',
    localStart: '2027-03-02T09:00',
    zone: 'America/New_York',
  });
});

test('explain says why a time is or is not offered', async () => {
  const explain = (start: string) =>
    service.request(
      'GET',
      `/slots/explain?practitionerId=${practice.practitionerId}&typeId=${practice.typeId}&start=${start}`,
      { key },
    );
  expect((await explain(NINE)).body).toEqual({ open: true, reasons: [] });
  expect((await explain('2027-03-02T14:05:00Z')).body).toMatchObject({
    open: false,
    reasons: [{ code: 'off-grid', before: NINE, after: TEN }],
  });
  expect((await explain('2027-03-06T14:00:00Z')).body).toMatchObject({ reasons: [{ code: 'outside-openings' }] });
  expect((await explain('2027-08-02T14:00:00Z')).body['reasons']).toContainEqual({
    code: 'beyond-horizon',
    lastDate: '2027-04-30',
  });
});

test('a patient holds a slot, books it, and the second who wants it is offered the nearest others', async () => {
  const hold = await asPublic('POST', '/holds', wanted());
  expect(hold).toMatchObject({ status: 201, body: { expiresAt: '2027-03-01T13:10:00Z', slot: { start: NINE } } });
  expect(await asPublic('POST', '/appointments', { ...wanted(), patient })).toMatchObject({ status: 409 });
  const booked = await asPublic('POST', '/appointments', { ...wanted(), holdToken: hold.body['holdToken'], patient });
  expect(booked).toMatchObject({
    status: 201,
    body: {
      status: 'confirmed',
      start: NINE,
      end: '2027-03-02T14:50:00Z',
      localStart: '2027-03-02T09:00',
      typeName: 'Consultation',
    },
  });
  expect(booked.body['manageUrl']).toMatch(/^http:\/\/localhost:3000\/manage\/[\w-]{43}$/);
  const late = await asPublic('POST', '/appointments', {
    ...wanted(),
    patient: { ...patient, email: 'bea@patient.example' },
  });
  expect(late).toMatchObject({ status: 409, type: 'application/problem+json' });
  expect(listed(late, 'alternatives').map(({ start }) => start)).toContain(TEN);
  expect(late.body['reasons']).toBeUndefined();
});

test('A05 A06 the same key gives the same appointment, and with another body nothing', async () => {
  const idempotent = { 'idempotency-key': 'one-request' };
  const first = await book({ ...wanted(), patient }, idempotent);
  const again = await book({ ...wanted(), patient }, idempotent);
  const other = await book({ ...wanted(TEN), patient }, idempotent);
  expect([first.status, again.status, other.status]).toEqual([201, 200, 422]);
  expect(again.body).toEqual(first.body);
  expect(listed(await service.request('GET', '/appointments', { key }), 'appointments').length).toBe(1);
});

test('I14 a free time that is not offered is refused: outside hours, off the grid, in the past, too far out', async () => {
  for (const start of [
    '2027-03-06T14:00:00Z',
    '2027-03-02T14:10:00Z',
    '2027-02-26T14:00:00Z',
    '2027-09-01T13:00:00Z',
  ]) {
    expect(await book({ ...wanted(start), patient })).toMatchObject({ status: 409 });
    expect(await asPublic('POST', '/appointments', { ...wanted(start), patient })).toMatchObject({ status: 409 });
  }
});

test('staff book without an address, outside openings only after the warning, and never over an appointment', async () => {
  const saturday = { ...wanted('2027-03-06T14:00:00Z'), as: 'staff', patient: { name: 'Bea' } };
  expect(await book(saturday)).toMatchObject({ status: 409, body: { warnings: [{ code: 'outside-openings' }] } });
  const booked = await book({ ...saturday, anyway: true });
  expect(booked).toMatchObject({ status: 201, body: { bookedBy: 'staff', patient: { name: 'Bea', email: null } } });
  expect(await book({ ...saturday, anyway: true })).toMatchObject({ status: 409 });
  expect(await book({ ...wanted(), patient: { name: 'Bea' } })).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'patient.email' }] },
  });
});

test('an appointment is moved and cancelled with the same UID, and a cancelled one is not moved', async () => {
  const booked = await book({ ...wanted(), patient });
  const path = `/appointments/${idIn(booked)}`;
  const moved = await service.request('POST', `${path}/reschedule`, { key, json: { start: TEN } });
  expect(moved).toMatchObject({
    status: 200,
    body: { start: TEN, uid: booked.body['uid'], manageUrl: booked.body['manageUrl'] },
  });
  expect([booked.body['sequence'], moved.body['sequence']]).toEqual([0, 1]);
  const cancelled = await service.request('POST', `${path}/cancel`, { key, json: {} });
  expect(cancelled).toMatchObject({ status: 200, body: { status: 'cancelled', cancelledBy: 'staff' } });
  expect(await service.request('POST', `${path}/cancel`, { key, json: {} })).toMatchObject({ status: 200 });
  expect(await service.request('POST', `${path}/reschedule`, { key, json: { start: NINE } })).toMatchObject({
    status: 409,
  });
  expect((await service.request('GET', path, { key })).body).toMatchObject({ status: 'cancelled' });
});

test('I13 hidden, archived and personal types and inactive practitioners are not found by the public', async () => {
  const ctx = contextOf(database.db, practice);
  const base = {
    id: practice.typeId,
    name: 'Consultation',
    length: 50,
    padding: 10,
    startRule: { kind: 'packed' },
    location: undefined,
    note: '',
    offeredBy: 'all',
  } as const;
  for (const change of [
    { state: 'hidden', audience: 'everyone' },
    { state: 'archived', audience: 'everyone' },
    { state: 'listed', audience: 'existing' },
  ] as const) {
    await saveType(ctx, { ...base, ...change });
    expect((await asPublic('GET', '')).body['appointmentTypes']).toEqual([]);
    expect(await asPublic('GET', slotsPath())).toMatchObject({ status: 404 });
    expect(await asPublic('POST', '/holds', wanted())).toMatchObject({ status: 404 });
    expect(await asPublic('POST', '/appointments', { ...wanted(), patient })).toMatchObject({ status: 404 });
  }
  await saveType(ctx, { ...base, state: 'listed', audience: 'everyone' });
  await service.request('PATCH', `/practitioners/${practice.practitionerId}`, { key, json: { active: false } });
  expect(await asPublic('GET', slotsPath())).toMatchObject({ status: 404 });
});

test('no public answer holds padding, a blocked end, a reason, or an address of staff', async () => {
  await database.db.tenant(practice.practiceId, (tx) => tx`update practitioners set email = 'canary@staff.example'`);
  const answers = [
    await asPublic('GET', ''),
    await asPublic('GET', slotsPath()),
    await asPublic('POST', '/holds', wanted()),
    await asPublic('POST', '/appointments', { ...wanted(), patient }),
    await asPublic('POST', '/appointments', { ...wanted(TEN), patient }),
    await asPublic('POST', '/appointments', { ...wanted('2027-03-06T14:00:00Z'), patient }),
    await asPublic('POST', '/appointments', { ...wanted('nonsense'), patient }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 201, 409, 201, 409, 400]);
  for (const { body } of answers) {
    expect(
      fieldNames(body).filter(
        (name) =>
          /padding|blocked|reason|warning|practiceId|bookedBy|note$/i.test(name) &&
          name !== 'note' &&
          name !== 'askNote',
      ),
    ).toEqual([]);
    expect(JSON.stringify(body)).not.toContain('canary');
    // The slot takes an hour with its padding; what a patient sees ends after fifty minutes.
    expect(JSON.stringify(body)).not.toMatch(/T14:55:00|"end":"2027-03-02T15:00:00Z"/);
  }
});

test('first available answers with whoever is free, where the practice offers that', async () => {
  const path = `/slots?typeId=${practice.typeId}&from=2027-03-02T00:00:00Z&to=2027-03-03T00:00:00Z`;
  expect(await asPublic('GET', path)).toMatchObject({ status: 404 });
  await changeSettings(contextOf(database.db, practice), { firstAvailable: true });
  expect(listed(await asPublic('GET', path), 'slots')[0]).toMatchObject({
    start: NINE,
    practitionerId: practice.practitionerId,
    zone: 'America/New_York',
  });
});
