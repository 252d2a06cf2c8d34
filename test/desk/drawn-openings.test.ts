/** Openings drawn in a calendar at the desk: switched on there, shown on the week as the calendar's, explained, and never edited. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addFeedConnection, listAccounts } from '../../src/actions/connections.ts';
import { removeOpening } from '../../src/actions/openings.ts';
import { readPractitioner } from '../../src/actions/practitioners.ts';
import type { CalendarId, ConnectionId } from '../../src/domain/types.ts';
import { syncCalendar } from '../../src/sync/read.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { feedServer, serves, type FeedServer } from '../support/feed.ts';
import { addPractitioner, contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

const SATURDAY = ['DTSTART:20270306T150000Z', 'DTEND:20270306T170000Z'];

let database: TestDatabase;
let served: Served;
let practice: SamplePractice;
let desk: AtDesk;
let feed: FeedServer;
let connectionId: ConnectionId;
let calendarId: CalendarId;

beforeAll(async () => {
  database = await testDatabase();
  served = await serve(database.db, { FETCH_ALLOW: '127.0.0.1' });
  feed = await feedServer('');
});
beforeEach(async () => {
  served.setClock(NOW);
  const slug = `practice-${randomUUID()}`;
  practice = await samplePractice(database.db, { slug });
  await member(database.db, practice, `owner@${slug}.example`);
  desk = await signedIn(served, `owner@${slug}.example`);
  feed.answer = serves(calendarOf(event('Online booking', SATURDAY)));
  const { practitionerId } = practice;
  const made = await addFeedConnection(ctx(), { practitionerId, address: feed.address, name: 'Own hours' });
  if (!made.ok) throw new Error('The feed was not connected.');
  ({ connectionId, calendarId } = made.value);
});
afterAll(async () => {
  await feed.close();
  await served.close();
  await database.close();
});

const ctx = () => contextOf(database.db, practice, { actor: { kind: 'system' } });
const event = (title: string, times: readonly string[]) => [
  ...['BEGIN:VEVENT', `UID:${title}`, ...times, `SUMMARY:${title}`, 'END:VEVENT'],
];
const calendarOf = (lines: readonly string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const read = () => syncCalendar(served.deps, practice.practiceId, calendarId, NOW);
const week = () => desk.page(`/desk/openings?practitioner=${practice.practitionerId}&week=2027-03-01`);
const title = (text: string) =>
  desk.post('/desk/calendars/opening-title', { practitioner: practice.practitionerId, title: text });
const textOf = (html: string) => html.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');

test('the chosen title is saved and shown, and switched off again by an empty one', async () => {
  expect(await desk.page('/desk/calendars')).not.toContain('value="Online booking"');
  expect((await title(' Online booking ')).headers.get('location')).toBe('/desk/calendars?done=saved');
  expect(await desk.page('/desk/calendars')).toContain('value="Online booking"');
  expect(await readPractitioner(ctx(), practice.practitionerId)).toMatchObject({
    value: { openingTitle: 'Online booking' },
  });
  await title('');
  expect(await readPractitioner(ctx(), practice.practitionerId)).toMatchObject({ value: { openingTitle: '' } });
});

test('a title that is too long is kept as it was typed, with what is wrong with it', async () => {
  const long = 'x'.repeat(201);
  const answer = await title(long);
  expect(answer.status).toBe(422);
  const page = await answer.text();
  expect(page).toContain(`value="${long}"`);
  expect(page).toContain('This is longer than 200 characters.');
  expect((await desk.post('/desk/calendars/opening-title', { practitioner: randomUUID(), title: 'x' })).status).toBe(
    404,
  );
});

test('a feed, too, is told that it defines openings, on the page of its account', async () => {
  const path = `/desk/calendars/accounts/${connectionId}`;
  expect(await desk.page('/desk/calendars')).toContain(path);
  expect(textOf(await desk.page(path))).toContain('Defines openings');
  const roles = { 'calendar-0': '', 'blocks-0': 'on', 'opens-0': 'on', 'tentative-0': 'on', 'allDay-0': 'on' };
  expect((await desk.post(path, roles)).headers.get('location')).toBe('/desk/calendars?done=saved');
  const [account] = await listAccounts(ctx());
  expect(account?.calendars).toMatchObject([{ id: calendarId, blocks: true, definesOpenings: true }]);
  expect(textOf(await desk.page('/desk/calendars'))).toContain('Defines openings');
  expect(await desk.page(path)).toMatch(/id="opens-0"[^>]*checked|checked[^>]*id="opens-0"/);
});

test('the week shows what a calendar opens as the calendar’s, with its open times and nothing to change it by', async () => {
  await title('Online booking');
  await read();
  const page = await week();
  const line = /<li[^>]*data-kind="drawn"[^>]*>.*?<\/li>/s.exec(page)?.[0] ?? '';
  expect(line).toContain('data-start="2027-03-06T10:00" data-end="2027-03-06T12:00"');
  expect(textOf(line)).toContain('From the calendar “Own hours”');
  expect(line).not.toMatch(/<a|<button|data-opening|data-href/);
  expect(page).toContain('data-kind="slot" data-start="2027-03-06T10:00"');
  expect(page).not.toMatch(/data-kind="busy"/);
});

test('why a time is offered names the calendar that opens it', async () => {
  await title('Online booking');
  await read();
  const why = async (date: string) =>
    textOf(await desk.page(`/desk/openings/why?practitioner=${practice.practitionerId}&date=${date}&clock=10:00`));
  expect(await why('2027-03-06')).toContain(
    'Reserved in the calendar “Own hours”, 10:00 AM – 12:00 PM. It is changed there.',
  );
  expect(await why('2027-03-07')).not.toContain('Own hours');
  // Older than the practice allows: unknown, and never open.
  await database.db.tenant(practice.practiceId, (tx) => tx`update practices set closing_limit_minutes = 5`);
  served.setClock(later(NOW, 6));
  const stale = await why('2027-03-06');
  expect(stale).toContain('A calendar that defines openings was last read on');
  expect(stale).not.toContain('Reserved in the calendar');
});

test('whose only hours are in a calendar is not told that nothing is reserved', async () => {
  await removeOpening(ctx(), practice.openingId);
  const nothing = 'No time is reserved for online booking.';
  expect(textOf(await week())).toContain(nothing);
  expect(textOf(await desk.page('/desk/online-booking'))).toMatch(/reserve/i);
  await title('Online booking');
  expect(textOf(await week())).not.toContain(nothing);
});

test('a practitioner chooses a title for nobody else', async () => {
  const other = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
  const answer = await desk.post('/desk/calendars/opening-title', { practitioner: other.practitionerId, title: 'x' });
  expect(answer.status).toBe(404);
  const colleague = await database.db.tenant(practice.practiceId, (tx) =>
    addPractitioner(tx, practice.practiceId, { slug: 'colleague' }),
  );
  const email = `${randomUUID()}@practice.example`;
  await member(database.db, { ...practice, practitionerId: colleague }, email, 'practitioner');
  const theirs = await signedIn(served, email);
  const refused = await theirs.post('/desk/calendars/opening-title', {
    practitioner: practice.practitionerId,
    title: 'x',
  });
  expect(refused.status).toBe(404);
  const own = await theirs.post('/desk/calendars/opening-title', { practitioner: colleague, title: 'x' });
  expect(own.status).toBe(303);
});
