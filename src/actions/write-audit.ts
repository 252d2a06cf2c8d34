/** The audit row of an action: who, from where, what, on which thing. Ids only, in the action's own transaction. */
import type { Tx } from '../db/database.ts';
import { toDate } from '../db/times.ts';
import type { Actor, Context } from './context.ts';

export type Entry = {
  /** `thing.done`, such as `settings.changed`. */
  readonly action: string;
  /** Kind and id. */
  readonly subject: readonly [kind: string, id: string];
  readonly details?: Readonly<Record<string, string | number | boolean>>;
};

export async function writeAudit(ctx: Pick<Context, 'actor' | 'now' | 'address'>, tx: Tx, entry: Entry): Promise<void> {
  const [kind, id] = entry.subject;
  await tx`
    insert into audit (practice_id, at, actor_kind, actor_id, action, subject_kind, subject_id, address, details)
    values (current_practice(), ${toDate(ctx.now)}, ${ctx.actor.kind}, ${actorId(ctx.actor) ?? null}, ${entry.action},
      ${kind}, ${id}, ${ctx.address ?? null}, ${tx.json(entry.details ?? {})})`;
}

function actorId(actor: Actor): string | undefined {
  if (actor.kind === 'staff') return actor.userId;
  return actor.kind === 'api' ? actor.keyId : undefined;
}
