/** The audit row of an action: who, from where, what, on which thing. Ids only, in the action's own transaction. */
import { insertAudit } from '../db/audit.ts';
import type { Tx } from '../db/database.ts';
import type { Actor, Context } from './context.ts';

export type Entry = {
  /** `thing.done`, such as `settings.changed`. */
  readonly action: string;
  /** Kind and id. */
  readonly subject: readonly [kind: string, id: string];
  readonly details?: Readonly<Record<string, string | number | boolean>>;
};

export async function writeAudit(ctx: Pick<Context, 'actor' | 'now' | 'address'>, tx: Tx, entry: Entry): Promise<void> {
  const { action, subject, details } = entry;
  await insertAudit(tx, {
    at: ctx.now,
    actorKind: ctx.actor.kind,
    actorId: actorId(ctx.actor),
    action,
    subjectKind: subject[0],
    subjectId: subject[1],
    address: ctx.address,
    details,
  });
}

function actorId(actor: Actor): string | undefined {
  if (actor.kind === 'staff') return actor.userId;
  return actor.kind === 'api' ? actor.keyId : undefined;
}
