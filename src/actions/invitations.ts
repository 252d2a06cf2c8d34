/** Inviting people to the desk: by a mail with a link that works once, for a week, and can be sent anew or withdrawn. */
import type { Tx } from '../db/database.ts';
import {
  closeInvitation,
  insertInvitation,
  loadInvitation,
  loadInvitations,
  loadMembers,
  renewInvitation,
  type Invitation,
} from '../db/members.ts';
import { enqueue } from '../db/outbox.ts';
import { addMember, emailKey, practicesOfUser, tokenRoute } from '../db/people.ts';
import { loadPractice, lockPlan } from '../db/practices.ts';
import { unrouteTokens } from '../db/practitioners.ts';
import { routeInvitation } from '../db/routes.ts';
import { DAY, instant } from '../domain/interval.ts';
import { RATES, secondsUntil } from '../domain/rates.ts';
import type { Membership, Role } from '../domain/roles.ts';
import type { Outcome, PracticeId, UserId } from '../domain/types.ts';
import { deriveToken, hashToken, type Keys } from '../secrets/keys.ts';
import type { Context } from './context.ts';
import { refuseMembership } from './membership.ts';
import { countOrUndo, TooOften } from './rates.ts';
import { invalid, NOT_FOUND, refuse, type Invalid, type NotFound, type Often } from './refused.ts';
import type { Installed } from './setup.ts';
import { openSession, type Start } from './sign-in.ts';
import { writeAudit } from './write-audit.ts';

const PURPOSE = 'invitation';
const LIFE = 7 * DAY;

/** Whom to invite, and as what. */
export type Invited = Membership & { readonly email: string };

/** Open ones; those that ran out too, since they can be sent anew. */
export async function listInvitations(ctx: Context): Promise<Invitation[]> {
  return ctx.db.tenant(ctx.practiceId, loadInvitations);
}

/** The secret of its link, as its mail has it. Whoever has it gets in. */
export function invitationToken(keys: Keys, { id, link }: Pick<Invitation, 'id' | 'link'>): string {
  return deriveToken(keys, { ...link, purpose: PURPOSE, id });
}

/** The answer says nothing of whether the address has an account elsewhere. */
export async function invite(
  ctx: Context,
  { email, role, practitionerId }: Invited,
): Promise<Outcome<Invitation, Invalid | Often>> {
  const key = emailKey(email);
  return counted(ctx, async (tx) => {
    await lockPlan(tx); // changes of people go one after the other
    if ((await loadMembers(tx)).some((member) => emailKey(member.email) === key))
      return invalid('email', 'Whoever has this address works here already.');
    if ((await loadInvitations(tx)).some((open) => emailKey(open.email) === key))
      return invalid('email', 'This address was invited already. Send that invitation again, or withdraw it.');
    const refused = await refuseMembership(tx, { role, practitionerId });
    if (refused) return refused;
    await countMail(ctx, tx, key);
    const id = ctx.newId();
    const invitedBy = ctx.actor.kind === 'staff' ? ctx.actor.userId : undefined;
    const times = { createdAt: ctx.now, expiresAt: instant(ctx.now + LIFE) };
    await insertInvitation(tx, { id, email, role, practitionerId, invitedBy, keyId: ctx.keys.current, ...times });
    const invitation = (await loadInvitation(tx, id))!; // inserted above
    await send(ctx, tx, invitation);
    await writeAudit(ctx, tx, { action: 'invitation.sent', subject: ['invitation', id], details: { role } });
    return { ok: true, value: invitation };
  });
}

/** With a new link, for another week; the link before is dead. */
export async function resendInvitation(ctx: Context, id: string): Promise<Outcome<Invitation, NotFound | Often>> {
  return counted(ctx, async (tx) => {
    const before = await loadInvitation(tx, id);
    if (!before) return NOT_FOUND;
    await countMail(ctx, tx, emailKey(before.email));
    await unrouteTokens(tx, PURPOSE, id);
    const to = { keyId: ctx.keys.current, version: before.link.version + 1, expires: instant(ctx.now + LIFE) };
    await renewInvitation(tx, id, to);
    const invitation = (await loadInvitation(tx, id))!; // locked above
    await send(ctx, tx, invitation);
    await writeAudit(ctx, tx, { action: 'invitation.sent-again', subject: ['invitation', id] });
    return { ok: true, value: invitation };
  });
}

