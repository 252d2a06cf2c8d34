/** The people of a practice, and those who were invited to be. */
import type { Membership, Role } from '../domain/roles.ts';
import type { Instant, PractitionerId, UserId } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

export type Member = Membership & { readonly userId: UserId; readonly email: string; readonly hasPasskey: boolean };

export type Invitation = {
  readonly id: string;
  readonly email: string;
  readonly role: Role;
  readonly practitionerId: PractitionerId | undefined;
  /** What its link is derived from. */
  readonly link: { readonly keyId: string; readonly version: number };
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
};

type Row = {
  id: string;
  email: string;
  role: Role;
  practitionerId: PractitionerId | null;
  keyId: string;
  version: number;
  createdAt: Date;
  expiresAt: Date;
};

export async function loadMembers(tx: Tx): Promise<Member[]> {
  const rows = await tx<(Omit<Member, 'practitionerId'> & { practitionerId: PractitionerId | null })[]>`
    select user_id as "userId", email, role, practitioner_id as "practitionerId", has_passkey as "hasPasskey"
    from members_of_practice()`;
  return rows.map((row) => ({ ...row, practitionerId: row.practitionerId ?? undefined }));
}

export async function updateMember(tx: Tx, userId: UserId, to: Membership): Promise<void> {
  await tx`
    update memberships set role = ${to.role}, practitioner_id = ${to.practitionerId ?? null}
    where practice_id = current_practice() and user_id = ${userId}`;
}

export async function deleteMember(tx: Tx, userId: UserId): Promise<void> {
  await tx`select remove_member(${userId})`;
}

/** One open invitation an address: the index `one_open_invitation` refuses a second. */
export async function insertInvitation(
  tx: Tx,
  invitation: Omit<Invitation, 'link'> & { readonly keyId: string; readonly invitedBy: UserId | undefined },
): Promise<void> {
  const { id, email, role, practitionerId, invitedBy, keyId, createdAt, expiresAt } = invitation;
  await tx`
    insert into invitations (practice_id, invitation_id, email, email_key, role, practitioner_id, invited_by, link_key,
      created_at, expires_at)
    values (current_practice(), ${id}, ${email}, ${email.trim().toLowerCase()}, ${role}, ${practitionerId ?? null},
      ${invitedBy ?? null}, ${keyId}, ${toDate(createdAt)}, ${toDate(expiresAt)})`;
}

/** Open ones: neither accepted nor withdrawn. Those that ran out too: they can be sent again. */
export async function loadInvitations(tx: Tx): Promise<Invitation[]> {
  const rows = await tx<Row[]>`${columns(tx)} order by created_at, invitation_id`;
  return rows.map(invitationOf);
}

export async function loadInvitation(tx: Tx, id: string): Promise<Invitation | undefined> {
  const [row] = await tx<Row[]>`${columns(tx)} and invitation_id = ${id} for update`;
  return row && invitationOf(row);
}

function columns(tx: Tx) {
  return tx`
    select invitation_id as id, email, role, practitioner_id as "practitionerId", link_key as "keyId",
      link_version as version, created_at as "createdAt", expires_at as "expiresAt"
    from invitations where practice_id = current_practice() and accepted_at is null and withdrawn_at is null`;
}

function invitationOf({ keyId, version, createdAt, expiresAt, practitionerId, ...row }: Row): Invitation {
  return {
    ...row,
    practitionerId: practitionerId ?? undefined,
    link: { keyId, version },
    createdAt: toInstant(createdAt),
    expiresAt: toInstant(expiresAt),
  };
}

/** What its new link is derived from, and until when that opens. A kept mail with the link before goes. */
export async function renewInvitation(
  tx: Tx,
  id: string,
  to: { readonly keyId: string; readonly version: number; readonly expires: Instant },
): Promise<void> {
  await forgetMailsOf(tx, id);
  await tx`
    update invitations set link_key = ${to.keyId}, link_version = ${to.version}, expires_at = ${toDate(to.expires)}
    where practice_id = current_practice() and invitation_id = ${id}`;
}

export async function closeInvitation(tx: Tx, id: string, how: 'accepted' | 'withdrawn', now: Instant): Promise<void> {
  const column = how === 'accepted' ? 'accepted_at' : 'withdrawn_at';
  await forgetMailsOf(tx, id);
  await tx`
    update invitations set ${tx({ [column]: toDate(now) })} where practice_id = current_practice() and invitation_id = ${id}`;
}

/** Invitations of the practice that were answered, withdrawn or too old before `before`. @returns how many */
export async function sweepInvitations(tx: Tx, before: Instant): Promise<number> {
  const gone = await tx`
    delete from invitations
    where practice_id = current_practice() and least(accepted_at, withdrawn_at, expires_at) < ${toDate(before)}`;
  return gone.count;
}

async function forgetMailsOf(tx: Tx, id: string): Promise<void> {
  await tx`delete from kept_mails where practice_id = current_practice() and invitation_id = ${id}`;
}
