/** What a CalDAV calendar is read from, and that no answer of a server is taken for "free" unless it says so. */
import { describe, expect, test } from 'vitest';
import { caldavProvider } from '../../../connectors/caldav/provider.ts';
import { createEdgeFetcher } from '../../../connectors/fetch/edge.ts';
import { createFetcher } from '../../../connectors/fetch/guarded.ts';
import { gaveUp } from '../../../connectors/ical/reader.ts';
import type { Delta } from '../../../connectors/provider.ts';
import { instant } from '../../../src/domain/interval.ts';
import { CALENDAR, multistatus, response, type Answer, type Request } from '../../support/caldav/stand-in.ts';
import { after, held } from '../contract.ts';
import { failure, hour, object, provider, providerWith, QUERY, standIn } from './rig.ts';

const rig = standIn();
const changes = (cursor?: string, query = QUERY) => provider.changes(rig.access, rig.server.calendar, cursor, query);
const days = (instances: readonly { readonly start: number }[]) =>
  instances.map(({ start }) => new Date(start).getUTCDate()).toSorted((a, b) => a - b);

const isListing = ({ method, headers, path }: Request) =>
  method === 'PROPFIND' && headers.depth === '1' && path === CALENDAR;
const isSync = ({ body }: Request) => body.includes('sync-collection');
const isMultiget = ({ body }: Request) => body.includes('calendar-multiget');

/** Three events on the 2nd, 3rd and 4th, read; then the 3rd moves to the 13th, the 4th is gone and one is new on the 5th. */
async function readThenChanged(): Promise<Delta & { kind: 'full' }> {
  for (const day of [2, 3, 4]) rig.server.store(`${day}.ics`, hour(`${day}@calendar.example`, day));
  const first = await changes();
  rig.server.store('3.ics', hour('3@calendar.example', 13));
  rig.server.erase('4.ics');
  rig.server.store('5.ics', hour('5@calendar.example', 5));
  rig.server.seen.length = 0;
  if (first.kind !== 'full') throw new Error('The first reading is full.');
  return first;
}

