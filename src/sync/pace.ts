/** When a write that failed is tried again: soon at first, at most every ten minutes, never in step with others (failures B11, B13). */
import { instant, MINUTE } from '../domain/interval.ts';
import type { Instant } from '../domain/types.ts';

const FIRST = 5_000;
const LONGEST = 10 * MINUTE;
/** What repeating alone will not mend is still looked at: the account may have been connected again. */
const LASTING = 30 * MINUTE;

/** `random`: in [0, 1). Full jitter over a wait that doubles with each attempt, but never at once. */
export function nextWrite(tried: {
  readonly attempts: number;
  readonly now: Instant;
  readonly random: number;
  readonly notBefore: Instant | undefined;
  readonly lasting: boolean;
}): Instant {
  const wait = tried.lasting ? LASTING : Math.min(FIRST * 2 ** Math.min(tried.attempts - 1, 12), LONGEST);
  const at = Math.round(tried.now + 1_000 + wait * tried.random);
  return instant(Math.max(at, tried.notBefore ?? 0));
}
