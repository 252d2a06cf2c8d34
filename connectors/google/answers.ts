/** What of Google's answers is looked at, as Google documents it. `kind` tells an answer of Google's from any other JSON. */

import { z } from 'zod';

const text = z.string();
/** A day, or an instant with its offset. */
const time = z.union([z.object({ dateTime: z.iso.datetime({ offset: true }) }), z.object({ date: z.iso.date() })]);
export type GoogleTime = z.output<typeof time>;

const marks = z.object({ private: z.record(text, text).optional() }).optional();

const listed = z
  .object({
    id: text.min(1),
    status: text.optional(),
    recurringEventId: text.optional(),
    start: time.optional(),
    end: time.optional(),
    summary: text.optional(),
    transparency: text.optional(),
    eventType: text.optional(),
    organizer: z.object({ self: z.boolean().optional() }).optional(),
    attendees: z.array(z.object({ self: z.boolean().optional(), responseStatus: text.optional() })).optional(),
    extendedProperties: marks,
  })
  // Of a deleted event only its id is certain.
  .refine(({ status, start, end }) => status === 'cancelled' || (start !== undefined && end !== undefined));
export type ListedEvent = z.output<typeof listed>;

/** One page of events. Asked for by these fields, no place, note or address of a foreign event is even sent. */
export const eventPage = z.object({
  kind: z.literal('calendar#events'),
  items: z.array(listed).default([]),
  timeZone: text.optional(),
  nextPageToken: text.optional(),
  nextSyncToken: text.optional(),
});
export type EventPage = z.output<typeof eventPage>;

export function eventFields(titles: boolean): string {
  const times = 'id,status,recurringEventId,start,end,transparency,eventType';
  const people = 'organizer/self,attendees(self,responseStatus),extendedProperties/private';
  return `kind,timeZone,nextPageToken,nextSyncToken,items(${times},${people}${titles ? ',summary' : ''})`;
}

/** An event of ours as it stands, or one that deleted ours. */
export const standingEvent = z
  .object({
    kind: z.literal('calendar#event'),
    id: text,
    etag: text.optional(),
    status: text.optional(),
    start: time.optional(),
    end: time.optional(),
    summary: text.optional(),
    location: text.optional(),
    description: text.optional(),
    extendedProperties: marks,
  })
  .refine(({ status, start, end }) => status === 'cancelled' || (start !== undefined && end !== undefined));
export type StandingEvent = z.output<typeof standingEvent>;

const calendarEntry = z.object({
  id: text.min(1),
  summary: text.optional(),
  summaryOverride: text.optional(),
  timeZone: text.optional(),
  accessRole: text.optional(),
  primary: z.boolean().optional(),
  deleted: z.boolean().optional(),
});
export type CalendarEntry = z.output<typeof calendarEntry>;

export const calendarPage = z.object({
  kind: z.literal('calendar#calendarList'),
  items: z.array(calendarEntry).default([]),
  nextPageToken: text.optional(),
});
