/** Providers tell of changes (failures C and D): who may, what it does, how little it costs, and that polling is the truth beside it. */
import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAccounts } from '../../src/actions/connections.ts';
import { openSlotsFor } from '../../src/actions/slots.ts';
import { createApp } from '../../src/app.ts';
import { openDatabase } from '../../src/db/database.ts';
import { addChannel } from '../../src/db/push-channels.ts';
import { toDate } from '../../src/db/times.ts';
import type { Deps } from '../../src/deps.ts';
import { DAY, instant, interval, MINUTE } from '../../src/domain/interval.ts';
import type { CalendarId, Instant } from '../../src/domain/types.ts';
import { hashToken } from '../../src/secrets/keys.ts';
import { syncDue } from '../../src/sync/due.ts';
import { googleDesk, type GoogleDesk } from '../desk/google-desk.ts';
import { connected } from '../desk/signing-in-there.ts';
import { member, signedIn } from '../desk/at-desk.ts';
import { TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

const ORIGIN = 'https://booking.practice.example';
const ADA = 'ada@practice.example';

let database: TestDatabase;
let owner: postgres.Sql;
let there: GoogleDesk;
let practice: SamplePractice;
let calendarId: CalendarId;
let deps: Deps;
let app: Hono;
let warned: string[];
let now: Instant;

beforeAll(async () => {
  database = await testDatabase();
  owner = postgres(database.ownerUrl, { max: 1 });
});
beforeEach(async () => {
  await owner`delete from due_calendars`;
  there = await googleDesk(database.db, { MICROSOFT_CLIENT_ID: 'client', MICROSOFT_CLIENT_SECRET: 'secret' });
  there.google.addCalendar({ id: ADA, summary: 'Ada', timeZone: 'America/New_York', primary: true });
  const slug = `practice-${randomUUID()}`;
  practice = await samplePractice(database.db, { slug });
  await member(database.db, practice, `owner@${slug}.example`);
  const desk = await signedIn(there.served, `owner@${slug}.example`);
  await connected(desk, { practitioner: practice.practitionerId });
  const [account] = await listAccounts(contextOf(database.db, practice));
  calendarId = account!.calendars[0]!.id; // just connected
  warned = [];
  now = NOW;
  deps = {
    ...there.served.deps,
    clock: () => now,
    random: () => 0.99,
    config: { ...there.served.deps.config, publicUrl: ORIGIN },
    log: { info: () => {}, warn: (event) => void warned.push(event), error: () => {} },
  };
  app = createApp(deps);
});
afterEach(() => there.close());
afterAll(async () => {
  await owner.end();
  await database.close();
});

function at(to: Instant): void {
  now = to;
  there.served.setClock(to);
}

/** Reads whatever is due, as the loop does. */
async function poll(): Promise<number> {
  let read = 0;
  for (let round = await syncDue(deps); round > 0; round = await syncDue(deps)) read += round;
  return read;
}

const readings = () => there.google.asked.filter(({ path }) => path.endsWith('/events')).length;
const calls = () => there.google.asked.map(({ path }) => path).filter((path) => /watch$|stop$/.test(path));

async function dueAt(): Promise<number | undefined> {
  const [row] = await owner<{ at: Date }[]>`select due_at as at from due_calendars where calendar_id = ${calendarId}`;
  return row?.at.getTime();
}

/** A request of Google as it documents them: no body, a type all the same. */
function google(fields: { id: string; token: string; resource: string; state?: string }): Promise<Response> {
  const headers = {
    'content-type': 'application/json; utf-8',
    'content-length': '0',
    'x-goog-channel-id': fields.id,
    'x-goog-channel-token': fields.token,
    'x-goog-resource-id': fields.resource,
    'x-goog-resource-state': fields.state ?? 'exists',
    'x-goog-message-number': '10',
  };
  return Promise.resolve(app.request(`${ORIGIN}/push/google`, { method: 'POST', headers, body: '' }));
}

/** The channel that the first reading opened. */
async function opened() {
  await poll();
  const [channel] = there.google.channels.values();
  if (!channel) throw new Error('No channel was opened.');
  return { id: channel.id, token: channel.token, resource: channel.resourceId, address: channel.address };
}

async function outlookChannel(id: string, secret: string): Promise<CalendarId> {
  const other = randomUUID() as CalendarId; // made here
  await database.db.tenant(practice.practiceId, async (tx) => {
    await tx`select calendar_due(${other}, ${toDate(instant(now + DAY))})`;
    await addChannel(tx, other, {
      ...{ id, resource: undefined, secretHash: hashToken(secret) },
      ...{ createdAt: now, expiresAt: instant(now + DAY) },
    });
  });
  return other;
}

function outlook(...value: unknown[]): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ value });
  return Promise.resolve(app.request(`${ORIGIN}/push/outlook`, { method: 'POST', headers, body }));
}

