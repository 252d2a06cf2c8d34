/** Where a Google calendar was left: its sync token, and which reading the token goes on from. */

import { z } from 'zod';
import { DAY } from '../../src/domain/interval.ts';
import type { Instant } from '../../src/domain/types.ts';
import type { Cursor, ReadQuery } from '../provider.ts';

const schema = z.object({
  /** Google goes on telling of the stretch that the first request named; the token itself cannot be given one. */
  start: z.number(),
  end: z.number(),
  titles: z.boolean(),
  /** Of the calendar: all its days were read in it. */
  zone: z.string(),
  /** When all was read. */
  readAt: z.number(),
  token: z.string(),
});
export type GoogleCursor = z.output<typeof schema>;

/** What a token does not tell, such as an event that left the stretch, is put right by reading all this often. */
const LONGEST_SINCE_ALL = DAY;

export function writeCursor(cursor: GoogleCursor): Cursor {
  return JSON.stringify(cursor);
}

/** Undefined for none and for one that an older version wrote: then all is read. */
export function readCursor(cursor: Cursor | undefined): GoogleCursor | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(cursor)).data;
  } catch {
    return undefined;
  }
}

/** Can changes since the cursor answer all that is asked now? */
export function speaksFor(cursor: GoogleCursor, query: ReadQuery, now: Instant): boolean {
  const reaches = cursor.start <= query.start && query.end <= cursor.end;
  return reaches && cursor.titles === (query.titles ?? false) && now - cursor.readAt < LONGEST_SINCE_ALL;
}
