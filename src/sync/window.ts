/** Which stretch of a calendar is read: far enough for the last bookable day, the same for weeks so that a 304 stays one. */
import { DAY, interval } from '../domain/interval.ts';
import type { Instant, Interval } from '../domain/types.ts';

/** The window moves in steps of this, so that an unchanged feed is read anew once a step and not at each poll. */
const STEP = 14 * DAY;
/** Behind now: a packed grid is counted from the stretch's start, which may lie a week back. */
const BEHIND = 10 * DAY;
/** Beyond the last bookable day: a long appointment that starts late on it. */
const BEYOND = 3 * DAY;

/** Asked at any time within two weeks for the same `horizonDays`, it is the same window. */
export function readWindow(now: Instant, horizonDays: number): Interval {
  const start = Math.floor((now - BEHIND) / STEP) * STEP;
  const end = Math.ceil((now + horizonDays * DAY + BEYOND) / STEP) * STEP;
  return interval(start, end);
}