/** Its link is dead at once. */
export async function withdrawInvitation(ctx: Context, id: string): Promise<Outcome<null, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    if (!(await loadInvitation(tx, id))) return NOT_FOUND;
    await closeInvitation(tx, id, 'withdrawn', ctx.now);
    await unrouteTokens(tx, PURPOSE, id);
    await writeAudit(ctx, tx, { action: 'invitation.withdrawn', subject: ['invitation', id] });
    return { ok: true, value: null };
  });
}

/** What a link shows before it is used; undefined for every link that opens nothing, whatever is wrong with it. */
export async function readInvitation(
  { db, clock }: Pick<Installed, 'db' | 'clock'>,
  token: string,
): Promise<{ readonly practiceName: string; readonly email: string; readonly role: Role } | undefined> {
  const route = await tokenRoute(db.sql, { hash: hashToken(token), purpose: PURPOSE, now: clock() });
  if (!route) return undefined;
  return db.tenant(route.practiceId, async (tx) => {
    const [invitation, practice] = await Promise.all([loadInvitation(tx, route.subject), loadPractice(tx)]);
    return invitation && practice && { practiceName: practice.name, email: invitation.email, role: invitation.role };
  });
}

export type Accepted = {
  readonly practiceId: PracticeId;
  readonly userId: UserId;
  /** Secret of a session in the practice; undefined for who works elsewhere too and signs in as ever. */
  readonly session: string | undefined;
};

/**
 * Uses the link up. A week is long, and where there is no mail server others see the link too: so it opens no practice that
 * the person works in already.
 */
export async function acceptInvitation(
  installed: Installed,
  token: string,
  start: Start,
): Promise<Outcome<Accepted, NotFound>> {
  const { db, clock } = installed;
  const now = clock();
  const route = await tokenRoute(db.sql, { hash: hashToken(token), purpose: PURPOSE, now });
  if (!route) return NOT_FOUND;
  const { practiceId } = route;
  const userId = await db.tenant(practiceId, async (tx) => {
    await lockPlan(tx);
    const invitation = await loadInvitation(tx, route.subject);
    if (!invitation) return undefined;
    const { id, email, role, practitionerId } = invitation;
    const known = (await loadMembers(tx)).find((member) => emailKey(member.email) === emailKey(email));
    const newId = installed.newId() as UserId; // a new id gets its brand here
    const member = known?.userId ?? (await addMember(tx, { id: newId, email, role, practitionerId, now }));
    await closeInvitation(tx, id, 'accepted', now);
    await unrouteTokens(tx, PURPOSE, id);
    const by = { actor: { kind: 'staff', userId: member }, now, address: start.address } as const;
    await writeAudit(by, tx, { action: 'invitation.accepted', subject: ['invitation', id], details: { role } });
    return member;
  });
  if (userId === undefined) return NOT_FOUND;
  const elsewhere = (await practicesOfUser(db.sql, userId)).some((id) => id !== practiceId);
  const session = elsewhere ? undefined : await openSession(installed, userId, { ...start, practiceId });
  return { ok: true, value: { practiceId, userId, session } };
}

async function send(ctx: Context, tx: Tx, invitation: Invitation): Promise<void> {
  const { id, link, expiresAt } = invitation;
  await routeInvitation(tx, {
    hash: hashToken(invitationToken(ctx.keys, invitation)),
    invitationId: id,
    expires: expiresAt,
  });
  await enqueue(tx, {
    kind: 'invitation',
    lane: 'mail',
    ordering: `invitation/${id}`,
    dedupe: `invitation/${id}/${link.version}`,
    subject: id,
    payload: { version: link.version },
    runAt: ctx.now,
  });
}

async function countMail(ctx: Context, tx: Tx, key: string): Promise<void> {
  await countOrUndo(ctx, tx, RATES.invitations, [ctx.practiceId]);
  await countOrUndo(ctx, tx, RATES.invitationsToEmail, [ctx.practiceId, key]);
}

async function counted<Value, Refusal>(
  ctx: Context,
  work: (tx: Tx) => Promise<Outcome<Value, Refusal>>,
): Promise<Outcome<Value, Refusal | Often>> {
  try {
    return await ctx.db.tenant(ctx.practiceId, work);
  } catch (error) {
    if (!(error instanceof TooOften)) throw error;
    return refuse({ code: 'too-often', retryAfter: secondsUntil(error.until, ctx.now) });
  }
}
