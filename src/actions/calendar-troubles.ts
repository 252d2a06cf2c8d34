/** What needs a person about calendars: accounts to connect again, calendars that cannot be read or written into, open questions. */
import type { CalendarStatus } from '../db/calendars.ts';
import type { ConnectedAccount } from '../domain/connected.ts';
import { MINUTE } from '../domain/interval.ts';
import type { CalendarId, ConnectionId, PractitionerId } from '../domain/types.ts';
import { listQuestions, type AskedAbout } from './calendar-questions.ts';
import { listAccounts, listCalendars } from './connections.ts';
import type { Context } from './context.ts';
import { readPractice } from './practice.ts';

export type UnreadableCalendar = {
  readonly calendar: CalendarStatus;
  /** The practitioner publishes no slots because of it. */
  readonly closes: boolean;
};

/** Appointments stand, and are not shown in it. */
export type UnwritableCalendar = {
  readonly id: CalendarId;
  readonly connectionId: ConnectionId;
  readonly practitionerId: PractitionerId;
  readonly name: string;
  readonly problem: string;
};

export type CalendarTroubles = {
  /** Signing in, or a new password, mends them. `closes` as below. */
  readonly dead: readonly { readonly account: ConnectedAccount; readonly closes: boolean }[];
  /** Without those of dead accounts. */
  readonly unreadable: readonly UnreadableCalendar[];
  readonly unwritable: readonly UnwritableCalendar[];
  readonly questions: readonly AskedAbout[];
};

export async function listCalendarTroubles(ctx: Context): Promise<CalendarTroubles> {
  const [practice, calendars, accounts, questions] = await Promise.all([
    readPractice(ctx),
    listCalendars(ctx),
    listAccounts(ctx),
    listQuestions(ctx),
  ]);
  const oldest = ctx.now - practice.settings.closingLimit * MINUTE;
  const read = calendars.map((calendar) => ({ calendar, closes: isStale(calendar, oldest) }));
  const dead = accounts.filter(({ status }) => status === 'reconnect');
  const isDead = (id: ConnectionId) => dead.some((account) => account.id === id);
  return {
    dead: dead.map((account) => ({
      account,
      closes: read.some(({ calendar, closes }) => closes && calendar.connectionId === account.id),
    })),
    unreadable: read.filter(
      ({ calendar, closes }) =>
        (closes || calendar.problem !== undefined || calendar.warnings.length > 0) && !isDead(calendar.connectionId),
    ),
    unwritable: accounts.flatMap(({ id: connectionId, practitionerId, calendars: own }) =>
      own.flatMap(({ id, name, writeProblem }) =>
        writeProblem === undefined ? [] : [{ id, connectionId, practitionerId, name, problem: writeProblem }],
      ),
    ),
    questions,
  };
}

function isStale({ blocks, readAt }: CalendarStatus, oldest: number): boolean {
  return blocks && (readAt === undefined || readAt < oldest);
}
