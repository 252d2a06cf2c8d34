/** After SECRET_KEY got a new first key: what older ones sealed is sealed anew, so that they need not be kept for it (failures F09). */
import type { Sql, Tx } from './db/database.ts';
import { loadInstallation, storeMailServer } from './db/installation.ts';
import { saveResealed, sealedOtherwise, type SealedAccount } from './db/keyed.ts';
import { openConnection, openToken, sealConnection, sealToken } from './secrets/connection.ts';
import { MAIL_SERVER, open, seal, sealedWith, type Keys } from './secrets/keys.ts';

/** Accounts of the practice. `withoutKey`: the key that sealed them is not there; nothing is lost, it may come back. */
export async function resealAccounts(
  tx: Tx,
  keys: Keys,
): Promise<{ readonly resealed: number; readonly withoutKey: number }> {
  const accounts = await sealedOtherwise(tx, keys.current);
  let resealed = 0;
  for (const account of accounts) {
    const anew = sealedAnew(keys, account);
    if (anew === undefined) continue;
    await saveResealed(tx, anew);
    resealed += 1;
  }
  return { resealed, withoutKey: accounts.length - resealed };
}

function sealedAnew(keys: Keys, { id, sealed, token }: SealedAccount): SealedAccount | undefined {
  try {
    return {
      id,
      sealed: sealConnection(keys, id, openConnection(keys, id, sealed)),
      token: token && sealToken(keys, id, openToken(keys, id, token)),
    };
  } catch {
    return undefined;
  }
}

/** The one that was typed at set-up. */
export async function resealMailServer(sql: Sql, keys: Keys): Promise<void> {
  const { smtpUrlSealed, mailFrom } = await loadInstallation(sql);
  if (smtpUrlSealed === undefined || mailFrom === undefined) return;
  const keyId = sealedWith(smtpUrlSealed);
  if (keyId === keys.current || !keys.byId.has(keyId)) return;
  const anew = seal(keys, MAIL_SERVER, open(keys, MAIL_SERVER, smtpUrlSealed));
  await storeMailServer(sql, { smtpUrlSealed: anew, mailFrom });
}
