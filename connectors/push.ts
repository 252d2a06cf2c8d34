/** Being told by a provider that a calendar changed: a hint only, polling stays the truth. */

import type { Instant } from '../src/domain/types.ts';
import type { Access } from './provider.ts';

/** What a provider holds for us. Ids are no secrets; `secret` comes back with every notice and is checked. */
export type Subscription = {
  readonly id: string;
  /** What some providers need besides for ending it. */
  readonly resource?: string;
  readonly expiresAt: Instant;
};

/** One hint of an incoming request. `changed`: read it; `renew`: subscribe again; `missed`: read all anew. */
export type Notice = {
  readonly id: string;
  readonly secret: string;
  readonly what: 'changed' | 'renew' | 'missed';
  /** Where the provider names it: the same as of the subscription, or the notice is not its. */
  readonly resource?: string;
};

/** What a request to the notice address says. `reply` is answered as plain text at once, and nothing else is done. */
export type Incoming = { readonly reply: string } | { readonly notices: readonly Notice[] };

/** Methods that ask the provider throw `ProviderError` alone. */
export interface Push {
  subscribe(
    access: Access,
    calendar: string,
    asked: { readonly id: string; readonly secret: string; readonly address: string; readonly until: Instant },
  ): Promise<Subscription>;
  /** Gone already is fine. */
  unsubscribe(access: Access, subscription: Subscription): Promise<void>;
  /** Reads a request; whatever is no notice of this provider has none. Never throws for what was sent. */
  incoming(request: { readonly url: URL; readonly headers: Headers; readonly body: string }): Incoming;
}
