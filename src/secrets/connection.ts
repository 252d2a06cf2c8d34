/** The address of an iCalendar feed and its login, as they are kept: sealed, since the address alone opens the calendar. */
import type { ConnectionId } from '../domain/types.ts';
import { open, seal, type Keys } from './keys.ts';

export type FeedAddress = {
  /** Without user and password. */
  readonly address: string;
  readonly login?: { readonly user: string; readonly password: string };
};

export function sealFeedAddress(keys: Keys, id: ConnectionId, feed: FeedAddress): Buffer {
  return seal(keys, `connections/${id}`, JSON.stringify({ address: feed.address, login: feed.login }));
}

/** Throws when the bytes were made for another connection or with an unknown key. */
export function openFeedAddress(keys: Keys, id: ConnectionId, sealed: Uint8Array): FeedAddress {
  return JSON.parse(open(keys, `connections/${id}`, sealed)) as FeedAddress; // sealed by sealFeedAddress alone
}
