/** From a feed on a real server to the busy time that slots ask for. */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createFetcher } from '../../connectors/fetch/guarded.ts';
import { createProviders } from '../../connectors/registry.ts';
import { readConfig } from '../../src/config.ts';
import { calendarTimes } from '../../src/db/calendar-times.ts';
import { calendarStatuses, insertIcsCalendar } from '../../src/db/calendars.ts';
import { rowsOf } from '../../src/domain/busy-rows.ts';
import { DAY, instant, interval, MINUTE } from '../../src/domain/interval.ts';
import type { CalendarId, ConnectionId, Instant } from '../../src/domain/types.ts';
import type { Log } from '../../src/log.ts';
import { sealConnection } from '../../src/secrets/connection.ts';
import { syncDue } from '../../src/sync/due.ts';
import { liveRead } from '../../src/sync/live.ts';
import { preview } from '../../src/sync/preview.ts';
import { syncCalendar } from '../../src/sync/read.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { calendarOf, fails, feedServer, serves, type FeedServer } from '../support/feed.ts';
import { at, KEYS, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

const MORNING = ['20270302T150000Z', '20270302T160000Z'] as const;
const NOON = ['20270303T170000Z', '20270303T180000Z'] as const;
const config = readConfig({ PUBLIC_URL: 'https://booking.practice.example', DATA_DIR: '/nowhere' });
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };

let database: TestDatabase;
let practice: SamplePractice;
let feed: FeedServer;
let calendarId: CalendarId;
let now: Instant;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  now = NOW;
  feed = await feedServer(calendarOf([MORNING]));
  practice = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
  calendarId = await connect(feed.address);
});
afterEach(async () => {
  await database.db.tenant(practice.practiceId, (tx) => tx`select calendar_forgotten(${calendarId})`);
  await feed.close();
});

function deps() {
  const providers = createProviders({ fetcher: createFetcher({ allow: ['127.0.0.1'], now: () => now }) });
  return {
    db: database.db,
    keys: KEYS,
    providers,
    random: () => 0.5,
    log: silent,
    clock: () => now,
    newId: randomUUID,
    config,
  };
}

async function connect(address: string): Promise<CalendarId> {
  const [connection, calendar] = [randomUUID() as ConnectionId, randomUUID() as CalendarId]; // ids are made here
  const { practitionerId } = practice;
  const sealed = sealConnection(KEYS, connection, { address });
  await database.db.tenant(practice.practiceId, (tx) =>
    insertIcsCalendar(tx, {
      connectionId: connection,
      calendarId: calendar,
      practitionerId,
      name: 'Feed',
      sealed,
      masked: '127.0.0.1',
      now,
    }),
  );
  return calendar;
}

const read = () => syncCalendar(deps(), practice.practiceId, calendarId, now);
// Each test has one calendar.
const blocking = () =>
  database.db.tenant(practice.practiceId, async (tx) => {
    const window = interval(NOW - 30 * DAY, NOW + 300 * DAY);
    return (await calendarTimes(tx, practice.practitionerId, window)).calendars[0]!;
  });
const status = () => database.db.tenant(practice.practiceId, async (tx) => (await calendarStatuses(tx))[0]!);
const starts = async () => rowsOf((await blocking()).busy).map(({ start }) => new Date(start).toISOString());

test('a due calendar is read once, and its busy time is what slots are given', async () => {
  expect(await syncDue(deps())).toBe(1);
  expect(await starts()).toEqual(['2027-03-02T15:00:00.000Z']);
  const { readAt, covered } = await blocking();
  expect(readAt).toBe(NOW);
  expect(covered!.end).toBeGreaterThanOrEqual(NOW + 60 * DAY);
  expect(await syncDue(deps())).toBe(0);
});

test('a calendar is due again after its interval, not before', async () => {
  await syncDue(deps());
  now = later(NOW, 14);
  expect(await syncDue(deps())).toBe(0);
  now = later(NOW, 15);
  expect(await syncDue(deps())).toBe(1);
});

