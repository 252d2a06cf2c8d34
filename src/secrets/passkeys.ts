/** Passkeys (WebAuthn): what browsers are asked and what they answer. The only file that knows the library. */
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { instant, MINUTE } from '../domain/interval.ts';
import type { Instant } from '../domain/types.ts';
import { deriveToken, randomToken, sameSecret, type Keys } from './keys.ts';

/** Whom a passkey is for: the installation, by the name in its public address. */
export type RelyingParty = { readonly id: string; readonly origin: string };

/** What a challenge is for and who may answer it: a session, or anybody who wants one. */
export type ChallengeUse = { readonly use: 'sign-in' | 'show' | 'add'; readonly holder: string };

export type Challenged = { readonly rp: RelyingParty; readonly keys: Keys; readonly now: Instant };

/** A challenge that was answered: to be used once, until it is too old anyway. */
export type Answered = { readonly challenge: string; readonly expires: Instant };

export type AddedKey = Answered & {
  readonly credentialId: string;
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
};

export type KnownKey = {
  readonly credentialId: string;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
};

type Known = { readonly credentialId: string; readonly transports: readonly string[] };

const LIFE = 15 * MINUTE;

/** Undefined where browsers know no passkeys: an address without a name. */
export function relyingParty(publicUrl: string): RelyingParty | undefined {
  const { hostname, origin } = new URL(publicUrl);
  return /^[\d.]+$|^\[/.test(hostname) ? undefined : { id: hostname, origin };
}

/** What a browser is asked for a new passkey; it makes none where one of `known` lives. */
export async function optionsToAdd(
  challenged: Challenged,
  user: { readonly userId: string; readonly email: string; readonly known: readonly Known[]; readonly holder: string },
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  return generateRegistrationOptions({
    rpName: 'Openhours',
    rpID: challenged.rp.id,
    userName: user.email,
    userID: new Uint8Array(Buffer.from(user.userId)),
    challenge: newChallenge(challenged, { use: 'add', holder: user.holder }),
    timeout: LIFE,
    attestationType: 'none',
    excludeCredentials: user.known.map(credential),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
}

/** What a browser is asked to show a passkey: any of this place, or one of `known`. */
export async function optionsToShow(
  challenged: Challenged,
  use: ChallengeUse,
  known: readonly Known[] = [],
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  return generateAuthenticationOptions({
    rpID: challenged.rp.id,
    challenge: newChallenge(challenged, use),
    timeout: LIFE,
    userVerification: 'required',
    allowCredentials: known.map(credential),
  });
}

/** Undefined for anything that is no good answer: junk, another place's, another challenge's, no finger or PIN. */
export async function readAdded(challenged: Challenged, answer: string, holder: string): Promise<AddedKey | undefined> {
  const answered = listener(challenged, { use: 'add', holder });
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: JSON.parse(answer) as RegistrationResponseJSON, // the library checks its fields
      expectedChallenge: (challenge) => answered.accept(challenge),
      expectedOrigin: challenged.rp.origin,
      expectedRPID: challenged.rp.id,
      requireUserVerification: true,
    });
    const heard = answered.heard();
    if (!verified || !heard) return undefined;
    const { id, publicKey, counter, transports } = registrationInfo.credential;
    return { ...heard, credentialId: id, publicKey, counter, transports: transports ?? [] };
  } catch {
    return undefined; // the library throws for each way in which an answer can be bad
  }
}

/** The credential that an answer names, to look up its key; undefined for junk. */
export function credentialOf(answer: string): string | undefined {
  try {
    const { id } = JSON.parse(answer) as { id?: unknown }; // checked next
    return typeof id === 'string' && /^[\w-]{1,1500}$/.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}

/** @returns the key's new counter; undefined for anything that this key did not sign for this use */
export async function readShown(
  challenged: Challenged,
  answer: string,
  { key, use }: { readonly key: KnownKey; readonly use: ChallengeUse },
): Promise<(Answered & { readonly counter: number }) | undefined> {
  const answered = listener(challenged, use);
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: JSON.parse(answer) as AuthenticationResponseJSON, // the library checks its fields
      expectedChallenge: (challenge) => answered.accept(challenge),
      expectedOrigin: challenged.rp.origin,
      expectedRPID: challenged.rp.id,
      credential: { id: key.credentialId, publicKey: key.publicKey, counter: key.counter },
      requireUserVerification: true,
    });
    const heard = answered.heard();
    return verified && heard ? { ...heard, counter: authenticationInfo.newCounter } : undefined;
  } catch {
    return undefined; // the library throws for each way in which an answer can be bad
  }
}

function credential({ credentialId, transports }: Known) {
  return { id: credentialId, transports: [...transports] };
}

// A challenge carries its time and our seal, so that showing a page stores nothing; only answered ones are kept.
function newChallenge({ keys, now }: Challenged, use: ChallengeUse): string {
  const [random, expires] = [randomToken(), instant(now + LIFE)];
  return [keys.current, random, expires, sealOf(keys, { keyId: keys.current, random, expires, ...use })].join('.');
}

type Sealed = ChallengeUse & { readonly keyId: string; readonly random: string; readonly expires: number };

function sealOf(keys: Keys, { keyId, random, expires, use, holder }: Sealed): string {
  return deriveToken(keys, { keyId, purpose: 'passkey', id: [use, holder, random, expires].join('\n'), version: 1 });
}

/** Looks at the challenge that an answer holds, and remembers a good one. */
function listener({ keys, now }: Challenged, use: ChallengeUse) {
  let heard: Answered | undefined;
  return {
    heard: () => heard,
    accept(encoded: string): boolean {
      const challenge = Buffer.from(encoded, 'base64url').toString();
      const [keyId = '', random = '', time = '', seal = ''] = challenge.split('.');
      const expires = Number(time);
      if (!keys.byId.has(keyId) || !(expires > now)) return false;
      if (!sameSecret(seal, sealOf(keys, { keyId, random, expires, ...use }))) return false;
      heard = { challenge, expires: instant(expires) };
      return true;
    },
  };
}
