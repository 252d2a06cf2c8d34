/** Our own event in a calendar: found, put so that there is one and the owner's notes stay, removed. */

import { instant } from '../../src/domain/interval.ts';
import type { Interval } from '../../src/domain/types.ts';
import type { Sent } from '../fetch/fetcher.ts';
import { NotACalendar } from '../ical/busy.ts';
import type { IcsReader } from '../ical/reader.ts';
import { type EventToWrite, type Found, ProviderError, type Written } from '../provider.ts';
import { isSelf, memberFor, memberOf, urlOf } from './collection.ts';
import { believed, type Dav, failureOf } from './dav.ts';
import { merged, newObject } from './event-text.ts';
import { getObject, type Stored, storedIn } from './objects.ts';
import { CALDAV, childOf, type Element, escaped, NotXml, parseXml } from './xml.ts';

type Place = { readonly dav: Dav; readonly reader: IcsReader; readonly collection: URL };

/** Each time somebody else was quicker. */
const TRIES = 4;

/** Converges on one event with our fields: looks, writes under the condition that nothing came between, and looks again. */
export async function put(place: Place, event: EventToWrite, known: Written | undefined): Promise<Written> {
  let url = addressOf(place, event.uid, known);
  let generation = known?.generation ?? 0;
  for (let tried = 0; tried < TRIES; tried++) {
    const there = await look(place, url, event.uid);
    if (there !== undefined && !there.isOurs) throw taken();
    const text = there === undefined ? newObject(event) : merged(there.stored.text, event, there.at);
    if (text === undefined) return written(url, there?.stored, generation);
    const outcome = await write(place, url, { text, before: there?.stored });
    if (outcome === 'uid-taken') url = (await byQuery(place, event.uid))?.url ?? url;
    if (outcome !== 'done') continue;
    // An answer to a PUT says little: some write in spite of the condition, some say yes and do not write.
    const now = await look(place, url, event.uid);
    if (now?.isOurs !== true || now.at?.start !== event.start || now.at.end !== event.end) continue;
    if (there === undefined && known !== undefined) generation += 1;
    return written(url, now.stored, generation);
  }
  throw new ProviderError(
    'retry',
    'The event of the appointment could not be settled: the calendar gives another one back.',
  );
}

/** Gone already is fine; so is a server that says yes, once it really is. */
export async function remove({ dav, collection }: Place, { id }: Written): Promise<void> {
  const url = inside(collection, id);
  const sent = await dav.send(url, { method: 'DELETE' });
  if (sent.status === 404 || sent.status === 410) return;
  if (sent.status >= 300) throw sent.status === 403 ? readOnly(sent) : sent.failure();
  if ((await getObject(dav, url)) !== undefined) {
    throw new ProviderError('retry', 'The event of the appointment is still there after it was removed.');
  }
}

/** Under the name that we give it, else wherever the owner's app has put it. A cancelled event is none. */
export async function find(place: Place, uid: string): Promise<Found | undefined> {
  const url = urlOf(place.collection, memberFor(place.collection, uid));
  const there = await look(place, url, uid);
  const found = there?.isOurs === true ? { url, ...there } : await byQuery(place, uid);
  return found?.at && { ...found.at, uid, written: written(found.url, found.stored, 0) };
}

type Looked = { readonly stored: Stored; readonly isOurs: boolean; readonly at: Interval | undefined };

async function look({ dav, reader }: Place, url: URL, uid: string): Promise<Looked | undefined> {
  const stored = await getObject(dav, url);
  return stored && { stored, isOurs: holds(stored.text, uid), at: await timeOf(reader, stored.text, uid) };
}

/** In the object itself, not in an alarm or in words of it: at the beginning of a line, whose folds are undone. */
function holds(text: string, uid: string): boolean {
  const lines = text.replaceAll(/\r?\n[ \t]/g, '').split(/\r?\n/);
  return lines.some((line) => /^UID[;:]/i.test(line) && line.slice(line.indexOf(':') + 1).trim() === uid);
}

/** Anything that is not long past or far off; a wider window would only cost time. */
const EVER = { start: instant(Date.UTC(1990, 0)), end: instant(Date.UTC(2100, 0)), zone: 'UTC' };

async function timeOf(reader: IcsReader, text: string, uid: string): Promise<Interval | undefined> {
  const { reading } = await reader(text, { ...EVER, isOurs: (each) => each === uid }).catch((cause: unknown) => {
    if (!(cause instanceof NotACalendar)) throw cause;
    throw new ProviderError('retry', 'The event of the appointment cannot be read.', { cause });
  });
  const first = reading.instances.find(({ ours }) => ours === uid);
  return first && { start: first.start, end: first.end };
}

