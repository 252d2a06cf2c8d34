/** A patient is erased: what names them goes, what happened stays under a pseudonym (failures L02, L03). */
import { appointmentsOfPatient, lockPractitioner } from '../db/appointments.ts';
import { wipePatient } from '../db/patient-data.ts';
import { lockPatient } from '../db/patient-records.ts';
import { raiseRevision } from '../db/practitioners.ts';
import { enqueueEvents } from '../db/written.ts';
import type { Appointment } from '../domain/booking.ts';
import type { Instant, Outcome, PatientId, PracticeId } from '../domain/types.ts';
import { cancelIn } from './cancel.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, refuse, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

/** A line of the list outside the database. Ids alone. */
export type ErasedEntry = {
  readonly practiceId: PracticeId;
  readonly patientId: PatientId;
  readonly at: Instant;
  readonly future: 'cancel' | 'keep';
};

export type Erasure = {
  readonly patientId: PatientId;
  /** What becomes of future appointments. Undefined: there must be none. Nobody is told by mail: no address is left to send to. */
  readonly future: 'cancel' | 'keep' | undefined;
};

export type EraseRefusal =
  | NotFound
  | { readonly code: 'already-erased' }
  /** Somebody has to say what becomes of these. */
  | { readonly code: 'future-appointments'; readonly appointments: readonly Appointment[] };

/**
 * `remember` keeps the list outside the database, by which a restored backup is wiped again (failures K07); undefined where
 * there is no such place.
 */
export async function erasePatient(
  ctx: Context,
  { patientId, future }: Erasure,
  { remember }: { readonly remember: ((entry: ErasedEntry) => Promise<void>) | undefined },
): Promise<Outcome<{ readonly cancelled: number }, EraseRefusal>> {
  const outcome = await ctx.db.tenant(
    ctx.practiceId,
    async (tx): Promise<Outcome<{ readonly cancelled: number }, EraseRefusal>> => {
      // Practitioners before the patient, and in one order, as every other writer of appointments.
      const practitioners = new Set(
        (await appointmentsOfPatient(tx, patientId)).map(({ practitionerId }) => practitionerId),
      );
      for (const id of [...practitioners].toSorted()) await lockPractitioner(tx, id);
      const patient = await lockPatient(tx, patientId);
      if (!patient) return NOT_FOUND;
      if (patient.erasedAt !== undefined) return refuse({ code: 'already-erased' });
      const ahead = (await appointmentsOfPatient(tx, patientId)).filter(
        ({ status, end }) => status === 'confirmed' && end > ctx.now,
      );
      if (ahead.length > 0 && future === undefined) return refuse({ code: 'future-appointments', appointments: ahead });
      const toCancel = future === 'cancel' ? ahead : [];
      for (const { id } of toCancel) await cancelIn(ctx, tx, { appointmentId: id, tell: false });
      await wipePatient(tx, patientId, ctx.now);
      for (const id of practitioners) await raiseRevision(tx, id);
      // Events that were written with a name take a title without one.
      for (const one of await appointmentsOfPatient(tx, patientId)) await enqueueEvents(tx, one, ctx.now);
      const details = { cancelled: toCancel.length, kept: ahead.length - toCancel.length };
      await writeAudit(ctx, tx, { action: 'patient.erased', subject: ['patient', patientId], details });
      return { ok: true, value: { cancelled: toCancel.length } };
    },
  );
  if (outcome.ok) {
    await remember?.({ practiceId: ctx.practiceId, patientId, at: ctx.now, future: future ?? 'keep' });
  }
  return outcome;
}
