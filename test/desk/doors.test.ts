/** Every route of the desk with no session, with a foreign practice's, and with a role that it is not for. */
import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookForPatient } from '../../src/actions/staff.ts';
import { deskRoutes } from '../../src/http/desk.tsx';
import { NINE } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { addCalendar, contextOf, samplePractice, type SamplePractice } from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

let database: TestDatabase;
let served: Served;
let own: SamplePractice;
let owner: AtDesk;
let foreign: AtDesk;
let assistant: AtDesk;
let ids: Record<string, string>;

beforeAll(async () => {
  database = await testDatabase();
  served = await serve(database.db);
  own = await samplePractice(database.db);
  const other = await samplePractice(database.db, { slug: 'other-practice', name: 'Other Practice' });
  await member(database.db, own, 'owner@practice.example');
  await member(database.db, own, 'assistant@practice.example', 'assistant');
  await member(database.db, other, 'owner@other.example');
  owner = await signedIn(served, 'owner@practice.example');
  assistant = await signedIn(served, 'assistant@practice.example');
  foreign = await signedIn(served, 'owner@other.example');
  const ctx = contextOf(database.db, own, { actor: { kind: 'system' } });
  const patient = { name: 'Ada Byron', email: 'ada@patient.example', phone: '' };
  const booked = await bookForPatient(ctx, { ...own, start: NINE, patient, tell: true, anyway: true });
  if (!booked.ok) throw new Error('The appointment of this test was not booked.');
  const calendarId = await database.db.tenant(own.practiceId, (tx) => addCalendar(tx, own.practiceId, own));
  ids = { appointments: booked.value.appointment.id, calendars: calendarId, feeds: own.practitionerId };
});
afterAll(async () => {
  await served.close();
  await database.close();
});

/** Method and path of every handler behind the session, its ids those of the practice. */
function routes(): { method: string; path: string }[] {
  const listed = (deskRoutes(served.deps) as unknown as Hono).routes; // its environment does not matter here
  const named = listed
    .filter(({ method, path }) => method !== 'ALL' && !path.startsWith('/desk/sign-in'))
    .map(
      ({ method, path }) =>
        `${method} ${path.replace(/:id\b/, ids[path.split('/')[2] ?? ''] ?? '').replace(/:kind\{full\|busy\}/, 'full')}`,
    );
  // A route with a guard of its own is listed twice.
  return [...new Set(named)].map((name) => ({ method: name.split(' ')[0] ?? '', path: name.split(' ')[1] ?? '' }));
}

function send(
  asked: { method: string; path: string },
  who: { cookie: string; formToken: string } | undefined,
): Promise<Response> {
  const headers: Record<string, string> = who ? { cookie: who.cookie } : {};
  return asked.method === 'GET'
    ? served.get(asked.path, headers)
    : served.post(asked.path, { 'form-token': who?.formToken ?? '' }, headers);
}

test('the list of routes is the whole desk', () => {
  expect(routes().length).toBeGreaterThanOrEqual(17);
  expect(routes().filter(({ path }) => path.includes(':'))).toEqual([]);
});

test('without a session every route leads to the sign-in page', async () => {
  for (const route of routes()) {
    const answer = await send(route, undefined);
    expect([route, answer.status, answer.headers.get('location')]).toEqual([route, 303, '/desk/sign-in']);
  }
});

test('I05: for the staff of another practice, what belongs to this one does not exist', async () => {
  const missing = await (await foreign.get('/desk/nothing')).text();
  for (const route of routes().filter(({ path }) => Object.values(ids).some((id) => path.includes(id)))) {
    const answer = await send(route, foreign);
    expect([route, answer.status, await answer.text()]).toEqual([route, 404, missing]);
  }
  expect(await foreign.page('/desk')).not.toContain('Ada Byron');
  expect(await owner.page('/desk')).toContain('Ada Byron');
});

test('ids that are none, or nobody’s, are not found like any other', async () => {
  for (const id of ['1', 'null', `${ids['appointments']}'`, randomUUID()]) {
    for (const path of [`/desk/appointments/${id}`, `/desk/appointments/${id}/move`]) {
      expect([path, (await owner.get(path)).status]).toEqual([path, 404]);
    }
    expect((await owner.post(`/desk/appointments/${id}/cancel`)).status).toBe(404);
  }
});

test('settings, feeds and readings are the owner’s; an assistant works with appointments', async () => {
  const staying = routes().filter(({ path }) => path !== '/desk/sign-out');
  const allowed = staying.map(async (route) => {
    const answer = await send(route, assistant);
    return [`${route.method} ${route.path}`, answer.status === 404] as const;
  });
  const refused = (await Promise.all(allowed)).filter(([, isMissing]) => isMissing).map(([route]) => route);
  expect(refused.toSorted()).toEqual(
    [
      'GET /desk/feeds',
      'GET /desk/online-booking',
      'POST /desk/online-booking',
      'POST /desk/book',
      `POST /desk/calendars/${ids['calendars']}/read`,
      `POST /desk/feeds/${own.practitionerId}/full/replace`,
    ].toSorted(),
  );
  expect(await assistant.page('/desk')).not.toContain('/desk/feeds');
});
