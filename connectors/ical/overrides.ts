/** Which version of an event counts, and which of its occurrences were changed one by one (RECURRENCE-ID). */

import { isCancelled } from './event.ts';
import type { RawEvent } from './events.ts';

/** All components of one UID. `masters` are those without a recurrence id, already the newest. */
export type Family = {
  readonly uid: string;
  readonly masters: readonly RawEvent[];
  readonly overrides: readonly RawEvent[];
};

/** Joined over the whole file. An event without a UID stands alone. Those without a readable start are left out. */
export function families(events: readonly RawEvent[]): Family[] {
  const byUid = new Map<string, { masters: RawEvent[]; overrides: RawEvent[] }>();
  for (const event of events) {
    if (event.start === undefined && !isCancelled(event)) continue;
    // A line break is in no UID, so that no real one can be taken for a place in the file.
    const uid = event.uid ?? `\n${event.index}`;
    let family = byUid.get(uid);
    if (family === undefined) byUid.set(uid, (family = { masters: [], overrides: [] }));
    // A recurrence id that nobody can read is one all the same: it may not stand for the whole series.
    const isChange = event.recurrence !== undefined || event.unreadable.includes('RECURRENCE-ID');
    (isChange ? family.overrides : family.masters).push(event);
  }
  return [...byUid].map(([uid, { masters, overrides }]) => ({ uid, masters: newest(masters), overrides }));
}

/** Highest SEQUENCE; equal ones all count, since nobody can tell which is meant and busy must not become free. */
function newest(events: readonly RawEvent[]): readonly RawEvent[] {
  if (events.length < 2) return events;
  const highest = events.reduce((most, { sequence }) => Math.max(most, sequence), 0);
  return events.filter(({ sequence }) => sequence === highest);
}

/** One change per occurrence: highest SEQUENCE, then newest DTSTAMP; where both are equal, all of them count. */
export function changesByOccurrence(
  overrides: readonly RawEvent[],
  occurrenceOf: (event: RawEvent) => string,
): Map<string, readonly RawEvent[]> {
  const groups = new Map<string, RawEvent[]>();
  for (const event of overrides) {
    const occurrence = occurrenceOf(event);
    const group = groups.get(occurrence);
    if (group === undefined) groups.set(occurrence, [event]);
    else group.push(event);
  }
  return new Map(
    [...groups].map(([occurrence, group]) => {
      const kept = newest(group);
      const stamp = kept.reduce((latest, event) => (event.stamp > latest ? event.stamp : latest), '');
      return [occurrence, kept.filter((event) => event.stamp === stamp)] as const;
    }),
  );
}
