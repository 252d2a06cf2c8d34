/** /api-keys: the keys that programs of the practice use. A key itself is shown once, in the answer that makes it. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { issueApiKey, listApiKeys, revokeApiKey } from '../../actions/api-keys.ts';
import type { ApiKey } from '../../db/people.ts';
import { idOf, line } from './fields.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, KEY_PROBLEMS, refused } from './problem.ts';
import { instantSchema, utc } from './times.ts';

const LONGEST_NAME = 100;

const keySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    createdAt: instantSchema,
    revokedAt: instantSchema.nullable(),
    isThis: z.boolean().describe('The key that asks.'),
  })
  .openapi('ApiKey');

const issuedSchema = z
  .object({ id: z.uuid(), name: z.string(), apiKey: z.string().describe('Shown now and never again.') })
  .openapi('IssuedApiKey');

const newKey = z.strictObject({ name: line(LONGEST_NAME) }).openapi('NewApiKey');
const keyParam = z.object({ id: idOf<string>() });

function keyAnswer({ keyId, name, createdAt, revokedAt }: ApiKey, asking: string): z.input<typeof keySchema> {
  return {
    id: keyId,
    name,
    createdAt: utc(createdAt),
    revokedAt: revokedAt === undefined ? null : utc(revokedAt),
    isThis: keyId === asking,
  };
}

const tags = ['people'];
const security = SECURITY;

export function apiKeyRoutes(app: OpenAPIHono<Keyed>): void {
  app.openapi(
    createRoute({
      method: 'get',
      path: '/api-keys',
      tags,
      security,
      summary: 'API keys of the practice, revoked ones too',
      responses: { 200: answer('The keys.', z.object({ apiKeys: z.array(keySchema) })), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const { actor } = c.var.ctx;
      const asking = actor.kind === 'api' ? actor.keyId : '';
      return c.json({ apiKeys: (await listApiKeys(c.var.ctx)).map((key) => keyAnswer(key, asking)) }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/api-keys',
      tags,
      security,
      summary: 'Make a key',
      request: { body: body(newKey) },
      responses: { 201: answer('The key.', issuedSchema), ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const { name } = c.req.valid('json');
      const { keyId, apiKey } = await issueApiKey(c.var.ctx, name);
      return c.json({ id: keyId, name, apiKey }, 201);
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/api-keys/{id}',
      tags,
      security,
      summary: 'Revoke a key, this one too: it is refused from now on',
      request: { params: keyParam },
      responses: { 200: answer('It is revoked.', z.object({ revoked: z.literal(true) })), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const revoked = await revokeApiKey(c.var.ctx, c.req.valid('param').id);
      return revoked.ok ? c.json({ revoked: true as const }, 200) : refused(c, revoked.refusal);
    },
  );
}
