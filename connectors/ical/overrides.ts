/** Which version of an event counts, and which of its occurrences were changed one by one (RECURRENCE-ID). */

import { isCancelled } from './event.ts';
import type { RawEvent } from './raw.ts';

/** All components of one UID. `masters` are those without a recurrence id, already the newest. */
export type Family = {
  readonly masters: readonly RawEvent[];
  readonly overrides: readonly RawEvent[];
};

const none: readonly RawEvent[] = [];

/**
 * Joined over the whole file. An event without a UID stands alone. Those without a readable start are left out. `newer`:
 * the SEQUENCE by UID of events that were not kept, before which older ones give way all the same.
 */
export function* families(events: readonly RawEvent[], newer: ReadonlyMap<string, number>): Generator<Family> {
  const byUid = new Map<string, RawEvent | RawEvent[]>();
  for (const event of events) {
    if (event.start === undefined && !isCancelled(event)) continue;
    // A line break is in no UID, so that no real one can be taken for a place in the file.
    const uid = event.uid ?? `\n${event.index}`;
    const family = byUid.get(uid);
    if (family === undefined) byUid.set(uid, event);
    else if (Array.isArray(family)) family.push(event);
    else byUid.set(uid, [family, event]);
  }
  for (const [uid, known] of byUid) {
    if (Array.isArray(known)) {
      const masters = known.filter((event) => !isChange(event));
      yield { masters: newest(masters, newer.get(uid)), overrides: known.filter(isChange) };
    } else if (isChange(known)) yield { masters: none, overrides: [known] };
    else yield { masters: newest([known], newer.get(uid)), overrides: none };
  }
}

/** A recurrence id that nobody can read is one all the same: it may not stand for the whole series. */
function isChange(event: RawEvent): boolean {
  return event.recurrence !== undefined || event.unreadable.includes('RECURRENCE-ID');
}

/** Highest SEQUENCE; equal ones all count, since nobody can tell which is meant and busy must not become free. */
function newest(events: readonly RawEvent[], atLeast = 0): readonly RawEvent[] {
  if (events.length < 2 && atLeast === 0) return events;
  const highest = events.reduce((most, { sequence }) => Math.max(most, sequence), atLeast);
  return events.filter(({ sequence }) => sequence === highest);
}

/** One change per occurrence: highest SEQUENCE, then newest DTSTAMP; where both are equal, all of them count. */
export function newestChanges(
  overrides: readonly RawEvent[],
  occurrenceOf: (event: RawEvent) => string,
): readonly RawEvent[] {
  if (overrides.length === 0) return overrides;
  const groups = new Map<string, RawEvent[]>();
  for (const event of overrides) {
    const occurrence = occurrenceOf(event);
    const group = groups.get(occurrence);
    if (group === undefined) groups.set(occurrence, [event]);
    else group.push(event);
  }
  return [...groups.values()].flatMap((group) => {
    const kept = newest(group);
    const stamp = kept.reduce((latest, event) => (event.stamp > latest ? event.stamp : latest), '');
    return kept.filter((event) => event.stamp === stamp);
  });
}
