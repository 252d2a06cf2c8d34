/** For staff: when each practitioner who offers a type is free next. */
import { loadPractitioners, type PractitionerRecord } from '../db/practitioners.ts';
import { loadType } from '../db/types.ts';
import { DAY, instant } from '../domain/interval.ts';
import type { AppointmentType, Instant, Outcome, Slot, TypeId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, type NotFound } from './refused.ts';
import { openSlotsFor, type ClosedReason } from './slots.ts';

export type NextFree = {
  readonly practitioner: PractitionerRecord;
  /** The first open ones, in order of start. */
  readonly slots: readonly Slot[];
  /** Why there is none at all. */
  readonly closed: ClosedReason | undefined;
};

/** Near days first: most are found there, and a search costs what lies in its window. */
const WINDOWS = [7 * DAY, 60 * DAY, 2 * 366 * DAY];

/** Of active practitioners who offer it; who is free first stands first. Kept to existing patients or not: staff know who it is. */
export async function nextFree(
  ctx: Context,
  asked: { readonly typeId: TypeId; readonly from: Instant; readonly most: number },
): Promise<Outcome<{ readonly type: AppointmentType; readonly free: NextFree[] }, NotFound>> {
  const { typeId } = asked;
  const [type, practitioners] = await ctx.db.tenant(ctx.practiceId, (tx) =>
    Promise.all([loadType(tx, typeId), loadPractitioners(tx)]),
  );
  if (!type) return NOT_FOUND;
  const offering = practitioners.filter(
    ({ id, active }) => active && (type.offeredBy === 'all' || type.offeredBy.includes(id)),
  );
  const free = await Promise.all(offering.map((practitioner) => firstOf(ctx, { ...asked, practitioner })));
  const first = ({ slots }: NextFree) => slots[0]?.start ?? Number.POSITIVE_INFINITY;
  return { ok: true, value: { type, free: free.toSorted((a, b) => first(a) - first(b)) } };
}

async function firstOf(
  ctx: Context,
  asked: {
    readonly typeId: TypeId;
    readonly from: Instant;
    readonly most: number;
    readonly practitioner: PractitionerRecord;
  },
): Promise<NextFree> {
  const { practitioner, typeId, from, most } = asked;
  for (const length of WINDOWS) {
    const window = { start: from, end: instant(from + length) };
    const found = await openSlotsFor(ctx, { practitionerId: practitioner.id, typeId, window, audience: 'existing' });
    if (!found.ok) break;
    const { slots, closed } = found.value;
    if (slots.length > 0 || closed !== undefined) return { practitioner, slots: slots.slice(0, most), closed };
  }
  return { practitioner, slots: [], closed: undefined };
}
