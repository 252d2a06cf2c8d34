/** An account that is connected: its calendars as the provider lists them, what each is for, and letting it go. */
import { ProviderError, type ExternalCalendar } from '../../connectors/provider.ts';
import { removeConnection } from '../actions/connections.ts';
import type { Context } from '../actions/context.ts';
import { NOT_FOUND, refuse, type NotFound } from '../actions/refused.ts';
import { writeAudit } from '../actions/write-audit.ts';
import { calendarsOfConnection, futureAppointments, saveRoles } from '../db/connected.ts';
import { isConnectedTwice, loadConnection, type ConnectionRow } from '../db/connections.ts';
import { raiseRevision } from '../db/practitioners.ts';
import { enqueueEvents } from '../db/written.ts';
import { DEFAULT_RULES } from '../domain/busy.ts';
import { isUsed, type CalendarRoles, type ConnectedCalendar } from '../domain/connected.ts';
import { DAY, interval } from '../domain/interval.ts';
import type { CalendarId, ConnectionId, Interval, Outcome, Zone } from '../domain/types.ts';
import { openConnection } from '../secrets/connection.ts';
import { withAccount, type AccessDeps } from './access.ts';
import { inWords, previewOf, type Preview } from './preview.ts';
import { unwatch } from './watch.ts';

export type AccountCalendar = CalendarRoles &
  Partial<Pick<ConnectedCalendar, 'id' | 'readAt' | 'triedAt' | 'dueAt' | 'problem' | 'writeProblem'>>;

export type AccountView = {
  readonly connection: Pick<ConnectionRow, 'id' | 'kind' | 'account' | 'status' | 'practitionerId'>;
  readonly calendars: readonly AccountCalendar[];
  /** Why the provider could not be asked; the calendars are those known before. */
  readonly problem: string | undefined;
};

/** Asks the provider for its list: a calendar that is new there can be chosen, one that is gone there is still shown. */
export async function readAccount(
  deps: AccessDeps,
  ctx: Context,
  id: ConnectionId,
): Promise<Outcome<AccountView, NotFound>> {
  const found = await ctx.db.tenant(ctx.practiceId, async (tx) => {
    const connection = await loadConnection(tx, id);
    return connection && { connection, known: await calendarsOfConnection(tx, id) };
  });
  if (!found) return NOT_FOUND;
  const { connection, known } = found;
  // A feed is the one calendar that is known.
  const listed = connection.kind === 'ics' ? NONE : await listOf(deps, ctx, connection);
  const fresh = listed.calendars.filter(({ id: external }) => !known.some(({ externalId }) => externalId === external));
  return {
    ok: true,
    value: { connection, calendars: [...known, ...fresh.map(unused)], problem: listed.problem },
  };
}

type Listed = { readonly calendars: readonly ExternalCalendar[]; readonly problem: string | undefined };

const NONE: Listed = { calendars: [], problem: undefined };

async function listOf(deps: AccessDeps, ctx: Context, { id, kind }: ConnectionRow): Promise<Listed> {
  try {
    const account = { practiceId: ctx.practiceId, connectionId: id, kind };
    const calendars = await withAccount(deps, account, (provider, access) => provider.calendars(access));
    return { calendars, problem: undefined };
  } catch (error) {
    if (error instanceof ProviderError) return { calendars: [], problem: error.message };
    throw error;
  }
}

function unused({ id, name, writable }: ExternalCalendar): CalendarRoles {
  const none = { blocks: false, receives: false, definesOpenings: false };
  return { ...none, externalId: id, name, writable, privacy: 'busy', rules: DEFAULT_RULES };
}

export type RolesRefusal =
  | NotFound
  /** `calendar`: its name there. */
  | { readonly code: 'unknown-calendar' }
  | { readonly code: 'read-only'; readonly calendar: string };

/**
 * What each calendar is for from now on; one that is not named stays as it is. Appointments to come are written where they now
 * belong, and are taken away where they do not belong any more.
 */
