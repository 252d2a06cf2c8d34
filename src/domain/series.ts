/** A series: the same appointment every so many weeks, at the same time on the wall clock. */
import type { Instant, Zone } from './types.ts';
import { addDays, toInstant, toLocal } from './zone.ts';

/** How often and how many: a year of weeks at most. */
export const SERIES = { every: { min: 1, max: 8 }, count: { min: 2, max: 52 } } as const;

/** The starts, in order; 09:00 stays 09:00 across a clock change. */
export function seriesStarts(
  first: Instant,
  { every, count }: { every: number; count: number },
  zone: Zone,
): Instant[] {
  const [day = '', clock = ''] = toLocal(first, zone).split('T');
  return Array.from({ length: count }, (_, index) =>
    index === 0 ? first : toInstant(`${addDays(day, 7 * every * index)}T${clock}`, zone),
  );
}
