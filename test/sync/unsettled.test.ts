/** What a calendar could not say is closed, from the feed on a real server into the slots, and the practitioner reads why. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFetcher } from '../../connectors/fetch/guarded.ts';
import { threadReader } from '../../connectors/ical/on-thread.ts';
import { type IcsReader, readHere } from '../../connectors/ical/reader.ts';
import { createProviders } from '../../connectors/registry.ts';
import { readConfig } from '../../src/config.ts';
import { openSlotsFor } from '../../src/actions/slots.ts';
import { calendarStatuses, insertIcsCalendar } from '../../src/db/calendars.ts';
import { interval } from '../../src/domain/interval.ts';
import type { CalendarId, ConnectionId, Instant } from '../../src/domain/types.ts';
import type { Log } from '../../src/log.ts';
import { sealConnection } from '../../src/secrets/connection.ts';
import { syncCalendar } from '../../src/sync/read.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { feedServer, serves, type FeedServer } from '../support/feed.ts';
import { at, contextOf, KEYS, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { calendar, event } from '../connectors/ical/calendar.ts';

const config = readConfig({ PUBLIC_URL: 'https://booking.practice.example', DATA_DIR: '/nowhere' });
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} };
const NOON = ['DTSTART;TZID=America/New_York:20270302T120000', 'DURATION:PT1H'];

let database: TestDatabase;
let practice: SamplePractice;
let feed: FeedServer;
let calendarId: CalendarId;
let now: Instant;
let reader: IcsReader;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  now = NOW;
  reader = readHere;
  feed = await feedServer(calendar());
  practice = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
  const connectionId = randomUUID() as ConnectionId; // ids are made here
  calendarId = randomUUID() as CalendarId;
  const sealed = sealConnection(KEYS, connectionId, { address: feed.address });
  const { practitionerId } = practice;
  const made = { connectionId, calendarId, practitionerId, name: 'Feed', sealed, masked: '127.0.0.1', now };
  await database.db.tenant(practice.practiceId, (tx) => insertIcsCalendar(tx, made));
});
afterEach(() => feed.close());

/** Reads what the feed says now, and gives the open starts of Tuesday to Thursday as `2 09:00`, in New York. */
async function slotsAfter(text: string): Promise<string[]> {
  feed.answer = serves(text);
  await read();
  return slots();
}

function read() {
  const fetcher = createFetcher({ allow: ['127.0.0.1'], now: () => now });
  const providers = createProviders({ fetcher, reader: (text, query) => reader(text, query) });
  const parts = { random: () => 0.5, log: silent, clock: () => now, newId: randomUUID, config };
  return syncCalendar({ db: database.db, keys: KEYS, providers, ...parts }, practice.practiceId, calendarId, now);
}

async function slots(): Promise<string[]> {
  const window = interval(at('2027-03-02T00:00-05:00'), at('2027-03-05T00:00-05:00'));
  const outcome = await openSlotsFor(contextOf(database.db, practice, { now }), { ...practice, window });
  const starts = outcome.ok ? outcome.value.slots.map(({ start }) => start) : [];
  return starts.map((start) => new Date(start - 5 * 3_600_000).toISOString().slice(9, 16).replace('T', ' '));
}

const day = (name: number, without: readonly number[] = []) =>
  [9, 10, 11, 12, 13, 14, 15, 16].flatMap((hour) =>
    without.includes(hour) ? [] : [`${name} ${String(hour).padStart(2, '0')}:00`],
  );
const open = [...day(2), ...day(3), ...day(4)];
const status = () => database.db.tenant(practice.practiceId, async (tx) => (await calendarStatuses(tx))[0]!);

test('a calendar without a doubt leaves all open but its events', async () => {
  expect(await slotsAfter(calendar(event(...NOON)))).toEqual([...day(2, [12]), ...day(3), ...day(4)]);
  expect((await status()).warnings).toEqual([]);
});

test('E12 a rule that was not read whole keeps closed what lies behind what was read', async () => {
  // Thirty hours of seconds are read of one rule: Thursday is closed by doubt alone.
  const dense = event('DTSTART:20270302T180000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY');
  expect(await slotsAfter(calendar(event('UID:noon', ...NOON), dense))).toEqual(day(2).slice(0, 3));
  expect((await status()).warnings).toEqual([expect.stringContaining('repeats too often to be read whole')]);
});