/** What matches is looked at, since not every server knows the filter. */
async function byQuery(place: Place, uid: string): Promise<(Looked & { readonly url: URL }) | undefined> {
  const { dav, reader, collection } = place;
  const sent = await dav.send(collection, {
    method: 'REPORT',
    headers: { depth: '1', 'content-type': 'application/xml; charset=utf-8' },
    body: `<?xml version="1.0" encoding="utf-8"?>\n<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:prop-filter name="UID"><C:text-match collation="i;octet">${escaped(uid)}</C:text-match></C:prop-filter></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>`,
  });
  for (const resource of storedIn(collection, believed(sent)).entries()) {
    const [name, stored] = resource;
    if (!holds(stored.text, uid)) continue;
    const member = memberOf(collection, `${collection.pathname.replace(/\/$/, '')}/${name}`);
    if (member === undefined) continue;
    return { url: urlOf(collection, member), stored, isOurs: true, at: await timeOf(reader, stored.text, uid) };
  }
  return undefined;
}

type Outcome = 'done' | 'stale' | 'uid-taken';

async function write(
  { dav, collection }: Place,
  url: URL,
  { text, before }: { readonly text: string; readonly before: Stored | undefined },
): Promise<Outcome> {
  const condition: Record<string, string> =
    before === undefined ? { 'if-none-match': '*' } : before.etag === undefined ? {} : { 'if-match': before.etag };
  const headers = { 'content-type': 'text/calendar; charset=utf-8', ...condition };
  const sent = await dav.send(url, { method: 'PUT', headers, body: text });
  const { status, error } = refusalOf(sent);
  if (status < 300) return 'done';
  if (childOf(error, CALDAV, 'no-uid-conflict') !== undefined) return 'uid-taken';
  if (childOf(error, CALDAV, 'valid-calendar-data') !== undefined) throw failureOf(400);
  if (status === 412) return 'stale';
  if (status === 403) throw readOnly(sent);
  if (status === 404 || status === 409 || status === 410) {
    await mustBeThere(dav, collection);
    throw new ProviderError('retry', "The calendar's server did not take the event of the appointment.");
  }
  throw status === sent.status ? sent.failure() : failureOf(status);
}

/** A 207 with an error inside is an error, too. */
function refusalOf(sent: Sent): { readonly status: number; readonly error: Element | undefined } {
  if (sent.status === 207) {
    const bad = believed(sent).resources.find(({ status }) => status !== undefined && status >= 300);
    return { status: bad?.status ?? 200, error: bad?.error };
  }
  if (sent.status < 300 || !sent.text.includes('<')) return { status: sent.status, error: undefined };
  try {
    return { status: sent.status, error: parseXml(sent.text) };
  } catch (error) {
    if (error instanceof NotXml) return { status: sent.status, error: undefined };
    throw error;
  }
}

/** Throws `gone` where the calendar itself is (failures B06). */
async function mustBeThere(dav: Dav, collection: URL): Promise<void> {
  const answer = await dav.multistatus(collection, { method: 'PROPFIND', depth: '0', body: RESOURCE_TYPE });
  if (answer.resources.some(({ href, found }) => found !== undefined && isSelf(collection, href))) return;
  throw failureOf(answer.resources.find(({ status }) => status !== undefined && status >= 400)?.status ?? 404);
}

const RESOURCE_TYPE = '<D:propfind xmlns:D="DAV:"><D:prop><D:resourcetype/></D:prop></D:propfind>';

function addressOf({ collection }: Place, uid: string, known: Written | undefined): URL {
  return known === undefined ? urlOf(collection, memberFor(collection, uid)) : inside(collection, known.id);
}

/** What was written elsewhere is another account's: nothing is sent (failures B15). */
function inside(collection: URL, id: string): URL {
  const url = URL.parse(id);
  const member = url === null || url.origin !== collection.origin ? undefined : memberOf(collection, url.pathname);
  if (member !== undefined) return urlOf(collection, member);
  throw new ProviderError('rejected', 'The event of the appointment is not in this calendar, so nothing was sent.');
}

function written(url: URL, stored: Stored | undefined, generation: number): Written {
  return { id: url.href, generation, ...(stored?.etag !== undefined && { etag: stored.etag }) };
}

/** Distinguished from a limit of requests, which is 429 here (failures B07). */
function readOnly(sent: Sent): ProviderError {
  return new ProviderError(
    'rejected',
    'The calendar does not let appointments be written into it (403). Choose another calendar, or share it for writing.',
    { cause: sent.failure() },
  );
}

function taken(): ProviderError {
  return new ProviderError(
    'rejected',
    'Another event stands in the calendar where the appointment would be. Move it away.',
  );
}
