/** Patients as staff see them: found by what is known, and one with all that was ever booked. Who looked is in the audit. */
import { appointmentsOfPatient } from '../db/appointments.ts';
import {
  findPatients,
  loadPatient,
  othersWithEmail,
  type Page,
  type PatientLine,
  type PatientRecord,
} from '../db/patient-records.ts';
import type { Appointment } from '../domain/booking.ts';
import type { Outcome, PatientId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

export async function searchPatients(
  ctx: Context,
  asked: Page & { readonly text: string },
): Promise<{ readonly patients: PatientLine[]; readonly total: number }> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const found = await findPatients(tx, { ...asked, now: ctx.now });
    const subject = ['practice', ctx.practiceId] as const;
    await writeAudit(ctx, tx, { action: 'patients.listed', subject, details: { found: found.patients.length } });
    return found;
  });
}

export type PatientHistory = {
  readonly patient: PatientRecord;
  /** Newest first. */
  readonly appointments: readonly Appointment[];
  /** Other patients with the same address. */
  readonly others: readonly PatientRecord[];
};

export async function viewPatient(ctx: Context, id: PatientId): Promise<Outcome<PatientHistory, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const [patient, appointments, others] = await Promise.all([
      loadPatient(tx, id),
      appointmentsOfPatient(tx, id),
      othersWithEmail(tx, id),
    ]);
    if (!patient) return NOT_FOUND;
    await writeAudit(ctx, tx, { action: 'patient.viewed', subject: ['patient', id] });
    return { ok: true, value: { patient, appointments, others } };
  });
}
