/** An appointment is moved: by its patient to an open slot, by staff to any time that is free of appointments. */
import { acceptWarnings } from '../db/accepted-warnings.ts';
import { isOverlap, loadAppointment, lockPractitionerOf } from '../db/appointments.ts';
import type { Tx } from '../db/database.ts';
import { loadSearch } from '../db/search.ts';
import { reschedule, type Appointment } from '../domain/booking.ts';
import { clashesOf } from '../domain/clashes.ts';
import type { AppointmentId, Instant, Outcome } from '../domain/types.ts';
import type { Context } from './context.ts';
import { freshen, type LiveRead } from './freshen.ts';
import { refuseTo, type Refusal } from './refusal.ts';
import { saveChange } from './save-change.ts';
import { around, asMove, nearestSlots } from './search.ts';

export type Move = {
  readonly appointmentId: AppointmentId;
  readonly start: Instant;
  /** The revision that was shown to whoever decides: when it is not the current one, nothing happens (`conflict`). */
  readonly revision?: number | undefined;
  /** Staff: whether the patient gets a mail (yes unless told otherwise), and that the warnings were confirmed. */
  readonly tell?: boolean;
  readonly anyway?: boolean;
};

/** `repeated`: it was at this start before. */
export type Moved = { readonly appointment: Appointment; readonly repeated: boolean };

type Decided = Outcome<Moved, Refusal> & { readonly appointment?: Appointment };

export async function rescheduleAppointment(
  ctx: Context,
  move: Move,
  options: { readonly liveRead?: LiveRead | undefined } = {},
): Promise<Outcome<Moved, Refusal>> {
  // Staff are warned instead: they know their calendar.
  if (options.liveRead && ctx.actor.kind === 'patient') {
    const appointment = await ctx.db.tenant(ctx.practiceId, (tx) => loadAppointment(tx, move.appointmentId));
    if (appointment) await freshen(ctx, appointment.practitionerId, options.liveRead);
  }
  const decided = await decideAndSave(ctx, move);
  if (decided.ok) return decided;
  return refuseTo(ctx, decided.refusal, async () => {
    const appointment = await ctx.db.tenant(ctx.practiceId, (tx) => loadAppointment(tx, move.appointmentId));
    if (!appointment) return [];
    return nearestSlots(ctx, askedOf(appointment), { start: move.start, appointment });
  });
}

async function decideAndSave(ctx: Context, move: Move): Promise<Decided> {
  try {
    return await ctx.db.tenant(ctx.practiceId, (tx) => rescheduleIn(ctx, tx, move));
  } catch (error) {
    if (isOverlap(error)) return { ok: false, refusal: { code: 'just-taken' } };
    throw error;
  }
}

/** {@link rescheduleAppointment} as part of a larger change. */
export async function rescheduleIn(ctx: Context, tx: Tx, move: Move): Promise<Decided> {
  const [, appointment] = await Promise.all([
    lockPractitionerOf(tx, move.appointmentId),
    loadAppointment(tx, move.appointmentId),
  ]);
  const loaded =
    appointment && (await loadSearch(tx, { ...askedOf(appointment), window: around(move.start), now: ctx.now }));
  if (!loaded) return { ok: false, refusal: { code: 'not-found' } };
  const moving = asMove(loaded, appointment);
  const decided = reschedule(
    appointment,
    {
      start: move.start,
      revision: move.revision,
      mover:
        ctx.actor.kind === 'patient'
          ? { by: 'patient', freshFor: loaded.freshFor }
          : { by: 'staff', tell: move.tell ?? true, anyway: move.anyway ?? false },
    },
    moving.search,
  );
  if (!decided.ok) return decided;
  if (decided.value === undefined) return { ok: true, value: { appointment, repeated: true } };
  await saveChange(ctx, tx, decided.value, loaded);
  const { appointment: moved } = decided.value;
  if (ctx.actor.kind !== 'patient' && move.anyway) await acceptWarnings(tx, moved, clashesOf(moved, moving.search));
  return { ok: true, value: { appointment: moved, repeated: false } };
}

function askedOf({ practitionerId, typeId, id }: Appointment) {
  return { practitionerId, typeId, audience: 'existing', moving: id } as const;
}
