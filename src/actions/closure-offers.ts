/** Times that each appointment of a closed stretch could move to: its own practitioner's next, and those of others. */
import type { Appointment } from '../domain/booking.ts';
import { instant, MINUTE, overlaps } from '../domain/interval.ts';
import type { AppointmentId, Instant, Interval, PractitionerId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { nextFree, type NextFree } from './next-free.ts';

export type Offer = {
  readonly practitionerId: PractitionerId;
  readonly practitionerName: string;
  readonly zone: string;
  readonly start: Instant;
};

const OWN = 3;
const OTHERS = 1;

/**
 * By appointment, its own practitioner's first. The first offer of each practitioner is made to nobody else in the list, so that
 * all of them can be taken together.
 */
export async function offersFor(ctx: Context, affected: readonly Appointment[]): Promise<Map<AppointmentId, Offer[]>> {
  const byType = new Map<string, readonly NextFree[]>();
  for (const { typeId, start } of affected) {
    if (byType.has(typeId)) continue;
    const from = start > ctx.now ? start : ctx.now;
    const found = await nextFree(ctx, { typeId, from, most: affected.length * 2 + OWN });
    byType.set(typeId, found.ok ? found.value.free : []);
  }
  const promised = new Map<PractitionerId, Interval[]>();
  return new Map(
    affected.map((appointment) => [
      appointment.id,
      offersOf(appointment, byType.get(appointment.typeId) ?? [], promised),
    ]),
  );
}

function offersOf(
  { practitionerId, length, padding }: Appointment,
  free: readonly NextFree[],
  promised: Map<PractitionerId, Interval[]>,
): Offer[] {
  const own = free.filter(({ practitioner }) => practitioner.id === practitionerId);
  const others = free.filter(({ practitioner }) => practitioner.id !== practitionerId);
  return [...own, ...others].flatMap(({ practitioner, slots }) => {
    const taken = promised.get(practitioner.id) ?? [];
    const span = (start: Instant): Interval => ({ start, end: instant(start + (length + padding) * MINUTE) });
    const left = slots.filter(({ start }) => !taken.some((one) => overlaps(one, span(start))));
    const shown = left.slice(0, practitioner.id === practitionerId ? OWN : OTHERS);
    const [first] = shown;
    if (first && practitioner.id === practitionerId) promised.set(practitioner.id, [...taken, span(first.start)]);
    return shown.map(({ start }) => ({
      practitionerId: practitioner.id,
      practitionerName: practitioner.name,
      zone: practitioner.zone,
      start,
    }));
  });
}
