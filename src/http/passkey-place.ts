/** Where passkeys are for: the public address of the installation. */
import type { PasskeyPlace } from '../actions/passkeys.ts';
import type { Deps } from '../deps.ts';
import { relyingParty } from '../secrets/passkeys.ts';

/** Undefined where browsers know no passkeys: at an address without a name. */
export function passkeyPlace(deps: Deps): PasskeyPlace | undefined {
  const rp = relyingParty(deps.config.publicUrl);
  const { db, keys, clock, newId } = deps;
  return rp && { db, keys, clock, newId, rp };
}
