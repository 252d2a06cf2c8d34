/** Feeds whose servers accept a connection and say nothing: they keep themselves waiting, and nobody else (failures E20). */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createFetcher } from '../../connectors/fetch/guarded.ts';
import { createProviders } from '../../connectors/registry.ts';
import { readConfig } from '../../src/config.ts';
import { calendarStatuses, insertIcsCalendar } from '../../src/db/calendars.ts';
import { claimCalendars, renewLeases } from '../../src/db/due.ts';
import { instant } from '../../src/domain/interval.ts';
import type { CalendarId, ConnectionId, Instant } from '../../src/domain/types.ts';
import { sealConnection } from '../../src/secrets/connection.ts';
import { syncDue } from '../../src/sync/due.ts';
import type { SyncDeps } from '../../src/sync/read.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { calendarOf, feedServer, serves, type FeedServer } from '../support/feed.ts';
import { KEYS, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

const config = readConfig({ PUBLIC_URL: 'https://booking.practice.example', DATA_DIR: '/nowhere' });
const feed = calendarOf([['20270302T150000Z', '20270302T160000Z']]);

let database: TestDatabase;
let owner: postgres.Sql;
let practice: SamplePractice;
let deps: SyncDeps;

beforeAll(async () => {
  database = await testDatabase();
  owner = postgres(database.ownerUrl, { max: 1 });
});
afterAll(async () => {
  await owner.end();
  await database.close();
});
beforeEach(async () => {
  practice = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
  deps = {
    ...{ db: database.db, keys: KEYS, config, random: () => 0.5, clock: () => NOW, newId: randomUUID },
    providers: createProviders({ fetcher: createFetcher({ allow: ['127.0.0.1'], now: () => NOW }) }),
    log: { info: () => {}, warn: () => {}, error: () => {} },
  };
});

async function connect(address: string, dueSince: Instant): Promise<CalendarId> {
  const [connectionId, calendarId] = [randomUUID() as ConnectionId, randomUUID() as CalendarId]; // ids are made here
  const { practitionerId } = practice;
  const sealed = sealConnection(KEYS, connectionId, { address });
  const made = { connectionId, calendarId, practitionerId, name: 'Feed', sealed, masked: 'feed', now: dueSince };
  await database.db.tenant(practice.practiceId, (tx) => insertIcsCalendar(tx, made));
  return calendarId;
}

const readSoFar = async () => {
  const all = await database.db.tenant(practice.practiceId, calendarStatuses);
  return all.filter(({ readAt }) => readAt !== undefined).length;
};

test('E20 while more feeds hang than are read at once, all others are read', { timeout: 60_000 }, async () => {
  const servers: FeedServer[] = [];
  const open = async (answer: FeedServer['answer']) => {
    const server = await feedServer(feed);
    servers.push(server);
    server.answer = answer;
    return server;
  };
  for (let index = 0; index < 12; index += 1) {
    const hangs = await open(() => {});
    await connect(hangs.address, instant(NOW - 1000)); // before the others in the queue
  }
  for (let index = 0; index < 15; index += 1) {
    const { address } = await open(serves(feed));
    for (const name of ['a', 'b']) await connect(`${address}?${name}`, NOW);
  }
  let isOver = false;
  const done = syncDue(deps).finally(() => (isOver = true));
  await expect.poll(readSoFar, { timeout: 9_000 }).toBe(30);
  expect(isOver).toBe(false);
  await Promise.all(servers.map((server) => server.close()));
  expect(await done).toBe(42);
});

test('a calendar that takes longer than its lease stays with whoever reads it', { timeout: 30_000 }, async () => {
  const server = await feedServer(feed);
  let asked = false;
  server.answer = () => (asked = true);
  const slow = await connect(server.address, NOW);
  let now = NOW;
  const leasedUntil = async () => {
    const [row] = await owner<
      { until: Date }[]
    >`select lease_until as until from due_calendars where calendar_id = ${slow}`;
    return row?.until.getTime();
  };
  vi.useFakeTimers({ toFake: ['performance'] });
  const done = syncDue({ ...deps, clock: () => now });
  await expect.poll(() => asked).toBe(true);
  expect(await leasedUntil()).toBe(NOW + 120_000);
  now = instant(NOW + 35_000);
  vi.advanceTimersByTime(35_000);
  await expect.poll(leasedUntil, { timeout: 9_000 }).toBe(NOW + 155_000);
  await server.close();
  await done;
  vi.useRealTimers();
});

test('a lease that is renewed keeps others away; what was read meanwhile is free for whoever comes', async () => {
  const server = await feedServer(feed);
  const slow = await connect(server.address, NOW);
  const claimAt = (seconds: number) =>
    claimCalendars(database.db.sql, { now: instant(NOW + seconds * 1000), leaseSeconds: 120, most: 100 });
  const claimed = (await claimAt(0)).filter(({ calendarId }) => calendarId === slow);
  expect(claimed).toHaveLength(1);
  const renewAt = (seconds: number) =>
    renewLeases(database.db.sql, claimed, { now: instant(NOW + seconds * 1000), leaseSeconds: 120 });
  await renewAt(100);
  expect((await claimAt(130)).map(({ calendarId }) => calendarId)).not.toContain(slow);
  // Read, and due again half a minute later: a renewal that comes too late leases nothing.
  const due = new Date(NOW + 170_000);
  await database.db.tenant(practice.practiceId, (tx) => tx`select calendar_due(${slow}, ${due})`);
  await renewAt(140);
  expect((await claimAt(180)).map(({ calendarId }) => calendarId)).toContain(slow);
  await server.close();
});
