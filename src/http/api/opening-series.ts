/** /openings: their occurrences one by one, and changes that reach one, it and all that follow, or all. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { changeOpening, listOccurrences, withdrawTime } from '../../actions/opening-series.ts';
import type { Occurrence } from '../../domain/occurrences.ts';
import type { PractitionerId, TypeId } from '../../domain/types.ts';
import { idOf, line, localTime } from './fields.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { openingAnswer, openingSchema } from './openings.ts';
import { BODY_PROBLEMS, KEY_PROBLEMS, refused } from './problem.ts';
import { busyQuery, openingParam } from './schemas.ts';
import { instantSchema, localSchema, utc, windowOf } from './times.ts';

const reach = {
  occurrence: localTime.describe('The local start that the rule gives.'),
  scope: z.enum(['one', 'following', 'all']).describe('This occurrence, it and all that follow, or all.'),
};

const revision = z
  .strictObject({
    ...reach,
    start: localTime
      .optional()
      .describe('New start of this occurrence; the others follow as far as the scope reaches.'),
    end: localTime.optional(),
    rule: line(500).nullable().optional().describe('From here on, or of all; null: once. Not of one alone.'),
    types: z.union([z.literal('all'), z.array(idOf<TypeId>()).max(1_000)]).optional(),
  })
  .refine(({ start, end }) => (start === undefined) === (end === undefined), {
    path: ['end'],
    error: 'Start and end are given together.',
  })
  .openapi('OpeningRevision');

const withdrawal = z.strictObject(reach).openapi('OpeningWithdrawal');

const occurrenceSchema = z
  .object({
    openingId: z.uuid(),
    practitionerId: z.uuid(),
    occurrence: localSchema,
    start: instantSchema,
    end: instantSchema,
    localStart: localSchema,
    localEnd: localSchema,
    changed: z.boolean().describe('This one alone was given other times.'),
  })
  .openapi('Occurrence');

function occurrenceAnswer(found: Occurrence, practitionerId: PractitionerId): z.input<typeof occurrenceSchema> {
  return { ...found, practitionerId, start: utc(found.start), end: utc(found.end) };
}

const tags = ['openings'];
const security = SECURITY;
const CHANGED = { ...KEY_PROBLEMS, ...BODY_PROBLEMS };

/** Before the routes of single openings: `occurrences` is no id. */
export function openingSeriesRoutes(app: OpenAPIHono<Keyed>): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/openings/occurrences',
      tags,
      security,
      summary: 'Occurrences of a practitioner’s openings that meet a window',
      request: { query: busyQuery },
      responses: {
        200: answer('The occurrences, in order of start.', z.object({ occurrences: z.array(occurrenceSchema) })),
        ...KEY_PROBLEMS,
      },
    }),
    async (c) => {
      const { practitionerId, ...window } = c.req.valid('query');
      const found = await listOccurrences(c.var.ctx, { practitionerId, window: windowOf(window, c.var.ctx.now) });
      if (!found.ok) return refused(c, found.refusal);
      return c.json({ occurrences: found.value.map((each) => occurrenceAnswer(each, practitionerId)) }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/openings/{id}/revise',
      tags,
      security,
      summary: 'Change one occurrence, it and all that follow, or all',
      request: { params: openingParam, body: body(revision) },
      responses: {
        200: answer(
          'What the opening has become: one, or two where it was split.',
          z.object({ openings: z.array(openingSchema) }),
        ),
        ...CHANGED,
      },
    }),
    async (c) => {
      const { start, end, ...rest } = c.req.valid('json');
      const times = start !== undefined && end !== undefined ? { times: { start, end } } : {};
      const changed = await changeOpening(c.var.ctx, c.req.valid('param').id, { ...rest, ...times });
      return changed.ok ? c.json({ openings: changed.value.map(openingAnswer) }, 200) : refused(c, changed.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/openings/{id}/withdraw',
      tags,
      security,
      summary: 'Remove one occurrence, it and all that follow, or all; appointments stay',
      request: { params: openingParam, body: body(withdrawal) },
      responses: {
        200: answer('What is left of the opening.', z.object({ opening: openingSchema.nullable() })),
        ...CHANGED,
      },
    }),
    async (c) => {
      const left = await withdrawTime(c.var.ctx, c.req.valid('param').id, c.req.valid('json'));
      return left.ok
        ? c.json({ opening: left.value ? openingAnswer(left.value) : null }, 200)
        : refused(c, left.refusal);
    },
  );
}
