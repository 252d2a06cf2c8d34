/** Calendars and events of the stand-in: listing, the view of a stretch, creating, changing, deleting. */
import { Hono } from 'hono';
import { answered, type Asked, type Env, paged, refused, wishOf } from './answers.ts';
import { type Mailbox, occurrences, type Stored, type Times } from './mailbox.ts';
import { mistakesIn } from './model.ts';
import { etagOf, idFor, shown } from './shown.ts';

type Body = {
  subject?: string;
  body?: { content: string };
  location?: { displayName: string };
  start?: { dateTime: string; timeZone: string };
  end?: { dateTime: string; timeZone: string };
  isAllDay?: boolean;
  showAs?: string;
  transactionId?: string;
  singleValueExtendedProperties?: { id: string; value: string }[];
};

export const events = new Hono<Env>();

events.get('/me', (c) => answered(c, 'user', { mail: c.var.mailbox.owner, userPrincipalName: c.var.mailbox.owner }));
events.get('/me/calendars', (c) =>
  paged(
    c,
    'calendar',
    c.var.mailbox.calendars.map((each) => ({ ...each })),
  ),
);
events.get('/me/calendars/:calendar', (c) => {
  const calendar = calendarOf(c);
  return calendar ? answered(c, 'calendar', { ...calendar }) : refused(c, 404, 'ErrorItemNotFound');
});

events.get('/me/calendars/:calendar/calendarView', (c) => {
  const calendar = calendarOf(c);
  if (!calendar) return refused(c, 404, 'ErrorItemNotFound');
  const all = inCalendar(c.var.mailbox, calendar.id);
  return paged(
    c,
    'event',
    all.flatMap((event) =>
      occurrences(event, stretchOf(c)).map((each) => shown(c.var.mailbox, event, wishOf(c), each)),
    ),
  );
});

events.get('/me/calendars/:calendar/events', (c) => {
  const calendar = calendarOf(c);
  if (!calendar) return refused(c, 404, 'ErrorItemNotFound');
  const filter = c.req.query('$filter') ?? '';
  const asked = /^singleValueExtendedProperties\/Any\(ep: ep\/id eq '(.+)' and ep\/value eq '(.+)'\)$/.exec(filter);
  if (!asked) return refused(c, 400, 'ErrorInvalidUrlQueryFilter');
  const [, id, value] = asked;
  const found = inCalendar(c.var.mailbox, calendar.id).filter(
    (event) =>
      !c.var.mailbox.filterLags &&
      event.properties.get(id!)?.toLowerCase() === value!.replaceAll("''", "'").toLowerCase(),
  );
  return paged(
    c,
    'event',
    found.map((event) => shown(c.var.mailbox, event, wishOf(c))),
  );
});

events.post('/me/calendars/:calendar/events', async (c) => {
  const { mailbox } = c.var;
  const calendar = calendarOf(c);
  if (!calendar) return refused(c, 404, 'ErrorItemNotFound');
  if (!calendar.canEdit) return refused(c, 403, 'ErrorAccessDenied');
  const body = await bodyOf(c);
  if (!body?.start || !body.end) return refused(c, 400, 'ErrorInvalidRequest');
  const before = body.transactionId === undefined ? undefined : mailbox.transactions.get(body.transactionId);
  const again = before === undefined ? undefined : (mailbox.events.get(before) ?? mailbox.bin.get(before));
  if (again && !mailbox.forgetsTransactions) return answered(c, 'event', shown(mailbox, again, wishOf(c)), 201);
  const event = mailbox.add({
    ...changesIn(body),
    subject: body.subject ?? '',
    times: { start: at(body.start), end: at(body.end) },
    calendar: calendar.id,
    ...(body.transactionId !== undefined && { transactionId: body.transactionId }),
  });
  event.properties = new Map(body.singleValueExtendedProperties?.map(({ id, value }) => [id, value]));
  if (body.transactionId !== undefined) mailbox.transactions.set(body.transactionId, event.id);
  return answered(c, 'event', shown(mailbox, event, wishOf(c)), 201);
});

