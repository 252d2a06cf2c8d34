/** /slots and /slots/explain: what may be booked, and why a time may not. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from '../../actions/context.ts';
import { nextFree } from '../../actions/next-free.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import type { Refusal } from '../../actions/refusal.ts';
import { explainStart, firstAvailable, openSlotsFor, type ClosedReason } from '../../actions/slots.ts';
import type { Outcome, TypeId } from '../../domain/types.ts';
import { idOf, moment } from './fields.ts';
import { answer, SECURITY, type Keyed } from './key.ts';
import { KEY_PROBLEMS, notFound } from './problem.ts';
import { reasonAnswer, reasonSchema } from './reasons.ts';
import { explainQuery, slotsQuery } from './schemas.ts';
import { slotAnswer, slotSchema, windowOf } from './times.ts';

const slotsSchema = z.object({
  slots: z.array(slotSchema).describe('In order of start.'),
  closed: z
    .enum(['online-booking-off', 'calendar'])
    .nullable()
    .describe('Why there is none at all; `calendar`: one was not read for too long.'),
});

const explanationSchema = z
  .object({ open: z.boolean(), reasons: z.array(reasonSchema).describe('None when the time is an open slot.') })
  .openapi('Explanation');

const nextQuery = z.strictObject({
  typeId: idOf<TypeId>(),
  from: moment.optional().describe('Not before; now, when left out.'),
  most: z.coerce.number('This is not a number.').int().min(1).max(20).default(3).describe('Slots of each.'),
});

const nextSchema = z.object({
  practitioners: z.array(
    z.object({
      practitionerId: z.uuid(),
      name: z.string(),
      slots: z.array(slotSchema),
      closed: z.enum(['online-booking-off', 'calendar']).nullable(),
    }),
  ),
});

type FoundSlots = { readonly slots: z.input<typeof slotSchema>[]; readonly closed: ClosedReason | null };

/** Slots of one practitioner, or of any where the practice offers that: the same for staff and public, who see different refusals. */
export async function findSlots(
  ctx: Context,
  asked: z.output<typeof slotsQuery>,
): Promise<Outcome<FoundSlots, Refusal>> {
  const { practitionerId, typeId } = asked;
  const window = windowOf(asked, ctx.now);
  if (practitionerId === undefined) {
    const found = await firstAvailable(ctx, { typeId, window });
    if (!found.ok) return found;
    const zones = new Map((await listPractitioners(ctx)).map(({ id, zone }) => [id, zone]));
    const slots = found.value.slots.map((slot) => slotAnswer(slot, zones.get(slot.practitionerId) ?? 'UTC'));
    return { ok: true, value: { slots, closed: found.value.closed ?? null } };
  }
  const found = await openSlotsFor(ctx, { practitionerId, typeId, window });
  if (!found.ok) return found;
  const { slots, zone, closed } = found.value;
  return { ok: true, value: { slots: slots.map((slot) => slotAnswer(slot, zone)), closed: closed ?? null } };
}

const tags = ['slots'];
const security = SECURITY;

export function slotRoutes(app: OpenAPIHono<Keyed>): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/slots',
      tags,
      security,
      summary: 'Open slots',
      request: { query: slotsQuery },
      responses: { 200: answer('Open slots.', slotsSchema), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const found = await findSlots(c.var.ctx, c.req.valid('query'));
      return found.ok ? c.json(found.value, 200) : notFound(c);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/slots/explain',
      tags,
      security,
      summary: 'Why a time is or is not offered, by the same rules',
      request: { query: explainQuery },
      responses: { 200: answer('The reasons.', explanationSchema), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const explained = await explainStart(c.var.ctx, c.req.valid('query'));
      if (!explained.ok) return notFound(c);
      return c.json({ open: explained.value.length === 0, reasons: explained.value.map(reasonAnswer) }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/slots/next',
      tags,
      security,
      summary: 'When each practitioner who offers a type is free next; who is free first stands first',
      request: { query: nextQuery },
      responses: { 200: answer('Practitioners with their next open slots.', nextSchema), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const { typeId, from, most } = c.req.valid('query');
      const found = await nextFree(c.var.ctx, { typeId, from: from ?? c.var.ctx.now, most });
      if (!found.ok) return notFound(c);
      const practitioners = found.value.free.map(({ practitioner: { id, name, zone }, slots, closed }) => ({
        practitionerId: id,
        name,
        slots: slots.map((slot) => slotAnswer(slot, zone)),
        closed: closed ?? null,
      }));
      return c.json({ practitioners }, 200);
    },
  );
}
