/** /appointment-types. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { listTypes, readType, reorderTypes, saveType, type TypeInput } from '../../actions/types.ts';
import { COLOURS } from '../../domain/colours.ts';
import type { AppointmentType } from '../../domain/types.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, KEY_PROBLEMS, refused } from './problem.ts';
import { newType, typeChange, typeOrder, typeParam } from './schemas.ts';

const typeSchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    lengthMinutes: z.int(),
    paddingMinutes: z.int(),
    state: z.enum(['listed', 'hidden', 'archived']),
    audience: z.enum(['everyone', 'existing']),
    startRule: z.union([
      z.object({ kind: z.literal('packed') }),
      z.object({ kind: z.literal('every'), minutes: z.int() }),
    ]),
    location: z.object({ kind: z.enum(['address', 'phone', 'video']), text: z.string() }).nullable(),
    note: z.string(),
    colour: z.enum(COLOURS).describe('At the desk; patients do not see it.'),
    offeredBy: z.union([z.literal('all'), z.array(z.uuid())]),
  })
  .openapi('AppointmentType');

const listSchema = z.object({ appointmentTypes: z.array(typeSchema) });

function typeAnswer({ length, padding, location, offeredBy, ...same }: AppointmentType): z.input<typeof typeSchema> {
  const practitioners = offeredBy === 'all' ? offeredBy : [...offeredBy];
  return {
    ...same,
    lengthMinutes: length,
    paddingMinutes: padding,
    location: location ?? null,
    offeredBy: practitioners,
  };
}

type Fields = z.output<typeof newType>;

function typeInput({ lengthMinutes, paddingMinutes, location, ...same }: Fields): TypeInput {
  return { ...same, length: lengthMinutes, padding: paddingMinutes, location: location ?? undefined };
}

/** What is left out stays. */
function changed(
  before: AppointmentType,
  { lengthMinutes, paddingMinutes, location, ...same }: z.output<typeof typeChange>,
): AppointmentType {
  const given = Object.fromEntries(Object.entries(same).filter(([, value]) => value !== undefined));
  return {
    ...before,
    ...given,
    length: lengthMinutes ?? before.length,
    padding: paddingMinutes ?? before.padding,
    location: location === undefined ? before.location : (location ?? undefined),
  };
}

const tags = ['appointment-types'];
const security = SECURITY;
const one = answer('The appointment type.', typeSchema);
const all = answer('The appointment types.', listSchema);

export function typeRoutes(app: OpenAPIHono<Keyed>): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/appointment-types',
      tags,
      security,
      summary: 'All appointment types in their order, hidden and archived ones too',
      responses: { 200: all, ...KEY_PROBLEMS },
    }),
    async (c) => c.json({ appointmentTypes: (await listTypes(c.var.ctx)).map(typeAnswer) }, 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/appointment-types',
      tags,
      security,
      summary: 'Add an appointment type',
      request: { body: body(newType) },
      responses: { 201: one, ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const saved = await saveType(c.var.ctx, typeInput(c.req.valid('json')));
      return saved.ok ? c.json(typeAnswer(saved.value), 201) : refused(c, saved.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'put',
      path: '/appointment-types/order',
      tags,
      security,
      summary: 'Put appointment types in order; those not named follow',
      request: { body: body(typeOrder) },
      responses: { 200: all, ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) =>
      c.json({ appointmentTypes: (await reorderTypes(c.var.ctx, c.req.valid('json').order)).map(typeAnswer) }, 200),
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/appointment-types/{id}',
      tags,
      security,
      summary: 'One appointment type',
      request: { params: typeParam },
      responses: { 200: one, ...KEY_PROBLEMS },
    }),
    async (c) => {
      const found = await readType(c.var.ctx, c.req.valid('param').id);
      return found.ok ? c.json(typeAnswer(found.value), 200) : refused(c, found.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'patch',
      path: '/appointment-types/{id}',
      tags,
      security,
      summary: 'Change an appointment type; appointments keep what they were booked with',
      request: { params: typeParam, body: body(typeChange) },
      responses: { 200: one, ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const found = await readType(c.var.ctx, c.req.valid('param').id);
      if (!found.ok) return refused(c, found.refusal);
      const saved = await saveType(c.var.ctx, changed(found.value, c.req.valid('json')));
      return saved.ok ? c.json(typeAnswer(saved.value), 200) : refused(c, saved.refusal);
    },
  );
}
