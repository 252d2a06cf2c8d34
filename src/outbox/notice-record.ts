/** What mails about one appointment and about a series share: what they say of the practice, and how their sending ended. */
import type { Tx } from '../db/database.ts';
import { markBounced, markNotice, type Notice } from '../db/notices.ts';
import type { Practice } from '../db/practices.ts';
import type { Appointment } from '../domain/booking.ts';
import type { Instant } from '../domain/types.ts';
import type { Ended } from './task.ts';

/** What every mail to a patient has to know of the practice. */
export function practiceOf(practice: Practice) {
  const { name, phone, email, policyText, patientWord, settings } = practice;
  return {
    ...{ name, phone, email, policyText, patientWord },
    canCancel: settings.allowOnlineChanges,
    canMove: settings.allowOnlineChanges && settings.allowOnlineBooking,
  };
}

export type Attempt = { readonly notice: Notice; readonly appointment: Appointment; readonly now: Instant };

/** Keeps how the sending of a notice ended. */
export async function record(tx: Tx, { notice, appointment, now }: Attempt, ended: Ended): Promise<void> {
  const toPatient = notice.recipient === 'patient';
  switch (ended.how) {
    case 'sent':
      if (toPatient) await markBounced(tx, appointment.patient.id, undefined);
      return markNotice(tx, notice.id, { status: 'sent', at: now });
    case 'kept':
      return markNotice(tx, notice.id, { status: 'kept' });
    case 'refused':
      if (toPatient) await markBounced(tx, appointment.patient.id, now);
      return markNotice(tx, notice.id, { status: 'bounced', problem: ended.why });
    case 'given-up':
      return markNotice(tx, notice.id, { status: 'dropped', problem: ended.why });
    case 'later':
      return markNotice(tx, notice.id, { status: 'waiting', problem: ended.why });
  }
}
