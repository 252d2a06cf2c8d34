/** Rows of `audit`: who did what, when, from where. Added in the transaction of what they tell of; the app cannot change them. */
import type { AuditActor } from '../domain/audit.ts';
import type { Instant } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate } from './times.ts';

/** Ids only, no name, address for mail, reason or secret. */
export type AuditEntry = {
  readonly at: Instant;
  readonly actorKind: AuditActor;
  /** User, API key or feed. */
  readonly actorId?: string | undefined;
  /** Noun and verb, such as `appointment.booked`. */
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId?: string | undefined;
  /** Network address of who asked. */
  readonly address?: string | undefined;
  readonly details?: Readonly<Record<string, string | number | boolean>>;
};

export async function insertAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  // The chain is made afterwards (actions/audit-chain.ts): here a line only says that it waits.
  await tx`
    with added as (
      insert into audit (practice_id, at, actor_kind, actor_id, action, subject_kind, subject_id, address, details)
      values (current_practice(), ${toDate(entry.at)}, ${entry.actorKind}, ${entry.actorId ?? null}, ${entry.action},
        ${entry.subjectKind}, ${entry.subjectId ?? null}, ${entry.address ?? null}, ${tx.json(entry.details ?? {})})
      returning audit_id)
    select audit_added(audit_id) from added`;
}
