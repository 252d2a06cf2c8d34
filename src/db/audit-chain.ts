/** The chain of the audit log: which lines wait to be linked, the last link, and the links beside the lines that they stand for. */
import type { AuditLine } from '../domain/audit.ts';
import type { Instant, PracticeId } from '../domain/types.ts';
import { AUDIT_COLUMNS, lineOf, type AuditRow } from './audit-log.ts';
import type { Sql, Tx } from './database.ts';
import { toDate } from './times.ts';

export type AuditLink = {
  /** From 1, without a gap. */
  readonly position: number;
  readonly keyId: string;
  readonly hash: string;
};

export type NewLink = AuditLink & { readonly lineId: string };

export async function practicesWithUnlinked(sql: Sql, most: number): Promise<PracticeId[]> {
  return (await sql<{ id: PracticeId }[]>`select practices_with_unlinked(${most}) as id`).map(({ id }) => id);
}

/** Lines that wait, oldest first. */
export async function unlinkedLines(tx: Tx, most: number): Promise<AuditLine[]> {
  const rows = await tx<AuditRow[]>`
    select ${tx.unsafe(AUDIT_COLUMNS)} from audit
    where practice_id = current_practice() and audit_id in (select unlinked_lines(${most})) order by audit_id`;
  return rows.map(lineOf);
}

export async function lastLink(tx: Tx): Promise<AuditLink | undefined> {
  const [row] = await tx<(Omit<AuditLink, 'position'> & { position: string })[]>`
    select position, key_id as "keyId", hash from audit_chain
    where practice_id = current_practice() order by position desc limit 1`;
  return row && { ...row, position: Number(row.position) };
}

export async function insertLinks(tx: Tx, links: readonly NewLink[], now: Instant): Promise<void> {
  const rows = links.map(({ position, lineId, keyId, hash }) => ({ position, line: lineId, key: keyId, hash }));
  await tx`
    insert into audit_chain (practice_id, position, audit_id, key_id, hash, linked_at)
    select current_practice(), r.position, r.line, r.key, r.hash, ${toDate(now)}
    from jsonb_to_recordset(${tx.json(rows)}) as r (position bigint, line bigint, key text, hash text)`;
  await tx`select lines_linked(${links.map(({ lineId }) => lineId)}::bigint[])`;
}

/** Another process took the same place in the chain. */
export function isTakenPlace(error: unknown): boolean {
  const broken = error as { code?: unknown; table_name?: unknown }; // fields that PostgreSQL's errors carry
  return broken.code === '23505' && broken.table_name === 'audit_chain';
}

/** Links after a position with their lines; a line that is gone is undefined. */
export async function linksAfter(
  tx: Tx,
  position: number,
  most: number,
): Promise<{ readonly link: AuditLink; readonly line: AuditLine | undefined }[]> {
  const rows = await tx<(AuditRow & { position: string; keyId: string; hash: string })[]>`
    select c.position, c.key_id as "keyId", c.hash, ${tx.unsafe(AUDIT_COLUMNS)}
    from audit_chain c left join audit using (practice_id, audit_id)
    where c.practice_id = current_practice() and c.position > ${position} order by c.position limit ${most}`;
  return rows.map(({ position: at, keyId, hash, ...row }) => ({
    link: { position: Number(at), keyId, hash },
    // Of a line that is gone the database knows the id alone, through the link.
    line: (row.at as Date | null) === null ? undefined : lineOf(row),
  }));
}

/** Lines that are in no chain: those that wait, and those that nobody will link. */
export async function outsideChain(tx: Tx): Promise<{ readonly waiting: number; readonly lost: number }> {
  const [row] = await tx<[{ waiting: number; lost: number }]>`
    with outside as (
      select a.audit_id from audit a where a.practice_id = current_practice() and not exists (
        select from audit_chain c where c.practice_id = a.practice_id and c.audit_id = a.audit_id)),
    waiting as (select unlinked_lines(1000000) as audit_id)
    select (select count(*) from outside join waiting using (audit_id))::integer as waiting,
      (select count(*) from outside left join waiting w using (audit_id) where w.audit_id is null)::integer as lost`;
  return row;
}
