/** The open slots that a person may choose from, and why a time is not one of them. */
import { loadPractitioners } from '../db/practitioners.ts';
import { loadSearch, type LoadedSearch } from '../db/search.ts';
import { loadAppointment } from '../db/appointments.ts';
import { closedBy } from '../domain/busy.ts';
import { explain } from '../domain/explain.ts';
import { switchedOff } from '../domain/offers.ts';
import { openSlots } from '../domain/slots.ts';
import type {
  AppointmentId,
  Instant,
  Interval,
  Outcome,
  PractitionerId,
  Reason,
  Slot,
  SlotSearch,
  TypeId,
  Zone,
} from '../domain/types.ts';
import type { Context } from './context.ts';
import { readHoldToken, visitHash } from './hold-token.ts';
import type { Refusal } from './refusal.ts';
import { around, asMove, isUnknownToPatient } from './search.ts';

/** Why there is no slot at all. `calendar`: one that blocks time has not been read for too long. */
export type ClosedReason = 'online-booking-off' | 'calendar';

export type OpenSlots = { readonly slots: Slot[]; readonly zone: Zone; readonly closed?: ClosedReason };

type Search = {
  readonly practitionerId: PractitionerId;
  readonly typeId: TypeId;
  readonly window: Interval;
  readonly audience?: SlotSearch['audience'];
  /** The appointment that is to be moved: it does not stand in its own way, and keeps the length that it was booked with. */
  readonly moving?: AppointmentId;
  /** The asker's own hold and visit: what they hold is open to them. */
  readonly holdToken?: string | undefined;
  readonly visit?: string | undefined;
};

export async function openSlotsFor(ctx: Context, asked: Search): Promise<Outcome<OpenSlots, Refusal>> {
  const loaded = await load(ctx, asked);
  return loaded ? { ok: true, value: slotsOf(loaded) } : { ok: false, refusal: { code: 'not-found' } };
}

/** Slots of any practitioner who offers the type, in order of start; of two at the same time the first practitioner's. */
export async function firstAvailable(
  ctx: Context,
  asked: Pick<Search, 'typeId' | 'window' | 'audience' | 'visit'>,
): Promise<
  Outcome<{ readonly slots: (Slot & { practitionerId: PractitionerId })[]; readonly closed?: ClosedReason }, Refusal>
> {
  const practitioners = await ctx.db.tenant(ctx.practiceId, (tx) => loadPractitioners(tx));
  const searches = await Promise.all(
    practitioners.map(async ({ id }) => ({ id, loaded: await load(ctx, { ...asked, practitionerId: id }) })),
  );
  const known = searches.flatMap(({ id, loaded }) => (loaded ? [{ id, loaded, ...slotsOf(loaded) }] : []));
  if (known.length === 0 || !known.some(({ loaded }) => loaded.practice.firstAvailable)) {
    return { ok: false, refusal: { code: 'not-found' } };
  }
  const taken = new Set<Instant>();
  const slots = known
    .flatMap(({ id, slots: own }) => own.map((slot) => ({ ...slot, practitionerId: id })))
    .filter(({ start }) => !taken.has(start) && taken.add(start))
    .toSorted((a, b) => a.start - b.start);
  const closed = known.every((one) => one.closed !== undefined) ? known[0]?.closed : undefined;
  return { ok: true, value: { slots, ...(closed ? { closed } : {}) } };
}

/** For staff: every reason why a time is not offered; none when it is an open slot. */
export async function explainStart(
  ctx: Context,
  asked: {
    readonly practitionerId: PractitionerId;
    readonly typeId: TypeId;
    readonly start: Instant;
    readonly audience?: SlotSearch['audience'];
  },
): Promise<Outcome<Reason[], Refusal>> {
  const loaded = await load(ctx, { ...asked, window: around(asked.start) });
  return loaded
    ? { ok: true, value: explain(asked.start, loaded.search) }
    : { ok: false, refusal: { code: 'not-found' } };
}

async function load(ctx: Context, asked: Search): Promise<LoadedSearch | undefined> {
  const { practitionerId, typeId, window, moving } = asked;
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const [loaded, appointment] = await Promise.all([
      loadSearch(tx, {
        practitionerId,
        typeId,
        window,
        now: ctx.now,
        audience: asked.audience ?? 'everyone',
        moving,
        own: readHoldToken(ctx.keys, asked.holdToken),
        visit: visitHash(asked.visit),
      }),
      moving === undefined ? undefined : loadAppointment(tx, moving),
    ]);
    if (!loaded) return undefined;
    if (appointment) return asMove(loaded, appointment);
    return ctx.actor.kind === 'patient' && isUnknownToPatient(loaded.search) ? undefined : loaded;
  });
}

function slotsOf({ search }: LoadedSearch): OpenSlots {
  const closed = switchedOff(search).some(({ code }) => code === 'online-booking-off')
    ? 'online-booking-off'
    : closedBy(search).length > 0
      ? 'calendar'
      : undefined;
  return { slots: openSlots(search), zone: search.practitioner.zone, ...(closed ? { closed } : {}) };
}
