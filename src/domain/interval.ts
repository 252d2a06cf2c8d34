/** Half-open stretches of time and what can be done with them. The only file that brands a number as an instant. */

import type { Instant, Interval } from './types.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** A day of elapsed time, or of wall-clock time; a local day may be longer or shorter. */
export const DAY = 24 * HOUR;

export function instant(ms: number): Instant {
  return ms as Instant; // the brand's one door
}

export function interval(start: number, end: number): Interval {
  return { start: instant(start), end: instant(end) };
}

/** Half-open: what ends at 10:00 does not overlap what starts at 10:00. */
export function overlaps(a: Interval, b: Interval): boolean {
  return a.start < b.end && b.start < a.end;
}

/** The union: sorted, apart from each other (touching ones are joined), without empty or reversed stretches. */
export function merge(intervals: Iterable<Interval>): Interval[] {
  const sorted = [...intervals].filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start);
  const merged: Interval[] = [];
  for (const next of sorted) {
    const last = merged.at(-1);
    if (last === undefined || next.start > last.end) merged.push({ start: next.start, end: next.end });
    else if (next.end > last.end) merged[merged.length - 1] = { start: last.start, end: next.end };
  }
  return merged;
}

/** What of `from` is left without `minus`; both may come in any order, the result is sorted and merged. */
export function subtract(from: Iterable<Interval>, minus: Iterable<Interval>): Interval[] {
  const taken = merge(minus);
  const left: Interval[] = [];
  let next = 0;
  for (const { start, end } of merge(from)) {
    let free = start;
    while (next < taken.length && at(taken, next).end <= start) next += 1;
    for (let i = next; i < taken.length && at(taken, i).start < end; i += 1) {
      const { start: takenStart, end: takenEnd } = at(taken, i);
      if (takenStart > free) left.push({ start: free, end: takenStart });
      if (takenEnd > free) free = takenEnd;
    }
    if (free < end) left.push({ start: free, end });
  }
  return left;
}

/** What of each interval lies inside `bounds`, in the order given. */
export function clip(intervals: Iterable<Interval>, bounds: Interval): Interval[] {
  const inside: Interval[] = [];
  for (const { start, end } of intervals) {
    const clipped = { start: start > bounds.start ? start : bounds.start, end: end < bounds.end ? end : bounds.end };
    if (clipped.start < clipped.end) inside.push(clipped);
  }
  return inside;
}

/** Does one of the merged intervals hold all of `part`? */
export function covers(merged: readonly Interval[], part: Interval): boolean {
  return merged.some(({ start, end }) => start <= part.start && part.end <= end);
}

function at(list: readonly Interval[], index: number): Interval {
  return list[index] as Interval; // callers stay below length
}
