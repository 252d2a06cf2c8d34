/** The online-booking settings: their defaults, their limits, and the bounds that they put on starts. */

import { HOUR, instant, MINUTE, DAY } from './interval.ts';
import type { Cutoff, Instant, LocalDate, Plan, Settings, Zone } from './types.ts';
import { dayNumber, type Wall } from './wall.ts';
import { addDays, localDate, toWall, wallDayStart, wallToInstant } from './zone.ts';

export const DEFAULT_SETTINGS: Settings = {
  allowOnlineBooking: true,
  allowOnlineChanges: true,
  cutoff: { amount: 1, unit: 'days' },
  horizonDays: 60,
  holdLength: 10,
  closingLimit: 24 * 60,
  staleBooking: 'refuse',
};

/** Smallest and largest value of everything that a person sets in numbers. Lengths are minutes. */
export const LIMITS = {
  cutoffMinutes: { min: 0, max: 7 * 24 * 60 },
  cutoffHours: { min: 0, max: 90 * 24 },
  cutoffDays: { min: 0, max: 365 },
  horizonDays: { min: 0, max: 730 },
  holdLength: { min: 1, max: 60 },
  closingLimit: { min: 15, max: 7 * 24 * 60 },
  liveRead: { min: 5, max: 24 * 60 },
  feedInterval: { min: 5, max: 24 * 60 },
  length: { min: 5, max: 24 * 60 },
  padding: { min: 0, max: 12 * 60 },
  startEvery: { min: 5, max: 24 * 60 },
  dailyLimit: { min: 1, max: 100 },
  reminder: { min: 1, max: 14 * 24 * 60 },
} as const;

/** Only a premium plan changes the settings; every plan sees them. */
export function maySettingsChange(plan: Plan): boolean {
  return plan === 'premium';
}

/** The first instant at which an appointment may start; it is allowed itself. */
export function earliestStart(now: Instant, { amount, unit }: Cutoff, zone: Zone): Instant {
  if (unit === 'minutes') return instant(now + amount * MINUTE);
  if (unit === 'hours') return instant(now + amount * HOUR);
  // The same wall clock so many days on, whatever the clocks do between.
  return wallToInstant((toWall(now, zone) + amount * DAY) as Wall, zone);
}

/** The last calendar day on which an appointment may start, all of it. */
export function lastBookableDate(now: Instant, horizonDays: number, zone: Zone): LocalDate {
  return addDays(localDate(now, zone), horizonDays);
}

/** Starts may lie in `[first, end)`, as cut-off and how-far-out say. */
export function startBounds(
  now: Instant,
  settings: Settings,
  zone: Zone,
): { readonly first: Instant; readonly end: Instant } {
  const dayAfter = (dayNumber(toWall(now, zone)) + settings.horizonDays + 1) * DAY;
  return { first: earliestStart(now, settings.cutoff, zone), end: wallDayStart(dayAfter as Wall, zone) }; // a midnight
}