describe('what changed since', () => {
  test('is read by token: nothing else is fetched', async () => {
    const first = await readThenChanged();
    const second = await changes(first.cursor);
    expect(second.kind).toBe('changes');
    expect(days(after(held(first), second))).toEqual([2, 5, 13]);
    expect(rig.server.methods()).toEqual(['REPORT', 'REPORT']);
    expect(await changes(second.cursor)).toMatchObject({ kind: 'unchanged' });
  });

  test.each<[string, Answer]>([
    ['403', { status: 403, body: '<D:error xmlns:D="DAV:"><D:valid-sync-token/></D:error>' }],
    ['409', { status: 409 }],
    ['412', { status: 412 }],
    ['500', { status: 500 }],
    ['507', { status: 507 }],
    ['501, since it knows no tokens any more', { status: 501 }],
    ['a 207 with nothing in it', multistatus('')],
    ['a page', { status: 200, body: '<html>Please sign in</html>' }],
  ])('E16 is read by comparing versions where a token is answered by %s', async (_, answer) => {
    const first = await readThenChanged();
    rig.server.instead = (request) => (isSync(request) ? answer : undefined);
    const second = await changes(first.cursor);
    expect(second.kind).toBe('changes');
    expect(days(after(held(first), second))).toEqual([2, 5, 13]);
  });

  test('E16 is read by comparing versions where the server answers with all there is, which names nothing that is gone', async () => {
    const first = await readThenChanged();
    rig.server.instead = (request) =>
      isSync(request)
        ? multistatus(
            ['2', '3', '5'].map((name) => named(name, versions[name])).join('') + '<D:sync-token>new</D:sync-token>',
          )
        : undefined;
    expect(days(after(held(first), await changes(first.cursor)))).toEqual([2, 5, 13]);
  });

  test('E16 is nothing where a server repeats changes that were read', async () => {
    const first = await readThenChanged();
    const second = await changes(first.cursor);
    rig.server.instead = (request) =>
      isSync(request) ? multistatus(`${named('5', '"v5"')}<D:sync-token>urn:state:6</D:sync-token>`) : undefined;
    expect(await changes(second.cursor)).toMatchObject({ kind: 'unchanged' });
  });

  test('is read on where a server cuts its answer', async () => {
    const first = await readThenChanged();
    let round = 0;
    rig.server.instead = (request) => {
      if (!isSync(request)) return undefined;
      round += 1;
      if (round > 1) {
        expect(request.body).toContain('<D:sync-token>half</D:sync-token>');
        return multistatus(
          `${named('5', '"v5"')}<D:response><D:href>${CALENDAR}4.ics</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response><D:sync-token>urn:state:6</D:sync-token>`,
        );
      }
      const cut = `<D:response><D:href>${CALENDAR}</D:href><D:status>HTTP/1.1 507 Insufficient Storage</D:status></D:response>`;
      return multistatus(`${named('3', '"v4"')}${cut}<D:sync-token>half</D:sync-token>`);
    };
    expect(days(after(held(first), await changes(first.cursor)))).toEqual([2, 5, 13]);
  });

  test('is told by the ctag where a server has no tokens, and a ctag that is a number stays what it is', async () => {
    let ctag = '-1';
    rig.server.instead = (request) => {
      if (isSync(request)) throw new Error('It was not asked for tokens.');
      if (request.method !== 'PROPFIND') return undefined;
      const self = response(
        CALENDAR,
        `<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><CS:getctag>${ctag}</CS:getctag>`,
      );
      if (request.headers.depth === '0') return multistatus(self);
      return multistatus(
        self +
          [...rig.server.objects]
            .map(([name, { version }]) => response(CALENDAR + name, `<D:getetag>"v${version}"</D:getetag>`))
            .join(''),
      );
    };
    const first = await readThenChanged();
    expect(await changes(first.cursor)).toMatchObject({ kind: 'unchanged' });
    expect(rig.server.methods()).toEqual(['PROPFIND']);
    ctag = '-1.0';
    expect(days(after(held(first), await changes(first.cursor)))).toEqual([2, 5, 13]);
  });

  test('is all read anew once the window moves on', async () => {
    const first = await readThenChanged();
    const later = { ...QUERY, end: (QUERY.end + 86_400_000) as typeof QUERY.end };
    const second = await changes(first.cursor, later);
    expect(second).toMatchObject({ kind: 'full', covered: { start: QUERY.start, end: later.end } });
    expect(days(held(second))).toEqual([2, 5, 13]);
  });

  test('covers what the first reading covered, where less is asked now', async () => {
    const first = await readThenChanged();
    const second = await changes(first.cursor, { ...QUERY, end: (QUERY.end - 20 * 86_400_000) as typeof QUERY.end });
    expect(second).toMatchObject({ kind: 'changes', covered: { start: QUERY.start, end: QUERY.end } });
    expect(days(after(held(first), second))).toEqual([2, 5, 13]);
  });

  test('leaves the doubt about other events as it was', async () => {
    rig.server.store('bad.ics', hour('bad@calendar.example', 20, 'RRULE:FREQ=SECONDLY'));
    const first = await readThenChanged();
    const second = await changes(first.cursor);
    if (first.kind !== 'full' || second.kind !== 'changes') throw new Error('Full, then changes.');
    expect(first.uncertain.length).toBeGreaterThan(0);
    expect(second.uncertain).toEqual(first.uncertain);
    expect(second.warnings).toEqual(first.warnings);
  });
});