const change = (subscriptionId: string, clientState: string) => ({
  ...{ subscriptionId, clientState, changeType: 'updated', resource: 'Users/1/Events/2' },
  tenantId: '84bd8158-6d4d-4958-8b9f-9d6445542f95',
});

test('C01 when no notice ever comes, a time that was blocked in the calendar is gone within 15 minutes', async () => {
  await poll();
  const search = { ...practice, audience: 'everyone', window: interval(TEN, later(TEN, 60)) } as const;
  const open = async () => {
    const found = await openSlotsFor(contextOf(database.db, practice, { now }), search);
    return found.ok && found.value.slots.some(({ start }) => start === TEN);
  };
  expect(await open()).toBe(true);
  const busy = { start: { dateTime: '2027-03-02T10:00:00-05:00' }, end: { dateTime: '2027-03-02T11:00:00-05:00' } };
  there.google.calendar(ADA).set({ id: 'dentist', summary: 'Dentist', ...busy });
  for (let minute = 1; minute <= 15; minute += 1) {
    at(later(NOW, minute));
    await poll();
  }
  expect(await open()).toBe(false);
});

test('a notice makes the calendar due at once, and a change that comes while it is read is not lost', async () => {
  const channel = await opened();
  expect(channel.address).toBe(`${ORIGIN}/push/google`);
  at(later(NOW, 1));
  expect(await dueAt()).toBeGreaterThan(now);
  expect((await google(channel)).status).toBe(200);
  expect(await dueAt()).toBe(now);
  // Told of again while the provider was being asked.
  const reading = poll();
  await google(channel);
  await reading;
  expect(await dueAt()).toBe(now + 10_000);
});

test('C02 an unknown channel, a wrong token and another resource are nobody: 404, no body, nothing due, counted', async () => {
  const channel = await opened();
  at(later(NOW, 1));
  const due = await dueAt();
  for (const wrong of [
    { id: randomUUID() },
    { token: 'wrong' },
    { token: '' },
    { resource: 'another' },
    { resource: '' },
    { state: 'nonsense' },
    { id: `${channel.id}' or true --` },
  ]) {
    const answer = await google({ ...channel, ...wrong });
    expect([wrong, answer.status, await answer.text()]).toEqual([wrong, 404, '']);
  }
  expect(await dueAt()).toBe(due);
  expect(warned).toContain('push.unknown');
  // One that is over is nobody either.
  at(instant(NOW + 30 * DAY));
  expect((await google(channel)).status).toBe(404);
});

