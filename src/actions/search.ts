/** Slot searches as actions ask them: what a person may know of, and the open slots nearest to one that is not open. */
import { loadSearch, withType, type AskedSearch, type LoadedSearch } from '../db/search.ts';
import { typeToMove, type Appointment } from '../domain/booking.ts';
import { DAY, instant, interval, MINUTE } from '../domain/interval.ts';
import { switchedOff } from '../domain/offers.ts';
import { openSlots } from '../domain/slots.ts';
import type { Instant, Slot, SlotSearch } from '../domain/types.ts';
import type { Context } from './context.ts';

/** So many slots are offered instead of one that is gone. */
const MOST_ALTERNATIVES = 6;
const LOOK_BACK = 3 * DAY;
const LOOK_AHEAD = 14 * DAY;

export type Asked = Omit<AskedSearch, 'window' | 'now'>;

/** The window of one start: what a booking decides on. */
export function around(start: Instant): SlotSearch['window'] {
  return interval(start, start + MINUTE);
}

/** A patient knows nothing of inactive practitioners, nor of types that are hidden, archived or for others (failures I13). */
export function isUnknownToPatient(search: SlotSearch): boolean {
  return switchedOff(search).some(({ code }) => code !== 'online-booking-off');
}

/** The search of a move: with the type as it was booked. */
export function asMove(loaded: LoadedSearch, appointment: Appointment): LoadedSearch {
  return withType(loaded, typeToMove(appointment, loaded.search.type));
}

/**
 * The open slots nearest to `start`, in order of start: those of the days around it, else the first ones there are. Read in a
 * transaction of its own, so that no lock is kept while looking.
 */
export async function nearestSlots(
  ctx: Context,
  asked: Asked,
  { start, appointment }: { readonly start: Instant; readonly appointment?: Appointment },
): Promise<Slot[]> {
  const slotsIn = async (from: number, to: number): Promise<Slot[]> => {
    const window = interval(from, to);
    const loaded = await ctx.db.tenant(ctx.practiceId, (tx) => loadSearch(tx, { ...asked, window, now: ctx.now }));
    if (!loaded) return [];
    return openSlots((appointment ? asMove(loaded, appointment) : loaded).search);
  };
  const near = await slotsIn(start - LOOK_BACK, start + LOOK_AHEAD);
  // Beyond the horizon there are none: the rules of the search end it, not this window.
  const found = near.length > 0 ? near : await slotsIn(ctx.now, instant(ctx.now + 2 * 366 * DAY));
  return found
    .toSorted((a, b) => Math.abs(a.start - start) - Math.abs(b.start - start))
    .slice(0, MOST_ALTERNATIVES)
    .toSorted((a, b) => a.start - b.start);
}
