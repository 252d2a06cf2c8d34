/** /connections: accounts of practitioners at calendar providers; what each calendar of one is for; letting one go. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { addFeedConnection, listAccounts } from '../../actions/connections.ts';
import type { Deps } from '../../deps.ts';
import type { ConnectedAccount } from '../../domain/connected.ts';
import type { ConnectionId } from '../../domain/types.ts';
import { disconnect, previewCalendar, readAccount, saveAccount, type AccountCalendar } from '../../sync/account.ts';
import { connectCaldav } from '../../sync/connect.ts';
import { readPractitioner } from '../../actions/practitioners.ts';
import { accountCalendarSchema, chosenCalendars, newConnection } from './connection-schemas.ts';
import { idOf } from './fields.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, invalidInput, KEY_PROBLEMS, notFound, refused } from './problem.ts';
import { intervalAnswer, intervalSchema, utc } from './times.ts';

const accountSchema = z
  .object({
    id: z.uuid(),
    practitionerId: z.uuid(),
    kind: z.enum(['ics', 'google', 'outlook', 'caldav']),
    account: z.string().describe('As the provider names it.'),
    masked: z.string().describe('What may be shown of the address.'),
    status: z.enum(['ok', 'reconnect', 'gone']).describe('`reconnect`: its owner has to sign in again.'),
    calendars: z.array(accountCalendarSchema),
  })
  .openapi('Account');

const addedSchema = z
  .object({
    id: z.uuid(),
    calendarId: z.uuid().nullable().describe('Of a feed, which is one calendar.'),
    kind: z.enum(['ics', 'caldav']),
    masked: z.string(),
  })
  .openapi('Connection');

const previewSchema = z.object({
  busy: z.array(intervalSchema).describe('Two weeks by the rules of the calendar; nothing but time.'),
  problem: z.string().nullable().describe('Why it could not be read.'),
});

const connectionParam = z.object({ id: idOf<ConnectionId>() });
const at = (instant: AccountCalendar['readAt']) => (instant === undefined ? null : utc(instant));

function calendarAnswer({ id, ...calendar }: AccountCalendar): z.input<typeof accountCalendarSchema> {
  const { readAt, triedAt, dueAt, problem, writeProblem, rules, ...roles } = calendar;
  return {
    ...{ id: id ?? null, ...roles, rules: { ...rules } },
    ...{ readAt: at(readAt), triedAt: at(triedAt), dueAt: at(dueAt) },
    ...{ problem: problem ?? null, writeProblem: writeProblem ?? null },
  };
}

function accountAnswer({ calendars, ...account }: ConnectedAccount): z.input<typeof accountSchema> {
  return { ...account, calendars: calendars.map(calendarAnswer) };
}

const tags = ['calendars'];
const security = SECURITY;

export function connectionRoutes(app: OpenAPIHono<Keyed>, deps: Deps): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/connections',
      tags,
      security,
      summary: 'All accounts with their calendars, as they are known; no provider is asked',
      responses: { 200: answer('The accounts.', z.object({ connections: z.array(accountSchema) })), ...KEY_PROBLEMS },
    }),
    async (c) => c.json({ connections: (await listAccounts(c.var.ctx)).map(accountAnswer) }, 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/connections',
      tags,
      security,
      summary: 'Connect a CalDAV account, which is tried at once, or an iCalendar feed',
      description:
        'Google and Outlook are connected in a browser, at the desk under /desk/calendars: their owner signs in there. A feed blocks time at once. Of a CalDAV account the main calendar does; what the others are for is said by `PATCH /connections/{id}/calendars`.',
      request: { body: body(newConnection) },
      responses: { 201: answer('The connection.', addedSchema), ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const { ctx } = c.var;
      const input = c.req.valid('json');
      if (input.kind === 'ics') {
        const added = await addFeedConnection(ctx, input);
        if (!added.ok) return refused(c, added.refusal);
        const { connectionId, calendarId, masked } = added.value;
        return c.json({ id: connectionId, calendarId, kind: input.kind, masked }, 201);
      }
      const { connectionId: again, ...login } = input;
      const made = await connectCaldav(deps, ctx, { ...login, again });
      if (!made.ok) return refused(c, made.refusal);
      const { connectionId } = made.value;
      const account = (await listAccounts(ctx)).find(({ id }) => id === connectionId);
      return c.json({ id: connectionId, calendarId: null, kind: input.kind, masked: account?.masked ?? '' }, 201);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/connections/{id}/calendars',
      tags,
      security,
      summary: 'The calendars of an account as its provider lists them now, new ones too',
      request: { params: connectionParam },
      responses: {
        200: answer(
          'The calendars.',
          z.object({
            calendars: z.array(accountCalendarSchema),
            problem: z
              .string()
              .nullable()
              .describe('Why the provider could not be asked: these are those known before.'),
          }),
        ),
        ...KEY_PROBLEMS,
      },
    }),
    async (c) => {
      const read = await readAccount(deps, c.var.ctx, c.req.valid('param').id);
      if (!read.ok) return notFound(c);
      const { calendars, problem } = read.value;
      return c.json({ calendars: calendars.map(calendarAnswer), problem: problem ?? null }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'patch',
      path: '/connections/{id}/calendars',
      tags,
      security,
      summary:
        'What calendars are for: what is left out stays, and appointments to come are written where they now belong',
      request: { params: connectionParam, body: body(chosenCalendars) },
      responses: { 200: answer('The account.', accountSchema), ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const { ctx } = c.var;
      const { id } = c.req.valid('param');
      const saved = await saveAccount(deps, ctx, id, c.req.valid('json').calendars);
      if (!saved.ok) {
        const { refusal } = saved;
        if (refusal.code === 'not-found') return notFound(c);
        const message =
          refusal.code === 'read-only'
            ? `Nothing can be written into ${refusal.calendar}: it cannot receive appointments.`
            : 'One of these is not a calendar of the account.';
        return invalidInput(c, [{ field: 'calendars', message }]);
      }
      const account = (await listAccounts(ctx)).find((one) => one.id === id);
      return account ? c.json(accountAnswer(account), 200) : notFound(c);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/connections/{id}/preview',
      tags,
      security,
      summary: 'What a calendar would block in the next two weeks; it is read now, and nothing is kept',
      request: {
        params: connectionParam,
        query: z.object({ externalId: z.string().max(2_000).default('').describe('Left out for a feed.') }),
      },
      responses: { 200: answer('Busy time.', previewSchema), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const { ctx } = c.var;
      const { id } = c.req.valid('param');
      const account = (await listAccounts(ctx)).find((one) => one.id === id);
      const practitioner = account && (await readPractitioner(ctx, account.practitionerId));
      if (!practitioner?.ok) return notFound(c);
      const { externalId } = c.req.valid('query');
      const found = await previewCalendar(deps, ctx, { connectionId: id, externalId, zone: practitioner.value.zone });
      if (!found.ok) return c.json({ busy: [], problem: found.refusal }, 200);
      return c.json({ busy: found.value.busy.map(intervalAnswer), problem: null }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/connections/{id}',
      tags,
      security,
      summary: 'Let an account go: its permission is given back, its channels end, its busy time is gone',
      description: 'Appointments that were written into its calendars stay there.',
      request: { params: connectionParam },
      responses: { 200: answer('It is removed.', z.object({ removed: z.literal(true) })), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const removed = await disconnect(deps, c.var.ctx, c.req.valid('param').id);
      return removed.ok ? c.json({ removed: true as const }, 200) : notFound(c);
    },
  );
}
