/** Sign-in links with their codes, and the sessions that they open. Both belong to a user, not to a practice. */
import type { Instant, Minutes, PracticeId, UserId } from '../domain/types.ts';
import type { Sql } from './database.ts';
import { toDate, toInstant } from './times.ts';

export type LiveSession = {
  readonly sessionId: string;
  readonly userId: UserId;
  readonly email: string;
  /** Whether a passkey was shown in it. */
  readonly passkey: boolean;
  readonly practiceId: PracticeId | undefined;
};

/** A session as its own user sees it in a list. */
export type SessionSeen = {
  readonly sessionId: string;
  readonly device: string;
  readonly since: Instant;
  readonly seenAt: Instant;
};

/** A link alone, as commands print it. */
export async function addSignInToken(
  sql: Sql,
  token: { hash: Uint8Array; userId: UserId; expires: Instant },
): Promise<void> {
  await sql`select add_sign_in_token(${token.hash}, ${token.userId}, ${toDate(token.expires)})`;
}

/** A link with a code for the browser that asked. `userId` undefined: nobody has the address, and the row opens nothing. */
export async function addSignInAsking(
  sql: Sql,
  asking: {
    readonly token: Uint8Array;
    readonly userId: UserId | undefined;
    readonly expires: Instant;
    readonly browser: Uint8Array;
    readonly code: Uint8Array;
    readonly codeExpires: Instant;
  },
): Promise<void> {
  const { token, userId, expires, browser, code, codeExpires } = asking;
  await sql`
    select add_sign_in_asking(${token}, ${userId ?? null}, ${toDate(expires)}, ${browser}, ${code}, ${toDate(codeExpires)})`;
}

/** The user of a live sign-in link, which is then used up. */
export async function useSignInToken(sql: Sql, hash: Uint8Array, now: Instant): Promise<UserId | undefined> {
  const [row] = await sql<{ id: UserId | null }[]>`select use_sign_in_token(${hash}, ${toDate(now)}) as id`;
  return row?.id ?? undefined;
}

/** The user whose code it is, which is then used up with its link. Each call is one of `most` tries. */
export async function useSignInCode(
  sql: Sql,
  typed: { readonly browser: Uint8Array; readonly code: Uint8Array; readonly now: Instant; readonly most: number },
): Promise<UserId | undefined> {
  const [row] = await sql<{ id: UserId | null }[]>`
    select use_sign_in_code(${typed.browser}, ${typed.code}, ${toDate(typed.now)}, ${typed.most}) as id`;
  return row?.id ?? undefined;
}

export async function addSession(
  sql: Sql,
  session: {
    readonly hash: Uint8Array;
    readonly userId: UserId;
    readonly now: Instant;
    readonly expires: Instant;
    readonly device: string;
    readonly byPasskey: boolean;
    readonly practiceId: PracticeId | undefined;
  },
): Promise<void> {
  const { hash, userId, now, expires, device, byPasskey, practiceId } = session;
  await sql`
    select add_session(${hash}, ${userId}, ${toDate(now)}, ${toDate(expires)}, ${device}, ${byPasskey}, ${practiceId ?? null})`;
}

/** Who a live session belongs to. It is marked as seen, and one unseen for `idle` is dead. */
export async function touchSession(
  sql: Sql,
  hash: Uint8Array,
  seen: { now: Instant; idle: Minutes },
): Promise<LiveSession | undefined> {
  const [row] = await sql<(Omit<LiveSession, 'practiceId'> & { practiceId: PracticeId | null })[]>`
    select session_id as "sessionId", user_id as "userId", email, passkey, practice_id as "practiceId"
    from touch_session(${hash}, ${toDate(seen.now)}, make_interval(mins => ${seen.idle}))`;
  return row && { ...row, practiceId: row.practiceId ?? undefined };
}

export async function endSession(sql: Sql, hash: Uint8Array): Promise<void> {
  await sql`select end_session(${hash})`;
}

/** Live ones, the one seen last first. */
export async function sessionsOfUser(
  sql: Sql,
  userId: UserId,
  seen: { now: Instant; idle: Minutes },
): Promise<SessionSeen[]> {
  const rows = await sql<{ sessionId: string; device: string; since: Date; seenAt: Date }[]>`
    select session_id as "sessionId", device, created_at as since, seen_at as "seenAt"
    from sessions_of_user(${userId}, ${toDate(seen.now)}, make_interval(mins => ${seen.idle}))`;
  return rows.map(({ since, seenAt, ...row }) => ({ ...row, since: toInstant(since), seenAt: toInstant(seenAt) }));
}

/** False when the user has no such session. */
export async function endSessionOfUser(sql: Sql, userId: UserId, sessionId: string): Promise<boolean> {
  const [row] = await sql<{ gone: boolean }[]>`select end_session_of_user(${userId}, ${sessionId}) as gone`;
  return row?.gone === true;
}

export async function endOtherSessions(sql: Sql, userId: UserId, kept: string): Promise<void> {
  await sql`select end_other_sessions(${userId}, ${kept})`;
}

export async function choosePractice(sql: Sql, sessionId: string, practiceId: PracticeId): Promise<void> {
  await sql`select choose_practice(${sessionId}, ${practiceId})`;
}

export async function passkeyShown(sql: Sql, sessionId: string, now: Instant): Promise<void> {
  await sql`select passkey_shown(${sessionId}, ${toDate(now)})`;
}
