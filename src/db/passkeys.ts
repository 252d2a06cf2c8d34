/** Passkeys of users, and the challenges that were answered. Reached by functions: users belong to no practice. */
import type { Instant, UserId } from '../domain/types.ts';
import type { Sql, Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

export type Passkey = {
  readonly passkeyId: string;
  /** base64url, as browsers name it. */
  readonly credentialId: string;
  readonly transports: readonly string[];
  readonly name: string;
  readonly createdAt: Instant;
  readonly usedAt: Instant | undefined;
};

export type PublicKey = {
  readonly userId: UserId;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly counter: number;
  readonly transports: readonly string[];
};

type Row = Omit<Passkey, 'createdAt' | 'usedAt'> & { createdAt: Date; usedAt: Date | null };

export async function passkeysOfUser(sql: Sql, userId: UserId): Promise<Passkey[]> {
  const rows = await sql<Row[]>`
    select passkey_id as "passkeyId", credential_id as "credentialId", transports, name, created_at as "createdAt",
      used_at as "usedAt"
    from passkeys_of_user(${userId})`;
  return rows.map(({ createdAt, usedAt, ...row }) => ({
    ...row,
    createdAt: toInstant(createdAt),
    usedAt: usedAt ? toInstant(usedAt) : undefined,
  }));
}

export async function passkeyWith(sql: Sql, credentialId: string): Promise<PublicKey | undefined> {
  const [row] = await sql<(Omit<PublicKey, 'counter' | 'publicKey'> & { publicKey: Buffer; counter: string })[]>`
    select user_id as "userId", public_key as "publicKey", counter::text as counter, transports
    from passkey_with(${credentialId})`;
  return row && { ...row, publicKey: new Uint8Array(row.publicKey), counter: Number(row.counter) };
}

/** False when somebody has it already. */
export async function addPasskey(
  sql: Sql,
  added: Omit<PublicKey, 'publicKey'> & {
    readonly publicKey: Uint8Array;
    readonly passkeyId: string;
    readonly credentialId: string;
    readonly name: string;
    readonly now: Instant;
  },
): Promise<boolean> {
  const { passkeyId, credentialId, userId, publicKey, counter, transports, name, now } = added;
  const [row] = await sql<{ added: boolean }[]>`
    select add_passkey(${passkeyId}, ${credentialId}, ${userId}, ${Buffer.from(publicKey)}, ${counter}, ${[...transports]}::text[],
      ${name}, ${toDate(now)}) as added`;
  return row?.added === true;
}

export async function passkeyUsed(
  sql: Sql,
  used: { readonly credentialId: string; readonly counter: number; readonly now: Instant },
): Promise<void> {
  await sql`select passkey_used(${used.credentialId}, ${used.counter}, ${toDate(used.now)})`;
}

export async function renamePasskey(
  sql: Sql,
  userId: UserId,
  to: { passkeyId: string; name: string },
): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`select rename_passkey(${userId}, ${to.passkeyId}, ${to.name}) as done`;
  return row?.done === true;
}

/** False when there is no such passkey, or it is the last one and one must stay. */
export async function removePasskey(
  sql: Sql,
  userId: UserId,
  which: { readonly passkeyId: string; readonly keepOne: boolean },
): Promise<boolean> {
  const [row] = await sql<{ done: boolean }[]>`
    select remove_passkey(${userId}, ${which.passkeyId}, ${which.keepOne}) as done`;
  return row?.done === true;
}

/** All of the user's, and all sessions with them. @returns how many passkeys those were */
export async function forgetPasskeys(sql: Sql | Tx, userId: UserId): Promise<number> {
  const [row] = await sql<{ gone: number }[]>`select forget_passkeys(${userId}) as gone`;
  return row?.gone ?? 0;
}

/** True for the one who comes first with this challenge. */
export async function useChallenge(sql: Sql, hash: Uint8Array, expires: Instant): Promise<boolean> {
  const [row] = await sql<{ first: boolean }[]>`select use_challenge(${hash}, ${toDate(expires)}) as first`;
  return row?.first === true;
}
