/** Corrects the owner's address while set-up is still open: the address that was mistyped opens nothing any more. */
import { addMember, removeOtherOwners } from '../db/people.ts';
import type { PractitionerId, UserId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { writeAudit } from './write-audit.ts';

export async function replaceOwner(
  ctx: Context,
  owner: { email: string; practitionerId: PractitionerId },
): Promise<UserId> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const id = ctx.newId() as UserId; // a new id gets its brand here
    const ownerId = await addMember(tx, { ...owner, id, role: 'owner', now: ctx.now });
    if ((await removeOtherOwners(tx, ownerId)) > 0) {
      await writeAudit(ctx, tx, { action: 'owner.replaced', subject: ['user', ownerId] });
    }
    return ownerId;
  });
}
