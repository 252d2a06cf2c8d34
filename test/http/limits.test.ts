/** What comes too often from one place is refused in words, over real HTTP behind a trusted proxy; others go on. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { issueApiKey } from '../../src/actions/api-keys.ts';
import { makeFeed } from '../../src/actions/feeds.ts';
import { setupToken } from '../../src/actions/setup.ts';
import { openSlotsFor } from '../../src/actions/slots.ts';
import { createApp } from '../../src/app.ts';
import { openDatabase } from '../../src/db/database.ts';
import { DAY, interval } from '../../src/domain/interval.ts';
import { member } from '../desk/at-desk.ts';
import { serve, type Served } from '../desk/served.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { openInbox, type Inbox } from '../support/inbox.ts';
import { textOf, valueOf } from '../support/page.ts';
import { contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

const BOT = '203.0.113.7';
const PATIENT = '198.51.100.20';

let database: TestDatabase;
let practice: SamplePractice;
let served: Served;

beforeEach(async () => {
  database = await testDatabase();
  practice = await samplePractice(database.db);
  served = await serve(database.db, { TRUST_PROXY: '1' });
});
afterEach(async () => {
  await served.close();
  await database.close();
});

const from = (address: string) => ({ 'x-forwarded-for': address });

type Answered = { readonly status: number; readonly retryAfter: number; readonly text: string };

async function read(answer: Response): Promise<Answered> {
  return { status: answer.status, retryAfter: Number(answer.headers.get('retry-after')), text: await answer.text() };
}

/** The statuses of so many requests, one after the other, and the last answer. */
async function times(count: number, send: (nth: number) => Promise<Response>) {
  const statuses = new Map<number, number>();
  let last: Answered | undefined;
  for (let nth = 0; nth < count; nth++) {
    last = await read(await send(nth));
    statuses.set(last.status, (statuses.get(last.status) ?? 0) + 1);
  }
  return { statuses: Object.fromEntries(statuses), last: last! }; // count is above zero
}

async function starts(): Promise<string[]> {
  const window = interval(NOW, NOW + 20 * DAY);
  const found = await openSlotsFor(contextOf(database.db, practice), { ...practice, window });
  return found.ok ? found.value.slots.map(({ start }) => new Date(start).toISOString()) : [];
}

const book = (start: string, name: string, address: string, email = `${name}@patient.example`) =>
  fetch(`${served.origin}/api/v1/public/practices/sample-practice/appointments`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...from(address) },
    body: JSON.stringify({
      practitionerId: practice.practitionerId,
      typeId: practice.typeId,
      start,
      patient: { name, email },
    }),
  });

test('J01 a bot with ever new email addresses gets 40 appointments an hour; a patient elsewhere is not held up', async () => {
  const open = await starts();
  const bot = await times(45, (nth) => book(open[nth]!, `bot-${nth}`, BOT));
  expect(bot.statuses).toEqual({ 201: 40, 429: 5 });
  expect(bot.last.retryAfter).toBe(3600);
  expect(JSON.parse(bot.last.text)).toMatchObject({ type: '/api/v1/problems/too-often', status: 429 });
  expect((await book(open[45]!, 'ada', PATIENT)).status).toBe(201);
  // The same request again still gets its answer: it takes nothing more.
  served.setClock(later(NOW, 60));
  expect((await book(open[46]!, 'bot-again', BOT)).status).toBe(201);
});

test('J01 on the page the refusal keeps what was typed and says whom to call', async () => {
  const open = await starts();
  await times(40, (nth) => book(open[nth]!, `bot-${nth}`, PATIENT));
  const [start] = await starts();
  const address = `/book/sample-practice/dr-lee/details?type=${practice.typeId}&start=${start!.replace('.000', '')}`;
  const fields = { name: 'Ada Byron', email: 'ada@patient.example', phone: '', note: '', key: crypto.randomUUID() };
  const answer = await read(await served.post(address, fields, from(PATIENT)));
  expect([answer.status, answer.retryAfter]).toEqual([429, 3600]);
  expect(valueOf(answer.text, 'name')).toBe('Ada Byron');
  expect(textOf(answer.text)).toContain('Many appointments were booked from your network');
});

test('J01 600 tries in ten minutes are looked at, more are not; reading goes on', async () => {
  const path = '/book/sample-practice/dr-lee/hold';
  const tries = await times(601, () => served.post(path, { type: 'x', start: 'x' }, from(BOT)));
  expect(tries.statuses).toEqual({ 404: 600, 429: 1 });
  expect(textOf(tries.last.text)).toContain('Wait some minutes, or call the practice.');
  expect((await served.get('/book/sample-practice', from(BOT))).status).toBe(200);
  expect((await served.post(path, { type: 'x', start: 'x' }, from(PATIENT))).status).toBe(404);
});

const ask = (email: string, address: string) =>
  served.post('/book/sample-practice/my-appointments', { email }, from(address));

test('J01 all addresses of one /64 count as one network, the next one apart', async () => {
  const within = await times(21, (nth) => ask(`p${nth}@patient.example`, `2001:db8:0:1::${(nth + 1).toString(16)}`));
  expect(within.statuses).toEqual({ 200: 20, 429: 1 });
  expect((await ask('p@patient.example', '2001:db8:0:2::1')).status).toBe(200);
});

