/** The service in workerd, the runtime of Cloudflare Workers: pages, slots, a booking, and the cron, over PostgreSQL as Hyperdrive gives it. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestHarness, type TestHarness } from 'wrangler';
import { insertIcsCalendar } from '../src/db/calendars.ts';
import { DAY, HOUR, instant } from '../src/domain/interval.ts';
import type { CalendarId, ConnectionId } from '../src/domain/types.ts';
import { sealConnection } from '../src/secrets/connection.ts';
import { readKeys } from '../src/secrets/keys.ts';
import { testDatabase, type TestDatabase } from './support/database.ts';
import { calendarOf, feedServer, type FeedServer } from './support/feed.ts';
import { openInbox, type Inbox } from './support/inbox.ts';
import { samplePractice, type SamplePractice } from './support/practice.ts';

const SECRET_KEY = 'Zk3Vd9sQ1x7RtY5uWm2Zp8LcN4bHj6GfA';
const BINDING = 'CLOUDFLARE_HYPERDRIVE_LOCAL_CONNECTION_STRING_HYPERDRIVE';

let database: TestDatabase;
let practice: SamplePractice;
let feed: FeedServer;
let inbox: Inbox;
let worker: TestHarness;
// Workers have no clock but the machine's own.
const day = instant(Math.ceil((Date.now() + 7 * DAY) / DAY) * DAY);
const busy = [instant(day), instant(day + DAY)] as const;

beforeAll(async () => {
  database = await testDatabase();
  practice = await samplePractice(database.db);
  feed = await feedServer(calendarOf([[basic(busy[0]), basic(busy[1])]]));
  inbox = await openInbox();
  await connectFeed();
  process.env[BINDING] = database.url;
  worker = createTestHarness({
    workers: [
      {
        configPath: fileURLToPath(new URL('../wrangler.toml', import.meta.url)),
        vars: {
          PUBLIC_URL: 'https://booking.example.org',
          FETCH_ALLOW: '127.0.0.1',
          SMTP_URL: inbox.url,
          MAIL_FROM: 'office@practice.example',
        },
        secrets: { SECRET_KEY },
      },
    ],
  });
  await worker.listen();
}, 120_000);

afterAll(async () => {
  await worker?.close();
  delete process.env[BINDING];
  await Promise.all([feed?.close(), inbox?.down()]);
  await database?.close();
});

test('the booking page comes with its styles, under the strict policy', async () => {
  const page = await worker.fetch(
    `https://booking.example.org/book/${practice.slug}/${practice.practitionerSlug}?type=${practice.typeId}`,
  );
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const text = await page.text();
  expect(text).toContain('Sample Practice');
  const style = await worker.fetch(
    `https://booking.example.org${/\/assets\/openhours\.[0-9a-f]+\.css/.exec(text)?.[0]}`,
  );
  expect(style.headers.get('content-type')).toContain('text/css');
});

test('unknown is never free: before the calendar was read there is no slot', async () => {
  expect(await slots()).toEqual([]);
});

test('the cron reads the calendar, and what it says is busy is not offered', async () => {
  await cron();
  const starts = await slots();
  expect(feed.requests.length).toBeGreaterThan(0);
  expect(starts.length).toBeGreaterThan(10);
  expect(starts.filter((start) => start >= busy[0] && start < busy[1])).toEqual([]);
});

test('a slot is booked once, its time is gone, and the cron sends the mails', async () => {
  const [start] = await slots();
  const booking = {
    practitionerId: practice.practitionerId,
    typeId: practice.typeId,
    start: new Date(start!).toISOString(),
    patient: { name: 'Pat Sample', email: 'pat@example.org' },
  };
  const send = () => post('appointments', booking, { 'idempotency-key': 'one-click' });
  const [booked, again] = [await send(), await send()];
  expect([booked.status, again.status]).toEqual([201, 200]);
  expect(await slots()).not.toContain(start);
  const other = { ...booking, patient: { name: 'Sam Sample', email: 'sam@example.org' } };
  expect((await post('appointments', other)).status).toBe(409);

  await cron();
  const mail = inbox.mails.find(({ to }) => to.includes('pat@example.org'));
  expect(mail?.event?.method).toBe('REQUEST');
  const link =
    /https:\/\/booking\.example\.org\/manage\/\S+/.exec(mail?.mail.text ?? '')?.[0] ??
    'https://booking.example.org/none';
  const managed = await worker.fetch(link);
  expect([managed.status, (await managed.text()).includes('Consultation')]).toEqual([200, true]);
});

test('L07 the cron also forgets what ran out, once a day', async () => {
  const [row] = await database.db.sql<{ swept: Date | null }[]>`select swept_at as swept from installation`;
  expect(row?.swept).toBeInstanceOf(Date);
});

test('health tells that the database answers', async () => {
  const ready = await worker.fetch('https://booking.example.org/health/ready');
  expect(await ready.json()).toEqual({ status: 'ready' });
});

async function slots(): Promise<number[]> {
  const { practitionerId, typeId } = practice;
  const window = { from: new Date(day - 5 * DAY).toISOString(), to: new Date(day + 5 * DAY).toISOString() };
  const query = new URLSearchParams({ practitionerId, typeId, ...window });
  const answer = await worker.fetch(
    `https://booking.example.org/api/v1/public/practices/${practice.slug}/slots?${query}`,
  );
  const { slots: found } = (await answer.json()) as { slots: { start: string }[] }; // the API's own schema
  return found.map(({ start }) => Date.parse(start));
}

async function post(path: string, body: object, headers: Record<string, string> = {}) {
  return worker.fetch(`https://booking.example.org/api/v1/public/practices/${practice.slug}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function cron(): Promise<void> {
  const run = await worker.getWorker().scheduled({ cron: '* * * * *', scheduledTime: new Date() });
  expect(run.outcome).toBe('ok');
}

async function connectFeed(): Promise<void> {
  const [connectionId, calendarId] = [randomUUID() as ConnectionId, randomUUID() as CalendarId]; // ids are made here
  const sealed = sealConnection(readKeys(SECRET_KEY), connectionId, { address: feed.address });
  const calendar = { name: 'Feed', sealed, masked: '127.0.0.1', now: instant(Date.now() - HOUR) };
  await database.db.tenant(practice.practiceId, (tx) =>
    insertIcsCalendar(tx, { connectionId, calendarId, practitionerId: practice.practitionerId, ...calendar }),
  );
}

function basic(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}
