/** How an event of ours is known in Google Calendar: by an id that is made of the appointment, and a mark that names it. */

import { createHash } from 'node:crypto';

const UID = 'openhoursUid';
const GENERATION = 'openhoursGeneration';
const TEXT = 'openhoursText';
/** Google keeps so much in one property. */
const LONGEST_PROPERTY = 1024;
const BASE32HEX = '0123456789abcdefghijklmnopqrstuv';

/**
 * The same for the same appointment and generation, so that inserting twice cannot make two events. The id of a deleted
 * event stays taken: what is made anew gets the next generation.
 */
export function eventId(uid: string, generation: number): string {
  const hash = createHash('sha256')
    .update(Buffer.from(`${uid} ${generation}`))
    .digest();
  let id = '';
  let bits = 0;
  let held = 0;
  for (const byte of hash) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      id += BASE32HEX.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return id;
}

/** `text` is what we wrote as description, to tell it from what the practitioner adds; too long a one is not kept. */
export function mark(uid: string, generation: number, text: string | undefined): Record<string, string> {
  const made: Record<string, string> = { [UID]: uid, [GENERATION]: String(generation) };
  if (text !== undefined && text.length <= LONGEST_PROPERTY) made[TEXT] = text;
  return made;
}

/** Beside a mark in a change, which keeps what it does not name: a text that is no longer ours is not left behind. */
export const WITHOUT_TEXT: Readonly<Record<string, null>> = { [TEXT]: null };

export type Mark = { readonly uid: string; readonly generation: number; readonly text: string | undefined };

type Marked = {
  readonly id: string;
  readonly extendedProperties?: { readonly private?: Readonly<Record<string, string>> | undefined } | undefined;
};

/** Undefined unless id and mark agree: a copy carries our mark under an id of its own, and is the practitioner's (C13). */
export function markOf({ id, extendedProperties }: Marked): Mark | undefined {
  const properties = extendedProperties?.private;
  const uid = properties?.[UID];
  const generation = Number(properties?.[GENERATION]);
  if (uid === undefined || !Number.isSafeInteger(generation) || eventId(uid, generation) !== id) return undefined;
  return { uid, generation, text: properties?.[TEXT] };
}

/** Finds what carries the mark, copies too. */
export function markQuery(uid: string): string {
  return `${UID}=${uid}`;
}
