/** Instants as SQL parameters and columns: timestamptz goes in and comes out as a Date, and nowhere else is one made. */
import { instant } from '../domain/interval.ts';
import type { Instant, Interval } from '../domain/types.ts';

export function toDate(at: Instant): Date {
  return new Date(at);
}

export function toInstant(date: Date): Instant {
  return instant(date.getTime());
}

export function toInterval(start: Date, end: Date): Interval {
  return { start: toInstant(start), end: toInstant(end) };
}

/** A tstzmultirange literal. */
export function toMultirange(intervals: readonly Interval[]): string {
  const ranges = intervals.map(({ start, end }) => `[${toDate(start).toISOString()},${toDate(end).toISOString()})`);
  return `{${ranges.join(',')}}`;
}
