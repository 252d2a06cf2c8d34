/** Google on this machine, over HTTP: calendars, events, watch channels and sign-in as Google documents them. */
import { serve } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import { type Context, Hono } from 'hono';
import { answerFaults, requestFaults, scopesFor } from './discovery.ts';
import { eventRoutes } from './events.ts';
import { masked } from './fields.ts';
import { signIn, type SignIn } from './sign-in.ts';
import { CalendarStore, Refusal } from './store.ts';

export const CLIENT = { id: 'client.apps.googleusercontent.example', secret: 'GOCSPX-sample' } as const;
const API = '/calendar/v3/';

type Channel = {
  readonly id: string;
  readonly token: string;
  readonly address: string;
  readonly resourceId: string;
  readonly calendar: string;
};
/** A request to the calendar API. */
export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
};

export type GoogleStandIn = {
  readonly origin: string;
  readonly signIn: SignIn;
  readonly channels: Map<string, Channel>;
  readonly asked: Asked[];
  /** What was asked or answered otherwise than Google documents: empty, or the test is wrong. */
  readonly faults: string[];
  /** At most so many events on a page. */
  pageSize: number;
  calendar(id: string): CalendarStore;
  addCalendar(about: ConstructorParameters<typeof CalendarStore>[0]): CalendarStore;
  dropCalendar(id: string): void;
  /** Tells all channels of the calendar, as Google does. @returns the statuses of the answers. */
  tell(calendar: string, state?: 'sync' | 'exists'): Promise<number[]>;
  close(): Promise<void>;
};

export async function googleStandIn(): Promise<GoogleStandIn> {
  const calendars = new Map<string, CalendarStore>();
  const channels = new Map<string, Channel>();
  const signedIn = signIn(CLIENT);
  const app = new Hono();
  app.onError((error, context) => {
    if (!(error instanceof Refusal)) throw error;
    const { status, reason, message } = error;
    const errors = [{ domain: 'global', reason, message }];
    return context.json({ error: { code: status, message, errors } }, status as 400); // one of HTTP's
  });

  const found: GoogleStandIn = {
    origin: '',
    signIn: signedIn,
    channels,
    asked: [],
    faults: [],
    pageSize: 3,
    calendar: (id) => calendars.get(id)!, // a test asks for what it added
    addCalendar(about) {
      const calendar = new CalendarStore(about);
      calendars.set(about.id, calendar);
      return calendar;
    },
    dropCalendar: (id) => void calendars.delete(id),
    tell: (calendar, state = 'exists') =>
      Promise.all([...channels.values()].filter((one) => one.calendar === calendar).map((one) => post(one, state))),
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };

  app.use(`${API}*`, async (context, next) => {
    const { method } = context.req;
    const url = new URL(context.req.url);
    const path = url.pathname.slice(API.length);
    const text = await context.req.raw.clone().text();
    const asked = {
      method,
      path,
      query: url.searchParams,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
    found.asked.push(asked);
    found.faults.push(...requestFaults(asked));
    permit(context, scopesFor(method, path));
    await next();
    if (!context.res.ok) return;
    const answered = await context.res.clone().text();
    const body: unknown = answered === '' ? undefined : JSON.parse(answered);
    found.faults.push(...answerFaults(method, path, body));
    const fields = url.searchParams.get('fields');
    if (fields !== null) context.res = context.json(masked(body, fields));
  });

  function permit(context: Context, needed: readonly string[] | undefined): void {
    const token = context.req.header('authorization')?.replace(/^Bearer /, '');
    const scopes = signedIn.scopes(token);
    if (!scopes) throw new Refusal(401, 'authError', 'Invalid Credentials');
    if (needed && !needed.some((scope) => scopes.includes(scope)))
      throw new Refusal(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.');
  }

  app.get(`${API}users/me/calendarList`, (context) => {
    const from = Number(context.req.query('pageToken') ?? 0);
    const all = [...calendars.values()].map(({ about }) => ({
      kind: 'calendar#calendarListEntry',
      etag: '"1"',
      ...about,
    }));
    const until = from + found.pageSize;
    const next = until < all.length ? { nextPageToken: String(until) } : { nextSyncToken: 'calendars' };
    return context.json({ kind: 'calendar#calendarList', etag: '"1"', items: all.slice(from, until), ...next });
  });

  app.post(`${API}calendars/:calendar/events/watch`, async (context) => {
    const calendar = decodeURIComponent(context.req.param('calendar'));
    if (!calendars.has(calendar)) throw new Refusal(404, 'notFound', 'Not Found');
    const { id, token = '', address, expiration } = await context.req.json<Record<string, string>>();
    if (!id || channels.has(id)) throw new Refusal(400, 'channelIdNotUnique', `Channel id ${id} not unique`);
    if (!address || !/^https:|^http:\/\/127\.0\.0\.1:/.test(address))
      throw new Refusal(400, 'push.webhookUrlNotHttps', 'WebHook callback must be HTTPS');
    const resourceId = `resource-of-${channels.size}`;
    channels.set(id, { id, token, address, resourceId, calendar });
    const resourceUri = `${found.origin}${API}calendars/${encodeURIComponent(calendar)}/events?alt=json`;
    return context.json({ kind: 'api#channel', id, resourceId, resourceUri, token, expiration });
  });

  app.post(`${API}channels/stop`, async (context) => {
    const { id = '', resourceId } = await context.req.json<Record<string, string>>();
    if (channels.get(id)?.resourceId !== resourceId) throw new Refusal(404, 'notFound', `Channel '${id}' not found`);
    channels.delete(id);
    return context.body(null, 204);
  });

  app.route(
    API,
    eventRoutes({
      find: (id) => calendars.get(id),
      get pageSize() {
        return found.pageSize;
      },
    }),
  );
  app.route('/', signedIn.app);

  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  await new Promise<void>((resolve) => void server.once('listening', () => resolve()));
  return Object.assign(found, { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }); // listening on a port
}

async function post({ id, token, address, resourceId }: Channel, state: string): Promise<number> {
  const headers = {
    'x-goog-channel-id': id,
    'x-goog-channel-token': token,
    'x-goog-resource-id': resourceId,
    'x-goog-resource-state': state,
    'x-goog-message-number': '1',
  };
  return (await fetch(address, { method: 'POST', headers })).status;
}
