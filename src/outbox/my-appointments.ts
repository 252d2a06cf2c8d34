/** The mail that answers "my appointments", to the address that the patient row holds and no other. */
import { patientAddress } from '../db/mails.ts';
import { loadPractice } from '../db/practices.ts';
import { DAY, instant } from '../domain/interval.ts';
import type { PatientId } from '../domain/types.ts';
import { composeMyAppointments } from '../email/my-appointments.ts';
import { deriveToken } from '../secrets/keys.ts';
import { myAppointmentsAddress } from '../views/public/addresses.ts';
import type { Prepare } from './task.ts';

// Who asked waits for it: some hours of tries, well within the day that the link opens.
const MOST_ATTEMPTS = 8;

export const prepareMyAppointments: Prepare = async ({ keys, config }, tx, job, { now }) => {
  const [to, practice] = await Promise.all([patientAddress(tx, job.subject as PatientId), loadPractice(tx)]); // the subject of such a job
  const { keyId, version } = job.payload;
  if (to === undefined || !practice) return { do: 'nothing', why: 'Nobody has this address.' };
  if (typeof keyId !== 'string' || typeof version !== 'number') {
    throw new Error(`Job ${job.id} names no key and version for its link.`);
  }
  const token = deriveToken(keys, { keyId, purpose: 'my-appointments', id: job.subject, version });
  const { name, email, slug } = practice;
  const url = `${config.publicUrl}${myAppointmentsAddress(slug, token)}`;
  return {
    do: 'send',
    mail: composeMyAppointments({ id: `my-appointments-${job.id}`, to, url, practice: { name, email } }),
    until: job.attempts < MOST_ATTEMPTS ? instant(now + DAY) : now,
    record: async () => {},
  };
};
