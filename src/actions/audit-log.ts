/** The audit log, for the owner and for API keys. Reading it is itself a line in it. */
import { auditNames, findAudit, type AuditFilter } from '../db/audit-log.ts';
import { loadMembers } from '../db/members.ts';
import { loadApiKeys } from '../db/people.ts';
import type { AuditLine, AuditName } from '../domain/audit.ts';
import type { Context } from './context.ts';
import { writeAudit } from './write-audit.ts';

export type AuditPage = {
  /** Newest first. */
  readonly lines: readonly AuditLine[];
  readonly names: ReadonlyMap<string, AuditName>;
  /** There are older lines. */
  readonly more: boolean;
};

export async function readAudit(ctx: Context, filter: AuditFilter, limit: number): Promise<AuditPage> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const found = await findAudit(tx, filter, limit + 1);
    const lines = found.slice(0, limit);
    const names = await auditNames(tx, lines);
    const subject = ['practice', ctx.practiceId] as const;
    await writeAudit(ctx, tx, { action: 'audit.viewed', subject, details: { found: lines.length } });
    return { lines, names, more: found.length > limit };
  });
}

/** Who may be asked for by name: those who work here now, and API keys. */
export async function auditActors(ctx: Context): Promise<readonly { readonly id: string; readonly name: string }[]> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const [members, keys] = await Promise.all([loadMembers(tx), loadApiKeys(tx)]);
    return [
      ...members.map(({ userId, email }) => ({ id: String(userId), name: email })),
      ...keys.map(({ keyId, name }) => ({ id: keyId, name: `API key: ${name}` })),
    ];
  });
}
