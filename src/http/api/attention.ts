/** /attention: what waits for a person, beside the state of calendars (/calendars). */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { listWaiting } from '../../actions/attend.ts';
import { listAwayQuestions } from '../../actions/away.ts';
import { listCalendarTroubles, type CalendarTroubles } from '../../actions/calendar-troubles.ts';
import { acceptClash, listClashes } from '../../actions/clashes.ts';
import { manageToken } from '../../actions/save-change.ts';
import type { Deps } from '../../deps.ts';
import type { Appointment } from '../../domain/booking.ts';
import { appointmentAnswer, appointmentSchema } from './appointment.ts';
import { questionAnswer, questionSchema } from './calendar-questions.ts';
import { answer, SECURITY, type Keyed } from './key.ts';
import { KEY_PROBLEMS, notFound } from './problem.ts';
import { appointmentParam } from './schemas.ts';
import { instantSchema, intervalAnswer, intervalSchema, utc } from './times.ts';

const KIND = z.enum(['ics', 'google', 'outlook', 'caldav']);
const closes = z.boolean().describe('The practitioner’s slots are closed because of it.');

const attentionSchema = z
  .object({
    clashes: z
      .array(
        z.object({
          appointment: appointmentSchema,
          codes: z.array(z.enum(['outside-openings', 'opening-not-for-type', 'busy', 'closed'])),
        }),
      )
      .describe('Something speaks against them since they were booked.'),
    toVerify: z.array(appointmentSchema).describe('Booked while a calendar could not be read.'),
    bounced: z.array(appointmentSchema).describe('The next one of each patient whose address was refused.'),
    away: z
      .array(
        z.object({
          calendarId: z.uuid(),
          calendarName: z.string(),
          practitionerId: z.uuid(),
          event: z.string().describe('Opaque; what the answer names.'),
          time: intervalSchema.describe('Of the first occurrence that is not over.'),
        }),
      )
      .describe(
        'All-day events of two days or more that are marked free: they take their time until it is said whether the practitioner is away.',
      ),
    accounts: z
      .array(
        z.object({
          id: z.uuid(),
          practitionerId: z.uuid(),
          kind: KIND,
          account: z.string(),
          masked: z.string(),
          closes,
        }),
      )
      .describe('Their owners have to sign in again, or give a new password.'),
    calendars: z
      .array(
        z.object({
          ...{ id: z.uuid(), connectionId: z.uuid(), practitionerId: z.uuid(), name: z.string(), masked: z.string() },
          readAt: instantSchema.nullable().describe('Last good reading; null: never.'),
          problem: z
            .string()
            .nullable()
            .describe('Why the last try went wrong; null: it is only old, or was not tried.'),
          warnings: z.array(z.string()),
          closes,
        }),
      )
      .describe('They cannot be read, or not whole. Without those of the accounts above.'),
    unwritable: z
      .array(
        z.object({
          ...{ id: z.uuid(), connectionId: z.uuid(), practitionerId: z.uuid(), name: z.string(), problem: z.string() },
        }),
      )
      .describe('Appointments stand, and are not shown in these calendars.'),
    questions: z
      .array(questionSchema)
      .describe('Events that were moved or removed; answered under /calendar-questions.'),
    keptMails: z.int().describe('Mails that had no server to go to.'),
    jobs: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        problem: z.string(),
        nextAt: instantSchema.nullable().describe('Null: given up.'),
      }),
    ),
  })
  .openapi('Attention');

function troublesAnswer({ dead, unreadable, unwritable, questions }: CalendarTroubles) {
  return {
    accounts: dead.map(({ account: { id, practitionerId, kind, account, masked }, closes: isClosed }) => ({
      ...{ id, practitionerId, kind, account, masked, closes: isClosed },
    })),
    calendars: unreadable.map(({ calendar, closes: isClosed }) => {
      const { calendarId: id, connectionId, practitionerId, name, masked, readAt, problem, warnings } = calendar;
      return {
        ...{ id, connectionId, practitionerId, name, masked, warnings: [...warnings], closes: isClosed },
        ...{ readAt: readAt === undefined ? null : utc(readAt), problem: problem ?? null },
      };
    }),
    unwritable: [...unwritable],
    questions: questions.map(questionAnswer),
  };
}

const tags = ['attention'];
const security = SECURITY;

export function attentionRoutes(app: OpenAPIHono<Keyed>, { config, keys }: Deps): void {
  const shown = (one: Appointment) => appointmentAnswer(one, `${config.publicUrl}/manage/${manageToken(keys, one)}`);

  app.openapi(
    createRoute({
      method: 'get',
      path: '/attention',
      tags,
      security,
      summary: 'What needs a person',
      responses: { 200: answer('It.', attentionSchema), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const { ctx } = c.var;
      const [waiting, clashes, away, troubles] = await Promise.all([
        listWaiting(ctx),
        listClashes(ctx),
        listAwayQuestions(ctx),
        listCalendarTroubles(ctx),
      ]);
      return c.json(
        {
          clashes: clashes.map(({ appointment, codes }) => ({ appointment: shown(appointment), codes: [...codes] })),
          toVerify: waiting.toVerify.map(shown),
          bounced: waiting.bounced.map(shown),
          away: away.map(({ calendarId, calendarName, practitionerId, event, ...time }) => ({
            ...{ calendarId, calendarName, practitionerId, event, time: intervalAnswer(time) },
          })),
          ...troublesAnswer(troubles),
          keptMails: waiting.mails,
          jobs: waiting.jobs.map(({ id, kind, problem, nextAt }) => ({
            ...{ id, kind, problem, nextAt: nextAt === undefined ? null : utc(nextAt) },
          })),
        },
        200,
      );
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/appointments/{id}/accept',
      tags,
      security,
      summary: 'Say that an appointment is right although something speaks against it',
      request: { params: appointmentParam },
      responses: { 200: answer('The appointment.', appointmentSchema), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const accepted = await acceptClash(c.var.ctx, c.req.valid('param').id);
      return accepted.ok ? c.json(shown(accepted.value), 200) : notFound(c);
    },
  );
}
