/** The mails to practitioners about their calendars: each says what is so when it goes out, or is not sent. */
import { loadAppointment } from '../db/appointments.ts';
import { awayQuestions } from '../db/away.ts';
import { openQuestions } from '../db/calendar-questions.ts';
import type { Tx } from '../db/database.ts';
import { loadPractice } from '../db/practices.ts';
import { loadPractitioner } from '../db/practitioners.ts';
import { deadAccount, writeProblem } from '../db/write-problems.ts';
import { DAY, instant } from '../domain/interval.ts';
import type { CalendarId, ConnectionId, PractitionerId } from '../domain/types.ts';
import { composeAway, composeDeadAccount, composeQuestion, composeTrouble } from '../email/calendar-mail.ts';
import type { Prepare } from './task.ts';

const NOBODY = { do: 'nothing', why: 'Neither the practitioner nor the practice has an address.' } as const;

export const prepareTrouble: Prepare = async ({ config }, tx, job, { now }) => {
  const trouble = await writeProblem(tx, job.subject as CalendarId); // the subject of such a job
  if (!trouble) return { do: 'nothing', why: 'The calendar can be written into again, or is gone.' };
  const told = await recipient(tx, trouble.practitionerId);
  if (!told) return NOBODY;
  const url = `${config.publicUrl}/desk/calendars`;
  return {
    do: 'send',
    mail: composeTrouble({
      id: `calendar-trouble-${job.id}`,
      ...told,
      url,
      calendarName: trouble.name,
      problem: trouble.problem,
    }),
    until: instant(now + DAY),
    record: async () => {},
  };
};

export const prepareDeadAccount: Prepare = async ({ config }, tx, job, { now }) => {
  const dead = await deadAccount(tx, job.subject as ConnectionId); // the subject of such a job
  if (!dead) return { do: 'nothing', why: 'The account was connected again, or is gone.' };
  const told = await recipient(tx, dead.practitionerId);
  if (!told) return NOBODY;
  const url = `${config.publicUrl}/desk/calendars`;
  return {
    do: 'send',
    mail: composeDeadAccount({ id: `account-trouble-${job.id}`, ...told, url, calendarName: dead.account }),
    until: instant(now + DAY),
    record: async () => {},
  };
};

export const prepareQuestion: Prepare = async ({ config }, tx, job) => {
  const [question] = await openQuestions(tx, { id: job.subject });
  const appointment = question && (await loadAppointment(tx, question.appointmentId));
  if (!question || !appointment) return { do: 'nothing', why: 'It was answered, or is over.' };
  const told = await recipient(tx, question.practitionerId);
  if (!told) return NOBODY;
  const { at, calendarName } = question;
  const url = `${config.publicUrl}/desk/appointments/${appointment.id}`;
  return {
    do: 'send',
    mail: composeQuestion({ id: `calendar-question-${job.id}`, ...told, url, calendarName, appointment, at }),
    until: appointment.end,
    record: async () => {},
  };
};

export const prepareAway: Prepare = async ({ config }, tx, job, { now }) => {
  const questions = await awayQuestions(tx, now, { calendarId: job.subject as CalendarId }); // the subject of such a job
  const [first] = questions;
  if (!first) return { do: 'nothing', why: 'It was answered, or is over.' };
  const told = await recipient(tx, first.practitionerId);
  if (!told) return NOBODY;
  const { calendarName, zone } = first;
  const url = `${config.publicUrl}/desk`;
  return {
    do: 'send',
    mail: composeAway({ id: `away-question-${job.id}`, ...told, url, calendarName, zone, times: questions }),
    until: questions.reduce((last, { end }) => (end > last ? end : last), first.end),
    record: async () => {},
  };
};

/** The practitioner's own address, else the practice's. */
async function recipient(tx: Tx, id: PractitionerId) {
  const [practice, practitioner] = await Promise.all([loadPractice(tx), loadPractitioner(tx, id)]);
  const to = practitioner?.email || practice?.email;
  if (!practice || !to) return undefined;
  const { name, email, patientWord } = practice;
  return { to, practice: { name, email }, patientWord };
}
