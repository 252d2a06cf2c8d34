/** /calendars and /busy: calendars outside, how their readings go, and the time that they block. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { changeCalendar } from '../../actions/calendar-roles.ts';
import { busyTime, listCalendars } from '../../actions/connections.ts';
import type { CalendarStatus } from '../../db/calendars.ts';
import type { Deps } from '../../deps.ts';
import type { CalendarId } from '../../domain/types.ts';
import { syncCalendar } from '../../sync/read.ts';
import { idOf } from './fields.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, KEY_PROBLEMS, notFound, refused } from './problem.ts';
import { busyQuery, ofPractitioner } from './schemas.ts';
import { instantSchema, intervalAnswer, intervalSchema, utc, windowOf } from './times.ts';

const calendarSchema = z
  .object({
    id: z.uuid(),
    connectionId: z.uuid(),
    practitionerId: z.uuid(),
    kind: z.enum(['ics', 'google', 'outlook', 'caldav']),
    name: z.string(),
    masked: z.string().describe('What may be shown of the address.'),
    blocks: z.boolean(),
    definesOpenings: z.boolean().describe('Its events that the practitioner organises open time.'),
    readAt: instantSchema.nullable().describe('Last good reading; null: never, and then no slot is published.'),
    triedAt: instantSchema.nullable(),
    covered: intervalSchema.nullable().describe('What the last good reading speaks for.'),
    problem: z.string().nullable(),
    warnings: z.array(z.string()),
  })
  .openapi('Calendar');

const calendarParam = z.object({ id: idOf<CalendarId>() });

/** As far as nothing has to be asked of its provider. */
const calendarChange = z
  .strictObject({
    blocks: z
      .boolean()
      .describe('Nothing is offered while it has something, and nothing at all while it cannot be read.'),
    definesOpenings: z
      .boolean()
      .describe('Its events that the practitioner organises open time instead of blocking it.'),
  })
  .partial()
  .openapi('CalendarChange');

const busySchema = z.object({
  busy: z.array(intervalSchema).describe('Merged and in order; nothing but time.'),
  calendars: z.array(z.object({ id: z.uuid(), readAt: instantSchema.nullable(), covered: intervalSchema.nullable() })),
});

function calendarAnswer(calendar: CalendarStatus): z.input<typeof calendarSchema> {
  const { connectionId, practitionerId, kind, name, masked, blocks, definesOpenings } = calendar;
  const { readAt, triedAt, covered, problem, warnings } = calendar;
  return {
    id: calendar.calendarId,
    connectionId,
    practitionerId,
    kind,
    name,
    masked,
    blocks,
    definesOpenings,
    readAt: readAt === undefined ? null : utc(readAt),
    triedAt: triedAt === undefined ? null : utc(triedAt),
    covered: covered === undefined ? null : intervalAnswer(covered),
    problem: problem ?? null,
    warnings: [...warnings],
  };
}

const tags = ['calendars'];
const security = SECURITY;

export function calendarRoutes(app: OpenAPIHono<Keyed>, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/calendars',
      tags,
      security,
      summary: 'All calendars with the state of their last reading',
      request: { query: ofPractitioner },
      responses: { 200: answer('The calendars.', z.object({ calendars: z.array(calendarSchema) })), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const calendars = await listCalendars(c.var.ctx, c.req.valid('query').practitionerId);
      return c.json({ calendars: calendars.map(calendarAnswer) }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'patch',
      path: '/calendars/{id}',
      tags,
      security,
      summary: 'What a calendar is for; it is read anew at once',
      request: { params: calendarParam, body: body(calendarChange) },
      responses: { 200: answer('The calendar.', calendarSchema), ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const changed = await changeCalendar(c.var.ctx, c.req.valid('param').id, c.req.valid('json'));
      return changed.ok ? c.json(calendarAnswer(changed.value), 200) : refused(c, changed.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/calendars/{id}/read',
      tags,
      security,
      summary: 'Read a calendar now',
      request: { params: calendarParam },
      responses: { 200: answer('The calendar after it was tried.', calendarSchema), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const { ctx } = c.var;
      const { id } = c.req.valid('param');
      const find = async () => (await listCalendars(ctx)).find(({ calendarId }) => calendarId === id);
      if (!(await find())) return notFound(c);
      await syncCalendar(deps, ctx.practiceId, id, ctx.now);
      const read = await find();
      return read ? c.json(calendarAnswer(read), 200) : notFound(c);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/busy',
      tags,
      security,
      summary: 'The time that a practitioner’s calendars block',
      request: { query: busyQuery },
      responses: { 200: answer('Busy time.', busySchema), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const { practitionerId, ...window } = c.req.valid('query');
      const found = await busyTime(c.var.ctx, practitionerId, windowOf(window, c.var.ctx.now));
      if (!found.ok) return refused(c, found.refusal);
      const calendars = found.value.calendars.map(({ id, readAt, covered }) => ({
        id,
        readAt: readAt === undefined ? null : utc(readAt),
        covered: covered === undefined ? null : intervalAnswer(covered),
      }));
      return c.json({ busy: found.value.busy.map(intervalAnswer), calendars }, 200);
    },
  );
}
