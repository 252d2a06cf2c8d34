/** The people of a practice: what each one is, who goes, and whose passkeys are forgotten. An owner always stays. */
import type { Tx } from '../db/database.ts';
import { deleteMember, loadMembers, updateMember, type Member } from '../db/members.ts';
import { forgetPasskeys } from '../db/passkeys.ts';
import { practicesOfUser } from '../db/people.ts';
import { loadPractice, lockPlan, updatePractice, type Practice } from '../db/practices.ts';
import { leavesNoOwner, type Membership, type Role } from '../domain/roles.ts';
import type { Outcome, UserId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { refuseMembership } from './membership.ts';
import { invalid, NOT_FOUND, type Invalid, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

const LAST_OWNER = 'A practice needs an owner. Make somebody else an owner first.';

export async function listMembers(ctx: Context): Promise<Member[]> {
  return ctx.db.tenant(ctx.practiceId, loadMembers);
}

/** Holds from the person's next request on. */
export async function changeMember(
  ctx: Context,
  userId: UserId,
  to: Membership,
): Promise<Outcome<Member, NotFound | Invalid>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const members = await lockMembers(tx);
    const member = members.find((one) => one.userId === userId);
    if (!member) return NOT_FOUND;
    if (isLastOwner(members, userId, to.role)) return invalid('role', LAST_OWNER);
    const refused = await refuseMembership(tx, to);
    if (refused) return refused;
    await updateMember(tx, userId, to);
    const details = { role: to.role, before: member.role };
    await writeAudit(ctx, tx, { action: 'member.changed', subject: ['user', userId], details });
    return { ok: true, value: { ...member, ...to } };
  });
}

/** The account stays, for other practices; sessions that are in this one are in it no more. */
export async function removeMember(ctx: Context, userId: UserId): Promise<Outcome<Member, NotFound | Invalid>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const members = await lockMembers(tx);
    const member = members.find((one) => one.userId === userId);
    if (!member) return NOT_FOUND;
    if (isLastOwner(members, userId, 'gone')) return invalid('id', LAST_OWNER);
    await deleteMember(tx, userId);
    await writeAudit(ctx, tx, { action: 'member.removed', subject: ['user', userId], details: { role: member.role } });
    return { ok: true, value: member };
  });
}

/**
 * For who lost them all: passkeys and sessions go, and the next mail signs in and adds a new one. Only of who works here alone,
 * since a passkey keeps the desks of other practices closed too.
 */
export async function forgetMemberPasskeys(ctx: Context, userId: UserId): Promise<Outcome<Member, NotFound | Invalid>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const member = (await lockMembers(tx)).find((one) => one.userId === userId);
    if (!member) return NOT_FOUND;
    const practices = await practicesOfUser(tx, userId);
    if (practices.some((id) => id !== ctx.practiceId))
      return invalid('id', 'Only whoever runs Openhours can forget the passkeys of this person: openhours sign-in.');
    const forgotten = await forgetPasskeys(tx, userId);
    await writeAudit(ctx, tx, {
      action: 'member.passkeys-forgotten',
      subject: ['user', userId],
      details: { forgotten },
    });
    return { ok: true, value: { ...member, hasPasskey: false } };
  });
}

/** What is left out stays. */
export type AccessChange = { readonly requirePasskey?: boolean; readonly assistantsReserve?: boolean };

/** Who gets in and how. A passkey is asked for once an owner has one: else nobody could come in to take it back. */
export async function changeAccess(ctx: Context, change: AccessChange): Promise<Outcome<Practice, NotFound | Invalid>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const members = await lockMembers(tx);
    const isReady = members.some(({ role, hasPasskey }) => role === 'owner' && hasPasskey);
    if (change.requirePasskey === true && !isReady)
      return invalid('requirePasskey', 'An owner adds a passkey first, under “Your account”.');
    const { requirePasskey, assistantsReserve } = change;
    await updatePractice(tx, {
      ...(requirePasskey !== undefined && { require_passkey: requirePasskey }),
      ...(assistantsReserve !== undefined && { assistants_reserve: assistantsReserve }),
    });
    const subject = ['practice', ctx.practiceId] as const;
    await writeAudit(ctx, tx, { action: 'access.changed', subject, details: { ...change } });
    const practice = await loadPractice(tx);
    return practice ? { ok: true, value: practice } : NOT_FOUND;
  });
}

/** Under the practice's lock: two owners who remove each other at once do so one after the other. */
async function lockMembers(tx: Tx): Promise<Member[]> {
  await lockPlan(tx);
  return loadMembers(tx);
}

function isLastOwner(members: readonly Member[], userId: UserId, becomes: Role | 'gone'): boolean {
  const owners = members.filter(({ role }) => role === 'owner').map((member) => member.userId);
  return leavesNoOwner(owners, userId, becomes);
}
