/** What opens a connection, as it is kept: sealed, with the row's identity, since it alone opens the calendar. */
import type { ConnectionId } from '../domain/types.ts';
import { open, seal, type Keys } from './keys.ts';

/** An address without user and password, for feeds and CalDAV; a refresh token, for providers that sign in by OAuth. */
export type ConnectionSecret = {
  readonly address?: string;
  readonly login?: { readonly user: string; readonly password: string } | undefined;
  readonly refreshToken?: string | undefined;
};

export function sealConnection(keys: Keys, id: ConnectionId, secret: ConnectionSecret): Buffer {
  return seal(keys, `connections/${id}`, JSON.stringify(secret));
}

/** Throws when the bytes were made for another connection or with an unknown key. */
export function openConnection(keys: Keys, id: ConnectionId, sealed: Uint8Array): ConnectionSecret {
  return JSON.parse(open(keys, `connections/${id}`, sealed)) as ConnectionSecret; // sealed by sealConnection alone
}

/** A short-lived access token. */
export function sealToken(keys: Keys, id: ConnectionId, token: string): Buffer {
  return seal(keys, `connections/${id}/token`, token);
}

export function openToken(keys: Keys, id: ConnectionId, sealed: Uint8Array): string {
  return open(keys, `connections/${id}/token`, sealed);
}
