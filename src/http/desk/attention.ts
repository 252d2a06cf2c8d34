/** Gathers what needs a person: mail, calendars, jobs that failed, appointments to look at. */
import { listWaiting } from '../../actions/attend.ts';
import { listAwayQuestions } from '../../actions/away.ts';
import { drawsOpenings } from '../../actions/calendar-roles.ts';
import { listCalendarTroubles, type UnreadableCalendar } from '../../actions/calendar-troubles.ts';
import { listClashes } from '../../actions/clashes.ts';
import type { Context as Acting } from '../../actions/context.ts';
import { listOpenings } from '../../actions/openings.ts';
import { listTypes } from '../../actions/types.ts';
import type { JobProblem } from '../../db/outbox.ts';
import type { PractitionerRecord } from '../../db/practitioners.ts';
import type { Deps } from '../../deps.ts';
import type { PractitionerId } from '../../domain/types.ts';
import type { Attention } from '../../views/desk/attention.tsx';
import type { CalendarTrouble } from '../../views/desk/attention-calendars.tsx';

export async function attentionOf(
  deps: Deps,
  ctx: Acting,
  practitioners: readonly PractitionerRecord[],
): Promise<Attention> {
  const [waiting, clashes, troubles, away, nothing, mailer] = await Promise.all([
    listWaiting(ctx),
    listClashes(ctx),
    listCalendarTroubles(ctx),
    listAwayQuestions(ctx),
    nothingOffered(ctx),
    deps.mailer(),
  ]);
  const nameOf = (id: PractitionerId) => practitioners.find((one) => one.id === id)?.name ?? '';
  return {
    zone: practitioners[0]?.zone ?? 'UTC',
    mailMissing: mailer === undefined,
    keptMails: waiting.mails,
    deadAccounts: troubles.dead.map(({ account, closes }) => ({
      account,
      practitionerName: nameOf(account.practitionerId),
      closes,
    })),
    calendars: troubles.unreadable.map((one) => troubleOf(one, practitioners)),
    writeTroubles: troubles.unwritable.map(({ connectionId, name, practitionerId, problem }) => ({
      ...{ connectionId, name, practitionerName: nameOf(practitionerId), problem },
    })),
    questions: troubles.questions,
    away,
    jobs: waiting.jobs.map((job) => ({ id: job.id, what: jobWords(job), problem: job.problem, nextAt: job.nextAt })),
    toVerify: waiting.toVerify,
    bounced: waiting.bounced,
    clashes,
    nothingOffered: nothing,
  };
}

/** No type that patients see, or no reserved time at all. */
export async function nothingOffered(ctx: Acting): Promise<boolean> {
  const [types, openings, drawn] = await Promise.all([listTypes(ctx), listOpenings(ctx), drawsOpenings(ctx)]);
  return (openings.length === 0 && !drawn) || !types.some(({ state }) => state === 'listed');
}

function troubleOf(
  { calendar, closes }: UnreadableCalendar,
  practitioners: readonly PractitionerRecord[],
): CalendarTrouble {
  const { calendarId, practitionerId, masked, readAt, problem, warnings } = calendar;
  const practitioner = practitioners.find(({ id }) => id === practitionerId);
  const words = { practitionerName: practitioner?.name ?? '', zone: practitioner?.zone ?? 'UTC', host: masked };
  return { id: calendarId, ...words, readAt, problem, warnings, closes };
}

const CALENDAR_MAILS: ReadonlySet<JobProblem['kind']> = new Set([
  'calendar-trouble',
  'account-trouble',
  'calendar-question',
  'away-question',
]);

function jobWords({ kind }: JobProblem): string {
  if (kind === 'calendar-event') return 'Writing an appointment into a calendar';
  if (CALENDAR_MAILS.has(kind)) return 'Sending a mail about a calendar';
  if (kind === 'reminder') return 'Sending a reminder';
  if (kind === 'invitation') return 'Sending an invitation';
  return kind === 'my-appointments'
    ? 'Sending the list of somebody’s appointments'
    : 'Sending a mail about an appointment';
}
