/** Rows of `appointments`. Whoever changes one locks its practitioner first; the exclusion constraint stands behind the lock. */
import postgres from 'postgres';
import type { Appointment, Party } from '../domain/booking.ts';
import { interval } from '../domain/interval.ts';
import type {
  AppointmentId,
  Instant,
  Interval,
  Location,
  PatientId,
  PractitionerId,
  TakenTime,
  TypeId,
} from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

/**
 * Lets one booking at a time near a practitioner's appointments, and raises the slots' revision at the end of its transaction
 * or not at all. False when there is none. With the constraint alone, 80 clients on one slot wait in deadlocks for up to 72 s.
 */
export async function lockPractitioner(tx: Tx, id: PractitionerId): Promise<boolean> {
  const rows = await tx`
    select from practitioners where practice_id = current_practice() and practitioner_id = ${id} for no key update`;
  return rows.length === 1;
}

/** {@link lockPractitioner} of an appointment's practitioner, who never changes. */
export async function lockPractitionerOf(tx: Tx, id: AppointmentId): Promise<PractitionerId | undefined> {
  const [row] = await tx<{ id: PractitionerId }[]>`
    select practitioner_id as id from practitioners
    where practice_id = current_practice() and practitioner_id = (
      select practitioner_id from appointments where practice_id = current_practice() and appointment_id = ${id})
    for no key update`;
  return row?.id;
}

/** Did the exclusion constraint refuse it? */
export function isOverlap(error: unknown): boolean {
  return error instanceof postgres.PostgresError && error.constraint_name === 'appointments_never_overlap';
}

export async function insertAppointment(tx: Tx, made: Appointment): Promise<void> {
  await tx`
    insert into appointments (practice_id, appointment_id, practitioner_id, patient_id, type_id, status, starts_at, ends_at,
      blocked_until, local_start, zone, patient_zone, type_name, length_minutes, padding_minutes, location_kind,
      location_text, patient_note, uid, sequence, revision, booked_by, to_verify, link_key, link_version, created_at, changed_at,
      series_id)
    values (current_practice(), ${made.id}, ${made.practitionerId}, ${made.patient.id}, ${made.typeId}, ${made.status},
      ${toDate(made.start)}, ${toDate(made.end)}, ${toDate(made.blockedUntil)}, ${made.localStart}::text::timestamp,
      ${made.zone}, ${made.patientZone}, ${made.typeName}, ${made.length}, ${made.padding}, ${made.location?.kind ?? null},
      ${made.location?.text ?? ''}, ${made.note}, ${made.uid}, ${made.sequence}, ${made.revision}, ${made.bookedBy},
      ${made.toVerify}, ${made.linkKey}, ${made.linkVersion}, ${toDate(made.createdAt)}, ${toDate(made.changedAt)},
      ${made.seriesId ?? null})`;
}

/** Saves what a move or a cancellation changes, if the row still is the revision before. */
export async function updateAppointment(tx: Tx, changed: Appointment): Promise<boolean> {
  const rows = await tx`
    update appointments set status = ${changed.status}, starts_at = ${toDate(changed.start)}, ends_at = ${toDate(changed.end)},
      blocked_until = ${toDate(changed.blockedUntil)}, local_start = ${changed.localStart}::text::timestamp,
      zone = ${changed.zone}, sequence = ${changed.sequence}, revision = ${changed.revision}, to_verify = ${changed.toVerify},
      changed_at = ${toDate(changed.changedAt)}, cancelled_by = ${changed.cancelledBy ?? null},
      cancelled_at = ${changed.cancelledAt === undefined ? null : toDate(changed.cancelledAt)}
    where practice_id = current_practice() and appointment_id = ${changed.id} and revision = ${changed.revision - 1}
    returning true`;
  return rows.length === 1;
}

/** For staff alone: no calendar and no mail depends on it, so it makes no revision. */
export async function setNoShow(tx: Tx, { id, noShow }: Pick<Appointment, 'id' | 'noShow'>): Promise<void> {
  await tx`
    update appointments set no_show = ${noShow} where practice_id = current_practice() and appointment_id = ${id}`;
}

export async function loadAppointment(tx: Tx, id: AppointmentId): Promise<Appointment | undefined> {
  const rows = await select(tx, tx`a.appointment_id = ${id}`);
  return rows[0] && appointmentOf(rows[0]);
}

/** All that meet the window, cancelled ones too, in order of start. */
export async function loadAppointments(
  tx: Tx,
  { window, practitionerId }: { readonly window: Interval; readonly practitionerId?: PractitionerId },
): Promise<Appointment[]> {
  const only = practitionerId === undefined ? tx`` : tx`and a.practitioner_id = ${practitionerId}`;
  const rows = await select(
    tx,
    tx`a.starts_at < ${toDate(window.end)} and a.ends_at > ${toDate(window.start)} ${only}`,
  );
  return rows.map(appointmentOf);
}

/** Confirmed ones that were booked on a stale calendar, until they are over or somebody said that they are right. */
export async function appointmentsToVerify(tx: Tx, now: Instant): Promise<Appointment[]> {
  return (await select(tx, tx`a.to_verify and a.status = 'confirmed' and a.ends_at > ${toDate(now)}`)).map(
    appointmentOf,
  );
}

