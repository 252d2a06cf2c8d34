/** What becomes of the appointments in a closed stretch: moved or cancelled together, everybody told in one go. */
import { isOverlap, loadAppointment, lockPractitioner } from '../db/appointments.ts';
import { markCalled, recordChange, unreachable } from '../db/closure-changes.ts';
import { loadClosure } from '../db/closures.ts';
import type { Tx } from '../db/database.ts';
import { loadSearch } from '../db/search.ts';
import type { Appointment } from '../domain/booking.ts';
import type { AppointmentId, ClosureId, Instant, Outcome, PractitionerId } from '../domain/types.ts';
import { cancelIn } from './cancel.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, refuse, type NotFound } from './refused.ts';
import type { Refusal } from './refusal.ts';
import { rescheduleIn } from './reschedule.ts';
import { around, asMove } from './search.ts';
import { bookIn } from './staff-booking.ts';
import { writeAudit } from './write-audit.ts';

export type Decision = { readonly appointmentId: AppointmentId } & (
  | { readonly do: 'cancel' }
  /** Undefined practitioner: their own, later. With another one it is cancelled, and booked there. */
  | { readonly do: 'move'; readonly start: Instant; readonly practitionerId?: PractitionerId | undefined }
);

export type Settling = {
  readonly closureId: ClosureId;
  readonly decisions: readonly Decision[];
  /** Everybody with an address gets a mail. */
  readonly tell: boolean;
};

export type Settled = { readonly changed: number; readonly toCall: number };

export type SettleRefusal =
  | NotFound
  /** Nothing was changed: this one cannot be done. */
  | { readonly code: 'refused'; readonly appointmentId: AppointmentId; readonly refusal: Refusal };

/** All decisions or none of them. Appointments that nothing was decided about stay. */
export async function settleClosure(ctx: Context, asked: Settling): Promise<Outcome<Settled, SettleRefusal>> {
  let current: AppointmentId | undefined;
  try {
    return await ctx.db.tenant(ctx.practiceId, async (tx) => {
      const closure = await loadClosure(tx, asked.closureId);
      if (!closure) return NOT_FOUND;
      // In one order, as every other writer of several.
      const targets = asked.decisions.flatMap((one) => (one.do === 'move' ? (one.practitionerId ?? []) : []));
      for (const id of [...new Set([closure.practitionerId, ...targets])].toSorted()) await lockPractitioner(tx, id);
      let [changed, toCall] = [0, 0];
      for (const decision of asked.decisions) {
        current = decision.appointmentId;
        const appointment = await loadAppointment(tx, current);
        if (appointment?.practitionerId !== closure.practitionerId)
          throw new DecisionRefused(current, { code: 'not-found' });
        const done = await carryOut(ctx, tx, { appointment, decision, tell: asked.tell });
        const { patient } = appointment;
        const mustCall = !asked.tell || (await unreachable(tx, [patient.id])).has(patient.id);
        await recordChange(tx, closure.id, { ...done, appointmentId: current, toCall: mustCall, at: ctx.now });
        changed += 1;
        toCall += mustCall ? 1 : 0;
      }
      const details = { changed, toCall };
      await writeAudit(ctx, tx, {
        action: 'closure.settled',
        subject: ['practitioner', closure.practitionerId],
        details,
      });
      return { ok: true, value: details };
    });
  } catch (error) {
    if (error instanceof DecisionRefused)
      return refuse({ code: 'refused', appointmentId: error.appointmentId, refusal: error.refusal });
    if (isOverlap(error) && current !== undefined)
      return refuse({ code: 'refused', appointmentId: current, refusal: { code: 'just-taken' } });
    throw error;
  }
}

/** Undoes the transaction: whoever settles a day sees it done or not done. */
class DecisionRefused extends Error {
  override readonly name = 'DecisionRefused';
  readonly appointmentId: AppointmentId;
  readonly refusal: Refusal;

  constructor(appointmentId: AppointmentId, refusal: Refusal) {
    super(`Appointment ${appointmentId} cannot be changed as was decided: ${refusal.code}.`);
    this.appointmentId = appointmentId;
    this.refusal = refusal;
  }
}

type Done = {
  readonly what: 'moved' | 'cancelled' | 'replaced';
  readonly replacedBy: AppointmentId | undefined;
};

async function carryOut(
  ctx: Context,
  tx: Tx,
  { appointment, decision, tell }: { appointment: Appointment; decision: Decision; tell: boolean },
): Promise<Done> {
  const { id, practitionerId } = appointment;
  if (decision.do === 'move' && (decision.practitionerId ?? practitionerId) === practitionerId) {
    const moved = await rescheduleIn(ctx, tx, { appointmentId: id, start: decision.start, tell });
    if (!moved.ok) throw new DecisionRefused(id, moved.refusal);
    return { what: 'moved', replacedBy: undefined };
  }
  const cancelled = await cancelIn(ctx, tx, { appointmentId: id, tell });
  if (!cancelled.ok) throw new DecisionRefused(id, cancelled.refusal);
  if (decision.do === 'cancel') return { what: 'cancelled', replacedBy: undefined };
  const { start, practitionerId: other = practitionerId } = decision;
  const { typeId, patient, note, seriesId } = appointment;
  const window = around(start);
  const loaded = await loadSearch(tx, { practitionerId: other, typeId, audience: 'existing', window, now: ctx.now });
  if (!loaded) throw new DecisionRefused(id, { code: 'not-found' });
  const booking = { start, patient, note, tell, anyway: false, seriesId };
  // As long as it was booked for.
  const booked = await bookIn(ctx, tx, { booking, loaded: asMove(loaded, appointment) });
  if (!booked.ok) throw new DecisionRefused(id, booked.refusal);
  return { what: 'replaced', replacedBy: booked.value.id };
}

/** Somebody on the list of calls was reached, or was not after all. */
export async function noteCall(
  ctx: Context,
  asked: { readonly closureId: ClosureId; readonly appointmentId: AppointmentId; readonly reached: boolean },
): Promise<Outcome<undefined, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    if (!(await loadClosure(tx, asked.closureId))) return NOT_FOUND;
    const { appointmentId, reached } = asked;
    const marked = await markCalled(tx, asked.closureId, { appointmentId, at: reached ? ctx.now : undefined });
    if (!marked) return NOT_FOUND;
    const action = reached ? 'appointment.called' : 'appointment.call-undone';
    await writeAudit(ctx, tx, { action, subject: ['appointment', appointmentId] });
    return { ok: true, value: undefined };
  });
}
