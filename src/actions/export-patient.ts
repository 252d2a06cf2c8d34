/** One machine-readable file with everything that is kept about a patient, and nothing of anybody else (failures L01). */
import { loadPatientData, type PatientData } from '../db/patient-data.ts';
import { loadPatient } from '../db/patient-records.ts';
import type { Instant, Outcome, PatientId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

export type PatientExport = PatientData & { readonly format: 'openhours-patient-1'; readonly exportedAt: string };

export async function exportPatient(ctx: Context, id: PatientId): Promise<Outcome<PatientExport, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    if (!(await loadPatient(tx, id))) return NOT_FOUND;
    // Before it is read: the file tells of itself.
    await writeAudit(ctx, tx, { action: 'patient.exported', subject: ['patient', id] });
    const data = await loadPatientData(tx, id);
    if (!data) return NOT_FOUND;
    return { ok: true, value: { format: 'openhours-patient-1', exportedAt: iso(ctx.now), ...data } };
  });
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
