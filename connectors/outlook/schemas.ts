/** What is read of Graph's answers, checked once: raw in, known out. Other fields are not looked at. */

import { z } from 'zod';

const time = z.object({ dateTime: z.string(), timeZone: z.string().nullish() });

const property = z.object({ id: z.string(), value: z.string() });

export const eventSchema = z.object({
  id: z.string().min(1),
  '@odata.etag': z.string().optional(),
  '@removed': z.unknown().optional(),
  type: z.string().nullish(),
  seriesMasterId: z.string().nullish(),
  transactionId: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  subject: z.string().nullish(),
  body: z.object({ content: z.string().nullish() }).nullish(),
  start: time.nullish(),
  end: time.nullish(),
  originalStartTimeZone: z.string().nullish(),
  isAllDay: z.boolean().nullish(),
  isCancelled: z.boolean().nullish(),
  isOrganizer: z.boolean().nullish(),
  showAs: z.string().nullish(),
  responseStatus: z.object({ response: z.string().nullish() }).nullish(),
  /** Absent where it was not asked for, or could not be. */
  singleValueExtendedProperties: z.array(property).optional(),
});
export type GraphEvent = z.output<typeof eventSchema>;
export type GraphTime = z.output<typeof time>;

export const calendarSchema = z.object({
  id: z.string().min(1),
  name: z.string().nullish(),
  canEdit: z.boolean().nullish(),
  isDefaultCalendar: z.boolean().nullish(),
});
