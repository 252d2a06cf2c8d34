/** /audit: who did what, when, from where. Lines are added by what happens and only read here. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { checkAudit } from '../../actions/audit-chain.ts';
import { readAudit } from '../../actions/audit-log.ts';
import { AUDIT_ACTORS, AUDIT_KINDS, auditKind, type AuditLine } from '../../domain/audit.ts';
import { moment } from './fields.ts';
import { answer, SECURITY, type Keyed } from './key.ts';
import { KEY_PROBLEMS } from './problem.ts';
import { instantSchema, utc } from './times.ts';

const kinds = z.enum(AUDIT_KINDS);

const lineSchema = z
  .object({
    id: z.string(),
    at: instantSchema,
    actor: z.object({
      kind: z.enum(AUDIT_ACTORS),
      id: z.string().nullable().describe('Of a user, an API key or a feed.'),
    }),
    action: z.string().describe('Noun and verb, such as `appointment.cancelled`.'),
    kind: kinds,
    subject: z.object({ kind: z.string(), id: z.string().nullable() }),
    address: z.string().nullable().describe('Network address of who asked.'),
    details: z.record(z.string(), z.unknown()),
  })
  .openapi('AuditLine');

const chainSchema = z
  .object({
    intact: z.boolean(),
    sound: z.int().describe('Lines that are linked and hold.'),
    waiting: z.int().describe('Lines of the last seconds that are not linked yet.'),
    strange: z.int().describe('Lines that were added past the program.'),
    broken: z
      .object({ position: z.int(), lineId: z.string().nullable().describe('null: the line is gone.') })
      .nullable()
      .describe('Where the chain breaks.'),
  })
  .openapi('AuditChain');

const auditQuery = z.strictObject({
  from: moment.optional(),
  to: moment.optional().describe('First moment not asked about.'),
  actor: z.enum(AUDIT_ACTORS).optional(),
  actorId: z.uuid().optional(),
  kind: kinds.optional(),
  subjectId: z.uuid().optional(),
  before: z
    .string()
    .regex(/^\d{1,18}$/, 'This is not the id of a line.')
    .optional()
    .describe('Only lines older than this one: `next` of the answer before.'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

function lineAnswer(line: AuditLine): z.input<typeof lineSchema> {
  const { id, at, action, actorKind, actorId, subjectKind, subjectId, address, details } = line;
  return {
    ...{ id, at: utc(at), action, kind: auditKind(action), details, address: address ?? null },
    actor: { kind: actorKind, id: actorId ?? null },
    subject: { kind: subjectKind, id: subjectId ?? null },
  };
}

export function auditApiRoutes(app: OpenAPIHono<Keyed>): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/audit',
      tags: ['audit'],
      security: SECURITY,
      summary: 'The audit log, newest first; reading it is a line in it',
      request: { query: auditQuery },
      responses: {
        200: answer('The lines.', z.object({ lines: z.array(lineSchema), next: z.string().nullable() })),
        ...KEY_PROBLEMS,
      },
    }),
    async (c) => {
      const { limit, actor, ...filter } = c.req.valid('query');
      const { lines, more } = await readAudit(c.var.ctx, { ...filter, actorKind: actor }, limit);
      return c.json({ lines: lines.map(lineAnswer), next: more ? (lines.at(-1)?.id ?? null) : null }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/audit/check',
      tags: ['audit'],
      security: SECURITY,
      summary: 'Go through the whole chain of the audit log',
      responses: { 200: answer('What was found.', chainSchema), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const { sound, waiting, strange, broken } = await checkAudit(c.var.ctx);
      const at = broken && { position: broken.position, lineId: broken.lineId ?? null };
      return c.json({ intact: !broken && strange === 0, sound, waiting, strange, broken: at ?? null }, 200);
    },
  );
}
