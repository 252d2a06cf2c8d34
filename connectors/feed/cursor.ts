/** Where a feed was left: what the server called that version, what it held, and how far it was read. */

import { z } from 'zod';
import type { Cursor, ReadQuery } from '../provider.ts';

/** `hash` is of the content, for servers that call every answer new. */
type Version = {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  readonly hash: string;
};

const schema = z.object({
  start: z.number(),
  end: z.number(),
  /** Floating and all-day times were read in it. */
  zone: z.string(),
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  hash: z.string(),
});
type FeedCursor = z.output<typeof schema>;

export function cursorFor({ start, end, zone }: Pick<FeedCursor, 'start' | 'end' | 'zone'>, version: Version): Cursor {
  return JSON.stringify({ start, end, zone, ...version });
}

/** Undefined for none and for one that an older version wrote: then the feed is read as if for the first time. */
export function readCursor(cursor: Cursor | undefined): FeedCursor | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.safeParse(JSON.parse(cursor)).data;
  } catch {
    return undefined;
  }
}

/** Did the reading of the cursor answer all that is asked now? */
export function speaksFor(cursor: FeedCursor, { start, end, zone }: ReadQuery): boolean {
  return cursor.zone === zone && cursor.start <= start && end <= cursor.end;
}
