/** Rows of `connections`: what opens an account, its short-lived token, and whether it wants to be left alone. */
import type { ConnectionKind } from '../domain/connected.ts';
import type { ConnectionId, Instant, PractitionerId } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

export type ConnectionRow = {
  readonly id: ConnectionId;
  readonly practitionerId: PractitionerId;
  readonly kind: ConnectionKind;
  /** Made by `sealConnection` of secrets/connection.ts. */
  readonly sealed: Uint8Array;
  /** Made by `sealToken`, and until when it opens. */
  readonly token: { readonly sealed: Uint8Array; readonly until: Instant } | undefined;
  readonly status: 'ok' | 'reconnect' | 'gone';
  /** No call before it: the provider asked for that. */
  readonly quietUntil: Instant | undefined;
  readonly account: string;
};

type Row = {
  id: ConnectionId;
  practitionerId: PractitionerId;
  kind: ConnectionKind;
  sealed: Uint8Array;
  tokenSealed: Uint8Array | null;
  tokenUntil: Date | null;
  status: ConnectionRow['status'];
  quietUntil: Date | null;
  account: string;
};

export async function loadConnection(tx: Tx, id: ConnectionId): Promise<ConnectionRow | undefined> {
  const [row] = await tx<Row[]>`
    select connection_id as id, practitioner_id as "practitionerId", kind, sealed, token_sealed as "tokenSealed",
      token_until as "tokenUntil", status, quiet_until as "quietUntil", account
    from connections where practice_id = current_practice() and connection_id = ${id}`;
  if (!row) return undefined;
  const { tokenSealed, tokenUntil, quietUntil, ...rest } = row;
  return {
    ...rest,
    token: tokenSealed && tokenUntil ? { sealed: tokenSealed, until: toInstant(tokenUntil) } : undefined,
    quietUntil: quietUntil ? toInstant(quietUntil) : undefined,
  };
}

/**
 * Only one at a time asks for a new token, for so long (failures F05). False: another one does, or has done so since the
 * connection was loaded.
 */
export async function claimRefresh(
  tx: Tx,
  { id, sealed, token }: Pick<ConnectionRow, 'id' | 'sealed' | 'token'>,
  { now, until }: { readonly now: Instant; readonly until: Instant },
): Promise<boolean> {
  const rows = await tx`
    update connections set refreshing_until = ${toDate(until)}
    where practice_id = current_practice() and connection_id = ${id} and sealed = ${sealed}
      and token_until is not distinct from ${token ? toDate(token.until) : null}
      and (refreshing_until is null or refreshing_until <= ${toDate(now)})
    returning 1`;
  return rows.length > 0;
}

/** Both tokens in one statement: a refresh token that was replaced is never lost beside its successor. */
export async function saveRefreshed(
  tx: Tx,
  id: ConnectionId,
  saved: { readonly sealed: Uint8Array; readonly token: Uint8Array; readonly until: Instant },
): Promise<void> {
  await tx`
    update connections set sealed = ${saved.sealed}, token_sealed = ${saved.token}, token_until = ${toDate(saved.until)},
      refreshing_until = null, status = 'ok'
    where practice_id = current_practice() and connection_id = ${id}`;
}

/** It is not taken any more: the next call asks for a new one. */
export async function forgetToken(tx: Tx, id: ConnectionId): Promise<void> {
  await tx`
    update connections set token_until = null where practice_id = current_practice() and connection_id = ${id}`;
}

export async function refreshFailed(tx: Tx, id: ConnectionId): Promise<void> {
  await tx`
    update connections set refreshing_until = null where practice_id = current_practice() and connection_id = ${id}`;
}

/** Another connection of the practice was given its permission by the same account. */
export async function isConnectedTwice(
  tx: Tx,
  { id, kind, account }: Pick<ConnectionRow, 'id' | 'kind' | 'account'>,
): Promise<boolean> {
  const rows = await tx`
    select 1 from connections where practice_id = current_practice() and kind = ${kind} and connection_id <> ${id}
      and lower(account) = lower(${account})`;
  return rows.length > 0;
}

/** The provider said when it may be asked again (failures B11). */
export async function beQuiet(tx: Tx, id: ConnectionId, until: Instant): Promise<void> {
  await tx`
    update connections set quiet_until = greatest(quiet_until, ${toDate(until)})
    where practice_id = current_practice() and connection_id = ${id}`;
}
