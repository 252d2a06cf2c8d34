/** Patients as the desk knows them: found by what is known of them, with what became of their address. */
import type { Patient } from '../domain/booking.ts';
import type { Instant, PatientId } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { emailKey } from './people.ts';
import { toDate, toInstant } from './times.ts';
import { wordsMatch } from './words-match.ts';

export type PatientRecord = Patient & {
  readonly createdAt: Instant;
  /** The mail server refused the address last time. */
  readonly bouncedAt: Instant | undefined;
  readonly erasedAt: Instant | undefined;
};

/** A patient in a list: how often they were here and when next. */
export type PatientLine = PatientRecord & {
  readonly appointments: number;
  readonly nextStart: Instant | undefined;
};

export type Page = { readonly limit: number; readonly offset: number };

/** Those whose name, address or phone has every word of `text`, by name; of a practitioner's own, where only those are seen. */
export async function findPatients(
  tx: Tx,
  { text, now, limit, offset }: Page & { readonly text: string; readonly now: Instant },
): Promise<{ readonly patients: PatientLine[]; readonly total: number }> {
  const rows = await tx<(Row & { appointments: number; nextStart: Date | null; total: number })[]>`
    select p.patient_id as id, p.name, p.email, p.phone, p.created_at as "createdAt", p.bounced_at as "bouncedAt",
      p.erased_at as "erasedAt", h.appointments, h.next as "nextStart", count(*) over ()::integer as total
    from patients p
    join lateral (
      select count(*)::integer as appointments,
        min(a.starts_at) filter (where a.status = 'confirmed' and a.starts_at > ${toDate(now)}) as next
      from appointments a where a.practice_id = p.practice_id and a.patient_id = p.patient_id) h on true
    where p.practice_id = current_practice() and p.erased_at is null ${wordsMatch(tx, text)}
      and (current_practitioner() is null or h.appointments > 0)
    order by lower(p.name), p.patient_id limit ${limit} offset ${offset}`;
  const patients = rows.map(({ appointments, nextStart, total: _, ...row }) => ({
    ...recordOf(row),
    appointments,
    nextStart: nextStart ? toInstant(nextStart) : undefined,
  }));
  return { patients, total: rows[0]?.total ?? 0 };
}

export async function loadPatient(tx: Tx, id: PatientId): Promise<PatientRecord | undefined> {
  const [row] = await select(tx, tx`p.patient_id = ${id}`);
  return row && recordOf(row);
}

/** {@link loadPatient}, its row locked: an erasure and another change go one after the other. */
export async function lockPatient(tx: Tx, id: PatientId): Promise<PatientRecord | undefined> {
  await tx`select from patients where practice_id = current_practice() and patient_id = ${id} for update`;
  return loadPatient(tx, id);
}

export async function updatePatient(tx: Tx, changed: Patient & Pick<PatientRecord, 'bouncedAt'>): Promise<void> {
  const { id, name, email, phone, bouncedAt } = changed;
  await tx`
    update patients set name = ${name}, email = ${email ?? null}, phone = ${phone},
      email_key = ${email === undefined ? null : emailKey(email)},
      bounced_at = ${bouncedAt === undefined ? null : toDate(bouncedAt)}
    where practice_id = current_practice() and patient_id = ${id}`;
}

/** Other rows with the same address: another spelling of the same person, or somebody who shares it. */
export async function othersWithEmail(tx: Tx, id: PatientId): Promise<PatientRecord[]> {
  const rows = await select(
    tx,
    tx`p.patient_id <> ${id} and p.email_key = (
      select email_key from patients where practice_id = current_practice() and patient_id = ${id})`,
  );
  return rows.map(recordOf);
}

/** Ids and times alone: what the list outside the database is kept by. */
export async function erasedPatients(tx: Tx): Promise<{ id: PatientId; erasedAt: Instant }[]> {
  const rows = await tx<{ id: PatientId; erasedAt: Date }[]>`
    select patient_id as id, erased_at as "erasedAt" from patients
    where practice_id = current_practice() and erased_at is not null order by erased_at, patient_id`;
  return rows.map(({ id, erasedAt }) => ({ id, erasedAt: toInstant(erasedAt) }));
}

type Row = Pick<Patient, 'id' | 'name' | 'phone'> & {
  email: string | null;
  createdAt: Date;
  bouncedAt: Date | null;
  erasedAt: Date | null;
};

function select(tx: Tx, where: ReturnType<Tx>) {
  return tx<Row[]>`
    select p.patient_id as id, p.name, p.email, p.phone, p.created_at as "createdAt", p.bounced_at as "bouncedAt",
      p.erased_at as "erasedAt"
    from patients p
    where p.practice_id = current_practice() and ${where} and (current_practitioner() is null or exists (
      select from appointments a where a.practice_id = p.practice_id and a.patient_id = p.patient_id))
    order by p.created_at, p.patient_id`;
}

function recordOf({ email, createdAt, bouncedAt, erasedAt, ...row }: Row): PatientRecord {
  return {
    ...row,
    email: email ?? undefined,
    createdAt: toInstant(createdAt),
    bouncedAt: bouncedAt ? toInstant(bouncedAt) : undefined,
    erasedAt: erasedAt ? toInstant(erasedAt) : undefined,
  };
}
