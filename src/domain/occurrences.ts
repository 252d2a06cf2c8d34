/** The occurrences of openings one by one, each with what names it: what a week of the desk shows and what can be changed. */

import { eachOccurrence } from './openings.ts';
import type { Interval, LocalDateTime, Opening, OpeningId, Zone } from './types.ts';
import { dateTime } from './wall.ts';

/** `occurrence`: the local start that the rule gives; `changed`: this one alone was given other times. */
export type Occurrence = Interval & {
  readonly openingId: OpeningId;
  readonly occurrence: LocalDateTime;
  readonly localStart: LocalDateTime;
  readonly localEnd: LocalDateTime;
  readonly changed: boolean;
};

/** All that meet `window`, in order of start. */
export function occurrencesIn(
  openings: readonly Opening[],
  { zone, window }: { readonly zone: Zone; readonly window: Interval },
): Occurrence[] {
  const found: Occurrence[] = [];
  for (const opening of openings) {
    const changed = new Set(opening.exceptions.map(({ occurrence }) => occurrence));
    eachOccurrence(opening, { zone, reach: window }, (start, end, walls) => {
      const occurrence = dateTime(walls.occurrence);
      found.push({
        openingId: opening.id,
        occurrence,
        localStart: dateTime(walls.start),
        localEnd: dateTime(walls.end),
        start,
        end,
        changed: changed.has(occurrence),
      });
    });
  }
  return found.toSorted((a, b) => a.start - b.start || a.end - b.end || (a.openingId < b.openingId ? -1 : 1));
}

/** The times of one occurrence, exceptions heeded; undefined when there is none or it was removed. */
export function occurrenceTimes(
  opening: Opening,
  occurrence: LocalDateTime,
): { readonly start: LocalDateTime; readonly end: LocalDateTime } | undefined {
  // UTC has no changes of its clock: its instants are the wall times.
  const exception = opening.exceptions.find((each) => each.occurrence === occurrence);
  if (exception?.kind === 'removed') return undefined;
  const start = exception?.start ?? occurrence;
  const at = Date.parse(`${start}Z`) as Interval['start']; // a local time that was checked before
  if (Number.isNaN(at)) return undefined;
  const window = { start: at, end: (at + 1) as Interval['end'] };
  const found = occurrencesIn([opening], { zone: 'UTC', window }).find((each) => each.occurrence === occurrence);
  return found && { start: found.localStart, end: found.localEnd };
}
