/** When a calendar is read next: a steady interval with jitter, and a back-off while reading fails. */
import type { CalendarToRead } from '../db/calendars.ts';
import { instant, MINUTE } from '../domain/interval.ts';
import type { Instant, Minutes } from '../domain/types.ts';

const FIRST_RETRY = MINUTE;
/** A calendar that stays away is still asked this often: it may be back any time, and its slots stay closed until then. */
const LONGEST_RETRY = 60 * MINUTE;

export type Pace = {
  readonly now: Instant;
  readonly interval: Minutes;
  /** A number in [0, 1). */
  readonly random: number;
};

/** Asking an account what changed costs little; a feed is fetched as often as the practice says. */
const ACCOUNT_INTERVAL = 10;

export function intervalOf({ kind, intervalMinutes }: Pick<CalendarToRead, 'kind' | 'intervalMinutes'>): Minutes {
  return kind === 'ics' ? intervalMinutes : Math.min(intervalMinutes, ACCOUNT_INTERVAL);
}

/** After a good reading: the interval, a tenth of it earlier or later, so that calendars do not march in step. */
export function nextReading(pace: Pace): Instant {
  return instant(Math.round(pace.now + pace.interval * MINUTE * (0.9 + 0.2 * pace.random)));
}

/**
 * After the `failures`-th failure in a row: 1, 2, 4 … minutes, jittered, at most an hour; never before `notBefore`, which
 * the provider named. What repeating will not mend is asked at the longest distance.
 */
export function nextTry(pace: Pace, failures: number, options: { notBefore?: Instant; lasting: boolean }): Instant {
  const wait = options.lasting ? LONGEST_RETRY : Math.min(FIRST_RETRY * 2 ** Math.min(failures - 1, 10), LONGEST_RETRY);
  const at = Math.round(pace.now + wait * (0.75 + 0.5 * pace.random));
  return instant(Math.max(at, options.notBefore ?? 0));
}
