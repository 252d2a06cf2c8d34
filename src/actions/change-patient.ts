/** Staff put right what is known of a patient: a name, a phone number, an address that mail did not reach. */
import { appointmentsOfPatient } from '../db/appointments.ts';
import { insertNoticeAgain } from '../db/notices.ts';
import { lockPatient, updatePatient, type PatientRecord } from '../db/patient-records.ts';
import { enqueueEvents } from '../db/written.ts';
import { raiseRevision } from '../db/practitioners.ts';
import type { Outcome, PatientId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, refuse, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

/** What is left out stays. An empty `email`: there is none any more. */
export type PatientChange = {
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  /** Confirmations of appointments to come go to the address as it is now. */
  readonly resend: boolean;
};

export async function changePatient(
  ctx: Context,
  id: PatientId,
  change: PatientChange,
): Promise<Outcome<PatientRecord, NotFound | { readonly code: 'already-erased' }>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const before = await lockPatient(tx, id);
    if (!before) return NOT_FOUND;
    if (before.erasedAt !== undefined) return refuse({ code: 'already-erased' });
    const email = change.email === undefined ? before.email : change.email || undefined;
    const patient = { id, name: change.name ?? before.name, email, phone: change.phone ?? before.phone };
    // A new address has not refused anything yet.
    const bouncedAt = email === before.email ? before.bouncedAt : undefined;
    await updatePatient(tx, { ...patient, bouncedAt });
    const all = await appointmentsOfPatient(tx, id);
    for (const practitioner of new Set(all.map(({ practitionerId }) => practitionerId)))
      await raiseRevision(tx, practitioner);
    const ahead = all.filter(({ status, start }) => status === 'confirmed' && start > ctx.now);
    if (patient.name !== before.name) {
      const rename = { occasion: `name/${ctx.now}`, force: true };
      for (const one of ahead) await enqueueEvents(tx, one, ctx.now, rename);
    }
    if (change.resend && email !== undefined) {
      for (const { id: appointmentId, revision } of ahead)
        await insertNoticeAgain(
          tx,
          { kind: 'confirmation', recipient: 'patient', runAt: ctx.now },
          { appointmentId, revision, now: ctx.now, newId: ctx.newId },
        );
    }
    await writeAudit(ctx, tx, { action: 'patient.changed', subject: ['patient', id] });
    return { ok: true, value: { ...before, ...patient, bouncedAt } };
  });
}
