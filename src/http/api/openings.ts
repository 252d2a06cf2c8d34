/** /openings and their exceptions. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import {
  changeOccurrence,
  listOpenings,
  readOpening,
  removeOccurrence,
  removeOpening,
  restoreOccurrence,
  saveOpening,
} from '../../actions/openings.ts';
import type { OpeningRecord } from '../../db/openings.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, KEY_PROBLEMS, refused } from './problem.ts';
import {
  newOpening,
  occurrenceParam,
  ofPractitioner,
  openingChange,
  openingException,
  openingParam,
} from './schemas.ts';
import { localSchema } from './times.ts';

export const openingSchema = z
  .object({
    id: z.uuid(),
    practitionerId: z.uuid(),
    start: localSchema,
    end: localSchema,
    rule: z.string().nullable(),
    types: z.union([z.literal('all'), z.array(z.uuid())]),
    exceptions: z.array(
      z.object({
        kind: z.enum(['removed', 'changed']),
        occurrence: localSchema.describe('The local start that the rule gives.'),
        start: localSchema.optional(),
        end: localSchema.optional(),
      }),
    ),
  })
  .openapi('Opening');

export function openingAnswer({ rule, types, exceptions, ...same }: OpeningRecord): z.input<typeof openingSchema> {
  return { ...same, rule: rule ?? null, types: types === 'all' ? types : [...types], exceptions: [...exceptions] };
}

const tags = ['openings'];
const security = SECURITY;
const one = answer('The opening.', openingSchema);

export function openingRoutes(app: OpenAPIHono<Keyed>): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/openings',
      tags,
      security,
      summary: 'All openings, or those of one practitioner',
      request: { query: ofPractitioner },
      responses: { 200: answer('The openings.', z.object({ openings: z.array(openingSchema) })), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const openings = await listOpenings(c.var.ctx, c.req.valid('query').practitionerId);
      return c.json({ openings: openings.map(openingAnswer) }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/openings',
      tags,
      security,
      summary: 'Reserve time for online booking',
      request: { body: body(newOpening) },
      responses: { 201: one, ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const { rule, ...input } = c.req.valid('json');
      const saved = await saveOpening(c.var.ctx, { ...input, rule: rule ?? undefined });
      return saved.ok ? c.json(openingAnswer(saved.value), 201) : refused(c, saved.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/openings/{id}',
      tags,
      security,
      summary: 'One opening',
      request: { params: openingParam },
      responses: { 200: one, ...KEY_PROBLEMS },
    }),
    async (c) => {
      const found = await readOpening(c.var.ctx, c.req.valid('param').id);
      return found.ok ? c.json(openingAnswer(found.value), 200) : refused(c, found.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'patch',
      path: '/openings/{id}',
      tags,
      security,
      summary: 'Change an opening; exceptions of occurrences that it still has stay',
      request: { params: openingParam, body: body(openingChange) },
      responses: { 200: one, ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const found = await readOpening(c.var.ctx, c.req.valid('param').id);
      if (!found.ok) return refused(c, found.refusal);
      const { exceptions: _kept, ...before } = found.value;
      const { start, end, rule, types } = c.req.valid('json');
      const saved = await saveOpening(c.var.ctx, {
        ...before,
        start: start ?? before.start,
        end: end ?? before.end,
        rule: rule === undefined ? before.rule : (rule ?? undefined),
        types: types ?? before.types,
      });
      return saved.ok ? c.json(openingAnswer(saved.value), 200) : refused(c, saved.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/openings/{id}',
      tags,
      security,
      summary: 'Remove an opening; appointments in it stay',
      request: { params: openingParam },
      responses: { 200: answer('It is removed.', z.object({ removed: z.literal(true) })), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const removed = await removeOpening(c.var.ctx, c.req.valid('param').id);
      return removed.ok ? c.json({ removed: true as const }, 200) : refused(c, removed.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'put',
      path: '/openings/{id}/exceptions/{occurrence}',
      tags,
      security,
      summary: 'Remove or change one occurrence',
      request: { params: occurrenceParam, body: body(openingException) },
      responses: { 200: one, ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const { id, occurrence } = c.req.valid('param');
      const exception = c.req.valid('json');
      const saved =
        exception.kind === 'removed'
          ? await removeOccurrence(c.var.ctx, id, occurrence)
          : await changeOccurrence(c.var.ctx, id, { occurrence, start: exception.start, end: exception.end });
      return saved.ok ? c.json(openingAnswer(saved.value), 200) : refused(c, saved.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/openings/{id}/exceptions/{occurrence}',
      tags,
      security,
      summary: 'Put one occurrence back as the rule gives it',
      request: { params: occurrenceParam },
      responses: { 200: one, ...KEY_PROBLEMS },
    }),
    async (c) => {
      const { id, occurrence } = c.req.valid('param');
      const saved = await restoreOccurrence(c.var.ctx, id, occurrence);
      return saved.ok ? c.json(openingAnswer(saved.value), 200) : refused(c, saved.refusal);
    },
  );
}