/** Confirmed ones that start after `now`, of all patients with this address. */
export async function futureAppointmentsOfEmail(tx: Tx, emailKey: string, now: Instant): Promise<Appointment[]> {
  const rows = await select(
    tx,
    tx`p.email_key = ${emailKey} and p.erased_at is null and a.status = 'confirmed' and a.starts_at > ${toDate(now)}`,
  );
  return rows.map(appointmentOf);
}

export async function countFutureAppointmentsOfEmail(tx: Tx, emailKey: string, now: Instant): Promise<number> {
  const [row] = await tx<{ count: number }[]>`
    select count(*)::integer as count from appointments a join patients p using (practice_id, patient_id)
    where practice_id = current_practice() and p.email_key = ${emailKey} and a.status = 'confirmed'
      and a.starts_at > ${toDate(now)}`;
  return row?.count ?? 0;
}

/** What a practitioner's confirmed appointments take of the window, padding included. */
export async function takenTimes(tx: Tx, practitionerId: PractitionerId, window: Interval): Promise<TakenTime[]> {
  // The range operator is the one that the constraint's index answers.
  const rows = await tx<{ id: AppointmentId; start: number; end: number }[]>`
    select appointment_id as id, extract(epoch from starts_at)::float8 * 1000 as start,
      extract(epoch from blocked_until)::float8 * 1000 as "end"
    from appointments
    where practice_id = current_practice() and practitioner_id = ${practitionerId} and status = 'confirmed'
      and tstzrange(starts_at, blocked_until) && tstzrange(${toDate(window.start)}, ${toDate(window.end)})`;
  return rows.map(({ id, ...row }) => {
    const { start, end } = interval(row.start, row.end);
    return { id, start, blockedUntil: end };
  });
}

type Row = Pick<
  Appointment,
  'id' | 'practitionerId' | 'practitionerName' | 'typeId' | 'typeName' | 'length' | 'padding' | 'localStart' | 'zone'
> &
  Pick<Appointment, 'patientZone' | 'status' | 'note' | 'uid' | 'sequence' | 'revision' | 'bookedBy' | 'toVerify'> &
  Pick<Appointment, 'linkKey' | 'linkVersion' | 'noShow'> & {
    patientId: PatientId;
    typeId: TypeId;
    name: string;
    email: string | null;
    phone: string;
    locationKind: Location['kind'] | null;
    locationText: string;
    start: Date;
    end: Date;
    blockedUntil: Date;
    createdAt: Date;
    changedAt: Date;
    cancelledAt: Date | null;
    cancelledBy: Party | null;
    seriesId: string | null;
  };

/** Appointments of which `where` is true, in order of start unless told otherwise. For the questions that other files ask. */
export async function appointmentsWhere(tx: Tx, where: Fragment, order?: Fragment): Promise<Appointment[]> {
  return (await select(tx, where, order)).map(appointmentOf);
}

/** All that a patient ever had, newest first. */
export async function appointmentsOfPatient(tx: Tx, id: PatientId): Promise<Appointment[]> {
  return appointmentsWhere(tx, tx`a.patient_id = ${id}`, tx`a.starts_at desc, a.appointment_id`);
}

function select(tx: Tx, where: Fragment, order: Fragment = tx`a.starts_at, a.appointment_id`) {
  return tx<Row[]>`
    select a.appointment_id as id, a.practitioner_id as "practitionerId", d.name as "practitionerName",
      a.patient_id as "patientId", p.name, p.email, p.phone, a.type_id as "typeId", a.type_name as "typeName",
      a.length_minutes as length, a.padding_minutes as padding, a.starts_at as start, a.ends_at as "end",
      a.blocked_until as "blockedUntil", to_char(a.local_start, 'YYYY-MM-DD"T"HH24:MI') as "localStart", a.zone,
      a.patient_zone as "patientZone", a.status, a.location_kind as "locationKind", a.location_text as "locationText",
      a.patient_note as note, a.uid, a.sequence, a.revision, a.booked_by as "bookedBy", a.to_verify as "toVerify",
      a.link_key as "linkKey", a.link_version as "linkVersion", a.created_at as "createdAt", a.changed_at as "changedAt",
      a.cancelled_at as "cancelledAt", a.cancelled_by as "cancelledBy", a.no_show as "noShow",
      a.series_id as "seriesId"
    from appointments a
    join patients p on p.practice_id = a.practice_id and p.patient_id = a.patient_id
    join practitioners d on d.practice_id = a.practice_id and d.practitioner_id = a.practitioner_id
    where a.practice_id = current_practice() and ${where}
    order by ${order}`;
}

/** Part of a statement. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>;

function appointmentOf({ patientId, name, email, phone, locationKind, locationText, ...row }: Row): Appointment {
  return {
    ...row,
    patient: { id: patientId, name, email: email ?? undefined, phone },
    location: locationKind === null ? undefined : { kind: locationKind, text: locationText },
    start: toInstant(row.start),
    end: toInstant(row.end),
    blockedUntil: toInstant(row.blockedUntil),
    createdAt: toInstant(row.createdAt),
    changedAt: toInstant(row.changedAt),
    cancelledAt: row.cancelledAt ? toInstant(row.cancelledAt) : undefined,
    cancelledBy: row.cancelledBy ?? undefined,
    seriesId: row.seriesId ?? undefined,
  };
}
