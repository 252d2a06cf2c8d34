/** The `state` of a sign-in at a provider: sealed, for one session of the desk and a short time (failures F01–F03). */
import { createHash, randomBytes } from 'node:crypto';
import { instant, MINUTE } from '../domain/interval.ts';
import type { ConnectionId, Instant, PracticeId, PractitionerId } from '../domain/types.ts';
import { open, seal, type Keys } from './keys.ts';

export type Consent = {
  readonly practiceId: PracticeId;
  readonly practitionerId: PractitionerId;
  readonly kind: 'google' | 'outlook';
  /** PKCE verifier (RFC 7636): known to nobody until the code is exchanged. */
  readonly verifier: string;
  /** The connection that is to be signed in again. */
  readonly connectionId?: ConnectionId | undefined;
  readonly until: Instant;
};

const LIFE = 10 * MINUTE;

export function newConsent(about: Omit<Consent, 'verifier' | 'until'>, now: Instant): Consent {
  return { ...about, verifier: randomBytes(32).toString('base64url'), until: instant(now + LIFE) };
}

/** S256 of the verifier. */
export function challengeOf({ verifier }: Consent): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** Opens in the session that it was made for, and in no other. */
export function sealConsent(keys: Keys, sessionId: string, consent: Consent): string {
  return seal(keys, `consent/${sessionId}`, JSON.stringify(consent)).toString('base64url');
}

/** Undefined: of another session, too old, or not ours. Whether it was used before, the database knows. */
export function openConsent(keys: Keys, sessionId: string, state: string, now: Instant): Consent | undefined {
  try {
    const read = JSON.parse(open(keys, `consent/${sessionId}`, Buffer.from(state, 'base64url'))) as Consent; // sealed by sealConsent alone
    return read.until > now ? read : undefined;
  } catch {
    return undefined;
  }
}
