/** Accounts that are connected and what their calendars are for; and what is asked when an event of ours is not where it was put. */
import type { EventPrivacy } from './event-title.ts';
import type { AppointmentId, BusyRules, CalendarId, ConnectionId, Instant, Interval, PractitionerId } from './types.ts';

export type ConnectionKind = 'ics' | 'google' | 'outlook' | 'caldav';

export type CalendarRoles = {
  readonly externalId: string;
  readonly name: string;
  readonly writable: boolean;
  readonly blocks: boolean;
  readonly receives: boolean;
  /** Its events that the practitioner organises open time instead of blocking it (domain/drawn.ts). */
  readonly definesOpenings: boolean;
  readonly privacy: EventPrivacy;
  readonly rules: BusyRules;
};

/** One that is for nothing is not read. */
export function isUsed(roles: Pick<CalendarRoles, 'blocks' | 'receives' | 'definesOpenings'>): boolean {
  return roles.blocks || roles.receives || roles.definesOpenings;
}

export type ConnectedCalendar = CalendarRoles & {
  readonly id: CalendarId;
  readonly readAt: Instant | undefined;
  readonly triedAt: Instant | undefined;
  readonly dueAt: Instant | undefined;
  /** Why the last reading went wrong: a sentence. */
  readonly problem: string | undefined;
  /** Why nothing can be written into it. */
  readonly writeProblem: string | undefined;
};

export type ConnectedAccount = {
  readonly id: ConnectionId;
  readonly practitionerId: PractitionerId;
  readonly kind: ConnectionKind;
  /** As the provider names it. */
  readonly account: string;
  readonly masked: string;
  readonly status: 'ok' | 'reconnect' | 'gone';
  readonly calendars: readonly ConnectedCalendar[];
};

/** Our event is elsewhere than it was put, or gone: its practitioner is asked once. */
export type CalendarQuestion = {
  readonly id: string;
  readonly practitionerId: PractitionerId;
  readonly appointmentId: AppointmentId;
  readonly calendarId: CalendarId;
  readonly calendarName: string;
  /** Where the calendar has it; undefined when it was removed there. */
  readonly at: Interval | undefined;
  /** Of the appointment, when it was asked. */
  readonly revision: number;
  readonly askedAt: Instant;
};
