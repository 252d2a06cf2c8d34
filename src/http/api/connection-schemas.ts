/** What is sent to connect a calendar and to say what it is for, and how a calendar of an account is answered. */
import { z } from '@hono/zod-openapi';
import type { ConnectionId, PractitionerId } from '../../domain/types.ts';
import { idOf, line } from './fields.ts';
import { instantSchema } from './times.ts';

const practitionerId = idOf<PractitionerId>();

export const newConnection = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('ics'),
      practitionerId,
      address: z.string().max(2_000).describe('https: or webcal: address. Kept sealed, never shown again.'),
      name: line(100).default('Calendar'),
    }),
    z.strictObject({
      kind: z.literal('caldav'),
      practitionerId,
      address: z.string().max(2_000).describe('A server, or a service such as icloud.com or fastmail.com.'),
      user: line(254),
      password: z.string().max(1_000).describe('Mostly one made for this app alone. Kept sealed, never shown again.'),
      connectionId: idOf<ConnectionId>()
        .optional()
        .describe('The account that is to be connected again, at the server that is known.'),
    }),
  ])
  .openapi('NewConnection');

const rules = {
  tentative: z.boolean(),
  allDay: z.boolean(),
  free: z.boolean(),
  oof: z.boolean(),
  elsewhere: z.boolean(),
};

const roles = {
  blocks: z
    .boolean()
    .describe('Nothing is offered while it has something, and nothing at all while it cannot be read.'),
  receives: z.boolean().describe('Each appointment is written into it, moved and removed with the appointment.'),
  definesOpenings: z.boolean().describe('Its events that the practitioner organises open time instead of blocking it.'),
  privacy: z.enum(['busy', 'initials', 'name']).describe('What an appointment is called in it.'),
};

export const accountCalendarSchema = z
  .object({
    id: z.uuid().nullable().describe('Null: its provider has it, and nothing was chosen for it yet.'),
    externalId: z.string().describe('As its provider names it; empty for a feed.'),
    name: z.string(),
    writable: z.boolean(),
    ...roles,
    rules: z.object(rules).describe('Which kinds of events block.'),
    readAt: instantSchema.nullable(),
    triedAt: instantSchema.nullable(),
    dueAt: instantSchema.nullable().describe('When it is read next.'),
    problem: z.string().nullable().describe('Why the last reading went wrong.'),
    writeProblem: z.string().nullable().describe('Why nothing can be written into it.'),
  })
  .openapi('AccountCalendar');

export const chosenCalendars = z
  .strictObject({
    calendars: z
      .array(
        z.strictObject({
          externalId: z.string().max(2_000),
          ...z.strictObject({ ...roles, rules: z.strictObject(rules) }).partial().shape,
        }),
      )
      .min(1, 'Name a calendar at least.')
      .max(200, 'These are more than 200 calendars.'),
  })
  .openapi('ChosenCalendars');