test('J04 without a trusted proxy forged addresses are one network: that of the socket', async () => {
  await served.close();
  served = await serve(database.db);
  const forged = await times(21, (nth) => ask(`p${nth}@patient.example`, `203.0.113.${nth}`));
  expect(forged.statuses).toEqual({ 200: 20, 429: 1 });
});

test('H11 I18 for one address the link is asked for six times an hour, alike for a known and an unknown one', async () => {
  await book((await starts())[0]!, 'ada', PATIENT);
  const [known, unknown] = [
    await times(7, (nth) => ask('ADA@patient.example', `203.0.113.${nth}`)),
    await times(7, (nth) => ask('eve@patient.example', `203.0.113.${nth}`)),
  ];
  expect(known.statuses).toEqual({ 200: 6, 429: 1 });
  expect(known.last.text.replaceAll('ADA', 'eve')).toBe(unknown.last.text);
  expect(unknown).toMatchObject({ statuses: known.statuses, last: { retryAfter: known.last.retryAfter } });
  expect(textOf(known.last.text)).toContain('Look into your inbox');
});

test('J02 while the database is away this process counts alone, and closer', async () => {
  const away = openDatabase('postgres://app:none@127.0.0.1:1/away', { max: 151 });
  const app = createApp({ ...served.deps, db: away, log: { info: () => {}, warn: () => {}, error: () => {} } });
  const send = async () =>
    app.request('/book/sample-practice/dr-lee/hold', {
      method: 'POST',
      body: 'type=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...from(BOT) },
    });
  const statuses = (await Promise.all(Array.from({ length: 151 }, send))).map(({ status }) => status);
  const count = (wanted: number): number => statuses.filter((status) => status === wanted).length;
  expect({ unavailable: count(503), tooMany: count(429) }).toEqual({ unavailable: 150, tooMany: 1 });
  await away.close();
});

async function withMail(work: (inbox: Inbox) => Promise<void>): Promise<void> {
  await using inbox = await openInbox();
  await served.close();
  served = await serve(database.db, { TRUST_PROXY: '1', SMTP_URL: inbox.url, MAIL_FROM: 'desk@practice.example' });
  await work(inbox);
}

test('J06 sign-in links wait longer and longer for an address and network, known or not; nobody keeps staff out', async () => {
  await member(database.db, practice, 'owner@practice.example');
  await withMail(async (inbox) => {
    const signIn = (email: string, address: string) => served.post('/desk/sign-in', { email }, from(address));
    const known = await times(6, () => signIn('owner@practice.example', BOT));
    const unknown = await times(6, () => signIn('nobody@practice.example', BOT));
    expect(known.statuses).toEqual({ 200: 5, 429: 1 });
    expect(known.last.retryAfter).toBe(15 * 60);
    expect(known.last.text.replaceAll('owner', 'nobody')).toBe(unknown.last.text);
    // From where the owner is, the same address goes on.
    expect((await signIn('owner@practice.example', PATIENT)).status).toBe(200);
    for (const minutes of [15, 30, 45]) {
      served.setClock(later(NOW, minutes));
      expect((await times(5, () => signIn('owner@practice.example', BOT))).statuses).toEqual({ 200: 5 });
    }
    served.setClock(later(NOW, 60));
    const day = await read(await signIn('owner@practice.example', BOT));
    expect([day.status, day.retryAfter]).toEqual([429, 23 * 3600]);
    await expect.poll(() => inbox.mails.length).toBe(21);
  });
});

test('J06 one network that tries many addresses is refused, whoever they belong to', async () => {
  await withMail(async () => {
    const sprayed = await times(31, (nth) =>
      served.post('/desk/sign-in', { email: `a${nth}@practice.example` }, from(BOT)),
    );
    expect(sprayed.statuses).toEqual({ 200: 30, 429: 1 });
  });
});

test('J06 wrong API keys end in 429; a right key of the same network is never refused for them', async () => {
  const { apiKey } = await issueApiKey(contextOf(database.db, practice), 'test');
  const withKey = (key: string, address = BOT) =>
    served.get('/api/v1/practice', { authorization: `Bearer ${key}`, ...from(address) });
  const wrong = await times(301, (nth) => withKey(`oh_wrong-${nth}`));
  expect(wrong.statuses).toEqual({ 401: 300, 429: 1 });
  expect([wrong.last.retryAfter, JSON.parse(wrong.last.text)]).toMatchObject([600, { status: 429 }]);
  expect((await withKey(apiKey)).status).toBe(200);
  expect((await withKey('oh_wrong', PATIENT)).status).toBe(401);
});

test('I22 wrong feed addresses end in 429; the right one is read on, but not without end', async () => {
  const context = contextOf(database.db, practice);
  const { practitionerId } = practice;
  const feed = await makeFeed(context, { practitionerId, name: 'Phone', level: 'busy' });
  if (!feed.ok) throw new Error('The feed of this test was not made.');
  const wrong = await times(301, (nth) => served.get(`/feeds/${String(nth).padStart(43, 'A')}.ics`, from(BOT)));
  expect(wrong.statuses).toEqual({ 404: 300, 429: 1 });
  expect((await served.get(feed.value.path, from(BOT))).status).toBe(200);
});

test('J06 guesses at the set-up address end in 429, and the right one stays open', async () => {
  const token = await setupToken(served.deps);
  const wrong = await times(301, (nth) => served.get(`/setup/wrong-${nth}`, from(BOT)));
  expect(wrong.statuses).toEqual({ 404: 300, 429: 1 });
  expect((await served.get(`/setup/${token}`, from(BOT))).status).toBe(200);
});
