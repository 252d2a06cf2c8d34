/** Appointments found by what staff look for: when, with whom, of what type, what became of them, whose. */
import type { Appointment } from '../domain/booking.ts';
import type { Instant, PractitionerId, TypeId } from '../domain/types.ts';
import { appointmentsWhere, type Fragment } from './appointments.ts';
import type { Tx } from './database.ts';
import type { Page } from './patient-records.ts';
import { toDate } from './times.ts';
import { wordsMatch } from './words-match.ts';

/** What is left out does not matter. */
export type AppointmentFilter = {
  /** Ends after it. */
  readonly from?: Instant | undefined;
  /** Starts before it. */
  readonly to?: Instant | undefined;
  readonly practitionerId?: PractitionerId | undefined;
  readonly typeId?: TypeId | undefined;
  readonly status?: 'confirmed' | 'cancelled' | 'no-show' | undefined;
  /** Words that stand in the patient's name, address or phone number. */
  readonly text?: string | undefined;
  /** In order of start unless told otherwise. */
  readonly newestFirst?: boolean;
};

export async function findAppointments(
  tx: Tx,
  filter: AppointmentFilter,
  page: Page,
): Promise<{ readonly appointments: Appointment[]; readonly total: number }> {
  const where = conditionOf(tx, filter);
  const order = filter.newestFirst ? tx`a.starts_at desc, a.appointment_id` : tx`a.starts_at, a.appointment_id`;
  const [appointments, [counted]] = await Promise.all([
    appointmentsWhere(tx, where, tx`${order} limit ${page.limit} offset ${page.offset}`),
    tx<{ total: number }[]>`
      select count(*)::integer as total from appointments a
      join patients p on p.practice_id = a.practice_id and p.patient_id = a.patient_id
      where a.practice_id = current_practice() and ${where}`,
  ]);
  return { appointments, total: counted?.total ?? 0 };
}

function conditionOf(tx: Tx, { from, to, practitionerId, typeId, status, text = '' }: AppointmentFilter): Fragment {
  const parts = [
    from === undefined ? tx`` : tx`and a.ends_at > ${toDate(from)}`,
    to === undefined ? tx`` : tx`and a.starts_at < ${toDate(to)}`,
    practitionerId === undefined ? tx`` : tx`and a.practitioner_id = ${practitionerId}`,
    typeId === undefined ? tx`` : tx`and a.type_id = ${typeId}`,
    status === undefined ? tx`` : status === 'no-show' ? tx`and a.no_show` : tx`and a.status = ${status}`,
    wordsMatch(tx, text),
  ];
  return parts.reduce<Fragment>((all, one) => tx`${all} ${one}`, tx`true`);
}

/** Confirmed ones that are not over at `now`, in order of start. */
export async function upcomingAppointments(
  tx: Tx,
  now: Instant,
  practitionerId?: PractitionerId,
): Promise<Appointment[]> {
  const only = practitionerId === undefined ? tx`` : tx`and a.practitioner_id = ${practitionerId}`;
  return appointmentsWhere(tx, tx`a.status = 'confirmed' and a.ends_at > ${toDate(now)} ${only}`);
}

/** The next one of each patient whose address was refused and who is expected. */
export async function expectedOfBounced(tx: Tx, now: Instant): Promise<Appointment[]> {
  const all = await appointmentsWhere(
    tx,
    tx`a.status = 'confirmed' and a.starts_at > ${toDate(now)} and p.bounced_at is not null`,
  );
  const seen = new Set<string>();
  return all.filter(({ patient }) => !seen.has(patient.id) && seen.add(patient.id));
}