describe('no answer is taken for more than it says', () => {
  const full = '<D:displayname>Work</D:displayname>';
  test.each<[string, (request: Request) => boolean, Answer, string]>([
    ['a list of nothing, not even of the calendar', isListing, multistatus(''), 'retry'],
    ['a list of another calendar', isListing, multistatus(response('/dav/calendars/ada/', full)), 'retry'],
    ['a calendar that is refused inside a 207', isListing, refused(CALENDAR, 403), 'reconnect'],
    ['a calendar that is gone inside a 207', isListing, refused('http%3A//127.0.0.1/dav/x/', 404), 'gone'],
    ['an error inside a 207', isListing, refused(CALENDAR, 500), 'retry'],
    ['E01 a sign-in page', () => true, { status: 200, body: '<html>Please sign in</html>' }, 'rejected'],
    ['a page that calls itself a multistatus', isListing, { status: 207, body: '<html>Hello</html>' }, 'rejected'],
    ['half a document', isListing, { status: 207, body: '<D:multistatus xmlns:D="DAV:"><D:response>' }, 'retry'],
    ['E03 404', () => true, { status: 404 }, 'gone'],
    ['E03 410', () => true, { status: 410 }, 'gone'],
    ['E03 403', () => true, { status: 403 }, 'reconnect'],
    ['E03 502', () => true, { status: 502 }, 'retry'],
  ])('%s', async (_, matches, answer, reason) => {
    const first = await readThenChanged();
    rig.server.instead = (request) => (matches(request) || isSync(request) ? answer : undefined);
    for (const cursor of [undefined, first.cursor]) expect((await failure(changes(cursor))).reason).toBe(reason);
  });

  test.each<[string, (name: string) => string]>([
    ['left out', () => ''],
    ['answered by 403', (name) => inside(name, 403)],
    ['answered by 500', (name) => inside(name, 500)],
    ['answered by 404, though it is there', (name) => inside(name, 404)],
    ['empty', (name) => response(`${CALENDAR}${name}.ics`, '<D:getetag>"v2"</D:getetag><C:calendar-data/>')],
  ])('an event that is %s among many is asked for by itself', async (_, answer) => {
    for (const day of [2, 3]) rig.server.store(`${day}.ics`, hour(`${day}@calendar.example`, day));
    rig.server.instead = (request) => (isMultiget(request) ? multistatus(answer('2') + answer('3')) : undefined);
    expect(days(held(await changes()))).toEqual([2, 3]);
    for (const status of [403, 500]) {
      rig.server.instead = (request) =>
        isMultiget(request) ? multistatus(answer('2')) : request.method === 'GET' ? { status } : undefined;
      await failure(changes());
    }
  });

  test('an event that is named and is not given is unknown; one that was removed meanwhile is gone', async () => {
    for (const day of [2, 3]) rig.server.store(`${day}.ics`, hour(`${day}@calendar.example`, day));
    rig.server.instead = (request) =>
      isMultiget(request) || request.path.endsWith('/3.ics') ? { status: 404 } : undefined;
    expect((await failure(changes())).reason).toBe('retry');
    rig.server.instead = (request) => {
      if (isMultiget(request)) rig.server.erase('3.ics');
      return undefined;
    };
    expect(days(held(await changes()))).toEqual([2]);
  });

  test('a letter that XML forbids costs nothing: the events are asked for one by one', async () => {
    for (const day of [2, 3]) rig.server.store(`${day}.ics`, hour(`${day}@calendar.example`, day, 'COMMENT:\u000B'));
    expect(days(held(await changes()))).toEqual([2, 3]);
  });

  test.each([
    ['entities inside entities', '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>', '&b;'],
    ['an entity out of a file', '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>', '&a;'],
    ['a document type out of the network', '<!DOCTYPE l SYSTEM "http://127.0.0.1:1/l.dtd">', ''],
    ['an entity that was never declared', '', '&nbsp;'],
  ])('E17 %s: refused', async (_, head, text) => {
    rig.server.instead = (request) =>
      isListing(request)
        ? {
            status: 207,
            body: `<?xml version="1.0"?>${head}<D:multistatus xmlns:D="DAV:">${response(CALENDAR, text)}</D:multistatus>`,
          }
        : undefined;
    expect((await failure(changes())).reason).toBe('retry');
  });

  test('E17 a document of nothing but depth ends soon', async () => {
    rig.server.instead = () => ({ status: 207, body: `<D:multistatus xmlns:D="DAV:">${'<D:x>'.repeat(1_000_000)}` });
    expect((await failure(changes())).reason).toBe('retry');
  });

  test('E05 an answer without end is cut', async () => {
    rig.server.instead = () => ({ status: 207, body: 'x'.repeat(300_000) });
    const small = providerWith({ raw: 100_000, unpacked: 100_000 });
    expect((await failure(small.changes(rig.access, rig.server.calendar, undefined, QUERY))).reason).toBe('rejected');
  });

  test.each(['http://169.254.169.254/latest/', 'http://[::1]/', 'http://127.0.0.2/', 'file:///etc/passwd'])(
    'E08 a redirect to %s is not followed',
    async (location) => {
      rig.server.instead = () => ({ status: 307, headers: { location } });
      expect(['retry', 'rejected']).toContain((await failure(changes())).reason);
      expect(rig.server.seen).toHaveLength(1);
    },
  );

  test('E18 a wrong password is tried once', async () => {
    const first = await readThenChanged();
    rig.server.instead = () => ({ status: 401 });
    for (const cursor of [undefined, first.cursor]) {
      rig.server.seen.length = 0;
      expect((await failure(changes(cursor))).reason).toBe('reconnect');
      expect(rig.server.seen).toHaveLength(1);
    }
  });
});

