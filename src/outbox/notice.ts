/** A notice or reminder: converges to the appointment as it is now, or is dropped. */
import { loadAppointment } from '../db/appointments.ts';
import type { Tx } from '../db/database.ts';
import { patientAddress } from '../db/mails.ts';
import {
  isOvertaken,
  loadNotice,
  markBounced,
  markNotice,
  markTried,
  recentMails,
  type Notice,
} from '../db/notices.ts';
import { loadPractice, type Practice } from '../db/practices.ts';
import { loadPractitioner } from '../db/practitioners.ts';
import { loadType } from '../db/types.ts';
import type { Deps } from '../deps.ts';
import type { Appointment } from '../domain/booking.ts';
import { instant } from '../domain/interval.ts';
import { decideSending } from '../domain/notices.ts';
import type { Instant } from '../domain/types.ts';
import { composeNotice } from '../email/notice.ts';
import { deriveToken } from '../secrets/keys.ts';
import { manageAddress, practiceAddress } from '../views/public/addresses.ts';
import { GIVE_UP_AFTER } from './backoff.ts';
import type { Ended, Prepare } from './task.ts';

export const prepareNotice: Prepare = async (deps, tx, job, { now, from }) => {
  const notice = await loadNotice(tx, job.subject);
  const appointment = notice && (await loadAppointment(tx, notice.appointmentId));
  if (!notice || !appointment) return { do: 'nothing', why: 'The appointment is gone.' };
  const [practice, practitioner, type] = await Promise.all([
    loadPractice(tx),
    loadPractitioner(tx, appointment.practitionerId),
    loadType(tx, appointment.typeId),
  ]);
  if (!practice) return { do: 'nothing', why: 'The practice is gone.' };
  const to = notice.recipient === 'patient' ? await patientAddress(tx, appointment.patient.id) : practitioner?.email;
  const decision = decideSending({
    ...{ now, notice, appointment },
    overtaken: await isOvertaken(tx, notice),
    hasAddress: Boolean(to),
    remindersOn: practice.reminder !== undefined,
    recent:
      notice.recipient === 'patient' && to ? await recentMails(tx, notice, appointment.patient.id, now) : undefined,
  });
  if (decision.do === 'nothing') return { do: 'nothing', why: `The notice is ${notice.status} already.` };
  if (decision.do === 'hold') return decision;
  if (decision.do === 'drop' || !to) {
    const problem = decision.do === 'drop' ? decision.why : 'There is no email address any more.';
    await markNotice(tx, notice.id, { status: 'dropped', problem });
    return { do: 'nothing', why: problem };
  }
  await markTried(tx, notice.id, now);
  const told = { id: notice.messageId, to, from, typeNote: type?.note ?? '', ...toldOf(deps, appointment, practice) };
  return {
    do: 'send',
    mail: composeNotice(notice.kind, told),
    until: instant(Math.min(notice.createdAt + GIVE_UP_AFTER, appointment.start)),
    noticeId: notice.id,
    record: (ending, ended) => record(ending, { notice, appointment, now }, ended),
  };
};

function toldOf({ keys, config }: Deps, appointment: Appointment, practice: Practice) {
  const { id, linkKey, linkVersion } = appointment;
  const token = deriveToken(keys, { keyId: linkKey, purpose: 'manage', id, version: linkVersion });
  const { name, phone, email, policyText, patientWord, settings } = practice;
  return {
    appointment,
    practice: {
      ...{ name, phone, email, policyText, patientWord },
      canCancel: settings.allowOnlineChanges,
      canMove: settings.allowOnlineChanges && settings.allowOnlineBooking,
    },
    manageUrl: `${config.publicUrl}${manageAddress(token)}`,
    bookingUrl: `${config.publicUrl}${practiceAddress(practice)}`,
    deskUrl: `${config.publicUrl}/desk`,
  };
}

type Attempt = { readonly notice: Notice; readonly appointment: Appointment; readonly now: Instant };

async function record(tx: Tx, { notice, appointment, now }: Attempt, ended: Ended): Promise<void> {
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
