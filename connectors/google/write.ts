/** Our events in a Google calendar: put so that repeating is safe, taken out, looked for. Only our own fields are ever written. */

import type { Zone } from '../../src/domain/types.ts';
import { type Access, type EventToWrite, type Found, ProviderError, type Written } from '../provider.ts';
import { eventFields, eventPage, type StandingEvent, standingEvent } from './answers.ts';
import { type GoogleApi, understood } from './api.ts';
import { momentOf } from './map.ts';
import { eventId, mark, markOf, markQuery, WITHOUT_TEXT } from './marks.ts';

/** Where an event stands. */
type Place = { readonly api: GoogleApi; readonly access: Access; readonly calendar: string };

/** Nobody is told by Google: the practice's own mails do that (B16). */
const QUIETLY = { sendUpdates: 'none' } as const;
/** An event that is deleted as often as it is put back. */
const MOST_GENERATIONS = 100;
/** Somebody edits the event at the very moment, again and again. */
const MOST_TRIES = 3;

export async function put(place: Place, event: EventToWrite, known: Written | undefined): Promise<Written> {
  const first = known?.generation ?? 0;
  for (let generation = first; generation < first + MOST_GENERATIONS; generation++) {
    const id = eventId(event.uid, generation);
    // What was written before is changed; what was not, as far as we know, is inserted, and a taken id is looked at.
    let standing = known !== undefined && generation === first ? await get(place, id) : undefined;
    if (standing === undefined) {
      const inserted = await insert(place, event, generation);
      if (inserted !== undefined) return inserted;
      standing = await get(place, id);
    }
    if (standing === undefined) throw notSettled();
    // Another one's event, or a deleted one, whose id stays taken: the next generation (B03, B18).
    const written = isOurs(standing, event.uid) ? await update(place, event, standing, generation) : undefined;
    if (written !== undefined) return written;
  }
  throw new ProviderError('rejected', `The event was deleted ${MOST_GENERATIONS} times and is not put back again.`);
}

export async function remove({ api, access, calendar }: Place, { id }: Written): Promise<void> {
  await api.request(
    access,
    (client, options) => client.events.delete({ calendarId: calendar, eventId: id, ...QUIETLY }, options),
    { accept: [404, 410] },
  );
}

/**
 * The generation is not known here, so they are asked for one after the other, by id: that is the proof. What Google no
 * longer has under its first ids is looked for by its mark.
 */
export async function find(place: Place, uid: string): Promise<Found | undefined> {
  for (let generation = 0; generation < MOST_GENERATIONS; generation++) {
    const standing = await get(place, eventId(uid, generation));
    if (standing === undefined) break;
    if (isOurs(standing, uid)) return found(place, standing);
  }
  for (const id of await marked(place, uid)) {
    const standing = await get(place, id);
    if (standing !== undefined && isOurs(standing, uid)) return found(place, standing);
  }
  return undefined;
}

/** Undefined: the id is taken. */
async function insert(place: Place, event: EventToWrite, generation: number): Promise<Written | undefined> {
  const { api, access, calendar } = place;
  const requestBody = {
    id: eventId(event.uid, generation),
    ...timeOf(event),
    summary: event.title,
    location: event.location,
    description: event.description,
    extendedProperties: { private: mark(event.uid, generation, event.description) },
  };
  const { status, body } = await api.request(
    access,
    (client, options) => client.events.insert({ calendarId: calendar, ...QUIETLY, requestBody }, options),
    { accept: [409] },
  );
  return status === 409 ? undefined : writtenAs(understood(standingEvent, body), generation);
}

/** Undefined: it was deleted meanwhile. A version that is not the calendar's any more is read again, so that nothing of the practitioner's is lost (B14). */
async function update(
  place: Place,
  event: EventToWrite,
  before: StandingEvent,
  generation: number,
): Promise<Written | undefined> {
  const { api, access, calendar } = place;
  let standing: StandingEvent | undefined = before;
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    if (standing === undefined || !isOurs(standing, event.uid)) return undefined;
    const requestBody = ownFields(event, standing, generation);
    if (requestBody === undefined) return writtenAs(standing, generation);
    const { id, etag } = standing;
    const { status, body } = await api.request(
      access,
      (client, options) => client.events.patch({ calendarId: calendar, eventId: id, ...QUIETLY, requestBody }, options),
      { accept: [404, 410, 412], ifMatch: etag },
    );
    if (status < 300) return writtenAs(understood(standingEvent, body), generation);
    standing = await get(place, id);
  }
  throw notSettled();
}

