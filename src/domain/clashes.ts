/** What speaks against an appointment that stands (failures A14, A16): it stays, and somebody has to look at it. */
import type { Appointment } from './booking.ts';
import { interval } from './interval.ts';
import { staffWarnings } from './slots.ts';
import type { Reason, SlotSearch } from './types.ts';

/** Of reasons, those that say something of the time itself, and not of what is known about it. */
export type ClashCode = 'outside-openings' | 'opening-not-for-type' | 'busy' | 'closed';

const CODES: ReadonlySet<string> = new Set<ClashCode>(['outside-openings', 'opening-not-for-type', 'busy', 'closed']);

/** `search` holds what lies around the appointment, with its type; what it takes itself does not speak against it. */
export function clashesOf(
  { id, start, blockedUntil }: Pick<Appointment, 'id' | 'start' | 'blockedUntil'>,
  search: SlotSearch,
): ClashCode[] {
  const reasons: Reason[] = staffWarnings(interval(start, blockedUntil), { ...search, moving: id });
  const codes = reasons.map(({ code }) => code).filter((code): code is ClashCode => CODES.has(code));
  return [...new Set(codes)];
}
