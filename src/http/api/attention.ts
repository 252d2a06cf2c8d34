/** /attention: what waits for a person, beside the state of calendars (/calendars). */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { listWaiting } from '../../actions/attend.ts';
import { listAwayQuestions } from '../../actions/away.ts';
import { acceptClash, listClashes } from '../../actions/clashes.ts';
import { manageToken } from '../../actions/save-change.ts';
import type { Deps } from '../../deps.ts';
import type { Appointment } from '../../domain/booking.ts';
import { appointmentAnswer, appointmentSchema } from './appointment.ts';
import { answer, SECURITY, type Keyed } from './key.ts';
import { KEY_PROBLEMS, notFound } from './problem.ts';
import { appointmentParam } from './schemas.ts';
import { instantSchema, intervalAnswer, intervalSchema, utc } from './times.ts';

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
      const [waiting, clashes, away] = await Promise.all([listWaiting(ctx), listClashes(ctx), listAwayQuestions(ctx)]);
      return c.json(
        {
          clashes: clashes.map(({ appointment, codes }) => ({ appointment: shown(appointment), codes: [...codes] })),
          toVerify: waiting.toVerify.map(shown),
          bounced: waiting.bounced.map(shown),
          away: away.map(({ calendarId, calendarName, practitionerId, event, ...time }) => ({
            ...{ calendarId, calendarName, practitionerId, event, time: intervalAnswer(time) },
          })),
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