/** What of the event is ours, where it stands otherwise; undefined where it stands already. */
function ownFields(
  event: EventToWrite,
  standing: StandingEvent,
  generation: number,
): Record<string, unknown> | undefined {
  const { description: text = '', summary, location, status } = standing;
  const before = markOf(standing)?.text ?? '';
  const now = event.description ?? '';
  const description = merged(text, before, now);
  const isSame =
    isAt(standing, event) &&
    status === 'confirmed' &&
    summary === event.title &&
    (event.location === undefined || location === event.location) &&
    description === text;
  if (isSame) return undefined;
  const { start, end } = timeOf(event);
  const kept = description.includes(now) ? now : before;
  return {
    // An event that was made one of whole days is one no more.
    start: { ...start, date: null },
    end: { ...end, date: null },
    status: 'confirmed',
    summary: event.title,
    ...(event.location === undefined ? {} : { location: event.location }),
    ...(description === text ? {} : { description }),
    extendedProperties: {
      private: { ...WITHOUT_TEXT, ...mark(event.uid, generation, kept === '' ? undefined : kept) },
    },
  };
}

/** What we wrote gives way to what we write now, and the practitioner's words around it stay. Where it is not found, all is theirs. */
function merged(text: string, before: string, now: string): string {
  if (before !== '' && before !== now && text.includes(before)) return text.replace(before, () => now).trim();
  return text === '' ? now : text;
}

function timeOf({ start, end, zone }: EventToWrite) {
  const at = (ms: number) => ({ dateTime: new Date(ms).toISOString(), timeZone: zone });
  return { start: at(start), end: at(end) };
}

function isAt({ start, end }: StandingEvent, event: EventToWrite): boolean {
  // An event of whole days, made so by hand, is never where an appointment is.
  if (start === undefined || end === undefined || 'date' in start || 'date' in end) return false;
  return momentOf(start, 'UTC') === event.start && momentOf(end, 'UTC') === event.end;
}

function isOurs(event: StandingEvent, uid: string): boolean {
  return event.status !== 'cancelled' && markOf(event)?.uid === uid;
}

/** Undefined: there is none, or the calendar is not there. */
async function get({ api, access, calendar }: Place, id: string): Promise<StandingEvent | undefined> {
  const { status, body } = await api.request(
    access,
    (client, options) => client.events.get({ calendarId: calendar, eventId: id }, options),
    { accept: [404, 410] },
  );
  return status < 300 ? understood(standingEvent, body) : undefined;
}

/** Ids of the events that carry the mark, copies among them. */
async function marked({ api, access, calendar }: Place, uid: string): Promise<string[]> {
  const { body } = await api.request(access, (client, options) =>
    client.events.list(
      { calendarId: calendar, privateExtendedProperty: [markQuery(uid)], fields: eventFields(false) },
      options,
    ),
  );
  return understood(eventPage, body).items.flatMap((event) => (markOf(event) === undefined ? [] : [event.id]));
}

async function found(place: Place, standing: StandingEvent): Promise<Found | undefined> {
  const { start, end } = standing;
  const ours = markOf(standing);
  if (ours === undefined || start === undefined || end === undefined) return undefined;
  const zone = 'date' in start || 'date' in end ? await zoneOf(place) : 'UTC';
  return {
    start: momentOf(start, zone),
    end: momentOf(end, zone),
    uid: ours.uid,
    written: writtenAs(standing, ours.generation),
  };
}

/** Of the calendar, which an event of whole days does not say itself. */
async function zoneOf({ api, access, calendar }: Place): Promise<Zone> {
  const { body } = await api.request(access, (client, options) =>
    client.events.list({ calendarId: calendar, maxResults: 1, fields: 'kind,timeZone' }, options),
  );
  return understood(eventPage, body).timeZone ?? 'UTC';
}

function writtenAs({ id, etag }: StandingEvent, generation: number): Written {
  return { id, generation, ...(etag === undefined ? {} : { etag }) };
}

function notSettled(): ProviderError {
  return new ProviderError('retry', 'The event changes in the calendar at this very moment. It is written again soon.');
}
