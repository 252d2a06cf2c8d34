/** Holds: a slot kept for a patient who fills in the form. What may be held, for how long, and what a hold is still worth. */

import { instant, MINUTE } from './interval.ts';
import { refusalOfSlot, type BookingRefusal } from './refusal.ts';
import type { AppointmentId, HoldId, Instant, Outcome, PractitionerId, SlotSearch, TypeId } from './types.ts';

export type Hold = {
  readonly id: HoldId;
  readonly practitionerId: PractitionerId;
  readonly typeId: TypeId;
  readonly start: Instant;
  /** Length and padding later. */
  readonly blockedUntil: Instant;
  readonly expiresAt: Instant;
  /** The booking that used it. */
  readonly appointmentId: AppointmentId | undefined;
};

/** From one network address so many holds live at once: more would be a way to fill a practice without booking (J05). */
export const MOST_HOLDS_OF_ADDRESS = 3;
/** An address for mail has so many future appointments at most (J05). */
export const MOST_FUTURE_APPOINTMENTS = 10;

/** Keeps an open slot. Freshness is asked when it is confirmed: the page must not wait for a provider. */
export function hold(id: HoldId, start: Instant, search: SlotSearch): Outcome<Hold, BookingRefusal> {
  const { now, settings, practitioner, type } = search;
  const refusal = refusalOfSlot(start, { hold: 'none', freshFor: settings.closingLimit }, search);
  if (refusal) return { ok: false, refusal };
  return {
    ok: true,
    value: {
      id,
      practitionerId: practitioner.id,
      typeId: type.id,
      start,
      blockedUntil: instant(start + (type.length + type.padding) * MINUTE),
      expiresAt: instant(now + settings.holdLength * MINUTE),
      appointmentId: undefined,
    },
  };
}

/** What a hold is worth to a booking: one of another slot is worth nothing. */
export function worthOf(
  held: Hold | undefined,
  slot: { readonly practitionerId: PractitionerId; readonly typeId: TypeId; readonly start: Instant },
  now: Instant,
): 'live' | 'over' | 'none' {
  if (held === undefined || held.appointmentId !== undefined) return 'none';
  const same = held.practitionerId === slot.practitionerId && held.typeId === slot.typeId && held.start === slot.start;
  if (!same) return 'none';
  return held.expiresAt > now ? 'live' : 'over';
}
