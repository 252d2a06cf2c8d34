/** Why a time is or is not offered: the rules of the slot list, asked about one start. */

import { closedBy } from './busy.ts';
import { switchedOff } from './offers.ts';
import { clashes, offGrid, outOfBounds, outsideOpenings, spanOf, unknown } from './reasons.ts';
import type { Instant, Reason, SlotSearch } from './types.ts';

/**
 * All reasons why `start` is not offered; none: it is an open slot, and `openSlots` lists it. `search.window` does not
 * matter, but `search` must hold what lies in `loadWindow` around `start`.
 */
export function explain(start: Instant, search: SlotSearch): Reason[] {
  const span = spanOf(start, search);
  return [
    ...switchedOff(search),
    ...closedBy(search),
    ...outOfBounds(start, search),
    ...outsideOpenings(span, search),
    ...clashes(span, search),
    ...unknown(span, search),
    ...offGrid(span, search),
  ];
}
