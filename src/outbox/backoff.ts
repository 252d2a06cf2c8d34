/** When a mail that did not go out is tried again (RFC 5321, 4.5.4.1; failures H02). */
import { HOUR, instant, MINUTE } from '../domain/interval.ts';
import type { Instant } from '../domain/types.ts';

// Greylisting lets a mail in after some minutes; a server that is down is found again within the hour.
const WAITS = [5, 15, 30, 60].map((minutes) => minutes * MINUTE);
const SPREAD = 0.2;
/** A mail is given up so long after it was decided. */
export const GIVE_UP_AFTER = 48 * HOUR;

/**
 * The next try after `attempts` of them, or undefined when that would be after `until`. Jobs are spread by their number, not by
 * chance, so that those which failed together do not come back together.
 */
export function nextTry(job: { readonly id: string; readonly attempts: number }, now: Instant, until: Instant): Instant | undefined {
  const wait = WAITS[Math.min(job.attempts, WAITS.length) - 1] ?? MINUTE;
  const share = ((Number(job.id) * 7919 + job.attempts * 104_729) % 1000) / 1000;
  const next = now + wait * (1 + SPREAD * share);
  return next < until ? instant(Math.round(next)) : undefined;
}
