/** Slot searches as actions ask them: what a person may know of, and the open slots nearest to one that is not open. */
import { loadSearch, withType, type AskedSearch, type LoadedSearch } from '../db/search.ts';
import { typeToMove, type Appointment } from '../domain/booking.ts';
import { DAY, interval, MINUTE } from '../domain/interval.ts';
import { switchedOff } from '../domain/offers.ts';
import { openSlots } from '../domain/slots.ts';
import type { Instant, Interval, Slot, SlotSearch } from '../domain/types.ts';
import type { Context } from './context.ts';

/** So many slots are offered instead of one that is gone. */
const MOST_ALTERNATIVES = 6;
const LOOK_BACK = 3 * DAY;
const LOOK_AHEAD = 14 * DAY;

export type Asked = Omit<AskedSearch, 'window' | 'now'>;

/** The window of one start: what a booking decides on. */
export function around(start: Instant): Interval {
  return interval(start, start + MINUTE);
}

/** The days around a start, in which others are looked for. */
export function nearby(start: Instant): Interval {
  return interval(start - LOOK_BACK, start + LOOK_AHEAD);
}

/** A patient knows nothing of inactive practitioners, nor of types that are hidden, archived or for others (failures I13). */
export function isUnknownToPatient(search: SlotSearch): boolean {
  return switchedOff(search).some(({ code }) => code !== 'online-booking-off');
}

/** The search of a move: with the type as it was booked. */
export function asMove(loaded: LoadedSearch, appointment: Appointment): LoadedSearch {
  return withType(loaded, typeToMove(appointment, loaded.search.type));
}

/** The open slots of the search's window nearest to `start`, in order of start. */
export function nearestOf(search: SlotSearch, start: Instant): Slot[] {
  return openSlots(search)
    .toSorted((a, b) => Math.abs(a.start - start) - Math.abs(b.start - start))
    .slice(0, MOST_ALTERNATIVES)
    .toSorted((a, b) => a.start - b.start);
}

/**
 * The open slots nearest to `start`: those of the days around it, else of all that can be booked. Read in transactions of its
 * own, so that no lock is kept while looking.
 */
export async function nearestSlots(
  ctx: Context,
  asked: Asked,
  { start, appointment }: { readonly start: Instant; readonly appointment?: Appointment },
): Promise<Slot[]> {
  const slotsIn = async (window: Interval): Promise<Slot[]> => {
    const loaded = await ctx.db.tenant(ctx.practiceId, (tx) => loadSearch(tx, { ...asked, window, now: ctx.now }));
    if (!loaded) return [];
    return nearestOf((appointment ? asMove(loaded, appointment) : loaded).search, start);
  };
  const near = await slotsIn(nearby(start));
  // The horizon ends the search, not this window: it is two years at most.
  return near.length > 0 ? near : slotsIn(interval(ctx.now, ctx.now + 2 * 366 * DAY));
}
