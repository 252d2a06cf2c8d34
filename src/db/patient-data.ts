/** All that is known of one patient, across tables: taken out whole for them, or wiped (failures L01–L03). */
import type { Instant, PatientId } from '../domain/types.ts';
import type { Fragment } from './appointments.ts';
import type { Tx } from './database.ts';
import { toDate } from './times.ts';

type Rows = readonly Readonly<Record<string, unknown>>[];

export type PatientData = {
  readonly patient: Readonly<Record<string, unknown>>;
  readonly appointments: Rows;
  /** Emails that were decided about them, and what became of each. */
  readonly notices: Rows;
  /** Whole mails that had no server to go to. */
  readonly keptMails: Rows;
  readonly writtenEvents: Rows;
  readonly acceptedWarnings: Rows;
  readonly holds: Rows;
  /** Who looked, changed, exported, when and from where. */
  readonly audit: Rows;
  /** By table: rows of all other tables that name an appointment, those of a later version too. */
  readonly more: Readonly<Record<string, Rows>>;
};

/** In a part of their own above, or without anything of a person: times of busy rows, hashes of keys. */
const NAMED = ['appointments', 'notices', 'written_events', 'accepted_warnings', 'holds', 'busy', 'idempotency_keys'];

/** Rows as they stand: a column that is added later is in the file too. Hashes and the practice's own id are left out. */
export async function loadPatientData(tx: Tx, id: PatientId): Promise<PatientData | undefined> {
  const mine = tx`(select appointment_id from appointments where practice_id = current_practice() and patient_id = ${id})`;
  const rowsOf = async (table: string, where: Fragment, order: Fragment): Promise<Rows> => {
    const rows = await tx<{ row: Rows[number] }[]>`
      select to_jsonb(t) - array['practice_id', 'visit_hash', 'request_hash', 'link_key', 'link_version'] as row
      from ${tx(table)} t where practice_id = current_practice() and ${where} order by ${order}`;
    return rows.map(({ row }) => row);
  };
  const [patients, appointments, notices, keptMails, writtenEvents, acceptedWarnings, holds, audit] = await Promise.all(
    [
      rowsOf('patients', tx`patient_id = ${id}`, tx`patient_id`),
      rowsOf('appointments', tx`patient_id = ${id}`, tx`starts_at, appointment_id`),
      rowsOf('notices', tx`appointment_id in ${mine}`, tx`created_at, notice_id`),
      rowsOf('kept_mails', keptOf(tx, id), tx`kept_at, mail_id`),
      rowsOf('written_events', tx`appointment_id in ${mine}`, tx`appointment_id, calendar_id`),
      rowsOf('accepted_warnings', tx`appointment_id in ${mine}`, tx`appointment_id, starts_at, code`),
      rowsOf('holds', tx`appointment_id in ${mine}`, tx`starts_at, hold_id`),
      rowsOf('audit', tx`subject_id in (select appointment_id::text from ${mine} m union select ${id})`, tx`audit_id`),
    ],
  );
  const [patient] = patients;
  const more = Object.fromEntries(
    await Promise.all(
      (await otherTables(tx)).map(
        async (table) => [table, await rowsOf(table, tx`appointment_id in ${mine}`, tx`appointment_id`)] as const,
      ),
    ),
  );
  return patient && { patient, appointments, notices, keptMails, writtenEvents, acceptedWarnings, holds, audit, more };
}

async function otherTables(tx: Tx): Promise<string[]> {
  const rows = await tx<{ name: string }[]>`
    select distinct table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'appointment_id' and table_name <> all(${NAMED}) order by 1`;
  return rows.map(({ name }) => name);
}

/** Mails about the patient's appointments, to whomever, and those to their address that are about no single appointment. */
function keptOf(tx: Tx, id: PatientId): Fragment {
  return tx`(
    notice_id in (
      select notice_id from notices n join appointments a using (practice_id, appointment_id)
      where practice_id = current_practice() and a.patient_id = ${id})
    or (notice_id is null and lower(recipient) = (
      select lower(email) from patients where practice_id = current_practice() and patient_id = ${id})))`;
}

/** The pseudonym's name. */
export const ERASED = 'Erased';

/**
 * Wipes what names the person: name, address, phone, note, their zone, waiting and kept mails, hashes of what they sent, links.
 * Times and types stay under the id, and so does the audit. Events take a new SEQUENCE, so that calendars take the new title.
 */
export async function wipePatient(tx: Tx, id: PatientId, now: Instant): Promise<void> {
  const at = toDate(now);
  await tx`delete from kept_mails where practice_id = current_practice() and ${keptOf(tx, id)}`;
  const mine = tx`(select appointment_id from appointments where practice_id = current_practice() and patient_id = ${id})`;
  await Promise.all([
    tx`update notices set status = 'dropped', problem = 'The person was erased.'
      where practice_id = current_practice() and appointment_id in ${mine} and recipient = 'patient' and status in ('waiting', 'kept')`,
    tx`delete from idempotency_keys where practice_id = current_practice() and appointment_id in ${mine}`,
    tx`update holds set request_hash = null, visit_hash = null, address = null
      where practice_id = current_practice() and appointment_id in ${mine}`,
    tx`select unroute_tokens(purpose, ${id}) from (values ('personal'), ('my-appointments')) p (purpose)`,
    tx`select unroute_tokens('manage', appointment_id) from appointments
      where practice_id = current_practice() and patient_id = ${id} and (status = 'cancelled' or ends_at <= ${at})`,
  ]);
  await tx`
    update appointments set patient_note = '', patient_zone = zone, sequence = sequence + 1, revision = revision + 1,
      changed_at = ${at}
    where practice_id = current_practice() and patient_id = ${id}`;
  await tx`
    update patients set name = ${ERASED}, email = null, email_key = null, phone = '', bounced_at = null, erased_at = ${at}
    where practice_id = current_practice() and patient_id = ${id}`;
}
