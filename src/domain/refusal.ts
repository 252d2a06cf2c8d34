/** Why a booking, a move or a cancellation is refused: the rules of slots and of the online-booking switches, as one code each. */

import type { Appointment } from './booking.ts';
import { explain } from './explain.ts';
import { interval, MINUTE } from './interval.ts';
import { totalOf } from './search.ts';
import { confirmable, staffRefusals, staffWarnings } from './slots.ts';
import type { Instant, Minutes, Reason, Settings, SlotSearch } from './types.ts';

/** Why nothing was changed. `reasons` and `warnings` name calendars and appointments: for staff only. */
export type BookingRefusal = {
  readonly code:
    | 'online-booking-off'
    | 'changes-off'
    | 'just-taken'
    | 'not-offered'
    | 'hold-expired'
    | 'stale-calendar'
    | 'already-cancelled'
    | 'in-the-past'
    | 'needs-confirmation'
    | 'conflict';
  readonly reasons?: readonly Reason[];
  /** What staff are asked to confirm. */
  readonly warnings?: readonly Reason[];
};

type Asking = { readonly hold: 'live' | 'over' | 'none'; readonly freshFor: Minutes };

/** Why a patient cannot have this start: with a live hold only what a hold does not fix is asked again. */
export function refusalOfSlot(
  start: Instant,
  { hold, freshFor }: Asking,
  search: SlotSearch,
): BookingRefusal | undefined {
  const reasons = hold === 'live' ? confirmable(start, search) : explain(start, search);
  if (reasons.length > 0) return { code: codeOf(reasons, hold), reasons };
  const stale = staleCalendars(search, freshFor);
  if (stale.length === 0 || search.settings.staleBooking === 'verify') return undefined;
  return {
    code: 'stale-calendar',
    reasons: stale.map(({ id, readAt }) =>
      readAt === undefined
        ? { code: 'calendar-unread', calendar: id }
        : { code: 'calendar-stale', calendar: id, readAt },
    ),
  };
}

/** Why staff cannot have this start, or what they must confirm first. */
export function refusalToStaff(
  start: Instant,
  { anyway }: { readonly anyway: boolean },
  search: SlotSearch,
): BookingRefusal | undefined {
  if (search.type.state === 'archived') return { code: 'not-offered', reasons: [{ code: 'type-archived' }] };
  // One that runs already may still be entered: a patient who walked in.
  if (start + search.type.length * MINUTE <= search.now) return { code: 'in-the-past' };
  const span = interval(start, start + totalOf(search));
  const reasons = staffRefusals(span, search);
  if (reasons.length > 0) return { code: 'just-taken', reasons };
  const warnings = staffWarnings(span, search);
  return warnings.length > 0 && !anyway ? { code: 'needs-confirmation', warnings } : undefined;
}

/** Why an appointment that stands cannot be changed, whatever it would become. */
export function refusalToChange(
  appointment: Appointment,
  asked: {
    readonly kind: 'moved' | 'cancelled';
    readonly by: 'patient' | 'staff';
    /** The revision that was seen; undefined: not asked. */
    readonly revision: number | undefined;
    readonly now: Instant;
    readonly settings: Settings;
  },
): BookingRefusal | undefined {
  const { by, now, settings } = asked;
  if (by === 'patient') {
    if (!settings.allowOnlineChanges) return { code: 'changes-off' };
    // Cancelling follows its own toggle alone.
    if (asked.kind === 'moved' && !settings.allowOnlineBooking) return { code: 'online-booking-off' };
  }
  const over = by === 'patient' ? appointment.start : appointment.end;
  if (over <= now) return { code: 'in-the-past' };
  const stale = asked.revision !== undefined && asked.revision !== appointment.revision;
  return stale ? { code: 'conflict' } : undefined;
}

/** Calendars whose last reading is too old to book on without looking again. */
export function staleCalendars({ now, calendars }: SlotSearch, freshFor: Minutes): SlotSearch['calendars'] {
  return calendars.filter(({ readAt }) => readAt === undefined || readAt < now - freshFor * MINUTE);
}

const TAKEN: ReadonlySet<Reason['code']> = new Set(['appointment', 'hold', 'busy', 'closed', 'daily-limit']);
const STALE: ReadonlySet<Reason['code']> = new Set(['calendar-unread', 'calendar-stale']);

function codeOf(reasons: readonly Reason[], hold: Asking['hold']): BookingRefusal['code'] {
  const codes = reasons.map(({ code }) => code);
  if (codes.includes('online-booking-off')) return 'online-booking-off';
  if (codes.every((code) => TAKEN.has(code))) return 'just-taken';
  if (codes.some((code) => STALE.has(code))) return 'stale-calendar';
  return hold === 'over' ? 'hold-expired' : 'not-offered';
}
