/** Everything a practice sets, over HTTP: practice, settings, practitioners, types, openings, calendars, feeds. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { changePlan } from '../../src/actions/practice.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { addCalendar, at, contextOf, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { idIn, listed, startService, type Service } from './service.ts';

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

const get = (path: string) => service.request('GET', path, { key });
const send = (method: string, path: string, json?: unknown) => service.request(method, path, { key, json });

test('the practice is read and its contact, policy and reminder are changed', async () => {
  expect((await get('/practice')).body).toMatchObject({
    id: practice.practiceId,
    slug: practice.slug,
    plan: 'premium',
    bookingUrl: `http://localhost:3000/book/${practice.slug}`,
  });
  const changed = await send('PATCH', '/practice', { policyText: 'One\r\nTwo', reminderMinutes: null, email: '' });
  expect(changed).toMatchObject({
    status: 200,
    body: { policyText: 'One\nTwo', reminderMinutes: null, email: '', phone: '+1 212 555 0100' },
  });
});

test('settings are changed one by one, and a wrong one is refused by its name while the others stay', async () => {
  const changed = await send('PATCH', '/practice/settings', { cutoff: { amount: 2, unit: 'hours' }, holdMinutes: 15 });
  expect(changed).toMatchObject({
    status: 200,
    body: { cutoff: { amount: 2, unit: 'hours' }, holdMinutes: 15, horizonDays: 60, changeable: true },
  });
  const wrong = await send('PATCH', '/practice/settings', { horizonDays: 1.5, cutoff: { amount: 1, unit: 'weeks' } });
  expect(wrong).toMatchObject({ status: 400, type: 'application/problem+json' });
  expect(new Set(listed(wrong, 'errors').map(({ field }) => field))).toEqual(new Set(['cutoff.unit', 'horizonDays']));
  expect((await get('/practice/settings')).body).toEqual(changed.body);
});

test('how fresh calendars are kept is set within bounds, and holds at once', async () => {
  const changed = await send('PATCH', '/practice/settings', { liveReadMinutes: 20, feedIntervalMinutes: 30 });
  expect(changed).toMatchObject({ status: 200, body: { liveReadMinutes: 20, feedIntervalMinutes: 30 } });
  const wrong = await send('PATCH', '/practice/settings', { liveReadMinutes: 1, feedIntervalMinutes: 0 });
  expect(
    listed(wrong, 'errors')
      .map(({ field }) => String(field))
      .toSorted((a, b) => a.localeCompare(b)),
  ).toEqual(['feedIntervalMinutes', 'liveReadMinutes']);
});

test('a basic practice reads its settings, is refused every change, and keeps all values', async () => {
  await send('PATCH', '/practice/settings', { horizonDays: 21 });
  await changePlan(contextOf(database.db, practice), 'basic');
  const before = await get('/practice/settings');
  expect(before.body).toMatchObject({ horizonDays: 21, changeable: false });
  for (const change of [
    { horizonDays: 90 },
    { allowOnlineBooking: false },
    { cutoff: { amount: 0, unit: 'days' } },
    { pageNotice: 'x' },
  ]) {
    expect(await send('PATCH', '/practice/settings', change)).toMatchObject({
      status: 403,
      type: 'application/problem+json',
    });
  }
  expect(await send('PATCH', `/practitioners/${practice.practitionerId}`, { dailyLimit: 3 })).toMatchObject({
    status: 403,
  });
  expect((await get('/practice/settings')).body).toEqual(before.body);
});

test('a practitioner is added, changed and listed', async () => {
  const added = await send('POST', '/practitioners', { name: 'Dr. Kim', zone: 'Asia/Seoul' });
  expect(added).toMatchObject({
    status: 201,
    body: { slug: 'dr-kim', zone: 'Asia/Seoul', notifyBooked: true, dailyLimit: null },
  });
  const id = idIn(added);
  expect(await send('PATCH', `/practitioners/${id}`, { dailyLimit: 4, active: false })).toMatchObject({
    body: { dailyLimit: 4, active: false },
  });
  expect(await get(`/practitioners/${id}`)).toMatchObject({ status: 200, body: { dailyLimit: 4 } });
  expect(listed(await get('/practitioners'), 'practitioners').map(({ name }) => name)).toEqual(['Dr. Lee', 'Dr. Kim']);
});

test('feeds are listed, made with a level, replaced and removed', async () => {
  const practitionerId = idIn(await send('POST', '/practitioners', { name: 'Dr. Feed', zone: 'Asia/Seoul' }));
  const own = async () =>
    listed(await get('/feeds'), 'feeds').filter((feed) => feed['practitionerId'] === practitionerId);
  expect((await own()).map(({ name, level }) => [name, level])).toEqual([
    ['Appointments', 'full'],
    ['Busy times', 'busy'],
  ]);
  const made = await send('POST', '/feeds', { practitionerId, name: 'Front door', level: 'initials' });
  expect(made).toMatchObject({ status: 201, body: { name: 'Front door', level: 'initials' } });
  expect(await send('POST', '/feeds', { practitionerId, name: ' ' })).toMatchObject({ status: 400 });
  expect(await send('POST', '/feeds', { practitionerId, name: 'x', level: 'note' })).toMatchObject({ status: 400 });
  const replaced = await service.request('POST', `/feeds/${idIn(made)}/replace`, { key });
  expect(replaced.body).toMatchObject({ id: idIn(made), level: 'initials' });
  expect(replaced.body['url']).not.toBe(made.body['url']);
  expect(await service.request('DELETE', `/feeds/${idIn(made)}`, { key })).toMatchObject({ body: { removed: true } });
  expect(await own()).toHaveLength(2);
});

test('a type is added with defaults, changed in part, put in order, and offered by whom it says', async () => {
  const added = await send('POST', '/appointment-types', { name: 'Follow-up', lengthMinutes: 25, paddingMinutes: 5 });
  expect(added).toMatchObject({
    status: 201,
    body: { state: 'listed', startRule: { kind: 'packed' }, offeredBy: 'all', location: null },
  });
  const path = `/appointment-types/${idIn(added)}`;
  const change = {
    startRule: { kind: 'every', minutes: 15 },
    offeredBy: [practice.practitionerId],
    location: { kind: 'phone', text: 'We call you.' },
  };
  expect(await send('PATCH', path, change)).toMatchObject({
    status: 200,
    body: { ...change, name: 'Follow-up', paddingMinutes: 5 },
  });
  expect(await send('PATCH', path, { location: null })).toMatchObject({
    body: { location: null, startRule: change.startRule },
  });
  const ordered = await send('PUT', '/appointment-types/order', { order: [added.body['id'], practice.typeId] });
  expect(listed(ordered, 'appointmentTypes').map(({ name }) => name)).toEqual(['Follow-up', 'Consultation']);
});

test('an opening is made, changed, given exceptions and removed', async () => {
  const times = {
    practitionerId: practice.practitionerId,
    start: '2027-03-06T13:00',
    end: '2027-03-06T18:00',
    rule: 'FREQ=WEEKLY;BYDAY=SA',
  };
  const made = await send('POST', '/openings', times);
  expect(made).toMatchObject({ status: 201, body: { ...times, types: 'all', exceptions: [] } });
  const path = `/openings/${idIn(made)}`;
  expect(await send('PUT', `${path}/exceptions/2027-03-13T13:00`, { kind: 'removed' })).toMatchObject({ status: 200 });
  const moved = { kind: 'changed', start: '2027-03-20T09:00', end: '2027-03-20T12:00' };
  await send('PUT', `${path}/exceptions/2027-03-20T13:00`, moved);
  expect((await send('DELETE', `${path}/exceptions/2027-03-13T13:00`)).body['exceptions']).toEqual([
    { ...moved, occurrence: '2027-03-20T13:00' },
  ]);
  expect(await send('PUT', `${path}/exceptions/2027-03-14T13:00`, { kind: 'removed' })).toMatchObject({ status: 400 });
  expect(await send('PATCH', path, { end: '2027-03-06T12:00' })).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'end' }] },
  });
  expect(await send('PATCH', path, { rule: 'FREQ=SOMETIMES' })).toMatchObject({
    status: 400,
    body: { errors: [{ field: 'rule' }] },
  });
  expect(await send('PATCH', path, { types: [practice.typeId] })).toMatchObject({
    status: 200,
    body: { types: [practice.typeId] },
  });
  expect(await send('DELETE', path)).toMatchObject({ status: 200 });
  expect(await get(path)).toMatchObject({ status: 404 });
});

test('a feed is connected without its address ever being shown, and busy time is nothing but time', async () => {
  const { practitionerId } = practice;
  const address = 'https://calendar.example/secret-path/basic.ics';
  const added = await send('POST', '/connections', { kind: 'ics', practitionerId, address });
  expect(added).toMatchObject({ status: 201, body: { kind: 'ics', masked: 'https://calendar.example/…' } });
  const calendars = await get(`/calendars?practitionerId=${practitionerId}`);
  expect(calendars.body['calendars']).toMatchObject([{ connectionId: added.body['id'], readAt: null, blocks: true }]);
  expect(JSON.stringify([added.body, calendars.body])).not.toContain('secret-path');
  expect(await send('POST', '/connections', { kind: 'ics', practitionerId, address: 'ftp://x.example' })).toMatchObject(
    {
      status: 400,
      body: { errors: [{ field: 'address' }] },
    },
  );
  expect(await send('DELETE', `/connections/${idIn(added)}`)).toMatchObject({ status: 200 });
  const busy = { start: at('2027-03-02T14:00Z'), end: at('2027-03-02T15:00Z') };
  await database.db.tenant(practice.practiceId, (tx) =>
    addCalendar(tx, practice.practiceId, { practitionerId, readAt: NOW, busy: [busy] }),
  );
  expect((await get(`/busy?practitionerId=${practitionerId}`)).body).toMatchObject({
    busy: [{ start: '2027-03-02T14:00:00Z', end: '2027-03-02T15:00:00Z' }],
    calendars: [{ readAt: '2027-03-01T13:00:00Z' }],
  });
});
