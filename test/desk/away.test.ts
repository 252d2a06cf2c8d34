/** "Is Dr. Lee away?" among what needs attention: asked with its days, answered with one click. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAwayQuestions } from '../../src/actions/away.ts';
import type { CalendarId } from '../../src/domain/types.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { addCalendar, at, contextOf, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { textOf } from '../support/page.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

let database: TestDatabase;
let served: Served;
let practice: SamplePractice;
let desk: AtDesk;
let calendar: CalendarId;

beforeAll(async () => {
  database = await testDatabase();
  served = await serve(database.db);
});
beforeEach(async () => {
  served.setClock(NOW);
  const slug = `practice-${randomUUID()}`;
  practice = await samplePractice(database.db, { slug });
  await member(database.db, practice, `owner@${slug}.example`);
  desk = await signedIn(served, `owner@${slug}.example`);
  const trip = { start: at('2027-03-09T00:00-05:00'), end: at('2027-03-12T00:00-05:00') };
  await database.db.tenant(practice.practiceId, async (tx) => {
    calendar = await addCalendar(tx, practice.practiceId, { ...practice, busy: [trip] });
    await tx`update busy set kind = 'free', all_day = true, event = 'trip'`;
  });
});
afterAll(async () => {
  await served.close();
  await database.close();
});

const questions = () => listAwayQuestions(contextOf(database.db, practice, { actor: { kind: 'system' } }));
const week = () => desk.page(`/desk/openings?practitioner=${practice.practitionerId}&week=2027-03-08`);

test('the question names who, the days and the calendar, and its time is taken until then', async () => {
  const page = textOf(await desk.page('/desk'));
  expect(page).toContain('Is Dr. Lee away, Tuesday, March 9, 2027 – Thursday, March 11, 2027?');
  expect(page).toContain('“Feed” has something on all of these days that is marked as free.');
  expect(await week()).toContain('data-kind="busy" data-start="2027-03-09T00:00" data-end="2027-03-12T00:00"');
});

test.each([
  ['no', 'not-away', 'The time is offered again.', false],
  ['yes', 'away', 'The time stays taken.', true],
])('“%s” is one click', async (away, done, words, taken) => {
  const answer = await desk.post('/desk/away', { calendar, event: 'trip', away });
  expect(answer.headers.get('location')).toBe(`/desk?done=${done}`);
  expect(textOf(await desk.page(`/desk?done=${done}`))).toContain(words);
  expect(await questions()).toEqual([]);
  expect((await week()).includes('data-kind="busy"')).toBe(taken);
  expect(textOf(await desk.page('/desk/audit'))).toContain(away === 'yes' ? 'is away' : 'is not away');
});

test('an answer stands on the page of calendars, and is changed there', async () => {
  await desk.post('/desk/away', { calendar, event: 'trip', away: 'yes' });
  const page = () => desk.page('/desk/calendars');
  expect(textOf(await page())).toContain('Away: nothing is offered. In “Feed”.');
  const changed = await desk.post('/desk/away', { calendar, event: 'trip', away: 'no', back: 'calendars' });
  expect(changed.headers.get('location')).toBe('/desk/calendars?done=not-away');
  expect(textOf(await page())).toContain('Not away: the time is offered. In “Feed”.');
  expect((await week()).includes('data-kind="busy"')).toBe(false);
});

test('anything else that is sent answers nothing', async () => {
  const wrong: Record<string, string>[] = [
    { calendar, event: 'trip', away: 'perhaps' },
    { calendar, event: 'other', away: 'no' },
    { calendar: 'x', event: 'trip', away: 'no' },
    { calendar: randomUUID(), event: 'trip', away: 'no' },
    {},
  ];
  for (const fields of wrong) {
    expect((await desk.post('/desk/away', fields)).status).toBe(404);
  }
  expect(await questions()).toHaveLength(1);
});
