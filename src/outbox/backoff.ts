/** When a mail that did not go out is tried again (RFC 5321, 4.5.4.1; failures H02). */
import { HOUR, instant, MINUTE } from '../domain/interval.ts';
import type { Instant } from '../domain/types.ts';

// Greylisting lets a mail in after some minutes; a server that is down is found again within the hour.
const WAITS = [5, 15, 30, 60].map((minutes) => minutes * MINUTE);
// Mails that failed together do not come back together.
const SPREAD = 0.2;
/** A mail is given up so long after it was decided. */
export const GIVE_UP_AFTER = 48 * HOUR;

export type Attempt = {
  /** How many there were, this one counted. */
  readonly attempts: number;
  readonly now: Instant;
  /** Of no use from then on. */
  readonly until: Instant;
  /** In [0, 1). */
  readonly random: number;
};

/** The next try, or undefined when that would be too late. */
export function nextTry({ attempts, now, until, random }: Attempt): Instant | undefined {
  const wait = WAITS[Math.min(attempts, WAITS.length) - 1] ?? MINUTE;
  const next = Math.round(now + wait * (1 + SPREAD * random));
  return next < until ? instant(next) : undefined;
}
