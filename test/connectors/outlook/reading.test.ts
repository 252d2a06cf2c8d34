/** Reading Outlook calendars: by changes, by all of it, in full pages, and with what Graph leaves out asked for. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Cursor, Delta } from '../../../connectors/provider.ts';
import { DAY, instant } from '../../../src/domain/interval.ts';
import { after, blocked, held } from '../contract.ts';
import { BLOCKED, SAMPLE_WEEK } from '../sample-week.ts';
import { outlookRig, QUERY, type OutlookRig } from './rig.ts';

const sample = (name: string) => SAMPLE_WEEK.find(({ uid }) => uid.startsWith(name))!; // in the sample

let rig: OutlookRig;
const open = async (which?: 'primary' | 'second') => void (rig = await outlookRig(which));
afterEach(() => rig.close());

const changes = (cursor?: Cursor, query = QUERY) => rig.provider.changes(rig.access, rig.calendar, cursor, query);
const failed = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('It did not fail.'),
    (error: unknown) => error,
  );
const paths = () => rig.proxy.seen.map(({ path }) => path);

describe('calendars', () => {
  beforeEach(() => open());

  test('are listed over all pages, with what may be done in each', async () => {
    rig.server.mailbox.pageSize = 1;
    expect(await rig.provider.calendars(rig.access)).toEqual([
      { id: rig.calendar, name: 'Calendar', writable: true, primary: true },
      { id: 'AQMkAD-second==', name: 'Private', writable: true, primary: false },
      { id: 'AQMkAD-holidays==', name: 'Holidays', writable: false, primary: false },
    ]);
  });
});

describe('the primary calendar', () => {
  beforeEach(() => open());

  test('is read to its last page, at first and by changes', async () => {
    rig.server.mailbox.pageSize = 2;
    await rig.write(SAMPLE_WEEK);
    const first = await changes();
    expect(blocked(held(first))).toEqual(BLOCKED);
    const more = [8, 9, 10, 11, 12].map((hour) => ({
      ...sample('abroad'),
      uid: `more-${hour}@calendar.example`,
      zone: 'America/New_York',
      start: `2027-03-20T${String(hour).padStart(2, '0')}:00`,
      end: `2027-03-20T${String(hour).padStart(2, '0')}:30`,
    }));
    await rig.write(more);
    const second = await changes(first.cursor);
    expect(second).toMatchObject({ kind: 'changes' });
    expect(blocked(after(held(first), second))).toHaveLength(BLOCKED.length + more.length);
  });

  test('tells of one occurrence that was deleted from a series by the series alone, and it is free again', async () => {
    await rig.write(SAMPLE_WEEK);
    const first = await changes();
    const series = sample('series');
    await rig.write([{ ...series, removed: [...series.removed!, '2027-03-18T09:00'] }]);
    const second = await changes(first.cursor);
    expect(second.kind).toBe('changes');
    expect(blocked(after(held(first), second))).toEqual(BLOCKED.filter((each) => !each.startsWith('2027-03-18')));
  });

  test('of a series that was changed, occurrences take what is said of the series', async () => {
    await rig.write(SAMPLE_WEEK);
    const first = await changes();
    await rig.write([{ ...sample('series'), as: 'free' }]);
    const second = await changes(first.cursor);
    expect(second.kind).toBe('changes');
    expect(blocked(after(held(first), second))).toEqual(BLOCKED.filter((each) => !/-(09T14|12T20|18T13)/.test(each)));
  });

  test('of a series that began before the stretch, the fields that occurrences lack are asked for', async () => {
    await rig.write([{ ...sample('series'), as: 'tentative' }]);
    const delta = await changes();
    expect(held(delta).map(({ kind }) => kind)).toEqual(['tentative', 'tentative', 'tentative']);
  });

  test('of two tellings of one event the later one counts', async () => {
    await rig.write(SAMPLE_WEEK);
    const first = await changes();
    await rig.write([{ ...sample('day'), start: '2027-03-11', end: '2027-03-12' }]);
    await rig.write([{ ...sample('day'), start: '2027-03-19', end: '2027-03-20' }]);
    const now = blocked(after(held(first), await changes(first.cursor)));
    expect(now.filter((each) => each.includes('T05:00') || each.includes('T04:00'))).toEqual([
      '2027-03-19T04:00/2027-03-20T04:00',
    ]);
  });

  test('an event outside the stretch, said to be removed, costs nothing that is stored', async () => {
    await rig.write(SAMPLE_WEEK);
    const first = await changes();
    await rig.write([{ ...sample('day'), uid: 'far@calendar.example', start: '2029-01-01', end: '2029-01-02' }]);
    expect(blocked(after(held(first), await changes(first.cursor)))).toEqual(BLOCKED);
  });

  test.each([
    ['410 and its code', undefined],
    ['410 alone', { kind: 'status', status: 410, body: '<html></html>' } as const],
    ['404 and the code', { kind: 'status', status: 404, body: '{"error":{"code":"SyncStateNotFound"}}' } as const],
    ['400', { kind: 'status', status: 400, body: '{"error":{"code":"ErrorInvalidUrlQuery"}}' } as const],
  ])('D06 %s for where the last reading ended asks for a reading of all, which gives all', async (_, fault) => {
    await rig.write(SAMPLE_WEEK);
    const first = await changes();
    if (fault) rig.fail(fault);
    else await rig.forgetCursors!();
    expect(await failed(changes(first.cursor))).toMatchObject({ reason: 'resync' });
    expect(blocked(held(await changes()))).toEqual(BLOCKED);
  });

  test('D06 403 while changes are read is no reason to read all: it is said', async () => {
    const first = await changes();
    rig.fail({ kind: 'status', status: 403, body: '{"error":{"code":"ErrorAccessDenied"}}' });
    expect(await failed(changes(first.cursor))).toMatchObject({ reason: 'rejected' });
  });

  test('a page that fails leaves nothing half-read: the round is read again from where it began', async () => {
    rig.server.mailbox.pageSize = 2;
    await rig.write(SAMPLE_WEEK);
    const first = await changes();
    await rig.write(SAMPLE_WEEK.map((each) => ({ ...each, title: 'New' })));
    rig.proxy.fail({ kind: 'half' }, { match: ({ path }) => path.includes('skiptoken') });
    expect(await failed(changes(first.cursor))).toMatchObject({ reason: 'retry' });
    expect(blocked(after(held(first), await changes(first.cursor)))).toEqual(BLOCKED);
  });

  test('D07 before the stretch of a round runs out a new one is read whole, without a gap', async () => {
    await rig.write([
      ...SAMPLE_WEEK,
      { ...sample('day'), uid: 'late@calendar.example', start: '2027-03-22', end: '2027-03-23' },
      { ...sample('day'), uid: 'later@calendar.example', start: '2027-04-02', end: '2027-04-03' },
    ]);
    const first = await changes();
    const later = { ...QUERY, start: instant(QUERY.start + 7 * DAY), end: instant(QUERY.end + 14 * DAY) };
    const second = await changes(first.cursor, later);
    expect(second).toMatchObject({ kind: 'full', covered: { start: later.start, end: later.end } });
    expect(held(second).filter(({ allDay }) => allDay)).toHaveLength(2);
    expect((await changes(second.cursor, later)).kind).toBe('unchanged');
  });

  test('whole days are read anew when the practitioner’s zone is another', async () => {
    await rig.write([sample('day')]);
    const first = await changes();
    const second = await changes(first.cursor, { ...QUERY, zone: 'Europe/Berlin' });
    expect(blocked(held(second))).toEqual(['2027-03-09T23:00/2027-03-10T23:00']);
  });

  test('a cursor that nobody can read is none', async () => {
    await rig.write(SAMPLE_WEEK);
    for (const cursor of ['', '{}', 'null', '{"way":"delta","path":"https://elsewhere.example/"}']) {
      expect((await changes(cursor)).kind).toBe('full');
    }
  });

  test.each(['nextLink', 'deltaLink'])(
    'a %s to another host is not followed, and no token goes there',
    async (link) => {
      const elsewhere = await outlookRig();
      try {
        const body = JSON.stringify({
          value: [],
          [`@odata.${link}`]: `${elsewhere.proxy.origin}/v1.0/me/calendarView/delta?$x=1`,
        });
        rig.proxy.fail({ kind: 'status', status: 200, body }, { match: ({ path }) => path.includes('/delta') });
        expect(await failed(changes())).toMatchObject({ reason: 'retry' });
        expect(elsewhere.proxy.seen).toEqual([]);
      } finally {
        await elsewhere.close();
      }
    },
  );

  test.each([
    ['no list', '{}'],
    ['a list of what is no event', '{"value":[{"subject":"?"}],"@odata.deltaLink":"x"}'],
    ['no end of the round', '{"value":[]}'],
  ])('200 with %s is not an empty calendar', async (_, body) => {
    rig.proxy.fail({ kind: 'status', status: 200, body }, { match: ({ path }) => path.includes('/delta') });
    expect(await failed(changes())).toMatchObject({ reason: 'retry' });
  });

  test('an event that says no time leaves the whole stretch uncertain, with a warning', async () => {
    const body = JSON.stringify({
      value: [{ id: 'x', type: 'singleInstance', start: { dateTime: 'soon', timeZone: 'UTC' }, end: null }],
      '@odata.deltaLink': `${rig.proxy.origin}/v1.0/me/calendarView/delta?$deltatoken=1`,
    });
    rig.proxy.fail({ kind: 'status', status: 200, body }, { match: ({ path }) => path.includes('/delta') });
    expect(await changes()).toMatchObject({
      instances: [],
      uncertain: [{ start: QUERY.start, end: QUERY.end }],
      warnings: [{ rule: 'unreadable-event' }],
    });
  });

  test('titles are handed out only when they are asked for', async () => {
    await rig.write([sample('abroad')]);
    const first = await changes();
    expect(held(first)[0]).not.toHaveProperty('title');
    const second = await changes(first.cursor, { ...QUERY, titles: true });
    expect(held(second)).toMatchObject([{ title: 'Talk', organised: true }]);
  });

  test('a stranger’s invitation is not organised by the owner', async () => {
    await rig.write([{ ...sample('abroad') }]);
    rig.server.mailbox.byUid('abroad@calendar.example')!.organizer = 'host@elsewhere.example';
    expect(held(await changes())).toMatchObject([{ organised: false, kind: 'busy' }]);
  });

  test('D10 for one mailbox no more than four requests are on their way at once', async () => {
    const { mailbox } = rig.server;
    mailbox.pause = 100;
    const readings = await Promise.all(Array.from({ length: 8 }, () => changes()));
    expect(readings.map(({ kind }) => kind)).toEqual(readings.map(() => 'full'));
    expect(mailbox.mostAtOnce).toBe(4);
  });

  test('D12 zones by the names that Windows has are known; one that nobody knows blocks all it may mean, with a warning', async () => {
    rig.server.mailbox.zonesAsWritten = true;
    await rig.write([sample('abroad'), sample('custom')]);
    const delta = await changes();
    expect(blocked(held(delta))).toEqual(['2027-03-14T23:30/2027-03-16T02:00', '2027-03-17T14:00/2027-03-17T15:00']);
    expect(delta).toMatchObject({ warnings: [{ rule: 'unknown-zone' }] });
  });
});

describe('a calendar that is not the primary one', () => {
  beforeEach(() => open('second'));

  test('D11 is read whole, and what was deleted is missed', async () => {
    rig.server.mailbox.pageSize = 2;
    await rig.write(SAMPLE_WEEK);
    const first = await changes();
    expect(blocked(held(first))).toEqual(BLOCKED);
    expect((await changes(first.cursor)).kind).toBe('unchanged');
    await rig.erase('abroad@calendar.example');
    await rig.erase('day@calendar.example');
    const second = await changes(first.cursor);
    expect(second.kind).toBe('full');
    expect(blocked(held(second))).toEqual(BLOCKED.filter((each) => !/^2027-03-(10|17)/.test(each)));
    expect(paths().some((path) => path.includes('/delta'))).toBe(false);
  });

  test('that was removed is gone', async () => {
    const first = await changes();
    rig.server.mailbox.calendars.splice(1, 1);
    expect(await failed(changes(first.cursor))).toMatchObject({ reason: 'gone' });
    expect(await failed(changes())).toMatchObject({ reason: 'gone' });
  });

  test('D09 an event that is moved into another calendar is gone from here and found there, as the same event', async () => {
    const { mailbox } = rig.server;
    await rig.write([sample('abroad')]);
    const there = mailbox.calendars[0]!.id;
    const read = (calendar: string, cursor?: Cursor): Promise<Delta> =>
      rig.provider.changes(rig.access, calendar, cursor, QUERY);
    const [here, other] = [await changes(), await read(there)];
    const event = mailbox.byUid('abroad@calendar.example')!;
    mailbox.change(event, { calendar: there });
    expect(held(await changes(here.cursor))).toEqual([]);
    expect(after(held(other), await read(there, other.cursor))).toMatchObject([{ uidHash: held(here)[0]!.uidHash }]);
    mailbox.change(event, { calendar: rig.calendar });
    expect(held(await read(there, other.cursor))).toEqual([]);
  });
});
