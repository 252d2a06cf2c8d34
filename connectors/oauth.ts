/** Signing in at a provider on a practitioner's behalf (RFC 6749, with PKCE of RFC 7636): what each provider that needs it gives. */

import type { Instant } from '../src/domain/types.ts';

/** What a sign-in gave. Every token is a secret: sealed in storage, never in a log or a message. */
export type Grant = {
  readonly accessToken: string;
  readonly expiresAt: Instant;
  /** A new one takes the place of the last; undefined: the last one stays (or, at the first sign-in, none was given). */
  readonly refreshToken: string | undefined;
  /** Tells two accounts apart, and is shown: an address mostly. Undefined in answers that do not say it, as to a refresh. */
  readonly account: string | undefined;
  /** As granted, which may be fewer than asked (failures F10). */
  readonly scopes: readonly string[];
};

export type ConsentQuestion = {
  /** Bound to the browser's session by the caller. */
  readonly state: string;
  /** S256 of the verifier. */
  readonly challenge: string;
  /** Where the provider sends the browser back to. */
  readonly redirect: string;
  /** The account that is to be signed in again. */
  readonly account?: string;
};

/**
 * Every method throws `ProviderError` alone. `reconnect`: the grant is dead for good, by the provider's own words for it
 * (`invalid_grant`; Microsoft's `interaction_required` too, since nobody is there to interact); nothing else is.
 */
export interface OAuth {
  /** Without these the connection is of no use. */
  readonly needed: readonly string[];
  consentUrl(question: ConsentQuestion): string;
  exchange(answer: { readonly code: string; readonly verifier: string; readonly redirect: string }): Promise<Grant>;
  refresh(refreshToken: string): Promise<Grant>;
  /** Gone already is fine. Where the provider has no such call, it does nothing. */
  revoke(token: string): Promise<void>;
}
