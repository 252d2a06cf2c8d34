/** Reading a Google calendar: kinds, days, series, pages, tokens that run out, stretches that move on. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Cursor, Delta, Instance, ReadQuery } from '../../../connectors/provider.ts';
import { blocks, DEFAULT_RULES } from '../../../src/domain/busy.ts';
import { DAY, HOUR, interval } from '../../../src/domain/interval.ts';
import { discovery } from '../../support/google/discovery.ts';
import type { Given } from '../../support/google/store.ts';
import { after, blocked, held } from '../contract.ts';
import { written } from '../ical/calendar.ts';
import { BLOCKED, SAMPLE_WEEK } from '../sample-week.ts';
import { CALENDAR, googleRig, type GoogleRig, idOf, WEEK_QUERY } from './rig.ts';

let rig: GoogleRig;
beforeEach(async () => void (rig = await googleRig()));
afterEach(() => rig.close());

const changes = (cursor?: Cursor, query: ReadQuery = WEEK_QUERY) =>
  rig.provider.changes(rig.access, CALENDAR, cursor, query);
const failing = (work: Promise<unknown>) => work.catch((error: unknown) => error);
const at = (time: string) => ({ dateTime: `2027-03-${time}:00`, timeZone: 'America/New_York' });
/** One hour on the ninth, from 09:00 in New York. */
const event = (id: string, given: Given = {}) =>
  rig.store.set({ id, start: at('09T09:00'), end: at('09T10:00'), ...given });
const series = (id: string, given: Given = {}) => event(id, { recurrence: ['RRULE:FREQ=DAILY'], ...given });
/** Paths and queries of what was asked of the events so far. */
const lists = () => rig.google.asked.filter(({ path }) => path.includes('/events'));

// Without ../shared/vendor-api nothing is held to anything, and this test stands as skipped.
test.skipIf(!discovery)('what is asked and answered is held to Google’s own document', async () => {
  event('one');
  rig.google.calendar(CALENDAR).set({ id: 'two', start: at('09T09:00'), end: at('09T10:00'), invented: 'field' });
  await changes();
  expect(rig.google.faults.splice(0)).toEqual(['calendar.events.list answer.items[1] has no field invented']);
});

describe('C10 what an event is', () => {
  test.each<[string, Given, Instance['kind'] | undefined, boolean]>([
    ['opaque', {}, 'busy', true],
    ['free', { transparency: 'transparent' }, 'free', false],
    ['tentative', { status: 'tentative' }, 'tentative', true],
    ['cancelled', { status: 'cancelled' }, undefined, false],
    ['declined', { attendees: [{ self: true, responseStatus: 'declined' }] }, undefined, false],
    ['accepted perhaps', { attendees: [{ self: true, responseStatus: 'tentative' }] }, 'tentative', true],
    ['not answered', { attendees: [{ self: true, responseStatus: 'needsAction' }] }, 'busy', true],
    [
      'declined by another guest',
      { attendees: [{ email: 'guest@elsewhere.example', responseStatus: 'declined' }] },
      'busy',
      true,
    ],
    ['out of office', { eventType: 'outOfOffice' }, 'oof', true],
    ['a working location', { eventType: 'workingLocation', transparency: 'transparent' }, 'elsewhere', false],
    ['a birthday', { eventType: 'birthday', transparency: 'transparent' }, undefined, false],
    ['focus time', { eventType: 'focusTime' }, 'busy', true],
    ['from mail', { eventType: 'fromGmail' }, 'busy', true],
    ['of a type that came later', { eventType: 'somethingNew' }, 'busy', true],
  ])('%s', async (_, given, kind, isBlocking) => {
    event('one', given);
    const read = held(await changes());
    expect(read.map((instance) => instance.kind)).toEqual(kind === undefined ? [] : [kind]);
    expect(read.some((instance) => blocks(instance, DEFAULT_RULES))).toBe(isBlocking);
  });

  test('who organises it is told: a calendar’s own event, not an invitation', async () => {
    event('mine');
    event('theirs', { organizer: { email: 'host@elsewhere.example' } });
    expect(held(await changes()).map(({ organised }) => organised)).toEqual([true, false]);
  });
});

