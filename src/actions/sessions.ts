/** A person's own sessions: seen in a list, ended from afar, and the practice that each one is in. */
import {
  choosePractice,
  endOtherSessions,
  endSessionOfUser,
  sessionsOfUser,
  type SessionSeen,
} from '../db/sign-ins.ts';
import type { Outcome, PracticeId } from '../domain/types.ts';
import { NOT_FOUND, type NotFound } from './refused.ts';
import type { Installed } from './setup.ts';
import { IDLE_MINUTES, type Session } from './sign-in.ts';

/** Live ones, the one used last first. */
export async function listSessions(
  { db, clock }: Pick<Installed, 'db' | 'clock'>,
  { userId }: Session,
): Promise<SessionSeen[]> {
  return sessionsOfUser(db.sql, userId, { now: clock(), idle: IDLE_MINUTES });
}

/** Of one's own only. Its next request finds nothing. */
export async function endSessionById(
  { db }: Pick<Installed, 'db'>,
  { userId }: Session,
  sessionId: string,
): Promise<Outcome<null, NotFound>> {
  return (await endSessionOfUser(db.sql, userId, sessionId)) ? { ok: true, value: null } : NOT_FOUND;
}

export async function endOthers({ db }: Pick<Installed, 'db'>, { userId, sessionId }: Session): Promise<void> {
  await endOtherSessions(db.sql, userId, sessionId);
}

/** Only a practice that the person works in. */
export async function enterPractice(
  { db }: Pick<Installed, 'db'>,
  { sessionId, workplaces }: Session,
  practiceId: PracticeId,
): Promise<Outcome<null, NotFound>> {
  if (!workplaces.some((place) => place.practiceId === practiceId)) return NOT_FOUND;
  await choosePractice(db.sql, sessionId, practiceId);
  return { ok: true, value: null };
}
