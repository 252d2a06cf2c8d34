/** An appointment is cancelled: by its patient while the practice allows changes online, by staff until it is over. */
import { loadAppointment, lockPractitionerOf } from '../db/appointments.ts';
import type { Tx } from '../db/database.ts';
import { loadPractice } from '../db/practices.ts';
import { loadPractitioner } from '../db/practitioners.ts';
import { cancel, type Appointment } from '../domain/booking.ts';
import type { AppointmentId, Outcome } from '../domain/types.ts';
import type { Context } from './context.ts';
import { refuseTo, type Refusal } from './refusal.ts';
import { saveChange } from './save-change.ts';

export type Cancellation = {
  readonly appointmentId: AppointmentId;
  /** The revision that was shown to whoever decides: when it is not the current one, nothing happens (`conflict`). */
  readonly revision?: number | undefined;
  /** Staff: whether the patient gets a mail; yes unless told otherwise. */
  readonly tell?: boolean;
};

/** `repeated`: it was cancelled before, and nothing is told twice. */
export type Cancelled = { readonly appointment: Appointment; readonly repeated: boolean };

export async function cancelAppointment(ctx: Context, asked: Cancellation): Promise<Outcome<Cancelled, Refusal>> {
  const outcome = await ctx.db.tenant(ctx.practiceId, (tx) => cancelIn(ctx, tx, asked));
  return outcome.ok ? outcome : refuseTo(ctx, outcome.refusal, () => Promise.resolve([]));
}

/** {@link cancelAppointment} as part of a larger change. */
export async function cancelIn(ctx: Context, tx: Tx, asked: Cancellation): Promise<Outcome<Cancelled, Refusal>> {
  const { appointmentId, revision } = asked;
  const [practitionerId, appointment, practice] = await Promise.all([
    lockPractitionerOf(tx, appointmentId),
    loadAppointment(tx, appointmentId),
    loadPractice(tx),
  ]);
  const practitioner = practitionerId && (await loadPractitioner(tx, practitionerId));
  if (!appointment || !practice || !practitioner) return { ok: false, refusal: { code: 'not-found' } };
  const decided = cancel(appointment, {
    by: ctx.actor.kind === 'patient' ? 'patient' : 'staff',
    tell: asked.tell ?? true,
    revision,
    now: ctx.now,
    settings: practice.settings,
  });
  if (!decided.ok) return decided;
  if (decided.value === undefined) return { ok: true, value: { appointment, repeated: true } };
  await saveChange(ctx, tx, decided.value, { practice, practitioner });
  return { ok: true, value: { appointment: decided.value.appointment, repeated: false } };
}
