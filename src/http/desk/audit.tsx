/** Audit log: read by the owner, by person, kind, thing and days. */
import { Hono } from 'hono';
import { checkAudit } from '../../actions/audit-chain.ts';
import { auditActors, readAudit } from '../../actions/audit-log.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import type { AuditFilter } from '../../db/audit-log.ts';
import { AUDIT_ACTORS, AUDIT_KINDS } from '../../domain/audit.ts';
import type { Zone } from '../../domain/types.ts';
import { addDays, startOfDay } from '../../domain/zone.ts';
import { AuditLogPage, type AskedAudit } from '../../views/desk/audit-page.tsx';
import type { FieldErrors } from '../../views/fields.tsx';
import type { DeskEnv } from '../session.ts';
import { readDay, readUuid, seatOf } from './seat.ts';

const LINES = 50;

export function auditRoutes(): Hono<DeskEnv> {
  return new Hono<DeskEnv>().get('/desk/audit', async (c) => {
    const { staff, seat } = await seatOf(c);
    const query = c.req.query();
    const asked: AskedAudit = {
      person: query['person'] ?? '',
      kind: query['kind'] ?? '',
      from: query['from'] ?? '',
      to: query['to'] ?? '',
      subject: readUuid(query['subject']) ?? '',
    };
    const [practitioners, actors] = await Promise.all([listPractitioners(staff.ctx), auditActors(staff.ctx)]);
    const zone =
      (practitioners.find(({ id }) => id === staff.workplace.practitionerId) ?? practitioners[0])?.zone ?? 'UTC';
    const before = /^\d{1,18}$/.test(query['before'] ?? '') ? query['before'] : undefined;
    const { filter, errors } = filterOf(asked, zone);
    const { lines, names, more } = await readAudit(staff.ctx, { ...filter, before }, LINES);
    const chain = query['check'] === 'chain' ? await checkAudit(staff.ctx) : undefined;
    const last = lines.at(-1);
    const page = (
      <AuditLogPage
        {...{ seat, lines, names, actors, zone, asked, errors, chain }}
        olderHref={more && last ? address({ ...asked, before: last.id }) : undefined}
        subjectHref={(subject) => address({ ...asked, subject })}
      />
    );
    return c.html(page, Object.keys(errors).length > 0 ? 422 : 200);
  });
}

/** What cannot be read is not looked at, and said. Days are whole days of the zone, the last one too. */
function filterOf(asked: AskedAudit, zone: Zone): { filter: AuditFilter; errors: FieldErrors } {
  const [from, to] = [readDay(asked.from), readDay(asked.to)];
  const wrong = 'This is not a day such as 2027-03-02.';
  const errors = {
    ...(asked.from !== '' && from === undefined && { from: wrong }),
    ...(asked.to !== '' && to === undefined && { to: wrong }),
  };
  const actorId = readUuid(asked.person);
  const filter: AuditFilter = {
    from: from === undefined ? undefined : startOfDay(from, zone),
    to: to === undefined ? undefined : startOfDay(addDays(to, 1), zone),
    actorId,
    actorKind: AUDIT_ACTORS.find((kind) => kind === asked.person),
    kind: AUDIT_KINDS.find((kind) => kind === asked.kind),
    subjectId: asked.subject || undefined,
  };
  return { filter, errors };
}

function address(query: Readonly<Record<string, string>>): string {
  return `/desk/audit?${new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString()}`;
}
