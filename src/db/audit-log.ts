/** The audit log as the owner reads it: newest first, by person, kind, thing and time, with the names that ids have now. */
import { auditPattern, type AuditActor, type AuditKind, type AuditLine, type AuditName } from '../domain/audit.ts';
import type { Instant, Zone } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

/** What is left out does not matter. */
export type AuditFilter = {
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  readonly actorKind?: AuditActor | undefined;
  readonly actorId?: string | undefined;
  readonly kind?: AuditKind | undefined;
  readonly subjectId?: string | undefined;
  /** Older than this line. */
  readonly before?: string | undefined;
};

export const AUDIT_COLUMNS =
  'audit_id::text as id, at, actor_kind as "actorKind", actor_id as "actorId", action, subject_kind as "subjectKind", ' +
  'subject_id as "subjectId", address, details';

export type AuditRow = Omit<AuditLine, 'at' | 'actorId' | 'subjectId' | 'address'> & {
  at: Date;
  actorId: string | null;
  subjectId: string | null;
  address: string | null;
};

export async function findAudit(tx: Tx, filter: AuditFilter, limit: number): Promise<AuditLine[]> {
  const { from, to, actorKind, actorId, subjectId, before } = filter;
  const pattern = filter.kind && auditPattern(filter.kind);
  const rows = await tx<AuditRow[]>`
    select ${tx.unsafe(AUDIT_COLUMNS)} from audit where practice_id = current_practice()
      ${before === undefined ? tx`` : tx`and audit_id < ${before}`}
      ${from === undefined ? tx`` : tx`and at >= ${toDate(from)}`}
      ${to === undefined ? tx`` : tx`and at < ${toDate(to)}`}
      ${actorKind === undefined ? tx`` : tx`and actor_kind = ${actorKind}`}
      ${actorId === undefined ? tx`` : tx`and actor_id = ${actorId}`}
      ${subjectId === undefined ? tx`` : tx`and subject_id = ${subjectId}`}
      ${pattern === undefined ? tx`` : tx`and action ~ ${pattern.is} and action !~ ${pattern.not}`}
    order by audit_id desc limit ${limit}`;
  return rows.map(lineOf);
}

export function lineOf({ at, actorId, subjectId, address, ...row }: AuditRow): AuditLine {
  return {
    ...row,
    at: toInstant(at),
    actorId: actorId ?? undefined,
    subjectId: subjectId ?? undefined,
    address: address ?? undefined,
  };
}

/** By id: people, API keys, appointments (their patients), patients, practitioners, types, feeds. */
export async function auditNames(tx: Tx, lines: readonly AuditLine[]): Promise<ReadonlyMap<string, AuditName>> {
  const people = ids(lines.map(({ actorKind, actorId }) => (actorKind === 'staff' ? actorId : undefined)));
  const things = ids(lines.flatMap(({ actorId, subjectId }) => [actorId, subjectId]));
  const [users, appointments, others] = await Promise.all([
    tx<{ id: string; name: string }[]>`
      select user_id::text as id, email as name from people_of_audit(${people})
      union select user_id::text, email from members_of_practice()`,
    tx<{ id: string; name: string; start: Date; zone: Zone }[]>`
      select a.appointment_id::text as id, p.name, a.starts_at as start, a.zone from appointments a
      join patients p on p.practice_id = a.practice_id and p.patient_id = a.patient_id
      where a.practice_id = current_practice() and a.appointment_id = any (${things}::uuid[])`,
    tx<{ id: string; name: string }[]>`
      select patient_id::text as id, name from patients
      where practice_id = current_practice() and patient_id = any (${things}::uuid[])
      union all select practitioner_id::text, name from practitioners
      where practice_id = current_practice() and practitioner_id = any (${things}::uuid[])
      union all select type_id::text, name from appointment_types
      where practice_id = current_practice() and type_id = any (${things}::uuid[])
      union all select feed_id::text, name from feeds
      where practice_id = current_practice() and feed_id = any (${things}::uuid[])
      union all select key_id::text, name from api_keys
      where practice_id = current_practice() and key_id = any (${things}::uuid[])`,
  ]);
  const names = new Map<string, AuditName>();
  for (const { id, name } of [...users, ...others]) names.set(id, { name });
  for (const { id, name, start, zone } of appointments) names.set(id, { name, start: toInstant(start), zone });
  return names;
}

/** Each once, and only what can be an id of ours. */
function ids(given: readonly (string | undefined)[]): string[] {
  const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
  return [...new Set(given.filter((id): id is string => id !== undefined && uuid.test(id)))];
}
