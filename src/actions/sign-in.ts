/** Signing in: single-use links, sessions, and the practices a person works in. */
import {
  addSession,
  addSignInToken,
  endSession,
  membershipOf,
  practicesOfUser,
  touchSession,
  userWithEmail,
  useSignInToken,
  type Membership,
} from '../db/people.ts';
import { loadPractice } from '../db/practices.ts';
import type { Instant, PracticeId, UserId } from '../domain/types.ts';
import { hashToken, randomToken } from '../secrets/keys.ts';
import type { Installed } from './setup.ts';

const MINUTE = 60_000;
const LINK_MINUTES = 30;
const SESSION_HOURS = 12;
// A desk left open locks itself (failures L05).
const IDLE_MINUTES = 15;

/** A practice that the person who signed in works in. */
export type Workplace = Membership & { readonly practiceId: PracticeId; readonly slug: string; readonly name: string };

export type Session = { readonly userId: UserId; readonly email: string; readonly workplaces: readonly Workplace[] };

/** The token of a link that signs the person in once, within half an hour; undefined when nobody has that address. */
export async function issueSignIn(
  installed: Pick<Installed, 'db' | 'clock'>,
  email: string,
): Promise<string | undefined> {
  const person = await userWithEmail(installed.db.sql, email);
  if (!person) return undefined;
  const token = randomToken();
  const expires = later(installed.clock(), LINK_MINUTES);
  await addSignInToken(installed.db.sql, { hash: hashToken(token), userId: person.userId, expires });
  return token;
}

/** Uses the link up and opens a session; undefined when it was used, is too old or never was. */
export async function signIn(installed: Pick<Installed, 'db' | 'clock'>, token: string): Promise<string | undefined> {
  const now = installed.clock();
  const userId = await useSignInToken(installed.db.sql, hashToken(token), now);
  if (userId === undefined) return undefined;
  const session = randomToken();
  const expires = later(now, SESSION_HOURS * 60);
  await addSession(installed.db.sql, { hash: hashToken(session), userId, now, expires });
  return session;
}

/** Who is signed in and where they work. Ends after 15 minutes without a request, and 12 hours in any case. */
export async function sessionOf(
  installed: Pick<Installed, 'db' | 'clock'>,
  token: string,
): Promise<Session | undefined> {
  const { db, clock } = installed;
  const person = await touchSession(db.sql, hashToken(token), { now: clock(), idle: IDLE_MINUTES });
  if (!person) return undefined;
  const practices = await practicesOfUser(db.sql, person.userId);
  const found = await Promise.all(practices.map((practiceId) => workplace(db, practiceId, person.userId)));
  return { ...person, workplaces: found.filter((place) => place !== undefined) };
}

async function workplace(db: Installed['db'], practiceId: PracticeId, userId: UserId): Promise<Workplace | undefined> {
  return db.tenant(practiceId, async (tx) => {
    const [membership, practice] = await Promise.all([membershipOf(tx, userId), loadPractice(tx)]);
    return membership && practice && { ...membership, practiceId, slug: practice.slug, name: practice.name };
  });
}

/** Ends the session. The next use of its token finds nothing. */
export async function signOut(installed: Pick<Installed, 'db'>, token: string): Promise<void> {
  await endSession(installed.db.sql, hashToken(token));
}

function later(now: Instant, minutes: number): Instant {
  return (now + minutes * MINUTE) as Instant; // an instant moved stays one
}