test('C11 a day is a day of the calendar’s own zone', async () => {
  rig.google.addCalendar({ id: 'far@group.calendar.google.example', summary: 'Far', timeZone: 'Asia/Tokyo' }).set({
    id: 'holiday',
    start: { date: '2027-03-10' },
    end: { date: '2027-03-11' },
  });
  const read = held(await rig.provider.changes(rig.access, 'far@group.calendar.google.example', undefined, WEEK_QUERY));
  expect(read.map((day) => [written(day), day.allDay])).toEqual([['2027-03-09T15:00/2027-03-10T15:00', true]]);
});

test('titles are asked for only where openings are read by title, and nothing else of an event ever is', async () => {
  event('one', { summary: 'Online booking', description: 'Private', location: 'Somewhere' });
  expect(held(await changes())[0]?.title).toBeUndefined();
  const first = await changes(undefined, { ...WEEK_QUERY, titles: true });
  expect(held(first)[0]?.title).toBe('Online booking');
  const fields = lists().map(({ query }) => query.get('fields') ?? 'all');
  expect(fields.map((asked) => [asked.includes('summary'), /all|description|location|email/.test(asked)])).toEqual([
    [false, false],
    [true, false],
  ]);
  // What was read without titles cannot go on with them.
  expect((await changes(first.cursor)).kind).toBe('full');
});

describe('C12 a series is what Google makes of it', () => {
  const day = (delta: Delta) => blocked(delta.kind === 'full' ? delta.instances : []);

  test('with an occurrence moved and one deleted, read at once and by what changed', async () => {
    series('daily');
    const first = await changes();
    expect(day(first)).toHaveLength(13);
    rig.store.set({
      id: 'daily_20270310T140000Z',
      recurringEventId: 'daily',
      start: at('10T17:00'),
      end: at('10T18:00'),
      originalStartTime: at('10T09:00'),
    });
    rig.store.set({
      id: 'daily_20270311T140000Z',
      recurringEventId: 'daily',
      status: 'cancelled',
      start: at('11T09:00'),
      end: at('11T10:00'),
      originalStartTime: at('11T09:00'),
    });
    const second = await changes(first.cursor);
    expect(second).toMatchObject({ kind: 'changes', events: [{}] });
    const now = blocked(after(held(first), second));
    expect(now).toEqual(day(await changes()));
    expect(now).toContain('2027-03-10T22:00/2027-03-10T23:00');
    expect(now).not.toContain('2027-03-11T14:00/2027-03-11T15:00');
  });

  test('that ends earlier, becomes one event, or is deleted', async () => {
    for (const id of ['short', 'single', 'gone']) series(id);
    const first = await changes();
    series('short', { recurrence: ['RRULE:FREQ=DAILY;COUNT=2'] });
    event('single');
    rig.store.erase('gone');
    const second = await changes(first.cursor);
    const now = after(held(first), second);
    expect(now).toHaveLength(3);
    expect(new Set(now.map(({ key }) => key))).toEqual(new Set(held(await changes()).map(({ key }) => key)));
  });

  test('that is gone, though Google names none of it as a series', async () => {
    series('gone');
    const first = await changes();
    rig.store.erase('gone');
    const told = rig.store.since(rig.store.stateAt(rig.store.now() - 1)!, {
      min: WEEK_QUERY.start,
      max: WEEK_QUERY.end,
    }); // remembered
    expect(told[0]).toEqual({ kind: 'calendar#event', id: 'gone_20270309T140000Z', etag: '"0"', status: 'cancelled' });
    expect(after(held(first), await changes(first.cursor))).toEqual([]);
  });

  test('where many changed, all is read anew', async () => {
    const ids = Array.from({ length: 12 }, (_, index) => `series${index}`);
    for (const id of ids) series(id, { recurrence: ['RRULE:FREQ=DAILY;COUNT=3'] });
    const first = await changes();
    for (const id of ids) series(id, { recurrence: ['RRULE:FREQ=DAILY;COUNT=2'] });
    const second = await changes(first.cursor);
    expect(second.kind).toBe('full');
    expect(held(second)).toHaveLength(24);
  });
});