events.get('/me/events/:id', (c) => {
  const event = eventOf(c, { binned: true });
  return event ? answered(c, 'event', shown(c.var.mailbox, event, wishOf(c))) : refused(c, 404, 'ErrorItemNotFound');
});
events.get('/me/events/:id/calendar', (c) => {
  const event = eventOf(c);
  const calendar = c.var.mailbox.calendars.find(({ id }) => id === event?.calendar);
  return calendar ? answered(c, 'calendar', { ...calendar }) : refused(c, 404, 'ErrorItemNotFound');
});
events.get('/me/events/:id/instances', (c) => {
  const event = eventOf(c);
  if (!event?.series) return refused(c, 404, 'ErrorItemNotFound');
  return paged(
    c,
    'event',
    occurrences(event, stretchOf(c)).map((each) => shown(c.var.mailbox, event, wishOf(c), each)),
  );
});

events.patch('/me/events/:id', async (c) => {
  const event = eventOf(c, { binned: c.var.mailbox.binIsWritable });
  if (!event) return refused(c, 404, 'ErrorItemNotFound');
  const expected = c.req.header('if-match');
  if (expected !== undefined && expected !== etagOf(event)) return refused(c, 412, 'ErrorIrresolvableConflict');
  const body = await bodyOf(c);
  if (!body || 'transactionId' in body) return refused(c, 400, 'ErrorInvalidRequest');
  c.var.mailbox.change(event, changesIn(body));
  for (const { id, value } of body.singleValueExtendedProperties ?? []) event.properties.set(id, value);
  return answered(c, 'event', shown(c.var.mailbox, event, wishOf(c)));
});

events.delete('/me/events/:id', (c) => {
  const event = eventOf(c, { binned: true });
  if (!event) return refused(c, 404, 'ErrorItemNotFound');
  if (!c.var.mailbox.bin.delete(event.id)) c.var.mailbox.remove(event.id);
  return c.body(null, 204);
});

export function inCalendar(mailbox: Mailbox, calendar: string): Stored[] {
  return [...mailbox.events.values()].filter((event) => event.calendar === calendar);
}

export function stretchOf(c: Asked): Times {
  return { start: Date.parse(c.req.query('startDateTime') ?? ''), end: Date.parse(c.req.query('endDateTime') ?? '') };
}

function calendarOf(c: Asked): Mailbox['calendars'][number] | undefined {
  return c.var.mailbox.calendars.find(({ id }) => id === c.req.param('calendar'));
}

/** By the id that this kind of request would have been given. */
function eventOf(c: Asked, { binned = false } = {}): Stored | undefined {
  const { mailbox } = c.var;
  const wish = wishOf(c);
  const all = [...mailbox.events.values(), ...(binned ? mailbox.bin.values() : [])];
  return all.find((event) => idFor(event, event.id, wish) === c.req.param('id'));
}

/** Undefined for what the real one would not understand. */
async function bodyOf(c: Asked): Promise<Body | undefined> {
  const body = await c.req.json<Body>();
  const mistakes = mistakesIn('event', body);
  c.var.mailbox.mistakes.push(...mistakes);
  return mistakes.length > 0 ? undefined : body;
}

function changesIn(body: Body): Partial<Stored> {
  const { subject, start, end, isAllDay, showAs } = body;
  return {
    ...(subject !== undefined && { subject }),
    ...(body.body && { body: body.body.content }),
    ...(body.location && { location: body.location.displayName }),
    ...(start && end && { times: { start: at(start), end: at(end) } }),
    ...(isAllDay !== undefined && { allDay: isAllDay }),
    ...(showAs !== undefined && { showAs }),
  };
}

function at({ dateTime }: { dateTime: string }): number {
  return Date.parse(`${dateTime.slice(0, 19)}Z`);
}
