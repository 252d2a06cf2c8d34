/** Lists of events, each made to say all of itself: what Graph leaves out of an answer is asked for. */

import { type Access, ProviderError } from '../provider.ts';
import { Refusal, unreadable } from './failures.ts';
import { type Graph, inFours, part } from './graph.ts';
import { expandMarks, mayBeOurs } from './mark.ts';
import { eventSchema, type GraphEvent } from './schemas.ts';

/** An entry that is no event makes the whole answer one that cannot be trusted. */
export function eventsOf(items: readonly unknown[]): GraphEvent[] {
  return items.map(eventOf);
}

export function eventOf(item: unknown): GraphEvent {
  const read = eventSchema.safeParse(item);
  if (!read.success) throw unreadable(read.error);
  return read.data;
}

/** Undefined when there is no such event any more. */
export async function eventById(graph: Graph, access: Access, id: string): Promise<GraphEvent | undefined> {
  try {
    return eventOf(await graph.get(access, `/me/events/${part(id)}?${expandMarks}`));
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

export function isGone(error: unknown): boolean {
  return error instanceof Refusal && (error.status === 404 || error.status === 410);
}

/** What an answer told of series, occurrences and single events → occurrences and single events that are whole. */
export async function occurrencesOf(
  graph: Graph,
  access: Access,
  told: readonly GraphEvent[],
): Promise<readonly GraphEvent[]> {
  // Told twice, the later one counts: pages are made while the calendar changes.
  const byId = new Map(told.map((event) => [event.id, event]));
  const whole = (event: GraphEvent): boolean => event.type !== 'occurrence' || event.showAs !== undefined;
  const missing = new Set<string>();
  for (const event of byId.values()) {
    const master = event.seriesMasterId;
    if (!whole(event) && master && !byId.has(master)) missing.add(master);
  }
  const masters = await inFours([...missing], (id) => eventById(graph, access, id));
  for (const master of masters) if (master) byId.set(master.id, master);
  return [...byId.values()]
    .filter(({ type }) => type !== 'seriesMaster')
    .map((event) => (whole(event) ? event : inherited(event, byId.get(event.seriesMasterId ?? ''))));
}

/** In a round of changes an occurrence says only when it is; the rest is as in its series. */
function inherited(occurrence: GraphEvent, master: GraphEvent | undefined): GraphEvent {
  const { id, type, start, end, seriesMasterId } = occurrence;
  return {
    ...master,
    id,
    type,
    start,
    end,
    seriesMasterId,
    transactionId: undefined,
    singleValueExtendedProperties: [],
  };
}

/** With the marks of those that may be ours, where the answer could not carry them. */
export function withMarks(graph: Graph, access: Access, events: readonly GraphEvent[]): Promise<GraphEvent[]> {
  return inFours(events, async (event) => {
    if (!mayBeOurs(event) || event.singleValueExtendedProperties !== undefined) return event;
    const asked = await eventById(graph, access, event.id);
    return { ...event, singleValueExtendedProperties: asked?.singleValueExtendedProperties ?? [] };
  });
}

/** All instances of a series in a stretch. A series that is gone meanwhile has none. */
export async function instancesOf(
  graph: Graph,
  access: Access,
  { master, start, end }: { master: string; start: number; end: number },
): Promise<GraphEvent[]> {
  const path = `/me/events/${part(master)}/instances?${stretchQuery(start, end)}`;
  try {
    return eventsOf((await graph.list(access, path)).items);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

export function stretchQuery(start: number, end: number): string {
  return `startDateTime=${new Date(start).toISOString()}&endDateTime=${new Date(end).toISOString()}`;
}

/**
 * What a round that goes on from a cursor was refused with: 410, `syncStateNotFound` and whatever else Graph calls it mean
 * that all is to be read anew (failures D06). That it is not allowed is another thing.
 */
export function asResync(error: unknown): unknown {
  if (!(error instanceof Refusal) || error.status === 403) return error;
  if (error.reason !== 'gone' && error.reason !== 'rejected') return error;
  return new ProviderError('resync', 'Outlook cannot go on from where the last reading ended.', { cause: error });
}
