/** What people of a practice may do at its desk. */
import type { PractitionerId } from './types.ts';

/** owner: all. practitioner: own calendar, openings, appointments. assistant: appointments of the practice, no connections. */
export type Role = 'owner' | 'practitioner' | 'assistant';

export const ROLES: readonly Role[] = ['owner', 'practitioner', 'assistant'];

/** What somebody is in a practice. A practitioner by role has a calendar of their own; an owner or assistant may. */
export type Membership = { readonly role: Role; readonly practitionerId: PractitionerId | undefined };

/** Whom a page of the desk is for. `if-allowed`: an assistant where the owner lets assistants reserve time. */
export type StaffRule = { readonly roles: readonly Role[]; readonly assistants?: 'if-allowed' };

export function mayUse(
  rule: StaffRule,
  who: Pick<Membership, 'role'>,
  practice: { assistantsReserve: boolean },
): boolean {
  if (rule.roles.includes(who.role)) return true;
  return rule.assistants === 'if-allowed' && who.role === 'assistant' && practice.assistantsReserve;
}

/** The one practitioner whose things the person sees and changes; undefined: everybody's. */
export function ownOnly({ role, practitionerId }: Membership): PractitionerId | undefined {
  return role === 'practitioner' ? practitionerId : undefined;
}

/** Would the practice be left without an owner? */
export function leavesNoOwner(owners: readonly string[], userId: string, becomes: Role | 'gone'): boolean {
  return becomes !== 'owner' && owners.length === 1 && owners[0] === userId;
}