test('an end that cannot be read keeps the day after the start closed', async () => {
  const endless = event('DTSTART;TZID=America/New_York:20270303T090000', 'DTEND:later');
  expect(await slotsAfter(calendar(endless))).toEqual([...day(2), ...day(4)]);
  expect((await status()).warnings).toEqual([expect.stringContaining('has an end that cannot be read')]);
});

test('an event whose time can be read blocks, whatever else of it cannot', async () => {
  const broken = event(...NOON, 'RRULE:FREQ=SOMETIMES', 'EXDATE:never', 'SEQUENCE:x', 'STATUS;;;=:', 'ATTENDEE;CN="');
  expect(await slotsAfter(calendar(broken))).toEqual([...day(2, [12]), ...day(3), ...day(4)]);
  expect((await status()).warnings).toEqual([
    expect.stringContaining('has exceptions that cannot be read'),
    expect.stringContaining('repeats by a rule that cannot be read'),
  ]);
});

test('events whose time cannot be read are counted and shown, and cost no other', async () => {
  const bad = ['a', 'b'].map((uid) => event(`UID:${uid}`, 'DTSTART:soon'));
  expect(await slotsAfter(calendar(...bad, event(...NOON)))).toHaveLength(open.length - 1);
  const { warnings } = await status();
  expect(warnings).toHaveLength(2);
  for (const sentence of warnings)
    expect(sentence).toMatch(/^The event \(\w{8}\) has no start that can be read and was left out\.$/);
});

test('a zone that nobody knows is told, and its times are local', async () => {
  const local = event('DTSTART;TZID=Nowhere:20270302T120000', 'DURATION:PT1H');
  expect(await slotsAfter(calendar(local))).toEqual([...day(2, [12]), ...day(3), ...day(4)]);
  expect((await status()).warnings).toEqual([
    expect.stringContaining('names a time zone that nobody knows ("Nowhere")'),
  ]);
});

test('E13 a calendar without its last line is closed as a whole, until it has one', async () => {
  const text = calendar(event(...NOON));
  expect(await slotsAfter(text.replace('END:VCALENDAR\r\n', ''))).toEqual([]);
  expect((await status()).warnings).toEqual([expect.stringContaining('has no last line (END:VCALENDAR)')]);
  now = later(now, 20);
  expect(await slotsAfter(text)).toHaveLength(open.length - 1);
});

describe('a reading that is ended by its budget', () => {
  const greedy = threadReader(new URL('../support/greedy-process.ts', import.meta.url), {
    milliseconds: 50,
    megabytes: 40,
  });
  afterAll(() => greedy.close());

  test('closes all that was known to be free, says so, and is tried again although nothing changed', async () => {
    expect(await slotsAfter(calendar(event(...NOON)))).toHaveLength(open.length - 1);
    now = later(now, 20);
    reader = greedy.read;
    const changed = calendar(event(...NOON, 'SEQUENCE:1'));
    expect(await slotsAfter(changed)).toEqual([]);
    expect((await status()).warnings).toEqual([expect.stringContaining('takes too long to read')]);
    now = later(now, 20);
    reader = readHere;
    expect(await slotsAfter(changed)).toHaveLength(open.length - 1);
    expect(feed.requests.at(-1)?.condition).toBeUndefined();
  });
});

test('a reader that breaks leaves the last good reading and a reason', async () => {
  expect(await slotsAfter(calendar(event(...NOON)))).toHaveLength(open.length - 1);
  now = later(now, 20);
  reader = () => Promise.reject(new Error('A defect.'));
  expect(await slotsAfter(calendar(event('DTSTART;VALUE=DATE:20270303')))).toHaveLength(open.length - 1);
  expect((await status()).problem).toBe('The calendar could not be read for a reason on our side.');
});

test('E02 what did not change is not read again, whether its server says so or only its content', async () => {
  let texts = 0;
  reader = (text, query) => {
    texts += 1;
    return readHere(text, query);
  };
  const text = calendar(event(...NOON));
  await slotsAfter(text);
  now = later(now, 20);
  expect(await read()).toBe('unchanged'); // 304
  feed.answer = (_, response) => response.writeHead(200, { etag: `"${now}"` }).end(text);
  now = later(now, 20);
  expect(await read()).toBe('unchanged');
  expect([texts, feed.requests.length]).toEqual([1, 3]);
  await slotsAfter(calendar(event(...NOON, 'SEQUENCE:1')));
  expect(texts).toBe(2);
});
