/** Users, their memberships, and API keys. Users belong to no practice and are reached by functions. */
import type { Instant, PracticeId, PractitionerId, UserId } from '../domain/types.ts';
import type { Membership, Role } from '../domain/roles.ts';
import type { Sql, Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

export type Person = { readonly userId: UserId; readonly email: string };

export type ApiKey = {
  readonly keyId: string;
  readonly name: string;
  readonly createdAt: Instant;
  readonly usedAt: Instant | undefined;
  readonly revokedAt: Instant | undefined;
};

/** The form of an address that is compared. */
export function emailKey(email: string): string {
  return email.trim().toLowerCase();
}

/** Adds the person to the practice of the transaction; `id` is used only when the address is new to the installation. */
export async function addMember(
  tx: Tx,
  member: { id: UserId; email: string; role: Role; practitionerId: PractitionerId | undefined; now: Instant },
): Promise<UserId> {
  const [row] = await tx<{ id: UserId }[]>`
    select add_member(${member.id}, ${member.email}, ${emailKey(member.email)}, ${member.role},
      ${member.practitionerId ?? null}, ${toDate(member.now)}) as id`;
  return row!.id; // a scalar function gives one row
}

/** What the user is in the practice of the transaction. */
export async function membershipOf(tx: Tx, userId: UserId): Promise<Membership | undefined> {
  const [row] = await tx<{ role: Role; practitionerId: PractitionerId | null }[]>`
    select role, practitioner_id as "practitionerId" from memberships
    where practice_id = current_practice() and user_id = ${userId}`;
  return row && { role: row.role, practitionerId: row.practitionerId ?? undefined };
}

export async function userWithEmail(sql: Sql, email: string): Promise<Person | undefined> {
  const [row] = await sql<Person[]>`select user_id as "userId", email from user_with_email(${emailKey(email)})`;
  return row;
}

export async function practicesOfUser(sql: Sql | Tx, userId: UserId): Promise<PracticeId[]> {
  return (await sql<{ id: PracticeId }[]>`select practices_of_user(${userId}) as id`).map((row) => row.id);
}

export async function insertApiKey(tx: Tx, key: { keyId: string; name: string; now: Instant }): Promise<void> {
  await tx`
    insert into api_keys (practice_id, key_id, name, created_at)
    values (current_practice(), ${key.keyId}, ${key.name}, ${toDate(key.now)})`;
}

export async function loadApiKeys(tx: Tx): Promise<ApiKey[]> {
  const rows = await tx<{ keyId: string; name: string; created: Date; used: Date | null; revoked: Date | null }[]>`
    select key_id as "keyId", name, created_at as created, used_at as used, revoked_at as revoked
    from api_keys where practice_id = current_practice() order by created_at, key_id`;
  return rows.map((row) => ({
    keyId: row.keyId,
    name: row.name,
    createdAt: toInstant(row.created),
    usedAt: row.used ? toInstant(row.used) : undefined,
    revokedAt: row.revoked ? toInstant(row.revoked) : undefined,
  }));
}

/** False when there is no such live key. */
export async function storeApiKeyRevoked(tx: Tx, keyId: string, now: Instant): Promise<boolean> {
  const rows = await tx`
    update api_keys set revoked_at = ${toDate(now)}
    where practice_id = current_practice() and key_id = ${keyId} and revoked_at is null returning true`;
  return rows.length === 1;
}

/** Where a token leads; an unknown, expired or otherwise meant one leads nowhere. */
export async function tokenRoute(
  sql: Sql,
  token: { hash: Uint8Array; purpose: string; now: Instant },
): Promise<{ practiceId: PracticeId; subject: string } | undefined> {
  const [row] = await sql<{ practiceId: PracticeId; subject: string }[]>`
    select practice_id as "practiceId", subject_id as subject
    from token_route(${token.hash}, ${token.purpose}, ${toDate(token.now)})`;
  return row;
}

/** Leaves one owner to the practice of the transaction. @returns how many others there were */
export async function removeOtherOwners(tx: Tx, owner: UserId): Promise<number> {
  const gone = await tx`
    delete from memberships where practice_id = current_practice() and role = 'owner' and user_id <> ${owner}`;
  return gone.count;
}
