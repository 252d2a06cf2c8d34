/** Gathers what needs a person: mail, calendars, jobs that failed, appointments to look at. */
import { listWaiting } from '../../actions/attend.ts';
import { listClashes } from '../../actions/clashes.ts';
import { listCalendars } from '../../actions/connections.ts';
import type { Context as Acting } from '../../actions/context.ts';
import { listOpenings } from '../../actions/openings.ts';
import { listTypes } from '../../actions/types.ts';
import type { CalendarStatus } from '../../db/calendars.ts';
import type { JobProblem } from '../../db/outbox.ts';
import type { Practice } from '../../db/practices.ts';
import type { PractitionerRecord } from '../../db/practitioners.ts';
import type { Deps } from '../../deps.ts';
import { MINUTE } from '../../domain/interval.ts';
import type { Attention, CalendarTrouble } from '../../views/desk/attention.tsx';

type Known = { readonly practice: Practice; readonly practitioners: readonly PractitionerRecord[] };

export async function attentionOf(deps: Deps, ctx: Acting, { practice, practitioners }: Known): Promise<Attention> {
  const [waiting, clashes, calendars, nothing, mailer] = await Promise.all([
    listWaiting(ctx),
    listClashes(ctx),
    listCalendars(ctx),
    nothingOffered(ctx),
    deps.mailer(),
  ]);
  return {
    zone: practitioners[0]?.zone ?? 'UTC',
    mailMissing: mailer === undefined,
    keptMails: waiting.mails,
    calendars: calendars.flatMap((calendar) => troubleOf(calendar, ctx, { practice, practitioners })),
    jobs: waiting.jobs.map((job) => ({ id: job.id, what: jobWords(job), problem: job.problem, nextAt: job.nextAt })),
    toVerify: waiting.toVerify,
    bounced: waiting.bounced,
    clashes,
    nothingOffered: nothing,
  };
}

/** No type that patients see, or no reserved time at all. */
export async function nothingOffered(ctx: Acting): Promise<boolean> {
  const [types, openings] = await Promise.all([listTypes(ctx), listOpenings(ctx)]);
  return openings.length === 0 || !types.some(({ state }) => state === 'listed');
}

function troubleOf(calendar: CalendarStatus, { now }: Acting, { practice, practitioners }: Known): CalendarTrouble[] {
  const { calendarId, readAt, problem, warnings, blocks } = calendar;
  const oldest = now - practice.settings.closingLimit * MINUTE;
  const closes = blocks && (readAt === undefined || readAt < oldest);
  if (!closes && problem === undefined && warnings.length === 0) return [];
  const practitioner = practitioners.find(({ id }) => id === calendar.practitionerId);
  const words = {
    practitionerName: practitioner?.name ?? '',
    zone: practitioner?.zone ?? 'UTC',
    host: calendar.masked,
  };
  return [{ id: calendarId, ...words, readAt, problem, warnings, closes }];
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
