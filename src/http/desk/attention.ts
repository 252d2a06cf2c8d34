/** Gathers what needs a person: mail, calendars, jobs that failed, appointments to look at. */
import { listWaiting } from '../../actions/attend.ts';
import { listAwayQuestions } from '../../actions/away.ts';
import { drawsOpenings } from '../../actions/calendar-roles.ts';
import { listQuestions } from '../../actions/calendar-questions.ts';
import { listClashes } from '../../actions/clashes.ts';
import { listAccounts, listCalendars } from '../../actions/connections.ts';
import type { Context as Acting } from '../../actions/context.ts';
import { listOpenings } from '../../actions/openings.ts';
import { listTypes } from '../../actions/types.ts';
import type { CalendarStatus } from '../../db/calendars.ts';
import type { JobProblem } from '../../db/outbox.ts';
import type { Practice } from '../../db/practices.ts';
import type { PractitionerRecord } from '../../db/practitioners.ts';
import type { Deps } from '../../deps.ts';
import { MINUTE } from '../../domain/interval.ts';
import type { PractitionerId } from '../../domain/types.ts';
import type { Attention } from '../../views/desk/attention.tsx';
import type { CalendarTrouble } from '../../views/desk/attention-calendars.tsx';

type Known = { readonly practice: Practice; readonly practitioners: readonly PractitionerRecord[] };

export async function attentionOf(deps: Deps, ctx: Acting, { practice, practitioners }: Known): Promise<Attention> {
  const [waiting, clashes, calendars, accounts, questions, away, nothing, mailer] = await Promise.all([
    listWaiting(ctx),
    listClashes(ctx),
    listCalendars(ctx),
    listAccounts(ctx),
    listQuestions(ctx),
    listAwayQuestions(ctx),
    nothingOffered(ctx),
    deps.mailer(),
  ]);
  const dead = accounts.filter(({ status }) => status === 'reconnect');
  const nameOf = (id: PractitionerId) => practitioners.find((one) => one.id === id)?.name ?? '';
  const troubles = calendars.map((calendar) => ({
    connectionId: calendar.connectionId,
    trouble: troubleOf(calendar, ctx, { practice, practitioners }),
  }));
  return {
    zone: practitioners[0]?.zone ?? 'UTC',
    mailMissing: mailer === undefined,
    keptMails: waiting.mails,
    deadAccounts: dead.map((account) => ({
      account,
      practitionerName: nameOf(account.practitionerId),
      closes: troubles.some(({ connectionId, trouble }) => connectionId === account.id && trouble?.closes === true),
    })),
    // Those of an account that has to be connected again are told of once, with the account.
    calendars: troubles.flatMap(({ connectionId, trouble }) =>
      trouble && !dead.some(({ id }) => id === connectionId) ? [trouble] : [],
    ),
    writeTroubles: accounts.flatMap(({ id, practitionerId, calendars: own }) =>
      own.flatMap(({ name, writeProblem }) =>
        writeProblem === undefined
          ? []
          : [{ connectionId: id, name, practitionerName: nameOf(practitionerId), problem: writeProblem }],
      ),
    ),
    questions,
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
  calendar: CalendarStatus,
  { now }: Acting,
  { practice, practitioners }: Known,
): CalendarTrouble | undefined {
  const { calendarId, readAt, problem, warnings, blocks } = calendar;
  const oldest = now - practice.settings.closingLimit * MINUTE;
  const closes = blocks && (readAt === undefined || readAt < oldest);
  if (!closes && problem === undefined && warnings.length === 0) return undefined;
  const practitioner = practitioners.find(({ id }) => id === calendar.practitionerId);
  const words = {
    practitionerName: practitioner?.name ?? '',
    zone: practitioner?.zone ?? 'UTC',
    host: calendar.masked,
  };
  return { id: calendarId, ...words, readAt, problem, warnings, closes };
}

function jobWords({ kind }: JobProblem): string {
  if (kind === 'calendar-event') return 'Writing an appointment into a calendar';
  if (kind === 'calendar-trouble' || kind === 'account-trouble' || kind === 'calendar-question')
    return 'Sending a mail about a calendar';
  if (kind === 'reminder') return 'Sending a reminder';
  if (kind === 'invitation') return 'Sending an invitation';
  return kind === 'my-appointments'
    ? 'Sending the list of somebody’s appointments'
    : 'Sending a mail about an appointment';
}
