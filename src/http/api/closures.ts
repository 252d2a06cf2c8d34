/** /closures: stretches of a practitioner's time that the practice closes, and the appointments that lie in them. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { addClosure, listClosures, readClosure, removeClosure } from '../../actions/closures.ts';
import { manageToken } from '../../actions/save-change.ts';
import type { Closure } from '../../db/closures.ts';
import type { Appointment } from '../../domain/booking.ts';
import type { Deps } from '../../deps.ts';
import type { ClosureId, PractitionerId } from '../../domain/types.ts';
import { appointmentAnswer, appointmentSchema } from './appointment.ts';
import { idOf, moment } from './fields.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, KEY_PROBLEMS, refused } from './problem.ts';
import { settlingRoutes } from './settling.ts';
import { instantSchema, utc } from './times.ts';

const closureSchema = z
  .object({ id: z.uuid(), practitionerId: z.uuid(), start: instantSchema, end: instantSchema })
  .openapi('Closure');

const closedStretch = closureSchema
  .extend({
    affected: z.array(appointmentSchema).describe('Confirmed appointments in it that are not over.'),
    changes: z.array(
      z.object({
        appointment: appointmentSchema,
        what: z.enum(['moved', 'cancelled', 'replaced']),
        replacedBy: z.uuid().nullable().describe('The appointment in its place, with another practitioner.'),
        toCall: z.boolean().describe('No mail reaches the patient.'),
        calledAt: instantSchema.nullable(),
      }),
    ),
  })
  .openapi('ClosedStretch');

const newClosure = z
  .strictObject({ practitionerId: idOf<PractitionerId>(), start: moment, end: moment })
  .openapi('NewClosure');

const closureParam = z.object({ id: idOf<ClosureId>() });

function closureAnswer({ id, practitionerId, start, end }: Closure): z.input<typeof closureSchema> {
  return { id, practitionerId, start: utc(start), end: utc(end) };
}

const tags = ['closures'];
const security = SECURITY;

export function closureRoutes(app: OpenAPIHono<Keyed>, { config, keys }: Deps): void {
  const shown = (one: Appointment) => appointmentAnswer(one, `${config.publicUrl}/manage/${manageToken(keys, one)}`);
  settlingRoutes(app);
  app.openapi(
    createRoute({
      method: 'get',
      path: '/closures',
      tags,
      security,
      summary: 'Closed stretches that are not over',
      responses: { 200: answer('The closures.', z.object({ closures: z.array(closureSchema) })), ...KEY_PROBLEMS },
    }),
    async (c) => c.json({ closures: (await listClosures(c.var.ctx)).map(closureAnswer) }, 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/closures',
      tags,
      security,
      summary: 'Close a stretch of a practitioner’s time; what is booked in it stays',
      request: { body: body(newClosure) },
      responses: { 201: answer('The closure.', closureSchema), ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const added = await addClosure(c.var.ctx, c.req.valid('json'));
      return added.ok ? c.json(closureAnswer(added.value), 201) : refused(c, added.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/closures/{id}',
      tags,
      security,
      summary: 'One closure with the appointments in it',
      request: { params: closureParam },
      responses: { 200: answer('The closure.', closedStretch), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const found = await readClosure(c.var.ctx, c.req.valid('param').id);
      if (!found.ok) return refused(c, found.refusal);
      const { closure, affected, changes } = found.value;
      const answered = changes.map(({ change: { what, toCall, calledAt }, appointment, replacedBy }) => ({
        ...{ what, toCall, calledAt: calledAt === undefined ? null : utc(calledAt), appointment: shown(appointment) },
        replacedBy: replacedBy?.id ?? null,
      }));
      return c.json({ ...closureAnswer(closure), affected: affected.map(shown), changes: answered }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/closures/{id}',
      tags,
      security,
      summary: 'Open the stretch again',
      request: { params: closureParam },
      responses: { 200: answer('It is removed.', z.object({ removed: z.literal(true) })), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const removed = await removeClosure(c.var.ctx, c.req.valid('param').id);
      return removed.ok ? c.json({ removed: true as const }, 200) : refused(c, removed.refusal);
    },
  );
}