test('two processes that look at once read a due calendar once', async () => {
  const counts = await Promise.all([syncDue(deps()), syncDue(deps()), syncDue(deps())]);
  expect(counts.toSorted()).toEqual([0, 0, 1]);
  expect(feed.requests).toHaveLength(1);
});

test('E02 an unchanged feed costs one conditional request and renews the age', async () => {
  await read();
  now = later(NOW, 60);
  expect(await read()).toBe('unchanged');
  expect(feed.requests[1]?.condition).toBeDefined();
  const calendar = await blocking();
  expect(calendar.readAt).toBe(now);
  expect(calendar.busy.count).toBe(1);
});

test('a feed that answers 304 is read anew before the furthest bookable day leaves what was covered', async () => {
  for (let day = 0; day <= 40; day++) {
    now = instant(NOW + day * DAY);
    expect(await read()).toMatch(/^(changed|unchanged)$/);
    expect((await blocking()).covered!.end).toBeGreaterThanOrEqual(now + 60 * DAY);
  }
  expect(feed.requests.filter(({ condition }) => condition === undefined).length).toBeLessThanOrEqual(5);
});

test('an event that moved, one that came and one that went are one new reading', async () => {
  feed.answer = serves(calendarOf([MORNING, NOON]));
  await read();
  feed.answer = serves(calendarOf([['20270302T153000Z', '20270302T163000Z']]));
  now = later(NOW, 20);
  expect(await read()).toBe('changed');
  expect(await starts()).toEqual(['2027-03-02T15:30:00.000Z']);
});

test.each<[string, FeedServer['answer'], string]>([
  ['E01 a sign-in page with 200', fails(200), 'not a calendar'],
  ['E03 401', fails(401), ''],
  ['E03 404', fails(404), ''],
  ['E03 410', fails(410), ''],
  ['E03 500', fails(500), ''],
  ['E03 a connection that is cut', (request) => request.socket.destroy(), ''],
])('%s keeps the last good reading, its age and a reason', async (_name, answer, words) => {
  await read();
  feed.answer = answer;
  now = later(NOW, 90);
  expect(await read()).toBe('failed');
  expect(await starts()).toEqual(['2027-03-02T15:00:00.000Z']);
  const kept = await status();
  expect(kept.readAt).toBe(NOW);
  expect(kept.triedAt).toBe(now);
  expect(kept.problem).toContain(words);
  expect(kept.problem).not.toContain('127.0.0.1');
});

