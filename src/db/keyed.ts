/** Which key of SECRET_KEY rows were sealed with or derived from: the id of a key stands at the head of what it sealed. */
import type { ConnectionId, Instant } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate } from './times.ts';

export type SealedAccount = {
  readonly id: ConnectionId;
  readonly sealed: Uint8Array;
  readonly token: Uint8Array | undefined;
};

/** Accounts of the practice that are sealed with another key than `current`, locked: whoever signs one in anew waits, or was first. */
export async function sealedOtherwise(tx: Tx, current: string): Promise<SealedAccount[]> {
  const key = Buffer.from(current);
  const rows = await tx<{ id: ConnectionId; sealed: Uint8Array; token: Uint8Array | null }[]>`
    select connection_id as id, sealed, token_sealed as token from connections
    where practice_id = current_practice() and (substring(sealed from 1 for 8) <> ${key} or substring(token_sealed from 1 for 8) <> ${key})
    for update`;
  return rows.map(({ token, ...row }) => ({ ...row, token: token ?? undefined }));
}

export async function saveResealed(tx: Tx, { id, sealed, token }: SealedAccount): Promise<void> {
  await tx`
    update connections set sealed = ${sealed}, token_sealed = ${token ?? null}
    where practice_id = current_practice() and connection_id = ${id}`;
}

export type KeyUse = {
  readonly keyId: string;
  readonly what: 'accounts' | 'appointments' | 'feeds' | 'invitations' | 'audit lines';
  readonly count: number;
};

/** Of the practice; of appointments those that are not over, whose links would open nothing without the key. */
export async function keyUses(tx: Tx, now: Instant): Promise<KeyUse[]> {
  return tx<KeyUse[]>`
    select key as "keyId", what, count(*)::int as count from (
      select encode(substring(sealed from 1 for 8), 'escape') as key, 'accounts' as what from connections
        where practice_id = current_practice()
      union all select encode(substring(token_sealed from 1 for 8), 'escape'), 'accounts' from connections
        where practice_id = current_practice() and token_sealed is not null
      union all select link_key, 'appointments' from appointments
        where practice_id = current_practice() and ends_at > ${toDate(now)}
      union all select link_key, 'feeds' from feeds where practice_id = current_practice()
      union all select link_key, 'invitations' from invitations
        where practice_id = current_practice() and accepted_at is null and withdrawn_at is null and expires_at > ${toDate(now)}
      union all select key_id, 'audit lines' from audit_chain where practice_id = current_practice()) used
    group by key, what order by key, what`;
}
