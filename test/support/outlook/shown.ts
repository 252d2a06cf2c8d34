/** Stored events as Graph shows them. */
import { toWall } from '../../../src/domain/zone.ts';
import type { Instant } from '../../../src/domain/types.ts';
import type { Mailbox, Occurrence, Stored, Times } from './mailbox.ts';

export type Wish = {
  readonly immutable: boolean;
  /** Extended properties asked for; undefined: none are shown. */
  readonly marks: readonly string[] | undefined;
};

const ianaOf: Readonly<Record<string, string>> = {
  UTC: 'UTC',
  'Eastern Standard Time': 'America/New_York',
  'W. Europe Standard Time': 'Europe/Berlin',
};

/** As an id of this wish names it: without the immutable kind, one that changes with the calendar. */
export function idFor(event: Pick<Stored, 'calendar'>, id: string, { immutable }: Pick<Wish, 'immutable'>): string {
  return immutable ? id : `${id}~${event.calendar}`;
}

export function shown(mailbox: Mailbox, event: Stored, wish: Wish, occurrence?: Occurrence): Record<string, unknown> {
  const times = occurrence ?? event.times;
  const isPart = event.series !== undefined && occurrence !== undefined;
  return {
    '@odata.etag': etagOf(event),
    id: idFor(event, occurrence?.id ?? event.id, wish),
    createdDateTime: new Date(event.created).toISOString(),
    changeKey: String(event.version),
    ...(event.transactionId !== undefined && { transactionId: event.transactionId }),
    originalStartTimeZone: event.zone,
    originalEndTimeZone: event.zone,
    subject: event.subject,
    body: { contentType: 'text', content: event.body },
    isAllDay: event.allDay,
    isCancelled: event.isCancelled,
    isOrganizer: event.organizer === mailbox.owner,
    organizer: { emailAddress: { address: event.organizer, name: event.organizer } },
    responseStatus: { response: event.response, time: '0001-01-01T00:00:00Z' },
    seriesMasterId: isPart ? idFor(event, event.id, wish) : null,
    type: typeOf(event, occurrence),
    showAs: event.showAs,
    sensitivity: 'normal',
    importance: 'normal',
    location: { displayName: event.location },
    attendees: [],
    ...timesOf(mailbox, event, times),
    ...(wish.marks && {
      singleValueExtendedProperties: wish.marks.flatMap((id) => {
        const value = isPart ? undefined : event.properties.get(id);
        return value === undefined ? [] : [{ id, value }];
      }),
    }),
  };
}

/** An occurrence in a round of changes: no more than this. */
export function bare(mailbox: Mailbox, event: Stored, wish: Wish, occurrence: Occurrence): Record<string, unknown> {
  if (event.series === undefined || occurrence.moved) return shown(mailbox, event, wish, occurrence);
  return {
    '@odata.type': '#microsoft.graph.event',
    '@odata.etag': etagOf(event),
    id: idFor(event, occurrence.id, wish),
    seriesMasterId: idFor(event, event.id, wish),
    type: 'occurrence',
    ...timesOf(mailbox, event, occurrence),
  };
}

export function etagOf(event: Stored): string {
  return `W/"${event.version}"`;
}

function typeOf(event: Stored, occurrence: Occurrence | undefined): string {
  if (event.series === undefined) return 'singleInstance';
  if (occurrence === undefined) return 'seriesMaster';
  return occurrence.moved ? 'exception' : 'occurrence';
}

function timesOf(mailbox: Mailbox, event: Stored, { start, end }: Times): Record<string, unknown> {
  const zone = mailbox.zonesAsWritten && !event.allDay ? event.zone : 'UTC';
  const at = (ms: number) => {
    const wall = toWall(ms as Instant, ianaOf[zone] ?? 'UTC');
    return { dateTime: `${new Date(wall).toISOString().slice(0, 19)}.0000000`, timeZone: zone };
  };
  return { start: at(start), end: at(end) };
}
