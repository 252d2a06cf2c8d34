/** "Are you away?": a long all-day event that is marked free takes its time until somebody answers, once. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { answerAway, listAwayEvents, listAwayQuestions } from '../../src/actions/away.ts';
import { changePractitioner } from '../../src/actions/practitioners.ts';
import { openSlotsFor } from '../../src/actions/slots.ts';
import { DAY, instant, MINUTE } from '../../src/domain/interval.ts';
import type { Instant, LocalDate } from '../../src/domain/types.ts';
import { addDays, startOfDay, toLocal } from '../../src/domain/zone.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { memoryAccount, type Account } from '../support/memory/account.ts';
import { contextOf, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

const ZONE = 'America/New_York';
const TUESDAY = '2027-03-02';

let database: TestDatabase;
let practice: SamplePractice;
let account: Account;
let now: Instant;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  now = NOW;
  practice = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
  account = await memoryAccount(database.db, practice, { clock: () => now });
});

const ctx = () => contextOf(database.db, practice, { actor: { kind: 'system' }, now });
const days = (from: string, to: string, ...more: string[]) => [
  `DTSTART;VALUE=DATE:${from.replaceAll('-', '')}`,
  `DTEND;VALUE=DATE:${to.replaceAll('-', '')}`,
  ...more,
];
const FREE = 'TRANSP:TRANSPARENT';

function draw(uid: string, lines: readonly string[]): void {
  const event = ['BEGIN:VEVENT', `UID:${uid}`, 'SUMMARY:Away', ...lines, 'END:VEVENT'];
  account.calendar.own(uid, ['BEGIN:VCALENDAR', 'VERSION:2.0', ...event, 'END:VCALENDAR'].join('\r\n'));
}

async function read(): Promise<void> {
  now = instant(now + MINUTE);
  expect(await account.sync()).toMatch(/^(changed|unchanged)$/);
}

async function count(date: LocalDate): Promise<number> {
  const window = { start: startOfDay(date, ZONE), end: startOfDay(addDays(date, 1), ZONE) };
  const found = await openSlotsFor(ctx(), { ...practice, audience: 'everyone', window });
  if (!found.ok) throw new Error('There is such a type.');
  return found.value.slots.length;
}

const asked = async () =>
  (await listAwayQuestions(ctx())).map(({ start, end }) => [start, end].map((at) => toLocal(at, ZONE).slice(0, 10)));

async function answer(away: boolean): Promise<void> {
  const [question] = await listAwayQuestions(ctx());
  expect(await answerAway(ctx(), { ...question!, away })).toMatchObject({ ok: true }); // it was asked
}

test('C10 two days or more, all-day and free: asked about once, and taken until somebody answers', async () => {
  draw('trip', days(TUESDAY, '2027-03-04', FREE));
  await read();
  await read();
  expect(await asked()).toEqual([[TUESDAY, '2027-03-04']]);
  expect([await count(TUESDAY), await count('2027-03-03'), await count('2027-03-04')]).toEqual([0, 0, 8]);
  await answer(false);
  expect([await asked(), await count(TUESDAY), await count('2027-03-03')]).toEqual([[], 8, 8]);
});

test('who is away stays away, and is not asked again when the event moves', async () => {
  draw('trip', days(TUESDAY, '2027-03-04', FREE));
  await read();
  await answer(true);
  expect([await asked(), await count(TUESDAY)]).toEqual([[], 0]);
  draw('trip', days('2027-03-04', '2027-03-06', FREE));
  await read();
  expect([await asked(), await count(TUESDAY), await count('2027-03-04')]).toEqual([[], 8, 0]);
});

test('an answer that was the wrong one is given again, and the last one holds', async () => {
  draw('trip', days(TUESDAY, '2027-03-04', FREE));
  await read();
  const [question] = await listAwayQuestions(ctx());
  for (const away of [true, false, true, false]) {
    expect(await answerAway(ctx(), { ...question!, away })).toMatchObject({ ok: true, value: { away } }); // it was asked
    expect([await count(TUESDAY), (await listAwayEvents(ctx())).map((each) => each.away)]).toEqual([
      away ? 0 : 8,
      [away],
    ]);
  }
  now = instant(now + 4 * DAY);
  expect(await listAwayEvents(ctx())).toEqual([]);
});

test('a series is one question, and its answer is for all of it', async () => {
  draw('trip', days(TUESDAY, '2027-03-04', FREE, 'RRULE:FREQ=WEEKLY;COUNT=3'));
  await read();
  expect(await asked()).toEqual([[TUESDAY, '2027-03-04']]);
  expect(await count('2027-03-09')).toBe(0);
  await answer(false);
  expect([await asked(), await count('2027-03-09'), await count('2027-03-16')]).toEqual([[], 8, 8]);
});

test.each([
  ['one day', days(TUESDAY, '2027-03-03', FREE), 8],
  ['a busy one, which blocks anyway', days(TUESDAY, '2027-03-04'), 0],
  ['one with a time', ['DTSTART:20270302T050000Z', 'DTEND:20270304T050000Z', FREE], 8],
])('nothing is asked about %s', async (_name, lines, open) => {
  draw('trip', lines);
  await read();
  expect([await asked(), await count(TUESDAY)]).toEqual([[], open]);
});

test('an event that opens time takes none of it, and is not asked about', async () => {
  await changePractitioner(ctx(), practice.practitionerId, { openingTitle: 'Away' });
  draw('trip', days('2027-03-06', '2027-03-08', FREE));
  await read();
  expect([await asked(), await count('2027-03-06')]).toEqual([[], 24]);
});

test('a question goes with its event, and once it is over', async () => {
  draw('trip', days(TUESDAY, '2027-03-04', FREE));
  draw('other', days('2027-03-10', '2027-03-12', FREE));
  await read();
  expect(await asked()).toHaveLength(2);
  account.calendar.erase('own-other');
  await read();
  expect(await asked()).toEqual([[TUESDAY, '2027-03-04']]);
  now = instant(now + 4 * DAY);
  expect(await asked()).toEqual([]);
});

test('only what is asked can be answered, and only in its own practice', async () => {
  draw('trip', days(TUESDAY, '2027-03-04', FREE));
  await read();
  const [question] = await listAwayQuestions(ctx());
  const other = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
  const foreign = contextOf(database.db, other, { actor: { kind: 'system' }, now });
  const refused = { ok: false, refusal: { code: 'not-found' } };
  expect(await answerAway(foreign, { ...question!, away: false })).toEqual(refused); // it is asked
  expect(await answerAway(ctx(), { ...question!, event: 'none', away: false })).toEqual(refused);
  expect(await asked()).toHaveLength(1);
});
