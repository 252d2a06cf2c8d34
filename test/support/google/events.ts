/** The part of the stand-in that holds events: list, instances, get, insert, patch, delete, as Google answers them. */
import { Hono } from 'hono';
import { isWithin, type GoogleEvent, type Stretch } from './expand.ts';
import { type CalendarStore, type Given, Refusal } from './store.ts';

export type Calendars = {
  find(id: string): CalendarStore | undefined;
  /** At most so many events on one page, whatever was asked. */
  readonly pageSize: number;
};

type Snapshot = { readonly asked: string; readonly items: readonly unknown[]; readonly token: string };

const MAY_NOT_STAND_BESIDE_A_TOKEN = [
  'iCalUID',
  'orderBy',
  'privateExtendedProperty',
  'q',
  'sharedExtendedProperty',
  'timeMin',
  'timeMax',
  'updatedMin',
];
const ALWAYS: Stretch = { min: -8e15, max: 8e15 };

export function eventRoutes(calendars: Calendars): Hono {
  const snapshots: Snapshot[] = [];
  const app = new Hono();

  const calendarOf = (id: string): CalendarStore => {
    const calendar = calendars.find(decodeURIComponent(id));
    if (!calendar) throw new Refusal(404, 'notFound', 'Not Found');
    return calendar;
  };
  const writable = (id: string): CalendarStore => {
    const calendar = calendarOf(id);
    if (['writer', 'owner'].includes(calendar.about.accessRole)) return calendar;
    throw new Refusal(403, 'requiredAccessLevel', 'You need to have writer access to this calendar.');
  };

  app.get('/calendars/:calendar/events', (context) => {
    const calendar = calendarOf(context.req.param('calendar'));
    const query = new URL(context.req.url).searchParams;
    return context.json(page(calendar, query, () => listed(calendar, query)));
  });

  app.get('/calendars/:calendar/events/:event/instances', (context) => {
    const calendar = calendarOf(context.req.param('calendar'));
    const query = new URL(context.req.url).searchParams;
    const series = calendar.events.get(context.req.param('event'));
    if (!series) throw new Refusal(404, 'notFound', 'Not Found');
    if (series.status === 'cancelled') throw new Refusal(410, 'deleted', 'Resource has been deleted');
    if (!series.recurrence) throw new Refusal(400, 'invalid', 'Invalid Value');
    const items = calendar.within(stretchOf(query)).filter(({ recurringEventId }) => recurringEventId === series.id);
    return context.json({ ...page(calendar, query, () => items), nextSyncToken: undefined });
  });

  app.get('/calendars/:calendar/events/:event', (context) => {
    const event = calendarOf(context.req.param('calendar')).events.get(context.req.param('event'));
    if (!event) throw new Refusal(404, 'notFound', 'Not Found');
    return context.json(event);
  });

  app.post('/calendars/:calendar/events', async (context) => {
    const calendar = writable(context.req.param('calendar'));
    const given = await context.req.json<Given>();
    const id = typeof given['id'] === 'string' ? given['id'] : `made${calendar.now()}`;
    if (!/^[a-v0-9]{5,1024}$/.test(id)) throw new Refusal(400, 'invalid', 'Invalid resource id value.');
    if (!given['start'] || !given['end']) throw new Refusal(400, 'required', 'Missing end time.');
    if (calendar.events.has(id) && !calendar.missesTakenIds)
      throw new Refusal(409, 'duplicate', 'The requested identifier already exists.');
    return context.json(calendar.set({ ...given, id }));
  });

  app.patch('/calendars/:calendar/events/:event', async (context) => {
    const calendar = writable(context.req.param('calendar'));
    const id = context.req.param('event');
    const given = await context.req.json<Given>();
    calendar.beforeChange?.();
    checkEtag(calendar.events.get(id), context.req.header('if-match'));
    return context.json(calendar.change(id, given));
  });

  app.delete('/calendars/:calendar/events/:event', (context) => {
    const calendar = writable(context.req.param('calendar'));
    const event = calendar.events.get(context.req.param('event'));
    if (event?.status === 'cancelled') throw new Refusal(410, 'deleted', 'Resource has been deleted');
    checkEtag(event, context.req.header('if-match'));
    calendar.erase(context.req.param('event'));
    return context.body(null, 204);
  });

  function listed(calendar: CalendarStore, query: URLSearchParams): unknown[] {
    const token = query.get('syncToken');
    if (token === null) {
      const mark = query.get('privateExtendedProperty')?.split('=', 2);
      const hasMark = ({ extendedProperties }: GoogleEvent) =>
        !mark || extendedProperties?.private?.[mark[0]!] === mark[1];
      if (query.get('singleEvents') === 'true') return calendar.within(stretchOf(query)).filter(hasMark);
      const { timeZone } = calendar.about;
      return calendar.live.filter((event) => hasMark(event) && isWithin(event, timeZone, stretchOf(query)));
    }
    if (MAY_NOT_STAND_BESIDE_A_TOKEN.some((name) => query.has(name)) || query.get('showDeleted') === 'false')
      throw new Refusal(
        400,
        'syncTokenWithRequestRestrictions',
        'Sync token cannot be used with other request restrictions.',
      );
    const { at, stretch } = readToken(token);
    const then = calendar.stateAt(at);
    if (!then) throw new Refusal(410, 'fullSyncRequired', 'Sync token is no longer valid, a full sync is required.');
    return calendar.since(then, stretch);
  }

  /** Pages are cut from what was there when the first was asked for; the token comes with the last. */
  function page(calendar: CalendarStore, query: URLSearchParams, list: () => unknown[]) {
    const given = query.get('pageToken');
    const rest = new URLSearchParams(query);
    rest.delete('pageToken');
    const asked = `${calendar.about.id} ${rest}`;
    const [number, from] = given === null ? [snapshots.length, 0] : given.split('-').map(Number);
    if (given === null) {
      const stretch = query.has('syncToken') ? readToken(query.get('syncToken')!).stretch : stretchOf(query);
      snapshots.push({ asked, items: list(), token: writeToken(calendar.now(), stretch) });
    }
    const snapshot = snapshots[number ?? -1];
    if (snapshot?.asked !== asked || from === undefined) throw new Refusal(400, 'invalid', 'Invalid page token value.');
    const until = from + Math.min(calendars.pageSize, Number(query.get('maxResults') ?? 250));
    const { summary, timeZone, accessRole } = calendar.about;
    return {
      kind: 'calendar#events',
      etag: `"p${calendar.now()}"`,
      summary,
      timeZone,
      accessRole,
      items: snapshot.items.slice(from, until),
      ...(until < snapshot.items.length ? { nextPageToken: `${number}-${until}` } : { nextSyncToken: snapshot.token }),
    };
  }

  return app;
}

function checkEtag(event: GoogleEvent | undefined, ifMatch: string | undefined): void {
  if (!event) throw new Refusal(404, 'notFound', 'Not Found');
  if (ifMatch !== undefined && ifMatch !== event.etag) throw new Refusal(412, 'conditionNotMet', 'Precondition Failed');
}

function stretchOf(query: URLSearchParams): Stretch {
  const at = (name: string, otherwise: number) => (query.has(name) ? Date.parse(query.get(name)!) : otherwise);
  return { min: at('timeMin', ALWAYS.min), max: at('timeMax', ALWAYS.max) };
}

function writeToken(at: number, { min, max }: Stretch): string {
  return Buffer.from([at, min, max].join(' ')).toString('base64url');
}

function readToken(token: string): { at: number; stretch: Stretch } {
  const parts = Buffer.from(token, 'base64url').toString().split(' ').map(Number);
  const [at = NaN, min = NaN, max = NaN] = parts;
  if (parts.some(Number.isNaN) || parts.length !== 3) throw new Refusal(400, 'invalid', 'Invalid sync token value.');
  return { at, stretch: { min, max } };
}
