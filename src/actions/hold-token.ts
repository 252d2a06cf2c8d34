/** What a patient carries of a hold: its id, signed, so that nobody can name the hold of another. */
import type { HoldId } from '../domain/types.ts';
import { deriveToken, hashToken, sameSecret, type Keys } from '../secrets/keys.ts';

export function holdToken(keys: Keys, id: HoldId, keyId: string = keys.current): string {
  return `${keyId}.${id}.${deriveToken(keys, { keyId, purpose: 'hold', id, version: 1 })}`;
}

/** Undefined for anything that we did not sign: it is worth what no hold is worth. */
export function readHoldToken(keys: Keys, token: string | undefined): HoldId | undefined {
  const [keyId, id] = (token ?? '').split('.', 2);
  if (token === undefined || keyId === undefined || id === undefined || !keys.byId.has(keyId)) return undefined;
  return sameSecret(token, holdToken(keys, id as HoldId, keyId)) ? (id as HoldId) : undefined; // signed: an id of ours
}

/** A visit is any text that the pages of one patient carry on; only its hash is kept, while they hold something. */
export function visitHash(visit: string | undefined): Buffer | undefined {
  return visit ? hashToken(visit) : undefined;
}
