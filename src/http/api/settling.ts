/** /closures/{id}: what becomes of the appointments in a closed stretch, and who was phoned about it. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { noteCall, settleClosure } from '../../actions/sick-day.ts';
import type { AppointmentId, ClosureId, PractitionerId } from '../../domain/types.ts';
import { idOf, moment } from './fields.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, BOOKING_PROBLEMS, KEY_PROBLEMS, notFound, refusedBooking } from './problem.ts';

const appointmentId = idOf<AppointmentId>();
const closureParam = z.object({ id: idOf<ClosureId>() });

const settling = z
  .strictObject({
    decisions: z
      .array(
        z.discriminatedUnion('do', [
          z.strictObject({ appointmentId, do: z.literal('cancel') }),
          z.strictObject({
            appointmentId,
            do: z.literal('move'),
            start: moment,
            practitionerId: idOf<PractitionerId>()
              .optional()
              .describe('Another one: it is cancelled, and booked there in its place.'),
          }),
        ]),
      )
      .max(500),
    tell: z.boolean().default(true).describe('Everybody with an address gets a mail.'),
  })
  .openapi('Settling');

const call = z.strictObject({ appointmentId, reached: z.boolean().default(true) }).openapi('Call');

const tags = ['closures'];
const security = SECURITY;

export function settlingRoutes(app: OpenAPIHono<Keyed>): void {
  app.openapi(
    createRoute({
      method: 'post',
      path: '/closures/{id}/settle',
      tags,
      security,
      summary: 'Move or cancel appointments in a closed stretch together: all of them or none',
      request: { params: closureParam, body: body(settling) },
      responses: {
        200: answer('It is done.', z.object({ changed: z.int(), toCall: z.int().describe('Whom no mail reaches.') })),
        ...KEY_PROBLEMS,
        ...BODY_PROBLEMS,
        ...BOOKING_PROBLEMS,
      },
    }),
    async (c) => {
      const outcome = await settleClosure(c.var.ctx, { closureId: c.req.valid('param').id, ...c.req.valid('json') });
      if (outcome.ok) return c.json(outcome.value, 200);
      const { refusal } = outcome;
      if (refusal.code === 'not-found') return notFound(c);
      return refusedBooking(c, refusal.refusal, { audience: 'staff', zone: 'UTC' });
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/closures/{id}/calls',
      tags,
      security,
      summary: 'Note that somebody on the list of calls was reached, or take it back',
      request: { params: closureParam, body: body(call) },
      responses: { 200: answer('It is noted.', call), ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const said = c.req.valid('json');
      const noted = await noteCall(c.var.ctx, { closureId: c.req.valid('param').id, ...said });
      return noted.ok ? c.json(said, 200) : notFound(c);
    },
  );
}
