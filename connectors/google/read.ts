/** Reading a Google calendar: all of a stretch at first, then what its sync token tells. Decision 0013 says why so. */

import { interval } from '../../src/domain/interval.ts';
import { isZone } from '../../src/domain/zone.ts';
import type { Zone } from '../../src/domain/types.ts';
import {
  type Access,
  type Cursor,
  type Delta,
  type EventChange,
  type Instance,
  ProviderError,
  type ReadQuery,
} from '../provider.ts';
import { eventFields, type EventPage, eventPage, type ListedEvent } from './answers.ts';
import { type Call, type GoogleApi, understood } from './api.ts';
import { type GoogleCursor, readCursor, speaksFor, writeCursor } from './cursor.ts';
import { hashed, instanceOf, seriesOf } from './map.ts';

/** The most that Google gives at once: most stretches are one page. */
const PAGE_SIZE = 2500;
/** A server that always names one more page is not Google. */
const MOST_PAGES = 100;
/** All pages of a reading together; the lease of a calendar lasts longer. */
const READING_LIMIT_MS = 60_000;
/** From here on reading all anew costs fewer requests than asking for each series. */
const MOST_SERIES = 10;

/** What of the calendar is asked, by whom: the same for every request of one reading. */
type Reading = {
  readonly api: GoogleApi;
  readonly access: Access;
  readonly calendar: string;
  readonly query: ReadQuery;
  readonly signal: AbortSignal;
};

type Listed = { readonly events: readonly ListedEvent[]; readonly zone: Zone; readonly token: string | undefined };

export async function readChanges(
  api: GoogleApi,
  asked: { readonly access: Access; readonly calendar: string; readonly cursor: Cursor | undefined },
  query: ReadQuery,
): Promise<Delta> {
  const { access, calendar } = asked;
  const reading: Reading = { api, access, calendar, query, signal: AbortSignal.timeout(READING_LIMIT_MS) };
  const known = readCursor(asked.cursor);
  const since = known !== undefined && speaksFor(known, query, api.now()) ? await readSince(reading, known) : undefined;
  return since ?? (await readAll(reading));
}

async function readAll(reading: Reading): Promise<Delta> {
  const { api, query } = reading;
  const readAt = api.now();
  const { events, zone, token } = await list(reading, bounds(query));
  const instances = instancesOf(events, zone, query);
  const titles = query.titles ?? false;
  return {
    kind: 'full',
    // Without a token (Google gives none for some calendars) all is read each time.
    cursor: token === undefined ? '' : writeCursor({ start: query.start, end: query.end, titles, zone, readAt, token }),
    instances,
    covered: interval(query.start, query.end),
    uncertain: [],
    warnings: [],
  };
}

/** Undefined where reading all is the better answer. */
async function readSince(reading: Reading, known: GoogleCursor): Promise<Delta | undefined> {
  const { events, zone, token } = await list(reading, { syncToken: known.token });
  // All its days lie elsewhere now, and Google tells of no event that changed.
  if (token === undefined || zone !== known.zone) return undefined;
  const cursor = writeCursor({ ...known, token });
  if (events.length === 0) return { kind: 'unchanged', cursor };
  const covered = interval(known.start, known.end);
  // What is stored is the stretch of the cursor, which may be more than is asked now.
  const stored: Reading = { ...reading, query: { ...reading.query, ...covered } };
  const changed = bySeries(events);
  if ([...changed].filter(([id, told]) => !isSingle(id, told)).length > MOST_SERIES) return undefined;
  const changes: EventChange[] = [];
  for (const [id, told] of changed) {
    const now = isSingle(id, told) ? told.filter((event) => event.id === id) : await occurrences(stored, id, told);
    changes.push({ uidHash: hashed(id), instances: instancesOf(now, zone, stored.query) });
  }
  return { kind: 'changes', cursor, covered, uncertain: [], warnings: [], events: changes };
}

function bySeries(events: readonly ListedEvent[]): ReadonlyMap<string, readonly ListedEvent[]> {
  const found = new Map<string, ListedEvent[]>();
  for (const event of events) {
    const id = seriesOf(event);
    const told = found.get(id);
    if (told === undefined) found.set(id, [event]);
    else told.push(event);
  }
  return found;
}

/** Told of as itself: an event that is no series, or one that is gone with all its occurrences. */
function isSingle(id: string, told: readonly ListedEvent[]): boolean {
  const own = told.find((event) => event.id === id);
  return own !== undefined && (own.status !== 'cancelled' || told.length === 1);
}

function instancesOf(events: readonly ListedEvent[], zone: Zone, query: ReadQuery): Instance[] {
  return events.flatMap((event) => instanceOf(event, zone, query) ?? []);
}

/** All of a series of which something changed: Google names only the occurrences that did. */
async function occurrences(
  reading: Reading,
  id: string,
  told: readonly ListedEvent[],
): Promise<readonly ListedEvent[]> {
  const { calendar, query } = reading;
  const which = { calendarId: calendar, eventId: id, ...bounds(query), ...common(query) };
  const found = await pages(
    reading,
    (page) => (client, options) => client.events.instances({ ...which, ...page }, options),
    [404, 410],
  );
  if (found !== undefined) return found.events;
  if (told.every(({ status }) => status === 'cancelled')) return [];
  throw new ProviderError('resync', 'Google tells of a series that it does not have. The calendar is read anew.');
}

async function list(reading: Reading, from: { syncToken: string } | ReturnType<typeof bounds>): Promise<Listed> {
  const { calendar, query } = reading;
  // 410: the token ran out. 400: it is not one of Google's. Without a token both are said as they are.
  const which = { calendarId: calendar, singleEvents: true, ...from, ...common(query) };
  const found = await pages(
    reading,
    (page) => (client, options) => client.events.list({ ...which, ...page }, options),
    'syncToken' in from ? [400, 410] : [],
  );
  if (found !== undefined) return found;
  throw new ProviderError('resync', 'Google does not know any more where the calendar was left. It is read anew.');
}

type NextPage = { readonly pageToken?: string };

/** All pages or none: half a reading is never handed out (C06). Undefined where the first page was answered by one of `without`. */
async function pages(
  { api, access, query, signal }: Reading,
  call: (page: NextPage) => Call,
  without: readonly number[],
): Promise<Listed | undefined> {
  const events: ListedEvent[] = [];
  let page: EventPage | undefined;
  for (let count = 0; count < MOST_PAGES; count++) {
    const next = page?.nextPageToken === undefined ? {} : { pageToken: page.nextPageToken };
    const { status, body } = await api.request(access, call(next), { accept: without, signal });
    if (without.includes(status)) return undefined;
    page = understood(eventPage, body);
    events.push(...page.items);
    if (page.nextPageToken === undefined) {
      const zone = page.timeZone !== undefined && isZone(page.timeZone) ? page.timeZone : query.zone;
      return { events, zone, token: page.nextSyncToken };
    }
  }
  throw new ProviderError('rejected', `The calendar has more than ${MOST_PAGES} pages of events.`);
}

/** Google compares the end of an event with `timeMin` and its start with `timeMax`: whatever overlaps is told. */
function bounds({ start, end }: ReadQuery): { timeMin: string; timeMax: string } {
  return { timeMin: new Date(start).toISOString(), timeMax: new Date(end).toISOString() };
}

/** One attendee: where there are more, Google leaves only the calendar's own. The same with every token. */
function common({ titles }: ReadQuery): { maxResults: number; maxAttendees: number; fields: string } {
  return { maxResults: PAGE_SIZE, maxAttendees: 1, fields: eventFields(titles ?? false) };
}
