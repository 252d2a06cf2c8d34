/** Rows of `patients`. The same name, address and phone are the same person; anything else is another row. */
import type { Patient } from '../domain/booking.ts';
import type { Instant } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { emailKey } from './people.ts';
import { toDate } from './times.ts';

/**
 * The patient with exactly these details, or `patient` itself, newly kept. What is known of a person is never shown to nor
 * changed by whoever types their address (failures I19), so other details make another row.
 */
export async function findOrInsertPatient(tx: Tx, patient: Patient, now: Instant): Promise<Patient> {
  if (patient.email !== undefined) {
    const [known] = await tx<Patient[]>`
      select patient_id as id, name, email, phone from patients
      where practice_id = current_practice() and email_key = ${emailKey(patient.email)} and erased_at is null
        and name = ${patient.name} and phone = ${patient.phone}
      order by created_at limit 1`;
    if (known) return known;
  }
  await tx`
    insert into patients (practice_id, patient_id, name, email, email_key, phone, created_at)
    values (current_practice(), ${patient.id}, ${patient.name}, ${patient.email ?? null},
      ${patient.email === undefined ? null : emailKey(patient.email)}, ${patient.phone}, ${toDate(now)})`;
  return patient;
}

/** One of the patients with this address, the same each time; undefined when it is unknown. */
export async function patientOfEmail(tx: Tx, key: string): Promise<Patient['id'] | undefined> {
  const [row] = await tx<Pick<Patient, 'id'>[]>`
    select patient_id as id from patients
    where practice_id = current_practice() and email_key = ${key} and erased_at is null
    order by created_at, patient_id limit 1`;
  return row?.id;
}

export async function emailKeyOfPatient(tx: Tx, id: Patient['id']): Promise<string | undefined> {
  const [row] = await tx<{ key: string | null }[]>`
    select email_key as key from patients
    where practice_id = current_practice() and patient_id = ${id} and erased_at is null`;
  return row?.key ?? undefined;
}
