/** What of a practice an address of the booking pages names: practitioner, type, slots. */
import type { Context as RequestContext } from 'hono';
import { firstAvailable, openSlotsFor } from '../actions/slots.ts';
import type { Context } from '../actions/context.ts';
import type { Interval, Zone } from '../domain/types.ts';
import { FIRST_AVAILABLE, PERSONAL } from '../views/public/addresses.ts';
import type { FoundSlots } from './picker-data.ts';
import { practiceBehind, type PublicPractice } from './visitor.ts';
import type { Deps } from '../deps.ts';

export type OfferedType = PublicPractice['types'][number];
export type OfferedPractitioner = PublicPractice['practitioners'][number];

/** `practitioner` undefined: whoever is free first. `type` undefined: not chosen yet. */
export type Choice = {
  readonly practice: PublicPractice;
  readonly practitioner: OfferedPractitioner | undefined;
  readonly type: OfferedType | undefined;
  readonly practitionerZone: Zone;
};

/** Undefined when anything named does not exist, is hidden, or is not offered together (failures I13). */
export async function readChoice(
  deps: Deps,
  c: RequestContext,
  typeId: string | undefined,
): Promise<Choice | undefined> {
  const practice = await practiceBehind(deps, c.req.param('practice') ?? '', c.req.query(PERSONAL));
  if (!practice) return undefined;
  const closed = { practice, practitioner: undefined, type: undefined, practitionerZone: 'UTC' };
  if (!practice.open) return closed;
  const slug = c.req.param('practitioner');
  const practitioner = practice.practitioners.find((each) => each.slug === slug);
  if (!practitioner && !(slug === FIRST_AVAILABLE && practice.firstAvailable)) return undefined;
  const type = practice.types.find(({ id }) => id === typeId);
  if (typeId !== undefined && !type) return undefined;
  if (type && practitioner && !type.practitionerIds.includes(practitioner.id)) return undefined;
  const first = practitioner ?? practice.practitioners.find(({ id }) => !type || type.practitionerIds.includes(id));
  return first && { practice, practitioner, type, practitionerZone: first.zone };
}

/** The open slots of the choice, each with whom it is. */
export function slotsOfChoice(
  ctx: Context,
  { practice, practitioner, type }: Choice & { readonly type: OfferedType },
  visit: string,
) {
  const { audience } = practice;
  return async function slotsIn(window: Interval): Promise<FoundSlots> {
    const asked = { typeId: type.id, window, visit, audience };
    if (practitioner) {
      const found = await openSlotsFor(ctx, { ...asked, practitionerId: practitioner.id });
      if (!found.ok) return { slots: [] };
      return { slots: found.value.slots.map((slot) => ({ ...slot, practitioner })), closed: found.value.closed };
    }
    const found = await firstAvailable(ctx, asked);
    if (!found.ok) return { slots: [] };
    const byId = new Map(practice.practitioners.map((each) => [each.id, each]));
    const slots = found.value.slots.flatMap(({ practitionerId, ...slot }) => {
      const who = byId.get(practitionerId);
      return who ? [{ ...slot, practitioner: who }] : [];
    });
    return { slots, closed: found.value.closed };
  };
}