test('the fetcher of Workers reads the same', async () => {
  rig.server.store('2.ics', hour('2@calendar.example', 2));
  rig.server.store('3.ics', hour('3@calendar.example', 3));
  const edge = caldavProvider(createEdgeFetcher({ allow: ['127.0.0.1'], now: () => instant(0) }));
  const first = await edge.changes(rig.access, rig.server.calendar, undefined, QUERY);
  rig.server.erase('2.ics');
  const second = await edge.changes(rig.access, rig.server.calendar, first.cursor, QUERY);
  expect(days(after(held(first), second))).toEqual([3]);
});

test('an event that takes too long to read closes all, and is read again next time', async () => {
  rig.server.store('2.ics', hour('2@calendar.example', 2));
  const fetcher = createFetcher({ allow: ['127.0.0.1'], now: () => instant(0) });
  const tired = caldavProvider(fetcher, (_, query) => Promise.resolve(gaveUp(query, 'It takes too long.')));
  const first = await tired.changes(rig.access, rig.server.calendar, undefined, QUERY);
  expect(first).toMatchObject({ kind: 'full', uncertain: [{ start: QUERY.start, end: QUERY.end }] });
  expect(days(held(await changes(first.cursor)))).toEqual([2]);
});

describe('one object is one event', () => {
  test('a series with its changed occurrences is read whole, and comes and goes whole', async () => {
    const series = object(
      'UID:s',
      'DTSTART:20270301T090000Z',
      'DTEND:20270301T100000Z',
      'RRULE:FREQ=WEEKLY;COUNT=3',
    ).replace(
      'END:VCALENDAR',
      'BEGIN:VEVENT\r\nUID:s\r\nRECURRENCE-ID:20270308T090000Z\r\nDTSTART:20270310T090000Z\r\nDTEND:20270310T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR',
    );
    rig.server.store('s.ics', series);
    const first = await changes();
    expect(days(held(first))).toEqual([1, 10, 15]);
    expect(new Set(held(first).map(({ uidHash }) => uidHash)).size).toBe(1);
    rig.server.erase('s.ics');
    expect(after(held(first), await changes(first.cursor))).toEqual([]);
  });

  test('a zone that one object describes is not the zone of the same name in another', async () => {
    const zone = (offset: string): string =>
      `BEGIN:VTIMEZONE\r\nTZID:Customized Time Zone\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:${offset}\r\nTZOFFSETTO:${offset}\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT`;
    const at = (uid: string, offset: string): string =>
      object(`UID:${uid}`, 'DTSTART;TZID=Customized Time Zone:20270302T120000', 'DURATION:PT1H').replace(
        'BEGIN:VEVENT',
        zone(offset),
      );
    rig.server.store('a.ics', at('a', '+0300'));
    rig.server.store('b.ics', at('b', '-0500'));
    const hours = held(await changes()).map(({ start }) => new Date(start).getUTCHours());
    expect(hours.toSorted((a, b) => a - b)).toEqual([9, 17]);
  });

  test('C13 a copy of our event under another name, with our UID on it, is the owner’s and blocks', async () => {
    const uid = '2@openhours.example';
    rig.server.store('2-openhours.example.ics', hour(uid, 2));
    rig.server.store('copy.ics', hour(uid, 3));
    const first = await changes();
    const isOurs = (instances: ReturnType<typeof held>) =>
      instances.toSorted((a, b) => a.start - b.start).map(({ start, ours }) => [new Date(start).getUTCDate(), ours]);
    expect(isOurs(held(first))).toEqual([
      [2, uid],
      [3, undefined],
    ]);
    const keys = held(first).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('our event is ours under a name that the owner’s app gave it, where there is no other', async () => {
    rig.server.store('moved-by-an-app.ics', hour('2@openhours.example', 2));
    expect(held(await changes())).toMatchObject([{ ours: '2@openhours.example' }]);
  });

  test('tasks and what lies elsewhere are no events', async () => {
    rig.server.store('task.ics', object('UID:t', 'DTSTART:20270302T090000Z').replaceAll('VEVENT', 'VTODO'));
    rig.server.store('2.ics', hour('2@calendar.example', 2));
    rig.server.instead = (request) =>
      isListing(request)
        ? multistatus(
            [
              CALENDAR,
              `${CALENDAR}task.ics`,
              `${CALENDAR}2.ics`,
              `${CALENDAR}sub/`,
              `${CALENDAR}sub/3.ics`,
              '/dav/other/4.ics',
              'http://elsewhere.example/5.ics',
            ]
              .map((href) => response(href, '<D:getetag>"1"</D:getetag>'))
              .join(''),
          )
        : undefined;
    expect(days(held(await changes()))).toEqual([2]);
  });

  test('names are asked for as the server spells them', async () => {
    rig.server.store('a b@c.ics', hour('2@calendar.example', 2));
    rig.server.store('3.ics', hour('3@calendar.example', 3));
    rig.server.instead = (request) =>
      isListing(request)
        ? multistatus(
            ['', 'a%20b@c.ics', '3.ics']
              .map((name) => response(CALENDAR + name, '<D:getetag>"1"</D:getetag>'))
              .join(''),
          )
        : undefined;
    expect(days(held(await changes()))).toEqual([2, 3]);
    expect(rig.server.seen.find(isMultiget)?.body).toContain(`${CALENDAR}a%20b@c.ics`);
  });
});

const versions: Readonly<Record<string, string>> = { 2: '"v1"', 3: '"v4"', 5: '"v5"' };

function named(name: string, etag: string | undefined): string {
  return response(`${CALENDAR}${name}.ics`, `<D:getetag>${etag ?? ''}</D:getetag>`);
}

function inside(name: string, status: number): string {
  return `<D:response><D:href>${CALENDAR}${name}.ics</D:href><D:status>HTTP/1.1 ${status} Sorry</D:status></D:response>`;
}

function refused(href: string, status: number): Answer {
  return multistatus(`<D:response><D:href>${href}</D:href><D:status>HTTP/1.1 ${status} Sorry</D:status></D:response>`);
}
