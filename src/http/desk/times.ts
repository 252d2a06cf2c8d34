/** The week of open times that staff choose from. */
import type { Context as Acting } from '../../actions/context.ts';
import { openSlotsFor } from '../../actions/slots.ts';
import type { AppointmentId, LocalDate, PractitionerId, TypeId, Zone } from '../../domain/types.ts';
import { addDays, localDate, startOfDay } from '../../domain/zone.ts';
import type { TimesProps } from '../../views/desk/times.tsx';

const WEEK = 7;

type Asked = {
  readonly practitionerId: PractitionerId;
  readonly typeId: TypeId;
  readonly zone: Zone;
  readonly from: LocalDate | undefined;
  readonly moving?: AppointmentId;
  readonly address: string;
  readonly query: Readonly<Record<string, string>>;
};

/** Undefined when there is no such type or practitioner. Types kept to existing patients are offered: staff know who it is. */
export async function timesOf(ctx: Acting, asked: Asked): Promise<TimesProps | undefined> {
  const { practitionerId, typeId, zone, moving, address, query } = asked;
  const today = localDate(ctx.now, zone);
  const from = asked.from !== undefined && asked.from > today ? asked.from : today;
  const window = { start: startOfDay(from, zone), end: startOfDay(addDays(from, WEEK), zone) };
  const found = await openSlotsFor(ctx, {
    practitionerId,
    typeId,
    window,
    audience: 'existing',
    ...(moving && { moving }),
  });
  if (!found.ok) return undefined;
  const { slots, closed } = found.value;
  const previous = from > today ? addDays(from, -WEEK) : undefined;
  return { zone, now: ctx.now, from, previous, next: addDays(from, WEEK), slots, closed, address, query };
}
