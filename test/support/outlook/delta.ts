/** Rounds of changes of the stand-in's primary calendar, with the corners that the real ones were seen to have. */
import { Hono } from 'hono';
import { type Asked, type Env, page, refused, sizeOf, wishOf } from './answers.ts';
import { inCalendar, stretchOf } from './events.ts';
import { type Mailbox, occurrences, type Stored, type Times } from './mailbox.ts';
import { bare, idFor, shown, type Wish } from './shown.ts';

type Round = { readonly kind: 'delta'; readonly stretch: Times; readonly since: number };
type Rest = { readonly kind: 'skip'; readonly left: readonly Record<string, unknown>[]; readonly round: Round };

export const delta = new Hono<Env>();

delta.get('/me/calendarView/delta', (c) => {
  const { mailbox } = c.var;
  if (c.req.query('$expand') ?? c.req.query('$filter')) return refused(c, 400, 'ErrorInvalidUrlQuery');
  const token = c.req.query('$skiptoken') ?? c.req.query('$deltatoken');
  const known = token === undefined ? undefined : (mailbox.tokens.get(token) as Round | Rest | undefined);
  if (token !== undefined && !known) return refused(c, 410, 'syncStateNotFound');
  if (known?.kind === 'skip') return onePage(c, known.left, known.round);
  const stretch = known?.stretch ?? stretchOf(c);
  const items = known ? changes(mailbox, known, wishOf(c)) : everything(mailbox, stretch, wishOf(c));
  return onePage(c, items, { kind: 'delta', stretch, since: mailbox.version });
});

function onePage(c: Asked, items: readonly Record<string, unknown>[], round: Round): Response {
  const { tokens } = c.var.mailbox;
  const name = `T${tokens.size + 1}`;
  const left = items.slice(sizeOf(c));
  const value = items.slice(0, sizeOf(c));
  if (left.length > 0) {
    tokens.set(name, { kind: 'skip', left, round } satisfies Rest);
    return page(c, 'event', { value, next: `$skiptoken=${name}` });
  }
  tokens.set(name, round);
  return page(c, 'event', { value, delta: `$deltatoken=${name}` });
}

function everything(mailbox: Mailbox, stretch: Times, wish: Wish): Record<string, unknown>[] {
  return inCalendar(mailbox, mailbox.calendars[0]!.id).flatMap((event) => told(mailbox, event, { stretch, wish }));
}

/** What lies elsewhere in time, or in another calendar now, is said to be removed; of a series that was touched all is told. */
function changes(mailbox: Mailbox, { stretch, since }: Round, wish: Wish): Record<string, unknown>[] {
  const removed = (id: string) => ({ id, '@removed': { reason: 'deleted' } });
  const touched = [...mailbox.events.values()].filter(({ version }) => version > since);
  const gone = [...mailbox.deleted].filter(([, version]) => version > since).map(([id]) => removed(id));
  const primary = mailbox.calendars[0]!.id;
  return [
    ...gone,
    ...touched.flatMap((event) => {
      const now = event.calendar === primary ? told(mailbox, event, { stretch, wish }) : [];
      return now.length > 0 ? now : [removed(idFor(event, event.id, wish))];
    }),
  ];
}

function told(mailbox: Mailbox, event: Stored, { stretch, wish }: { stretch: Times; wish: Wish }) {
  const within = occurrences(event, stretch);
  if (within.length === 0) return [];
  const occurring = within.map((each) => bare(mailbox, event, wish, each));
  return event.series ? [shown(mailbox, event, wish), ...occurring] : occurring;
}
