/** What all occurrences of one event share: its clock, how others name its occurrences, what moved the later ones. */

import { DAY } from '../../src/domain/interval.ts';
import type { BusyKind, Instant, Interval } from '../../src/domain/types.ts';
import type { Wall } from '../../src/domain/wall.ts';
import type { Clock } from './clock.ts';
import { type EndOf, endOf, lengthOf } from './event.ts';
import { type WrittenTime, dayOf } from './properties.ts';
import type { Found } from './found.ts';
import type { RawEvent, Scope } from './raw.ts';
import type { Allowance } from './rules.ts';

/** What expanding needs to know, and where it puts what it finds. */
export type Expander = {
  readonly window: Interval;
  readonly allowance: Allowance;
  readonly clockOf: (time: WrittenTime, event: RawEvent) => Clock;
  readonly floating: (scope: Scope) => Clock;
  readonly kindOf: (event: RawEvent) => BusyKind | undefined;
  readonly found: Found;
  readonly uncertain: (event: RawEvent, stretch: Interval, why: 'capped' | 'length') => void;
  readonly badRule: (event: RawEvent) => void;
};

export type Series = {
  readonly event: RawEvent;
  readonly start: WrittenTime;
  readonly clock: Clock;
  readonly expander: Expander;
};

/** An instant, for a time that without a zone of its own is on the clock of the series (RFC 5545 3.8.4.4). */
export function momentOf(time: WrittenTime, event: RawEvent, series: Pick<Series, 'clock' | 'expander'>): Instant {
  const clock = time.utc || time.tzid !== undefined ? series.expander.clockOf(time, event) : series.clock;
  return clock.toInstant(time.local);
}

/** Wall times between which starts may lie whose occurrences touch the window. */
export type Range = { readonly from: Wall; readonly to: Wall };

/** Far enough from a range that no zone can bring a time into it, whose clock is then not asked: old ones take long. */
export function isFar({ local }: WrittenTime, { from, to }: Range): boolean {
  return local < from - 3 * DAY || local > to + 3 * DAY;
}

/**
 * Whether an occurrence in `range` is among those that exceptions or changes name, in whatever zone they are written.
 * Without a range, wherever it lies.
 */
export function marksOf(
  times: readonly WrittenTime[],
  series: Series,
  range?: Range,
): (local: Wall, at: Instant) => boolean {
  if (times.length === 0) return never;
  const days = new Set<number>();
  const moments = new Set<number>();
  for (const time of times) {
    if (range !== undefined && isFar(time, range)) continue;
    if (series.start.isDate || time.isDate) days.add(dayOf(time.local));
    else moments.add(momentOf(time, series.event, series));
  }
  return (local, at) => (moments.size > 0 && moments.has(at)) || (days.size > 0 && days.has(dayOf(local)));
}

function never(): boolean {
  return false;
}

/** A change of RANGE=THISANDFUTURE: from its occurrence on, starts move by the same local time and the length is new. */
export type Shift = { readonly from: number; readonly by: number; readonly event: RawEvent; readonly end: EndOf };

/** Sorted by `from`. */
export function shiftsOf(changes: readonly RawEvent[], series: Series): Shift[] {
  return changes.flatMap((event) => shiftOf(event, series) ?? []).sort((a, b) => a.from - b.from);
}

/** The last of those that begin at `occurrence` or before. */
export function shiftAt(shifts: readonly Shift[], occurrence: number): Shift | undefined {
  let low = 0;
  let high = shifts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((shifts[middle] as Shift).from <= occurrence) low = middle + 1; // middle < length
    else high = middle;
  }
  return shifts[low - 1];
}

function shiftOf(event: RawEvent, series: Series): Shift | undefined {
  const { recurrence, start, andFuture } = event;
  if (!andFuture || recurrence === undefined) return undefined;
  const moment = momentOf(recurrence, event, series);
  const isDate = series.start.isDate;
  const from = isDate ? dayOf(recurrence.local) : moment;
  // A cancelled one may come without a start: the series ends there.
  if (start === undefined) return { from, by: 0, event, end: (_, at) => at };
  const clock = series.expander.clockOf(start, event);
  const length = lengthOf(event, clock, (time) => series.expander.clockOf(time, event));
  const by = isDate
    ? dayOf(start.local) - dayOf(recurrence.local)
    : series.clock.toLocal(clock.toInstant(start.local)) - series.clock.toLocal(moment);
  return { from, by, event, end: endOf(length, series.clock) };
}
