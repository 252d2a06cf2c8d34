/** Channels by which a provider tells that a calendar changed: opened where they can reach us, renewed before half their life. */
import { ProviderError } from '../../connectors/provider.ts';
import { calendarToRead, type CalendarToRead } from '../db/calendars.ts';
import {
  addChannel,
  channelEnded,
  channelsOf,
  forgetChannel,
  noticeOf,
  type PushChannel,
} from '../db/push-channels.ts';
import type { Deps } from '../deps.ts';
import { DAY, instant } from '../domain/interval.ts';
import type { CalendarId, Instant } from '../domain/types.ts';
import { hashToken, randomToken } from '../secrets/keys.ts';
import { providerOf, withAccount, type AccessDeps, type Account } from './access.ts';
import type { ReadCalendar } from './own-events.ts';
import type { SyncDeps } from './read.ts';

/** Asked for; providers shorten it as they like. */
const LIFE = 6 * DAY;

/** Where providers send their notices; undefined where nobody outside can reach us. */
function noticeAddress({ publicUrl }: Deps['config'], kind: string): string | undefined {
  const url = new URL(publicUrl);
  return url.protocol === 'https:' && url.hostname.includes('.') ? `${url.origin}/push/${kind}` : undefined;
}

/** After a reading. Without a channel the calendar is read by its interval alone, so trouble here is logged and no more. */
export async function watch(deps: SyncDeps, calendar: ReadCalendar): Promise<void> {
  const { practiceId, calendarId } = calendar;
  const now = deps.clock();
  const found = await deps.db.tenant(practiceId, async (tx) => ({
    calendar: await calendarToRead(tx, calendarId, now),
    channels: await channelsOf(tx, calendarId),
  }));
  if (!found.calendar) return;
  try {
    await renew(deps, calendar, { calendar: found.calendar, channels: found.channels, now });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    deps.log.warn('calendar.not-watched', { calendar: calendarId, reason: error.reason });
  }
}

type Watched = { readonly calendar: CalendarToRead; readonly channels: readonly PushChannel[]; readonly now: Instant };

async function renew(deps: SyncDeps, { practiceId, calendarId }: ReadCalendar, watched: Watched): Promise<void> {
  const { calendar, channels, now } = watched;
  const { push } = providerOf(deps, calendar.kind);
  const address = noticeAddress(deps.config, calendar.kind);
  if (!push || !address || channels.some((channel) => isYoung(channel, now))) return;
  const { connectionId, kind } = calendar;
  const [id, secret] = [deps.newId(), randomToken()];
  const until = instant(now + LIFE);
  const made = await withAccount(deps, { practiceId, connectionId, kind }, (_, access) =>
    push.subscribe(access, calendar.externalId, { id, secret, address, until }),
  );
  await deps.db.tenant(practiceId, (tx) =>
    addChannel(tx, calendarId, {
      ...{ id: made.id, resource: made.resource, createdAt: now, expiresAt: made.expiresAt },
      secretHash: hashToken(secret),
    }),
  );
  // The new one first, so that nothing is missed; told twice does no harm (failures C07).
  for (const { id: old, resource, expiresAt } of channels) {
    const ended = { id: old, expiresAt, ...(resource !== undefined && { resource }) };
    if (expiresAt > now)
      await withAccount(deps, { practiceId, connectionId, kind }, (_, access) => push.unsubscribe(access, ended));
    await deps.db.tenant(practiceId, (tx) => forgetChannel(tx, old));
  }
}

/** In the first half of its life. */
function isYoung({ createdAt, expiresAt }: PushChannel, now: Instant): boolean {
  return now < (createdAt + expiresAt) / 2;
}

/** Ends what tells of changes in these calendars. A provider that does not answer lets a channel run out by itself. */
export async function unwatch(deps: AccessDeps, account: Account, calendars: readonly CalendarId[]): Promise<void> {
  const { practiceId } = account;
  const { push } = deps.providers[account.kind] ?? {};
  for (const calendarId of calendars) {
    for (const { id, resource, expiresAt } of await deps.db.tenant(practiceId, (tx) => channelsOf(tx, calendarId))) {
      const ended = { id, expiresAt, ...(resource !== undefined && { resource }) };
      if (push && expiresAt > deps.clock())
        await withAccount(deps, account, (_, access) => push.unsubscribe(access, ended)).catch(onlyProviders);
      await deps.db.tenant(practiceId, (tx) => forgetChannel(tx, id));
    }
  }
}

function onlyProviders(error: unknown): void {
  if (!(error instanceof ProviderError)) throw error;
}

export type PushDeps = Pick<Deps, 'db' | 'providers' | 'clock' | 'log'>;

/** What a request to the notice address is answered with. Nothing is read here: a calendar becomes due, and that is all. */
export async function takeNotices(
  { db, providers, clock, log }: PushDeps,
  kind: 'google' | 'outlook',
  request: { readonly url: URL; readonly headers: Headers; readonly body: string },
): Promise<{ readonly reply: string } | { readonly known: number; readonly unknown: number }> {
  const incoming = providers[kind]?.push?.incoming(request) ?? { notices: [] };
  if ('reply' in incoming) return incoming;
  let known = 0;
  for (const { id, secret, resource, what } of incoming.notices) {
    const secretHash = hashToken(secret);
    if (!(await noticeOf(db.sql, { id, secretHash, resource, now: clock() }))) continue;
    known += 1;
    if (what !== 'changed') await channelEnded(db.sql, id, secretHash);
  }
  const unknown = incoming.notices.length - known;
  if (unknown > 0) log.warn('push.unknown', { kind, unknown });
  return { known, unknown };
}