test('C03 a thousand notices in a second lead to two readings at most, also when they are played again', async () => {
  const channel = await opened();
  const before = readings();
  for (let batch = 0; batch < 20; batch += 1) {
    at(instant(later(NOW, 1) + batch * 50));
    const answers = await Promise.all(Array.from({ length: 50 }, () => google(channel)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await poll();
  }
  expect(readings() - before).toBeGreaterThan(0);
  expect(readings() - before).toBeLessThanOrEqual(2);
});

test('C04 the notice that says that a channel is open is answered with 200', async () => {
  const channel = await opened();
  expect((await google({ ...channel, state: 'sync' })).status).toBe(200);
});

test('C07 in the second half of its life a channel gets a successor, opened before the old one is ended', async () => {
  const first = await opened();
  at(instant(NOW + 2.9 * DAY));
  await poll();
  expect(calls()).toEqual([expect.stringMatching(/watch$/)]);
  at(instant(NOW + 3.1 * DAY));
  await poll();
  expect(calls()).toEqual([expect.stringMatching(/watch$/), expect.stringMatching(/watch$/), 'channels/stop']);
  expect([...there.google.channels.keys()]).not.toContain(first.id);
  expect((await google(first)).status).toBe(404);
  const [second] = there.google.channels.values();
  expect((await google({ id: second!.id, token: second!.token, resource: second!.resourceId })).status).toBe(200); // just opened
});

test('C07 while no successor can be opened the old channel stays, and it is said long before it ends', async () => {
  const first = await opened();
  at(instant(NOW + 3.1 * DAY));
  there.proxy.fail({ kind: 'status', status: 500 }, { times: 20, match: ({ path }) => path.endsWith('/watch') });
  await poll();
  expect(warned).toContain('calendar.not-watched');
  expect((await google(first)).status).toBe(200);
  there.proxy.heal();
  at(instant(NOW + 3.2 * DAY));
  await poll();
  expect([...there.google.channels.keys()]).not.toContain(first.id);
});

test('where nobody outside can reach the installation no channel is asked for', async () => {
  for (const publicUrl of ['http://localhost:3000', 'http://booking.practice.example', 'https://intranet']) {
    deps = { ...deps, config: { ...deps.config, publicUrl } };
    at(instant(now + 20 * MINUTE));
    await poll();
  }
  expect(readings()).toBeGreaterThanOrEqual(3);
  expect(calls()).toEqual([]);
});

test('D01 the token of a validation is repeated as plain text that no browser takes for a page, and nothing else is done', async () => {
  const token = 'Validation: <script>alert(1)</script> + & é';
  const url = `${ORIGIN}/push/outlook?validationToken=${encodeURIComponent(token)}`;
  for (const type of ['text/plain; charset=utf-8', 'application/json', undefined]) {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    const begun = performance.now();
    const answer = await app.request(url, { method: 'POST', headers, body: '{"value":[]}' });
    expect(performance.now() - begun).toBeLessThan(1000);
    expect([answer.status, await answer.text()]).toEqual([200, token]);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test('D02 of a batch only the notices with the secret of their subscription count; the answer is 202', async () => {
  const [good, bad] = [await outlookChannel('good', 'secret-1'), await outlookChannel('bad', 'secret-2')];
  const answer = await outlook(change('good', 'secret-1'), change('bad', 'secret-1'), change('nobody', 'secret-1'), 7);
  expect(answer.status).toBe(202);
  const due = async (id: CalendarId) => {
    const [row] = await owner<{ at: Date }[]>`select due_at as at from due_calendars where calendar_id = ${id}`;
    return row?.at.getTime();
  };
  expect([await due(good), await due(bad)]).toEqual([now, now + DAY]);
  expect(warned).toEqual(['push.unknown']);
  expect((await outlook(change('nobody', 'x'))).status).toBe(202);
});

test('D05 a subscription that its provider ends is forgotten, and the calendar is due, once', async () => {
  const id = await outlookChannel('ending', 'secret');
  const ending = { ...change('ending', 'secret'), lifecycleEvent: 'subscriptionRemoved' };
  expect((await outlook(ending, ending)).status).toBe(202);
  expect(await owner`select from push_channels where channel_id = 'ending'`).toHaveLength(0);
  expect(await owner`select from due_calendars where calendar_id = ${id} and due_at = ${toDate(now)}`).toHaveLength(1);
});

test('D04 while the database is away notices are answered with 503, so that they come again', async () => {
  const away = openDatabase('postgres://nobody@127.0.0.1:1/nowhere', { max: 1 });
  const cut = createApp({ ...deps, db: away });
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ value: [change('good', 'secret')] });
  const graph = await cut.request(`${ORIGIN}/push/outlook`, { method: 'POST', headers, body });
  expect(graph.status).toBe(503);
  app = cut;
  expect((await google({ id: 'a', token: 'b', resource: 'c' })).status).toBe(503);
  await away.close();
});

test('J10 junk costs nothing: what is no notice finds nobody, and more than 64 KiB is not read', async () => {
  for (const body of ['', 'junk', '{"value":[{}]}', '[]', '\0'])
    expect((await app.request(`${ORIGIN}/push/outlook`, { method: 'POST', body })).status).toBe(202);
  const long = await app.request(`${ORIGIN}/push/outlook`, { method: 'POST', body: 'x'.repeat(65_537) });
  expect(long.status).toBe(413);
  expect((await app.request(`${ORIGIN}/push/elsewhere`, { method: 'POST' })).status).toBe(404);
  expect((await app.request(`${ORIGIN}/push/google`)).status).toBe(404);
});
