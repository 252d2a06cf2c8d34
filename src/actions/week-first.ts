/** The first time that could be booked now, practitioner by practitioner: what the settings of online booking come to today. */
import { loadPractitioners } from '../db/practitioners.ts';
import { DAY, interval } from '../domain/interval.ts';
import { openSlots } from '../domain/slots.ts';
import { startBounds } from '../domain/settings.ts';
import type { Instant, PractitionerId, Settings } from '../domain/types.ts';
import type { Context } from './context.ts';
import { loadBase, searchFor } from './week.ts';

export type FirstOpen = {
  readonly practitionerId: PractitionerId;
  /** Undefined: nothing can be booked by everyone with the booking link. */
  readonly first: { readonly start: Instant; readonly typeName: string } | undefined;
};

/** Most first times lie in the next days; only where there is none the rest is looked at. */
const NEAR = 14 * DAY;

/** `settings`: those that are saved, or as they would be. Practitioners who are not active are left out. */
export async function firstOpen(ctx: Context, settings: Settings): Promise<FirstOpen[]> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const practitioners = (await loadPractitioners(tx)).filter(({ active }) => active);
    const found: FirstOpen[] = [];
    for (const { id: practitionerId, zone } of practitioners) {
      const firstIn = async (from: number, to: number): Promise<FirstOpen['first']> => {
        if (from >= to) return undefined;
        const base = await loadBase(ctx, tx, { practitionerId, window: interval(from, to) });
        if (!base) return undefined;
        const firsts = base.types.flatMap((type) => {
          const [slot] = openSlots({ ...searchFor(base, type), settings, audience: 'everyone' });
          return slot ? [{ start: slot.start, typeName: type.name }] : [];
        });
        return firsts.toSorted((a, b) => a.start - b.start)[0];
      };
      const { end } = startBounds(ctx.now, settings, zone);
      const near = Math.min(end, ctx.now + NEAR);
      found.push({ practitionerId, first: (await firstIn(ctx.now, near)) ?? (await firstIn(near, end)) });
    }
    return found;
  });
}
