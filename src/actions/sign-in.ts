/** Signing in: single-use links with a code, sessions, and the practices a person works in. */
import { randomInt } from 'node:crypto';
import { insertAudit } from '../db/audit.ts';
import { membershipOf, practicesOfUser, userWithEmail } from '../db/people.ts';
import { loadPractice } from '../db/practices.ts';
import {
  addSession,
  addSignInAsking,
  addSignInToken,
  endSession,
  touchSession,
  useSignInCode,
  useSignInToken,
  type LiveSession,
} from '../db/sign-ins.ts';
import type { Membership } from '../domain/roles.ts';
import type { Instant, Minutes, PracticeId, UserId } from '../domain/types.ts';
import { hashToken, randomToken } from '../secrets/keys.ts';
import type { Installed } from './setup.ts';

const MINUTE = 60_000;
const LINK_MINUTES = 30;
const SESSION_HOURS = 12;
// A code can be guessed where a link cannot: ten minutes, five tries, and only in the browser that asked.
const CODE_MINUTES = 10;
const CODE_DIGITS = 8;
const CODE_TRIES = 5;
/** A desk left open locks itself (failures L05). */
export const IDLE_MINUTES: Minutes = 15;

type Asked = Pick<Installed, 'db' | 'clock'>;

/** A practice that the person who signed in works in. */
export type Workplace = Membership & {
  readonly practiceId: PracticeId;
  readonly slug: string;
  readonly name: string;
  readonly requirePasskey: boolean;
  readonly assistantsReserve: boolean;
};

export type Session = LiveSession & { readonly workplaces: readonly Workplace[] };

/** How a session came to be, and where from. */
export type Start = {
  /** Such as "Firefox on Linux". */
  readonly device: string;
  readonly address?: string | undefined;
  readonly byPasskey?: boolean;
  readonly practiceId?: PracticeId;
};

/** The token of a link that signs the person in once, within half an hour; undefined when nobody has that address. */
export async function issueSignIn(installed: Asked, email: string): Promise<string | undefined> {
  const person = await userWithEmail(installed.db.sql, email);
  if (!person) return undefined;
  const token = randomToken();
  const expires = later(installed.clock(), LINK_MINUTES);
  await addSignInToken(installed.db.sql, { hash: hashToken(token), userId: person.userId, expires });
  return token;
}

/**
 * The same with a code to type into the browser that asked; `browser` is that browser's secret. The same questions and rows
 * for an address that nobody has: then there is nothing to send, and no code that is right.
 */
export async function issueSignInCode(
  installed: Asked,
  asked: { readonly email: string; readonly browser: string },
): Promise<{ readonly token: string; readonly code: string } | undefined> {
  const { sql } = installed.db;
  const person = await userWithEmail(sql, asked.email);
  const now = installed.clock();
  const token = randomToken();
  const code = String(randomInt(10 ** CODE_DIGITS)).padStart(CODE_DIGITS, '0');
  await addSignInAsking(sql, {
    token: hashToken(token),
    userId: person?.userId,
    expires: later(now, LINK_MINUTES),
    browser: hashToken(asked.browser),
    code: hashCode(asked.browser, code),
    codeExpires: later(now, CODE_MINUTES),
  });
  return person && { token, code };
}

/** Uses the link up and opens a session; undefined when it was used, is too old or never was. */
export async function signIn(
  installed: Asked,
  token: string,
  start: Start = { device: '' },
): Promise<string | undefined> {
  const userId = await useSignInToken(installed.db.sql, hashToken(token), installed.clock());
  return userId === undefined ? undefined : openSession(installed, userId, start);
}

/** Spaces and dashes between the digits are how people copy. Undefined: wrong, too old, used, or tried five times. */
export async function signInByCode(
  installed: Asked,
  typed: { readonly browser: string; readonly code: string },
  start: Start,
): Promise<string | undefined> {
  const code = typed.code.replaceAll(/[\s-]/g, '');
  const userId = await useSignInCode(installed.db.sql, {
    browser: hashToken(typed.browser),
    code: hashCode(typed.browser, code),
    now: installed.clock(),
    most: CODE_TRIES,
  });
  return userId === undefined ? undefined : openSession(installed, userId, start);
}

// With the browser's secret, which is stored nowhere: who reads the table cannot try all codes there are.
function hashCode(browser: string, code: string): Buffer {
  return hashToken(`code\n${browser}\n${code}`);
}

/** A new session, told to the audit log of each practice that the person works in. @returns its secret */
export async function openSession(installed: Asked, userId: UserId, start: Start): Promise<string> {
  const { db, clock } = installed;
  const now = clock();
  const secret = randomToken();
  await addSession(db.sql, {
    hash: hashToken(secret),
    userId,
    now,
    expires: later(now, SESSION_HOURS * 60),
    device: start.device,
    byPasskey: start.byPasskey === true,
    practiceId: start.practiceId,
  });
  for (const practiceId of await practicesOfUser(db.sql, userId)) {
    await db.tenant(practiceId, (tx) =>
      insertAudit(tx, {
        at: now,
        actorKind: 'staff',
        actorId: userId,
        action: 'session.started',
        subjectKind: 'user',
        subjectId: userId,
        address: start.address,
        details: { passkey: start.byPasskey === true },
      }),
    );
  }
  return secret;
}

/** Who is signed in and where they work. Ends after 15 minutes without a request, and 12 hours in any case. */
export async function sessionOf(installed: Asked, token: string): Promise<Session | undefined> {
  const { db, clock } = installed;
  const session = await touchSession(db.sql, hashToken(token), { now: clock(), idle: IDLE_MINUTES });
  if (!session) return undefined;
  const practices = await practicesOfUser(db.sql, session.userId);
  const found = await Promise.all(practices.map((practiceId) => workplace(db, practiceId, session.userId)));
  return { ...session, workplaces: found.filter((place) => place !== undefined) };
}

async function workplace(db: Installed['db'], practiceId: PracticeId, userId: UserId): Promise<Workplace | undefined> {
  return db.tenant(practiceId, async (tx) => {
    const [membership, practice] = await Promise.all([membershipOf(tx, userId), loadPractice(tx)]);
    if (!membership || !practice) return undefined;
    const { slug, name, requirePasskey, assistantsReserve } = practice;
    return { ...membership, practiceId, slug, name, requirePasskey, assistantsReserve };
  });
}

/** Ends the session. The next use of its token finds nothing. */
export async function signOut(installed: Pick<Installed, 'db'>, token: string): Promise<void> {
  await endSession(installed.db.sql, hashToken(token));
}

function later(now: Instant, minutes: number): Instant {
  return (now + minutes * MINUTE) as Instant; // an instant moved stays one
}
