/** Channels by which providers tell of changes: found by their own id, before the practice is known. */
import type { CalendarId, Instant } from '../domain/types.ts';
import type { Sql, Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

export type PushChannel = {
  readonly id: string;
  readonly resource: string | undefined;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
};

export async function channelsOf(tx: Tx, calendarId: CalendarId): Promise<PushChannel[]> {
  const rows = await tx<{ id: string; resource: string | null; createdAt: Date; expiresAt: Date }[]>`
    select channel_id as id, resource, created_at as "createdAt", expires_at as "expiresAt" from push_channels_of(${calendarId})`;
  return rows.map(({ id, resource, createdAt, expiresAt }) => ({
    ...{ id, resource: resource ?? undefined },
    ...{ createdAt: toInstant(createdAt), expiresAt: toInstant(expiresAt) },
  }));
}

export async function addChannel(
  tx: Tx,
  calendarId: CalendarId,
  channel: PushChannel & { readonly secretHash: Uint8Array },
): Promise<void> {
  const { id, resource, secretHash, createdAt, expiresAt } = channel;
  await tx`select push_channel_add(${id}, ${calendarId}, ${resource ?? null}, ${secretHash}, ${toDate(createdAt)},
    ${toDate(expiresAt)})`;
}

export async function forgetChannel(tx: Tx, id: string): Promise<void> {
  await tx`select push_channel_gone(${id})`;
}

/** Notices that come closer together are one. */
export const APART_SECONDS = 10;

/** Makes the channel's calendar due. False: no such channel, or not its secret or resource; compared by hash, so that time tells nothing. */
export async function noticeOf(
  sql: Sql,
  notice: {
    readonly id: string;
    readonly secretHash: Uint8Array;
    /** Where the provider names one: the channel's, or it is not its notice. */
    readonly resource: string | undefined;
    readonly now: Instant;
  },
): Promise<boolean> {
  const [row] = await sql<{ known: boolean }[]>`
    select push_notice(${notice.id}, ${notice.secretHash}, ${notice.resource ?? null}, ${toDate(notice.now)}, make_interval(secs => ${APART_SECONDS})) as known`;
  return row?.known === true;
}

/** Its provider ends it soon: the next reading makes another. */
export async function channelEnded(sql: Sql, id: string, secretHash: Uint8Array): Promise<void> {
  await sql`select push_channel_ended(${id}, ${secretHash})`;
}
