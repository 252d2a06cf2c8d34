/** The mail that invites somebody to the desk of a practice. */
import type { Role } from '../domain/roles.ts';
import { roleMay, roleWords } from '../views/desk/role-words.ts';
import { letter } from './letter.ts';
import type { Mail } from './mailer.ts';

export type InvitationLetter = {
  /** Left part of the Message-ID. */
  readonly id: string;
  readonly to: string;
  /** From the configured public URL alone. */
  readonly url: string;
  readonly practice: { readonly name: string; readonly email: string };
  readonly role: Role;
};

/** The link works once, for seven days (actions/invitations.ts). */
export function composeInvitation({ id, to, url, practice, role }: InvitationLetter): Mail {
  const { name, email } = practice;
  const parts = [
    { kind: 'heading', text: `${name} invites you to its desk` },
    { kind: 'paragraph', text: 'The desk is where the practice runs its online booking. You would work there as:' },
    { kind: 'facts', facts: [[roleWords(role), roleMay(role)]] },
    { kind: 'link', text: 'Look at the invitation', address: url },
    { kind: 'paragraph', text: 'The link works once and for seven days. It is for you alone: pass it on to nobody.' },
    { kind: 'paragraph', text: 'If you do not know the practice, nothing needs to be done.' },
  ] as const;
  return { id, to, fromName: name, replyTo: email || undefined, ...letter(`Invitation to the desk of ${name}`, parts) };
}
