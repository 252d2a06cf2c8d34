/**
 * Where a calendar was left: what the server calls that state, and which version of each object was read, so that what
 * changed and what is gone can be told without the server's memory. An object costs 24 letters, as hashes.
 */

import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Cursor, ReadQuery } from '../provider.ts';

const ID = 16;
const VERSION = 8;

const schema = z.object({
  start: z.number(),
  end: z.number(),
  /** Floating and all-day times were read in it. */
  zone: z.string(),
  token: z.string().optional(),
  ctag: z.string().optional(),
  objects: z.string(),
  /** Paths of objects that did not settle all their time: read again with every change, since doubt is told as a whole. */
  doubtful: z.array(z.string()),
});

export type Left = Omit<z.output<typeof schema>, 'objects'> & {
  /** Version of each object by its id. */
  readonly objects: ReadonlyMap<string, string>;
};

/** Tells two versions of one object apart. No version at all is like no other, so that the object is always read. */
export function versionOf(etag: string | undefined): string {
  return etag === undefined ? '?'.repeat(VERSION) : hash('sha256', etag, 'base64url').slice(0, VERSION);
}

export function isSameVersion(before: string | undefined, etag: string | undefined): boolean {
  return etag !== undefined && before === versionOf(etag);
}

export function cursorFor({ objects, ...left }: Left): Cursor {
  return JSON.stringify({ ...left, objects: [...objects].map(([id, version]) => id + version).join('') });
}

/** A reading that was given up is begun anew. */
export const NOWHERE: Cursor = '{}';

/** Undefined for none and for one that an older version wrote: then the calendar is read as if for the first time. */
export function readCursor(cursor: Cursor | undefined): Left | undefined {
  if (cursor === undefined) return undefined;
  try {
    const read = schema.safeParse(JSON.parse(cursor)).data;
    return read && { ...read, objects: unpacked(read.objects) };
  } catch {
    return undefined;
  }
}

function unpacked(text: string): Map<string, string> {
  const objects = new Map<string, string>();
  for (let at = 0; at < text.length; at += ID + VERSION) {
    objects.set(text.slice(at, at + ID), text.slice(at + ID, at + ID + VERSION));
  }
  return objects;
}

/** Did the readings of the cursor answer all that is asked now? */
export function speaksFor(left: Left, { start, end, zone }: ReadQuery): boolean {
  return left.zone === zone && left.start <= start && end <= left.end;
}
