/** Passkeys of a person: adding, naming, removing them, and getting in with one. */
import {
  addPasskey,
  forgetPasskeys,
  passkeysOfUser,
  passkeyUsed,
  passkeyWith,
  removePasskey,
  renamePasskey,
  useChallenge,
  type Passkey,
} from '../db/passkeys.ts';
import { userWithEmail } from '../db/people.ts';
import { passkeyShown } from '../db/sign-ins.ts';
import type { Outcome, UserId } from '../domain/types.ts';
import { hashToken } from '../secrets/keys.ts';
import {
  credentialOf,
  optionsToAdd,
  optionsToShow,
  readAdded,
  readShown,
  type Answered,
  type Challenged,
  type ChallengeUse,
  type RelyingParty,
} from '../secrets/passkeys.ts';
import { invalid, NOT_FOUND, type Invalid, type NotFound } from './refused.ts';
import type { Installed } from './setup.ts';
import { openSession, type Session, type Start } from './sign-in.ts';

/** The installation, and the name in its public address. */
export type PasskeyPlace = Installed & { readonly rp: RelyingParty };

const NO_GOOD = 'This passkey was not confirmed, or it took too long. Try again.';
const SHOW_FIRST = 'Confirm with one of your passkeys first.';
const ANYBODY: ChallengeUse = { use: 'sign-in', holder: '' };

export async function listPasskeys({ db }: Pick<Installed, 'db'>, userId: UserId): Promise<Passkey[]> {
  return passkeysOfUser(db.sql, userId);
}

/** What the browser of a session is asked, as JSON, to make a passkey. */
export async function askToAdd(place: PasskeyPlace, { sessionId, userId, email }: Session): Promise<string> {
  const known = await passkeysOfUser(place.db.sql, userId);
  return JSON.stringify(await optionsToAdd(challenged(place), { userId, email, known, holder: sessionId }));
}

/**
 * Adds what the browser made. The first one by a mail alone, later ones where one was shown: who reads the mail of somebody with
 * passkeys adds none. The session counts as one in which a passkey was shown.
 */
export async function addPasskeyTo(
  place: PasskeyPlace,
  { sessionId, userId, passkey: isShown }: Session,
  made: { readonly answer: string; readonly name: string },
): Promise<Outcome<null, Invalid>> {
  const { sql } = place.db;
  if (!isShown && (await passkeysOfUser(sql, userId)).length > 0) return invalid('passkey', SHOW_FIRST);
  const added = await readAdded(challenged(place), made.answer, sessionId);
  if (!added || !(await firstUse(place, added))) return invalid('passkey', NO_GOOD);
  const { credentialId, publicKey, counter, transports } = added;
  const now = place.clock();
  const passkey = {
    passkeyId: place.newId(),
    credentialId,
    userId,
    publicKey,
    counter,
    transports,
    name: made.name,
    now,
  };
  if (!(await addPasskey(sql, passkey))) return invalid('passkey', 'This passkey is known here already.');
  await passkeyShown(sql, sessionId, now);
  return { ok: true, value: null };
}

export async function nameOfPasskey(
  { db }: Pick<Installed, 'db'>,
  userId: UserId,
  to: { readonly passkeyId: string; readonly name: string },
): Promise<Outcome<null, NotFound>> {
  return (await renamePasskey(db.sql, userId, to)) ? { ok: true, value: null } : NOT_FOUND;
}

/** Where one was shown. The last one stays while a practice of the person asks for passkeys. */
export async function dropPasskey(
  { db }: Pick<Installed, 'db'>,
  { userId, workplaces, passkey: isShown }: Session,
  passkeyId: string,
): Promise<Outcome<null, NotFound | Invalid>> {
  if (!isShown) return invalid('passkey', SHOW_FIRST);
  const keepOne = workplaces.some(({ requirePasskey }) => requirePasskey);
  if (await removePasskey(db.sql, userId, { passkeyId, keepOne })) return { ok: true, value: null };
  const known = await passkeysOfUser(db.sql, userId);
  if (!known.some((passkey) => passkey.passkeyId === passkeyId)) return NOT_FOUND;
  return invalid('passkey', 'Your practice asks for a passkey. Add another one before you remove the last.');
}

/** What any browser is asked, as JSON, to sign in. */
export async function askToSignIn(place: PasskeyPlace): Promise<string> {
  return JSON.stringify(await optionsToShow(challenged(place), ANYBODY));
}

/** A session of the passkey's owner; undefined when it was not confirmed. */
export async function signInByPasskey(place: PasskeyPlace, answer: string, start: Start): Promise<string | undefined> {
  const userId = await shown(place, answer, ANYBODY);
  return userId && openSession(place, userId, { ...start, byPasskey: true });
}

/** What the browser of a session is asked, as JSON, to show a passkey of its person. */
export async function askToShow(place: PasskeyPlace, { sessionId, userId }: Session): Promise<string> {
  const known = await passkeysOfUser(place.db.sql, userId);
  return JSON.stringify(await optionsToShow(challenged(place), { use: 'show', holder: sessionId }, known));
}

/** The second factor of a session that began with a mail. */
export async function showPasskey(
  place: PasskeyPlace,
  session: Session,
  answer: string,
): Promise<Outcome<null, Invalid>> {
  const userId = await shown(place, answer, { use: 'show', holder: session.sessionId });
  if (userId !== session.userId) return invalid('passkey', NO_GOOD);
  await passkeyShown(place.db.sql, session.sessionId, place.clock());
  return { ok: true, value: null };
}

/** For who lost them all: the operator forgets the person's passkeys and sessions. @returns how many; undefined: nobody */
export async function forgetPasskeysOf({ db }: Pick<Installed, 'db'>, email: string): Promise<number | undefined> {
  const person = await userWithEmail(db.sql, email);
  return person && forgetPasskeys(db.sql, person.userId);
}

async function shown(place: PasskeyPlace, answer: string, use: ChallengeUse): Promise<UserId | undefined> {
  const credentialId = credentialOf(answer);
  const key = credentialId === undefined ? undefined : await passkeyWith(place.db.sql, credentialId);
  if (credentialId === undefined || !key) return undefined;
  const read = await readShown(challenged(place), answer, { key: { ...key, credentialId }, use });
  if (!read || !(await firstUse(place, read))) return undefined;
  await passkeyUsed(place.db.sql, { credentialId, counter: read.counter, now: place.clock() });
  return key.userId;
}

function challenged({ rp, keys, clock }: PasskeyPlace): Challenged {
  return { rp, keys, now: clock() };
}

function firstUse({ db }: PasskeyPlace, { challenge, expires }: Answered): Promise<boolean> {
  return useChallenge(db.sql, hashToken(challenge), expires);
}