test('a failing feed is tried again soon, then ever more rarely, at most an hour apart, and heals', async () => {
  await syncDue(deps());
  feed.answer = fails(503);
  now = later(NOW, 15);
  const waits: number[] = [];
  for (let failure = 0; failure < 9; failure++) {
    expect(await syncDue(deps())).toBe(1);
    const tried = now;
    while ((await dueAt()) > now) now = await dueAt();
    waits.push((now - tried) / MINUTE);
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  feed.answer = serves(calendarOf([NOON]));
  expect(await syncDue(deps())).toBe(1);
  expect(await starts()).toEqual(['2027-03-03T17:00:00.000Z']);
  expect((await status()).problem).toBeUndefined();
});

test('a server that names a time to come back is not asked before it', async () => {
  feed.answer = fails(503, { 'retry-after': '1800' });
  await syncDue(deps());
  expect(await dueAt()).toBe(later(NOW, 30));
});

test('E04 a calendar that is suddenly empty is believed at the third reading, half an hour apart each', async () => {
  const many = Array.from(
    { length: 8 },
    (_, index) => [`202703${10 + index}T150000Z`, `202703${10 + index}T160000Z`] as const,
  );
  feed.answer = serves(calendarOf(many));
  await read();
  feed.answer = serves(calendarOf([]));
  now = later(NOW, 20);
  expect(await read()).toBe('doubted');
  now = later(NOW, 25);
  expect(await read()).toBe('doubted');
  now = later(NOW, 55);
  expect(await read()).toBe('doubted');
  expect(await starts()).toHaveLength(8);
  expect((await status()).problem).toContain('suddenly has no events');
  now = later(NOW, 90);
  expect(await read()).toBe('changed');
  expect(await starts()).toHaveLength(0);
});

test('of two readings under way at once the second to be saved is dropped', async () => {
  const waiting: (() => void)[] = [];
  const answer = feed.answer;
  feed.answer = (request, response) => {
    waiting.push(() => answer(request, response));
    if (waiting.length === 2) for (const send of waiting) send();
  };
  const results = await Promise.all([read(), read()]);
  expect(results.toSorted()).toEqual(['changed', 'overtaken']);
});

test('our own appointment in the feed is known by its UID and not counted twice', async () => {
  const uid = 'booked-here@openhours';
  await database.db.tenant(practice.practiceId, async (tx) => {
    const patientId = randomUUID();
    await tx`insert into patients (practice_id, patient_id, name, created_at)
      values (${practice.practiceId}, ${patientId}, 'Ada Sample', ${new Date(NOW)})`;
    const [start, end] = [new Date(at('2027-03-02T15:00Z')), new Date(at('2027-03-02T16:00Z'))];
    await tx`
      insert into appointments (practice_id, appointment_id, practitioner_id, patient_id, type_id, status, starts_at, ends_at,
        blocked_until, local_start, zone, patient_zone, type_name, length_minutes, padding_minutes, uid, booked_by, link_key,
        created_at, changed_at)
      values (${practice.practiceId}, ${randomUUID()}, ${practice.practitionerId}, ${patientId}, ${practice.typeId}, 'confirmed',
        ${start}, ${end}, ${end}, '2027-03-02 10:00', 'America/New_York', 'America/New_York', 'Consultation', 60, 0, ${uid},
        'staff', ${KEYS.current}, ${start}, ${start})`;
  });
  feed.answer = serves(calendarOf([MORNING, NOON]).replace('UID:event-0@calendar.example', `UID:${uid}`));
  await read();
  expect(await starts()).toEqual(['2027-03-03T17:00:00.000Z']);
});

test('L06 nothing of a foreign event is stored but its time, kind and an opaque key', async () => {
  await read();
  const [row] = await database.db.tenant(practice.practiceId, (tx) => tx`select to_jsonb(busy) as busy from busy`);
  const text = JSON.stringify(row);
  expect(text).not.toContain('private');
  expect(text).not.toContain('event-0');
});

test('F08 the address of a feed is not readable in the database', async () => {
  const [row] = await database.db.tenant(practice.practiceId, (tx) => tx`select sealed from connections`);
  expect(Buffer.from(row!.sealed).toString('latin1')).not.toContain('127.0.0.1');
});

test('A15 a live read renews an old mirror, and says so when it could not', async () => {
  await read();
  now = later(NOW, 50);
  const asked = { practiceId: practice.practiceId, calendarIds: [calendarId], now };
  expect(await liveRead(deps(), asked)).toBe(true);
  expect((await blocking()).readAt).toBe(now);
  feed.answer = fails(500);
  expect(await liveRead(deps(), { ...asked, now: later(now, 50) })).toBe(false);
});

test('a preview shows busy time and stores nothing', async () => {
  const window = interval(NOW, NOW + 14 * DAY);
  const shown = await preview(deps(), { feed: { address: feed.address }, zone: 'America/New_York', window });
  expect(shown).toEqual({
    ok: true,
    value: { busy: [interval(at('2027-03-02T15:00Z'), at('2027-03-02T16:00Z'))], warnings: [] },
  });
  feed.answer = fails(200);
  const refused = await preview(deps(), { feed: { address: feed.address }, zone: 'America/New_York', window });
  expect(refused).toMatchObject({ ok: false, refusal: expect.stringContaining('not a calendar') });
});

async function dueAt(): Promise<Instant> {
  const [row] = await ownerQuery();
  return instant(row!.due_at.getTime());
}

async function ownerQuery(): Promise<{ due_at: Date }[]> {
  const sql = postgres(database.ownerUrl, { max: 1 });
  try {
    return await sql<{ due_at: Date }[]>`select due_at from due_calendars where calendar_id = ${calendarId}`;
  } finally {
    await sql.end();
  }
}
