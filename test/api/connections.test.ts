/** Accounts over HTTP: connected, looked into, chosen from, asked about and let go, with a real CalDAV server in the place of theirs. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFetcher } from '../../connectors/fetch/guarded.ts';
import { ProviderError } from '../../connectors/provider.ts';
import { createProviders } from '../../connectors/registry.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import { openQuestions } from '../../src/db/calendar-questions.ts';
import type { AppointmentId, Instant } from '../../src/domain/types.ts';
import { NINE, TEN } from '../support/booking.ts';
import { LOGIN } from '../support/caldav/servers.ts';
import { StandIn } from '../support/caldav/stand-in.ts';
import { hour } from '../connectors/caldav/rig.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { memoryAccount, standing } from '../support/memory/account.ts';
import { contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { idIn, listed, startService, type Service } from './service.ts';

let database: TestDatabase;
let service: Service;
let caldav: StandIn;
let practice: SamplePractice;
let key: string;
let nth = 0;

beforeAll(async () => {
  database = await testDatabase();
  const fetcher = createFetcher({ allow: ['127.0.0.1'], now: () => NOW });
  service = await startService(database.db, { providers: createProviders({ fetcher }) });
});
beforeEach(async () => {
  caldav = await new StandIn().start();
  practice = await samplePractice(database.db, { slug: `practice-${nth++}` });
  key = await service.keyOf(practice);
});
afterEach(() => caldav.close());
afterAll(async () => {
  await service.close();
  await database.close();
});

const get = (path: string) => service.request('GET', path, { key });
const send = (method: string, path: string, json?: unknown) => service.request(method, path, { key, json });
const account = () => ({
  ...{ kind: 'caldav', practitionerId: practice.practitionerId, address: `${caldav.origin}/dav/` },
  ...LOGIN,
});

async function booked(start: Instant): Promise<AppointmentId> {
  const patient = { name: 'Ada Byron', email: 'ada@patient.example', phone: '' };
  const ctx = contextOf(database.db, practice, { actor: { kind: 'system' } });
  const made = await bookForPatient(ctx, { ...practice, start, patient, tell: false, anyway: true });
  if (!made.ok) throw new Error(`It was not booked: ${made.refusal.code}.`);
  return made.value.appointment.id;
}

test('a CalDAV account is connected, its calendars get their roles, and no password is in any answer', async () => {
  const made = await send('POST', '/connections', account());
  expect(made).toMatchObject({ status: 201, body: { kind: 'caldav', calendarId: null, masked: `${caldav.origin}/…` } });
  const path = `/connections/${idIn(made)}`;
  const [known] = listed(await get('/connections'), 'connections');
  expect(known).toMatchObject({
    status: 'ok',
    calendars: [{ name: 'Work', blocks: true, receives: false, privacy: 'busy' }],
  });
  const [work] = listed(await get(`${path}/calendars`), 'calendars');
  const { externalId } = work!; // listed
  const changed = await send('PATCH', `${path}/calendars`, {
    calendars: [{ externalId, receives: true, privacy: 'initials' }],
  });
  expect(changed).toMatchObject({
    status: 200,
    body: { calendars: [{ blocks: true, receives: true, privacy: 'initials', rules: { tentative: true } }] },
  });
  const answers = [made, await get('/connections'), await get('/calendars'), await get(`${path}/calendars`), changed];
  expect(JSON.stringify(answers)).not.toContain(LOGIN.password);
  expect(await send('DELETE', path)).toMatchObject({ status: 200, body: { removed: true } });
  expect(listed(await get('/connections'), 'connections')).toEqual([]);
});

test('a preview is time alone, and reading now is a request', async () => {
  const id = idIn(await send('POST', '/connections', account()));
  caldav.store('a.ics', hour('private@elsewhere.example', 4));
  const [work] = listed(await get(`/connections/${id}/calendars`), 'calendars');
  const query = new URLSearchParams({ externalId: String(work!['externalId']) }).toString();
  const preview = await get(`/connections/${id}/preview?${query}`);
  expect(preview).toMatchObject({ status: 200, body: { problem: null, busy: [{ start: '2027-03-04T09:00:00Z' }] } });
  expect(JSON.stringify(preview.body)).not.toContain('Private');
  const read = await send('POST', `/calendars/${String(work!['id'])}/read`);
  expect(read).toMatchObject({ status: 200, body: { readAt: '2027-03-01T13:00:00Z', problem: null } });
  caldav.instead = () => ({ status: 401 });
  expect((await get(`/connections/${id}/preview?${query}`)).body).toMatchObject({
    busy: [],
    problem: expect.stringContaining('401'),
  });
  expect((await send('POST', `/calendars/${String(work!['id'])}/read`)).body).toMatchObject({
    problem: expect.stringContaining('401'),
  });
  expect(listed(await get('/connections'), 'connections')).toMatchObject([{ status: 'reconnect' }]);
  caldav.instead = () => undefined;
  const again = await send('POST', '/connections', {
    ...account(),
    address: 'https://elsewhere.example',
    connectionId: id,
  });
  expect([again.status, idIn(again)]).toEqual([201, id]);
});

test('bad input is refused by the name of its field, and connects nothing', async () => {
  for (const [wrong, field] of [
    [{ password: 'wrong' }, 'password'],
    [{ address: 'ftp://calendar.example' }, 'address'],
    [{ user: '' }, 'user'],
    [{ kind: 'google' }, 'kind'],
    [{ surprise: 1 }, 'surprise'],
  ] as const) {
    const answer = await send('POST', '/connections', { ...account(), ...wrong });
    expect([wrong, answer.status, answer.body['errors']]).toEqual([wrong, 400, [expect.objectContaining({ field })]]);
  }
  expect(listed(await get('/connections'), 'connections')).toEqual([]);
  const id = idIn(await send('POST', '/connections', account()));
  for (const calendars of [[], [{ externalId: 'nothing', blocks: true }], [{ externalId: 1 }], 'all'])
    expect([calendars, (await send('PATCH', `/connections/${id}/calendars`, { calendars })).status]).toEqual([
      calendars,
      400,
    ]);
});

test('C08 a question is listed, answered once, and refused where the time is not to be had', async () => {
  let now = NOW;
  const calendars = await memoryAccount(database.db, practice, { clock: () => now });
  const [one] = [await booked(NINE), await booked(TEN)];
  await calendars.write();
  now = later(NOW, 1);
  calendars.calendar.move(`${one}@openhours`, { start: later(TEN, 10), end: later(TEN, 60) });
  await calendars.sync();
  const [asked, ...more] = listed(await get('/calendar-questions'), 'questions');
  expect(more).toEqual([]);
  expect(asked).toMatchObject({
    ...{ kind: 'moved', appointmentId: one, calendarName: 'Own' },
    ...{ booked: { start: '2027-03-02T14:00:00Z' }, found: { start: '2027-03-02T15:10:00Z' } },
  });
  const path = `/calendar-questions/${String(asked!['id'])}/answer`;
  expect((await send('POST', path, { answer: 'perhaps' })).status).toBe(400);
  expect((await send('POST', path, { answer: 'follow' })).status).toBe(409);
  expect(await send('POST', path, { answer: 'restore' })).toMatchObject({ status: 200, body: { appointmentId: one } });
  expect((await send('POST', path, { answer: 'restore' })).status).toBe(404);
  expect(await database.db.tenant(practice.practiceId, (tx) => openQuestions(tx))).toEqual([]);
  await calendars.write();
  expect(standing(calendars).map(({ at }) => at)).toContain('2027-03-02T14:00/14:50');
});

test('what needs a person about calendars is all under /attention, as it is at the desk', async () => {
  let now = NOW;
  const calendars = await memoryAccount(database.db, practice, { clock: () => now });
  const id = await booked(NINE);
  await calendars.write();
  expect((await get('/attention')).body).toMatchObject({
    ...{ accounts: [], unwritable: [], questions: [] },
    // Never read yet, so nothing is offered.
    calendars: [{ id: calendars.calendarId, name: 'Own', readAt: null, problem: null, closes: true }],
  });
  await calendars.sync();
  now = later(NOW, 1);
  calendars.calendar.move(`${id}@openhours`, { start: later(TEN, 10), end: later(TEN, 60) });
  await calendars.sync();
  calendars.calendar.fail({ when: 'before', error: () => new ProviderError('rejected', 'It is read-only now.') });
  await booked(TEN);
  await calendars.write();
  expect((await get('/attention')).body).toMatchObject({
    ...{ accounts: [], calendars: [] },
    unwritable: [{ id: calendars.calendarId, connectionId: calendars.connectionId, problem: 'It is read-only now.' }],
    questions: [{ kind: 'moved', appointmentId: id, found: { start: '2027-03-02T15:10:00Z' } }],
  });
  now = later(NOW, 20);
  calendars.calendar.fail({ when: 'before', error: () => new ProviderError('retry', 'It does not answer.') });
  await calendars.sync();
  expect((await get('/attention')).body).toMatchObject({
    calendars: [{ id: calendars.calendarId, problem: 'It does not answer.', closes: false }],
  });
  now = later(NOW, 40);
  calendars.calendar.fail({ when: 'before', error: () => new ProviderError('reconnect', 'Sign in again.') });
  await calendars.sync();
  expect((await get('/attention')).body).toMatchObject({
    accounts: [{ id: calendars.connectionId, practitionerId: practice.practitionerId, kind: 'caldav', closes: false }],
    calendars: [],
  });
});

test('long all-day events that are marked free are listed with what was said of them, which can be said again', async () => {
  const known = await memoryAccount(database.db, practice, { clock: () => NOW });
  const days = ['DTSTART;VALUE=DATE:20270309', 'DTEND;VALUE=DATE:20270312', 'TRANSP:TRANSPARENT'];
  const event = ['BEGIN:VEVENT', 'UID:trip', ...days, 'END:VEVENT'];
  known.calendar.own('trip', ['BEGIN:VCALENDAR', 'VERSION:2.0', ...event, 'END:VCALENDAR'].join('\r\n'));
  await known.sync();
  const path = `/calendars/${known.calendarId}/away`;
  const time = { start: '2027-03-09T05:00:00Z', end: '2027-03-12T05:00:00Z' };
  const [asked] = listed(await get(path), 'events');
  expect(asked).toMatchObject({ time, away: null });
  for (const away of [true, false]) {
    expect(await send('POST', path, { event: asked?.['event'], away })).toMatchObject({ status: 200, body: { away } });
    expect(listed(await get(path), 'events')).toMatchObject([{ time, away }]);
  }
  expect((await get('/attention')).body).toMatchObject({ away: [] });
  expect((await get(`/calendars/${practice.practitionerId}/away`)).status).toBe(404);
});