describe('what changed since', () => {
  test('is asked by the token alone, with all else as it was at first', async () => {
    const first = await changes();
    event('one');
    expect(await changes(first.cursor)).toMatchObject({
      kind: 'changes',
      covered: interval(WEEK_QUERY.start, WEEK_QUERY.end),
    });
    const [all, since] = lists().map(({ query }) => Object.fromEntries(query));
    const { timeMin, timeMax, ...rest } = all!; // two lists were asked
    expect([timeMin, timeMax]).toEqual(['2027-03-08T05:00:00.000Z', '2027-03-22T04:00:00.000Z']);
    expect(since).toEqual({ ...rest, syncToken: expect.any(String) as string });
    expect(rest).toMatchObject({ singleEvents: 'true', maxAttendees: '1' });
  });

  test('an event that left the stretch is gone, one that came in is there, and times are those of the stretch', async () => {
    event('leaves');
    event('comes', { start: { date: '2027-05-01' }, end: { date: '2027-05-02' } });
    const first = await changes();
    event('leaves', { start: { date: '2027-05-01' }, end: { date: '2027-05-02' } });
    event('comes');
    const now = after(held(first), await changes(first.cursor));
    expect(now.map(written)).toEqual(['2027-03-09T14:00/2027-03-09T15:00']);
  });

  test('a stretch that moved on is read in full while the old one still holds', async () => {
    const first = await changes();
    const within = { ...WEEK_QUERY, ...interval(WEEK_QUERY.start + DAY, WEEK_QUERY.end) };
    const second = await changes(first.cursor, within);
    expect(second.kind).toBe('unchanged');
    // What is stored is of the first stretch, and so is what changes are cut to.
    event('early', { start: at('08T01:00'), end: at('08T02:00') });
    expect(after([], await changes(second.cursor, within)).map(written)).toEqual(['2027-03-08T06:00/2027-03-08T07:00']);
    const moved = await changes(second.cursor, { ...WEEK_QUERY, ...interval(WEEK_QUERY.start, WEEK_QUERY.end + DAY) });
    expect(moved).toMatchObject({ kind: 'full', covered: { end: WEEK_QUERY.end + DAY } });
  });

  test('all is read once a day, and when the calendar’s zone changed', async () => {
    const first = await changes();
    rig.clock += 23 * HOUR;
    const second = await changes(first.cursor);
    expect(second.kind).toBe('unchanged');
    rig.clock += 2 * HOUR;
    const third = await changes(second.cursor);
    expect(third.kind).toBe('full');
    rig.store.about.timeZone = 'Europe/Berlin';
    expect((await changes(third.cursor)).kind).toBe('full');
  });

  test.each(['', '{}', 'nonsense', '{"token":"t"}'])('a cursor that nobody wrote (%s) is none', async (cursor) => {
    expect((await changes(cursor)).kind).toBe('full');
  });

  test('a token that is none of Google’s is forgotten like one that ran out', async () => {
    const { cursor } = await changes();
    const other = JSON.stringify({ ...(JSON.parse(cursor) as object), token: 'c29tZXRoaW5n' });
    expect(await failing(changes(other))).toMatchObject({ reason: 'resync' });
  });
});

