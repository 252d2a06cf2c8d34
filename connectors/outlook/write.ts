/** Writes an appointment into a calendar: once, however often it is asked, and without taking the owner's notes. */

import { type Access, type EventToWrite, ProviderError, type Written } from '../provider.ts';
import { eventById, eventOf, isGone } from './events.ts';
import { Refusal } from './failures.ts';
import { type Graph, part } from './graph.ts';
import { markOf, propertiesFor, transactionOf } from './mark.ts';
import type { GraphEvent } from './schemas.ts';
import { type Ours, settle } from './settle.ts';

export type ToPut = {
  readonly access: Access;
  readonly calendar: string;
  readonly event: EventToWrite;
  readonly known: Written | undefined;
};

/** How often somebody may write at the same moment before it is left for later. */
const TRIES = 3;

export async function put(graph: Graph, asked: ToPut): Promise<Written> {
  const { access, calendar, event, known } = asked;
  const there = (await settle(graph, { access, calendar, uid: event.uid })) ?? (await moved(graph, asked));
  if (there) {
    const updated = await update(graph, asked, there);
    if (updated) return updated;
  }
  const first = known === undefined && !there ? 0 : Math.max(known?.generation ?? 0, there?.mark.generation ?? 0) + 1;
  for (let generation = first; generation < first + TRIES; generation++) {
    const written = await create(graph, asked, generation);
    if (written) return written;
  }
  throw new ProviderError('retry', 'Outlook removed the event again at once.');
}

/** Its owner has put it into another of their calendars: it is still the one (failures D09). */
async function moved(graph: Graph, { access, event, known }: ToPut): Promise<Ours | undefined> {
  if (known === undefined) return undefined;
  const found = await eventById(graph, access, known.id);
  const mark = found && markOf(found);
  if (!mark || mark.uid !== event.uid || mark.id !== found.id) return undefined;
  try {
    // What lies in the bin is in no calendar.
    await graph.get(access, `/me/events/${part(found.id)}/calendar`);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
  return { event: found, mark };
}

/** Undefined when it was removed meanwhile. */
async function update(graph: Graph, { access, event }: ToPut, there: Ours): Promise<Written | undefined> {
  let { event: current, mark } = there;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const text = event.description ?? '';
    const { generation } = mark;
    const body = {
      ...fields(event),
      ...(text !== mark.text && { body: { contentType: 'text', content: merged(bodyOf(current), mark.text, text) } }),
      singleValueExtendedProperties: propertiesFor({ uid: event.uid, id: current.id, generation, text }),
    };
    const path = `/me/events/${part(current.id)}`;
    const etag = current['@odata.etag'];
    try {
      return writtenOf(await graph.patch(access, path, { body, ...(etag !== undefined && { etag }) }), generation);
    } catch (error) {
      if (isGone(error)) return undefined;
      if (!(error instanceof Refusal) || error.status !== 412) throw error;
    }
    // Somebody wrote meanwhile: their words are read before ours are put among them (failures B14).
    const now = await eventById(graph, access, current.id);
    if (!now) return undefined;
    current = now;
    mark = markOf(now) ?? mark;
  }
  throw new ProviderError('retry', 'The event is being changed by somebody else at the moment.');
}

/** Undefined when an event of this transaction was made before and removed since. */
async function create(
  graph: Graph,
  { access, calendar, event }: ToPut,
  generation: number,
): Promise<Written | undefined> {
  const { uid } = event;
  const text = event.description ?? '';
  const made = eventOf(
    await graph.post(access, `/me/calendars/${part(calendar)}/events`, {
      ...fields(event),
      body: { contentType: 'text', content: text },
      showAs: 'busy',
      transactionId: transactionOf(uid, generation),
      singleValueExtendedProperties: propertiesFor({ uid, generation, text }),
    }),
  );
  try {
    // From here on a copy of the event can be told from it.
    const body = { singleValueExtendedProperties: propertiesFor({ uid, id: made.id, generation, text }) };
    return writtenOf(await graph.patch(access, `/me/events/${part(made.id)}`, { body }), generation);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** What is ours of an event. No attendees, ever: Outlook would mail them (failures B16). */
function fields(event: EventToWrite): Record<string, unknown> {
  return {
    subject: event.title,
    isAllDay: false,
    start: timeOf(event.start),
    end: timeOf(event.end),
    location: { displayName: event.location ?? '' },
  };
}

function timeOf(at: number): { dateTime: string; timeZone: string } {
  return { dateTime: new Date(at).toISOString().slice(0, -1), timeZone: 'UTC' };
}

function bodyOf({ body }: GraphEvent): string {
  return plain(body?.content ?? '');
}

/** Our new text in the place of our last one; where the owner has taken that out, before what they wrote. */
function merged(content: string, last: string, next: string): string {
  const own = plain(last);
  if (own !== '' && content.includes(own)) return content.replace(own, () => next).trim();
  return [next, content].filter((each) => each !== '').join('\n\n');
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trim();
}

function writtenOf(answer: unknown, generation: number): Written {
  const { id, '@odata.etag': etag } = eventOf(answer);
  return { id, generation, ...(etag !== undefined && { etag }) };
}
