/** Where an Outlook calendar was left: the stretch that was read, and how the next reading goes on from there. */

import { z } from 'zod';
import type { Cursor, ReadQuery } from '../provider.ts';

const stretch = {
  calendar: z.string(),
  start: z.number(),
  end: z.number(),
  /** Whole days were read in it. */
  zone: z.string(),
  titles: z.boolean(),
};

const schema = z.discriminatedUnion('way', [
  /** The primary calendar tells what changed. `settled`: nothing of the stretch was left uncertain. */
  z.object({ ...stretch, way: z.literal('delta'), path: z.string().startsWith('/'), settled: z.boolean() }),
  /** The others are read whole; the hash tells whether anything is new. */
  z.object({ ...stretch, way: z.literal('view'), hash: z.string() }),
]);
export type Left = z.output<typeof schema>;

export function cursorOf(left: Left): Cursor {
  return JSON.stringify(left);
}

export function stretchOf(calendar: string, { start, end, zone, titles = false }: ReadQuery) {
  return { calendar, start, end, zone, titles };
}

/** Undefined for none, for one of an older version, and for one that does not reach as far as what is asked now. */
export function usable(cursor: Cursor | undefined, calendar: string, query: ReadQuery): Left | undefined {
  const left = read(cursor);
  if (left === undefined || left.calendar !== calendar || left.zone !== query.zone) return undefined;
  // The window of a delta is fixed when it begins: before it runs out, a new one begins (failures D07).
  if (left.start > query.start || query.end > left.end) return undefined;
  return left.titles === (query.titles ?? false) ? left : undefined;
}

function read(cursor: Cursor | undefined): Left | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(cursor)).data;
  } catch {
    return undefined;
  }
}
