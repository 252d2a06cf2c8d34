/**
 * What changed in a calendar. The primary one tells it (delta of its calendar view, failures D06, D07); the others are read
 * whole each time, so that what was deleted is missed (D11).
 */

import { createHash } from 'node:crypto';
import type { Access, Cursor, Delta, EventChange, Instance, ReadQuery } from '../provider.ts';
import { cursorOf, type Left, stretchOf, usable } from './cursor.ts';
import { asResync, eventsOf, instancesOf, occurrencesOf, stretchQuery, withMarks } from './events.ts';
import { unreadable } from './failures.ts';
import { type Graph, inFours, part } from './graph.ts';
import { readingOf, uidHashOf } from './map.ts';
import { expandMarks } from './mark.ts';
import { calendarSchema, type GraphEvent } from './schemas.ts';

export type Asked = {
  readonly access: Access;
  readonly calendar: string;
  readonly cursor: Cursor | undefined;
  readonly query: ReadQuery;
};

export async function changesOf(graph: Graph, asked: Asked): Promise<Delta> {
  const left = usable(asked.cursor, asked.calendar, asked.query);
  if (left?.way === 'delta') return deltaSince(graph, asked, left);
  if (left?.way === 'view') return wholeView(graph, asked, left);
  return (await isPrimary(graph, asked)) ? wholeDelta(graph, asked) : wholeView(graph, asked);
}

async function isPrimary(graph: Graph, { access, calendar }: Asked): Promise<boolean> {
  const answer = calendarSchema.safeParse(await graph.get(access, `/me/calendars/${part(calendar)}`));
  if (!answer.success) throw unreadable(answer.error);
  return answer.data.isDefaultCalendar === true;
}

/** All of the stretch, and where the next round begins. */
async function wholeDelta(graph: Graph, asked: Asked): Promise<Delta> {
  const { access, calendar, query } = asked;
  const { items, deltaPath } = await graph.list(
    access,
    `/me/calendarView/delta?${stretchQuery(query.start, query.end)}`,
  );
  // A round without its end is half a calendar.
  if (deltaPath === undefined) throw unreadable();
  const told = eventsOf(items);
  const removed = new Set(told.filter(isRemoved).map(({ id }) => id));
  const events = await occurrencesOf(
    graph,
    access,
    told.filter(({ id }) => !removed.has(id)),
  );
  const reading = readingOf(await withMarks(graph, access, events), query);
  const settled = reading.uncertain.length === 0;
  const cursor = cursorOf({ ...stretchOf(calendar, query), way: 'delta', path: deltaPath, settled });
  return { kind: 'full', cursor, ...reading };
}

async function deltaSince(graph: Graph, asked: Asked, left: Left & { way: 'delta' }): Promise<Delta> {
  const { access, query } = asked;
  const { items, deltaPath } = await graph.list(access, left.path).catch((error: unknown) => {
    throw asResync(error);
  });
  if (deltaPath === undefined) throw unreadable();
  const told = eventsOf(items);
  const cursor = cursorOf({ ...left, path: deltaPath });
  if (told.length === 0) return { kind: 'unchanged', cursor };
  // Removed is said by an id that may be an occurrence's, and of events that lie elsewhere in time: read all, miss nothing.
  if (told.some(isRemoved) || !left.settled) return wholeDelta(graph, asked);
  const { start, end } = left;
  const masters = new Set(told.flatMap(masterOf));
  // That one occurrence was deleted is said by the series alone: all of it is asked for.
  const series = await inFours([...masters], async (master) => ({
    uidHash: uidHashOf({ id: master }),
    events: await instancesOf(graph, access, { master, start, end }),
  }));
  const singles = await withMarks(
    graph,
    access,
    told.filter((event) => masterOf(event).length === 0),
  );
  const reading = readingOf([...series.flatMap(({ events }) => events), ...singles], {
    ...query,
    ...stretchOfLeft(left),
  });
  if (reading.uncertain.length > 0) return wholeDelta(graph, asked);
  const named = new Set([...series.map(({ uidHash }) => uidHash), ...singles.map(uidHashOf)]);
  return { ...reading, kind: 'changes', cursor, events: changesIn(named, reading.instances) };
}

function changesIn(named: ReadonlySet<string>, instances: readonly Instance[]): EventChange[] {
  return [...named].map((uidHash) => ({
    uidHash,
    instances: instances.filter((instance) => instance.uidHash === uidHash),
  }));
}

async function wholeView(graph: Graph, asked: Asked, left?: Left & { way: 'view' }): Promise<Delta> {
  const { access, calendar, query } = asked;
  const path = `/me/calendars/${part(calendar)}/calendarView?${stretchQuery(query.start, query.end)}&${expandMarks}`;
  const { items } = await graph.list(access, path);
  const reading = readingOf(await occurrencesOf(graph, access, eventsOf(items)), query);
  const inOrder = reading.instances.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const hash = createHash('sha256')
    .update(Buffer.from(JSON.stringify([inOrder, reading.uncertain])))
    .digest('base64url');
  if (left?.hash === hash) return { kind: 'unchanged', cursor: cursorOf(left) };
  return { kind: 'full', cursor: cursorOf({ ...stretchOf(calendar, query), way: 'view', hash }), ...reading };
}

function isRemoved(event: GraphEvent): boolean {
  return event['@removed'] !== undefined;
}

function masterOf({ id, type, seriesMasterId }: GraphEvent): readonly string[] {
  if (type === 'seriesMaster') return [id];
  return seriesMasterId ? [seriesMasterId] : [];
}

/** Changes are of the stretch that the round began with, which may reach further than what is asked now. */
function stretchOfLeft({ start, end }: Left): Pick<ReadQuery, 'start' | 'end'> {
  return { start: start as ReadQuery['start'], end: end as ReadQuery['end'] }; // kept from a query
}