export async function saveAccount(
  deps: AccessDeps,
  ctx: Context,
  id: ConnectionId,
  wanted: readonly (Pick<CalendarRoles, 'externalId'> &
    Partial<Pick<CalendarRoles, 'blocks' | 'receives' | 'definesOpenings' | 'privacy' | 'rules'>>)[],
): Promise<Outcome<null, RolesRefusal>> {
  const read = await readAccount(deps, ctx, id);
  if (!read.ok) return read;
  const { connection, calendars } = read.value;
  const { practitionerId } = connection;
  const changed: AccountCalendar[] = [];
  let renames = false;
  for (const { externalId, ...roles } of wanted) {
    const calendar = calendars.find((one) => one.externalId === externalId);
    if (!calendar) return refuse({ code: 'unknown-calendar' });
    if (roles.receives && !calendar.writable) return refuse({ code: 'read-only', calendar: calendar.name });
    renames ||= roles.privacy !== undefined && roles.privacy !== calendar.privacy;
    changed.push({ ...calendar, ...roles });
  }
  await ctx.db.tenant(ctx.practiceId, async (tx) => {
    for (const roles of changed) {
      await saveRoles(tx, { connectionId: id, practitionerId, newId: ctx.newId() as CalendarId, now: ctx.now }, roles);
    }
    for (const appointment of await futureAppointments(tx, practitionerId, ctx.now))
      await enqueueEvents(tx, appointment, ctx.now, { occasion: `roles/${ctx.now}`, force: renames });
    await raiseRevision(tx, practitionerId);
    await writeAudit(ctx, tx, { action: 'connection.calendars-chosen', subject: ['connection', id] });
  });
  const idle = changed.flatMap((one) => (one.id === undefined || isUsed(one) ? [] : [one.id]));
  await unwatch(deps, { practiceId: ctx.practiceId, connectionId: id, kind: connection.kind }, idle);
  return { ok: true, value: null };
}

/** Two weeks of what it would block, before anything is decided. */
export async function previewCalendar(
  deps: AccessDeps,
  ctx: Context,
  asked: { readonly connectionId: ConnectionId; readonly externalId: string; readonly zone: Zone },
): Promise<Outcome<Preview & { readonly window: Interval }, string>> {
  const { connection, known } = await ctx.db.tenant(ctx.practiceId, async (tx) => ({
    connection: await loadConnection(tx, asked.connectionId),
    known: await calendarsOfConnection(tx, asked.connectionId),
  }));
  if (!connection) return { ok: false, refusal: 'There is no such connection.' };
  const rules = known.find(({ externalId }) => externalId === asked.externalId)?.rules ?? DEFAULT_RULES;
  const window = interval(ctx.now, ctx.now + 14 * DAY);
  const account = { practiceId: ctx.practiceId, connectionId: connection.id, kind: connection.kind };
  const found = await inWords(
    withAccount(deps, account, (provider, access) =>
      previewOf(provider, { access, calendar: asked.externalId, zone: asked.zone, window, rules }),
    ),
  );
  return found.ok ? { ok: true, value: { ...found.value, window } } : found;
}

/** The permission is given back where the provider takes it, channels end, and what was read goes. Written events stay. */
export async function disconnect(deps: AccessDeps, ctx: Context, id: ConnectionId): Promise<Outcome<null, NotFound>> {
  const connection = await ctx.db.tenant(ctx.practiceId, (tx) => loadConnection(tx, id));
  if (!connection) return NOT_FOUND;
  const { calendars, shared } = await ctx.db.tenant(ctx.practiceId, async (tx) => ({
    calendars: await calendarsOfConnection(tx, id),
    shared: await isConnectedTwice(tx, connection),
  }));
  const account = { practiceId: ctx.practiceId, connectionId: id, kind: connection.kind };
  await unwatch(
    deps,
    account,
    calendars.map((calendar) => calendar.id),
  );
  const oauth = deps.providers[connection.kind]?.oauth;
  // Taken back, the permission would be gone for all who got it from the same account.
  if (oauth && !shared) {
    const { refreshToken } = openConnection(ctx.keys, id, connection.sealed);
    // A provider that does not answer must not keep anybody connected.
    if (refreshToken !== undefined) await oauth.revoke(refreshToken).catch(() => {});
  }
  return removeConnection(ctx, id);
}
