/** Connections to calendars outside: adding an iCalendar feed, seeing how its readings go, removing it. */
import {
  calendarStatuses,
  insertIcsCalendar,
  removeConnection as removeRows,
  type CalendarStatus,
} from '../db/calendars.ts';
import { calendarTimes } from '../db/calendar-times.ts';
import { connectedAccounts } from '../db/connected.ts';
import { loadPractitioner, raiseRevision } from '../db/practitioners.ts';
import { addBusy } from '../domain/busy.ts';
import type { ConnectedAccount } from '../domain/connected.ts';
import { readFeedAddress } from '../domain/feed-address.ts';
import { clip, instant } from '../domain/interval.ts';
import { SpanList, toSpans, type Spans } from '../domain/spans.ts';
import type { CalendarId, CalendarState, ConnectionId, Interval, Outcome, PractitionerId } from '../domain/types.ts';
import { sealConnection } from '../secrets/connection.ts';
import type { Context } from './context.ts';
import { invalid, NOT_FOUND, type Invalid, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

export type FeedInput = {
  readonly practitionerId: PractitionerId;
  /** `https:` or `webcal:`; a secret, stored sealed and never shown again. */
  readonly address: string;
  readonly name: string;
};

export type AddedFeed = {
  readonly connectionId: ConnectionId;
  readonly calendarId: CalendarId;
  readonly masked: string;
};

/** The calendar is due at once; until its first good reading the practitioner publishes no slots. */
export async function addFeedConnection(
  ctx: Context,
  input: FeedInput,
): Promise<Outcome<AddedFeed, Invalid | NotFound>> {
  const read = readFeedAddress(input.address);
  if (!read.ok) return invalid('address', read.refusal);
  const { address, login, masked } = read.value;
  const connectionId = ctx.newId() as ConnectionId; // new ids get their brand here
  const calendarId = ctx.newId() as CalendarId;
  const sealed = sealConnection(ctx.keys, connectionId, { address, login });
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const { practitionerId, name } = input;
    if (!(await loadPractitioner(tx, practitionerId))) return NOT_FOUND;
    await insertIcsCalendar(tx, { connectionId, calendarId, practitionerId, name, sealed, masked, now: ctx.now });
    await raiseRevision(tx, practitionerId);
    await writeAudit(ctx, tx, {
      action: 'connection.added',
      subject: ['connection', connectionId],
      details: { kind: 'ics' },
    });
    return { ok: true, value: { connectionId, calendarId, masked } };
  });
}

/** Every account of the practice, and what its calendars are for. */
export async function listAccounts(ctx: Context): Promise<ConnectedAccount[]> {
  return ctx.db.tenant(ctx.practiceId, connectedAccounts);
}

/** Every calendar of the practice: its age, its trouble, nothing of its content. */
export async function listCalendars(ctx: Context, practitionerId?: PractitionerId): Promise<CalendarStatus[]> {
  return ctx.db.tenant(ctx.practiceId, (tx) => calendarStatuses(tx, practitionerId));
}

/** The time that the practitioner's calendars block in `window`, and how far what they said may be trusted. */
export async function busyTime(
  ctx: Context,
  practitionerId: PractitionerId,
  window: Interval,
): Promise<Outcome<{ readonly busy: readonly Interval[]; readonly calendars: readonly CalendarState[] }, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    if (!(await loadPractitioner(tx, practitionerId))) return NOT_FOUND;
    const { calendars } = await calendarTimes(tx, practitionerId, window);
    const list = new SpanList();
    for (const calendar of calendars) addBusy(list, calendar, toSpans([window]));
    return { ok: true, value: { busy: clip(intervalsOf(list.merged()), window), calendars } };
  });
}

/** Its calendars and their busy time go with it: what they blocked is open again. */
export async function removeConnection(ctx: Context, connectionId: ConnectionId): Promise<Outcome<null, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    if (!(await removeRows(tx, connectionId))) return NOT_FOUND;
    await raiseRevision(tx, 'all');
    await writeAudit(ctx, tx, { action: 'connection.removed', subject: ['connection', connectionId] });
    return { ok: true, value: null };
  });
}

function intervalsOf({ edges, count }: Spans): Interval[] {
  return Array.from({ length: count }, (_, index) => ({
    start: instant(edges[2 * index] as number), // index < count
    end: instant(edges[2 * index + 1] as number),
  }));
}
