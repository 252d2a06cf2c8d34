/** Which version of an event counts, and which of its occurrences were changed one by one (RECURRENCE-ID). */

import { isCancelled, uidOf } from './event.ts';
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
  const places = new Map<string, number>();
  const found: [RawEvent, ...RawEvent[]][] = [];
  for (const event of events) {
    if (event.start === undefined && !isCancelled(event)) continue;
    const uid = uidOf(event);
    const place = places.get(uid);
    if (place === undefined) places.set(uid, found.push([event]) - 1);
    else found[place]?.push(event);
  }
  for (const family of found) {
    const [first] = family;
    const atLeast = newer.size === 0 ? undefined : newer.get(uidOf(first));
    if (family.length > 1) {
      const masters = family.filter((event) => !isChange(event));
      yield { masters: newest(masters, atLeast), overrides: family.filter(isChange) };
    } else if (isChange(first)) yield { masters: none, overrides: family };
    else yield { masters: newest(family, atLeast), overrides: none };
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
  if (overrides.length < 2) return overrides;
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
