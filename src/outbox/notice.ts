/** A notice or reminder: converges to the appointment as it is now, or is dropped. */
import { loadAppointment } from '../db/appointments.ts';
import { patientAddress } from '../db/mails.ts';
import { isOvertaken, loadNotice, markNotice, markTried, recentMails } from '../db/notices.ts';
import { loadPractice, type Practice } from '../db/practices.ts';
import { loadPractitioner } from '../db/practitioners.ts';
import { loadType } from '../db/types.ts';
import type { Deps } from '../deps.ts';
import type { Appointment } from '../domain/booking.ts';
import { instant } from '../domain/interval.ts';
import { decideSending } from '../domain/notices.ts';
import { composeNotice } from '../email/notice.ts';
import { deriveToken } from '../secrets/keys.ts';
import { manageAddress, practiceAddress } from '../views/public/addresses.ts';
import { GIVE_UP_AFTER } from './backoff.ts';
import { practiceOf, record } from './notice-record.ts';
import { prepareSeries } from './series-notice.ts';
import type { Prepare } from './task.ts';

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
  const { kind } = notice;
  if (kind === 'series')
    return prepareSeries(deps, tx, { notice, appointment, practice, typeNote: type?.note ?? '', now, from });
  const to = notice.recipient === 'patient' ? await patientAddress(tx, appointment.patient.id) : practitioner?.email;
  const decision = decideSending({
    ...{ now, notice: { ...notice, kind }, appointment },
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
    mail: composeNotice(kind, told),
    until: instant(Math.min(notice.createdAt + GIVE_UP_AFTER, appointment.start)),
    noticeId: notice.id,
    record: (ending, ended) => record(ending, { notice, appointment, now }, ended),
  };
};

function toldOf({ keys, config }: Deps, appointment: Appointment, practice: Practice) {
  const { id, linkKey, linkVersion } = appointment;
  const token = deriveToken(keys, { keyId: linkKey, purpose: 'manage', id, version: linkVersion });
  return {
    appointment,
    practice: practiceOf(practice),
    manageUrl: `${config.publicUrl}${manageAddress(token)}`,
    bookingUrl: `${config.publicUrl}${practiceAddress(practice)}`,
    deskUrl: `${config.publicUrl}/desk`,
  };
}
