/** Keeping a slot for a patient from the moment the form is open, and giving it back. */
import { lockPractitioner } from '../db/appointments.ts';
import { deleteHold, insertHold, makeWay } from '../db/holds.ts';
import { raiseRevision } from '../db/practitioners.ts';
import { loadSearch } from '../db/search.ts';
import { hold, MOST_HOLDS_OF_ADDRESS } from '../domain/holding.ts';
import { interval, MINUTE } from '../domain/interval.ts';
import { networkOf } from '../domain/network.ts';
import type { HoldId, Instant, Outcome, PractitionerId, Slot, SlotSearch, TypeId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { holdToken, readHoldToken, visitHash } from './hold-token.ts';
import { refuseTo, type Refusal } from './refusal.ts';
import { around, isUnknownToPatient, nearestSlots } from './search.ts';

export type HoldRequest = {
  readonly practitionerId: PractitionerId;
  readonly typeId: TypeId;
  readonly start: Instant;
  readonly audience: SlotSearch['audience'];
  /**
   * What the pages of one visit carry on (any random text). A visit holds one slot: taking another gives the first back, and
   * sending the same choice twice does not find its own hold in the way.
   */
  readonly visit?: string | undefined;
  /** A hold that this one is taken instead of. */
  readonly replaces?: string | undefined;
};

export type TakenHold = { readonly holdToken: string; readonly expiresAt: Instant; readonly slot: Slot };

export async function takeHold(ctx: Context, request: HoldRequest): Promise<Outcome<TakenHold, Refusal>> {
  const { practitionerId, typeId, start, audience } = request;
  const own = readHoldToken(ctx.keys, request.replaces);
  const visit = visitHash(request.visit);
  const asked = { practitionerId, typeId, audience, own, visit };
  const outcome = await ctx.db.tenant(ctx.practiceId, async (tx) => {
    const [known, loaded] = await Promise.all([
      lockPractitioner(tx, practitionerId),
      loadSearch(tx, { ...asked, window: around(start), now: ctx.now }),
    ]);
    if (!known || !loaded || isUnknownToPatient(loaded.search))
      return { ok: false, refusal: { code: 'not-found' } } as const;
    const decided = hold(ctx.newId() as HoldId, start, loaded.search); // a new id gets its brand here
    if (!decided.ok) return decided;
    // A whole network of IPv6 costs nobody more than one address.
    const address = ctx.actor.kind === 'patient' && ctx.address !== undefined ? networkOf(ctx.address) : undefined;
    const holder = { address, visit };
    await makeWay(tx, holder, { now: ctx.now, most: MOST_HOLDS_OF_ADDRESS });
    await Promise.all([
      own === undefined ? undefined : deleteHold(tx, own),
      insertHold(tx, decided.value, holder),
      raiseRevision(tx, practitionerId),
    ]);
    const { id, expiresAt } = decided.value;
    const slot = interval(start, start + loaded.search.type.length * MINUTE);
    return { ok: true, value: { holdToken: holdToken(ctx.keys, id), expiresAt, slot } } as const;
  });
  if (outcome.ok) return outcome;
  return refuseTo(ctx, outcome.refusal, () => nearestSlots(ctx, asked, { start }));
}

/** Gives a slot back. A hold that is over, used or unknown stays what it is. */
export async function releaseHold(ctx: Context, token: string): Promise<void> {
  const id = readHoldToken(ctx.keys, token);
  if (id !== undefined) await ctx.db.tenant(ctx.practiceId, (tx) => deleteHold(tx, id));
}
