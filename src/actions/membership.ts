/** What somebody may be in a practice: held for invitations and members alike. */
import type { Tx } from '../db/database.ts';
import { loadPractitioner } from '../db/practitioners.ts';
import type { Membership } from '../domain/roles.ts';
import { invalid, type Invalid } from './refused.ts';

/** A practitioner by role has a calendar of the practice; an owner or assistant may have one. Undefined: it is fine. */
export async function refuseMembership(
  tx: Tx,
  { role, practitionerId }: Membership,
): Promise<{ readonly ok: false; readonly refusal: Invalid } | undefined> {
  if (practitionerId === undefined) {
    if (role !== 'practitioner') return undefined;
    return invalid('practitionerId', 'Choose whose calendar, openings and appointments these are.');
  }
  if (await loadPractitioner(tx, practitionerId)) return undefined;
  return invalid('practitionerId', 'There is no such practitioner in this practice.');
}
