/** /practitioners: whose time is booked. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import {
  addPractitioner,
  changePractitioner,
  listPractitioners,
  readPractitioner,
} from '../../actions/practitioners.ts';
import type { PractitionerRecord } from '../../db/practitioners.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, KEY_PROBLEMS, notPremium, PREMIUM_PROBLEM, refused } from './problem.ts';
import { newPractitioner, practitionerChange, practitionerParam } from './schemas.ts';

const practitionerSchema = z
  .object({
    id: z.uuid(),
    slug: z.string(),
    name: z.string(),
    zone: z.string(),
    active: z.boolean(),
    position: z.int(),
    email: z.string(),
    notifyBooked: z.boolean(),
    dailyLimit: z.int().nullable(),
    whenChangedOutside: z.enum(['ask', 'follow', 'restore']),
    openingTitle: z.string().describe('Their calendar events of exactly this title open time; empty: none do.'),
  })
  .openapi('Practitioner');

function practitionerAnswer({ dailyLimit, ...shown }: PractitionerRecord): z.input<typeof practitionerSchema> {
  return { ...shown, dailyLimit: dailyLimit ?? null };
}

const tags = ['practitioners'];
const security = SECURITY;
const one = answer('The practitioner.', practitionerSchema);

export function practitionerRoutes(app: OpenAPIHono<Keyed>): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/practitioners',
      tags,
      security,
      summary: 'All practitioners, in their order',
      responses: {
        200: answer('The practitioners.', z.object({ practitioners: z.array(practitionerSchema) })),
        ...KEY_PROBLEMS,
      },
    }),
    async (c) => c.json({ practitioners: (await listPractitioners(c.var.ctx)).map(practitionerAnswer) }, 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/practitioners',
      tags,
      security,
      summary: 'Add a practitioner',
      request: { body: body(newPractitioner) },
      responses: { 201: one, ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const added = await addPractitioner(c.var.ctx, c.req.valid('json'));
      return added.ok ? c.json(practitionerAnswer(added.value), 201) : refused(c, added.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/practitioners/{id}',
      tags,
      security,
      summary: 'One practitioner',
      request: { params: practitionerParam },
      responses: { 200: one, ...KEY_PROBLEMS },
    }),
    async (c) => {
      const found = await readPractitioner(c.var.ctx, c.req.valid('param').id);
      return found.ok ? c.json(practitionerAnswer(found.value), 200) : refused(c, found.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'patch',
      path: '/practitioners/{id}',
      tags,
      security,
      summary: 'Change a practitioner',
      request: { params: practitionerParam, body: body(practitionerChange) },
      responses: { 200: one, ...KEY_PROBLEMS, ...BODY_PROBLEMS, ...PREMIUM_PROBLEM },
    }),
    async (c) => {
      const changed = await changePractitioner(c.var.ctx, c.req.valid('param').id, c.req.valid('json'));
      if (changed.ok) return c.json(practitionerAnswer(changed.value), 200);
      return changed.refusal.code === 'not-premium' ? notPremium(c, changed.refusal) : refused(c, changed.refusal);
    },
  );
}