describe('pages', () => {
  test('C06 where page three of five fails, nothing is handed out, and the old token still answers', async () => {
    for (let index = 0; index < 15; index++) event(`event${index}`);
    for (const cursor of [undefined, (await changes()).cursor]) {
      if (cursor !== undefined) for (let index = 0; index < 15; index++) event(`event${index}`, { summary: 'Changed' });
      rig.proxy.fail({ kind: 'status', status: 500 }, { match: ({ path }) => /pageToken=\d+-6(&|$)/.test(path) });
      expect(await failing(changes(cursor))).toMatchObject({ reason: 'retry' });
      rig.heal();
      const again = await changes(cursor);
      expect(again.kind === 'changes' ? again.events : held(again)).toHaveLength(15);
      const pages = rig.proxy.seen.filter(({ path }) => path.includes('events?')).length;
      expect(pages).toBeGreaterThanOrEqual(3 + 5);
    }
  });

  test('C05 410 says to read all anew, and the old reading is left alone', async () => {
    await rig.write(SAMPLE_WEEK);
    const first = await changes();
    await rig.forgetCursors();
    expect(await failing(changes(first.cursor))).toMatchObject({ reason: 'resync' });
    expect(blocked(held(await changes()))).toEqual(BLOCKED);
  });

  test.each(['{}', '{"items":[]}', '[]', 'null', '{"kind":"calendar#events","items":[{"id":"one"}]}'])(
    '200 with %s is no calendar and never an empty one',
    async (body) => {
      const first = await changes();
      rig.fail({ kind: 'status', status: 200, body }, { times: 2 });
      for (const cursor of [undefined, first.cursor])
        expect(await failing(changes(cursor))).toMatchObject({ reason: 'retry' });
    },
  );

  test('a calendar of which Google gives no token is read in full each time', async () => {
    rig.fail({ kind: 'status', status: 200, body: '{"kind":"calendar#events","timeZone":"America/New_York"}' });
    const first = await changes();
    expect(first.kind).toBe('full');
    expect((await changes(first.cursor)).kind).toBe('full');
  });

  test('a calendar that is gone is said to be gone', async () => {
    rig.google.dropCalendar(CALENDAR);
    expect(await failing(changes())).toMatchObject({ reason: 'gone' });
  });
});

test('C13 an event with our mark under another id, and one with our id and no mark, are the practitioner’s', async () => {
  const uid = '5a0e7e0c-6a0e-4c62-9a54-2f6f3c1d2e3f@openhours.example';
  const { id } = await rig.provider.put(rig.access, CALENDAR, {
    ...interval(Date.parse('2027-03-19T18:00Z'), Date.parse('2027-03-19T19:00Z')),
    uid,
    sequence: 0,
    zone: 'America/New_York',
    title: 'Appointment',
  });
  await rig.ours.copy(uid, interval(Date.parse('2027-03-18T18:00Z'), Date.parse('2027-03-18T19:00Z')));
  expect(held(await changes()).map(({ ours }) => ours)).toEqual([uid, undefined]);
  rig.store.set({ ...rig.store.events.get(id)!, extendedProperties: { private: { other: 'mark' } } }); // it was put
  expect(held(await changes()).map(({ ours }) => ours)).toEqual([undefined, undefined]);
});

test('all calendars of the account are told, with their zones and whether they can be written to', async () => {
  rig.google.addCalendar({ id: 'team', summary: 'Team', timeZone: 'Europe/Berlin', accessRole: 'reader' });
  for (let index = 0; index < 4; index++)
    rig.google.addCalendar({ id: `c${index}`, summary: `C${index}`, timeZone: 'UTC' });
  const found = await rig.provider.calendars(rig.access);
  expect(found).toHaveLength(6);
  expect(found.slice(0, 2)).toEqual([
    { id: CALENDAR, name: 'Ada', zone: 'America/New_York', writable: true, primary: true },
    { id: 'team', name: 'Team', zone: 'Europe/Berlin', writable: false, primary: false },
  ]);
});

test('keys and hashes hold nothing of Google’s ids, which may name people', async () => {
  await rig.write(SAMPLE_WEEK);
  const text = JSON.stringify(held(await changes()));
  for (const { uid } of SAMPLE_WEEK) expect(text).not.toContain(idOf(uid));
  expect(text).not.toContain('Team');
});
