/** /feeds: the secret calendar addresses of practitioners. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { listFeeds, makeFeed, removeFeed, replaceFeed, type Feed } from '../../actions/feeds.ts';
import { FEED_LEVELS } from '../../domain/feeds.ts';
import type { FeedId, PractitionerId } from '../../domain/types.ts';
import { idOf } from './fields.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, KEY_PROBLEMS, refused } from './problem.ts';
import { instantSchema, utc } from './times.ts';

const level = z
  .enum(FEED_LEVELS)
  .describe('`busy`: only that time is taken. `initials`: whose, in initials, and where. `full`: name and place.');

const feedSchema = z
  .object({
    id: z.uuid(),
    practitionerId: z.uuid(),
    name: z.string(),
    level,
    url: z.url().describe('Secret: whoever has it can read the feed.'),
    createdAt: instantSchema,
  })
  .openapi('Feed');

const newFeed = z
  .strictObject({
    practitionerId: idOf<PractitionerId>(),
    name: z.string().min(1).max(100),
    level: level.default('busy'),
  })
  .openapi('NewFeed');

const feedParam = z.object({ id: idOf<FeedId>() });

const tags = ['feeds'];
const security = SECURITY;
const one = answer('The feed.', feedSchema);

export function feedApiRoutes(app: OpenAPIHono<Keyed>, publicUrl: string): void {
  const feedAnswer = ({ path, createdAt, ...feed }: Feed): z.input<typeof feedSchema> => ({
    ...feed,
    url: publicUrl + path,
    createdAt: utc(createdAt),
  });
  app.openapi(
    createRoute({
      method: 'get',
      path: '/feeds',
      tags,
      security,
      summary: 'All feeds with their secret addresses',
      responses: { 200: answer('The feeds.', z.object({ feeds: z.array(feedSchema) })), ...KEY_PROBLEMS },
    }),
    async (c) => c.json({ feeds: (await listFeeds(c.var.ctx)).map(feedAnswer) }, 200),
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/feeds',
      tags,
      security,
      summary: 'Make a feed; what it shows is settled with it',
      request: { body: body(newFeed) },
      responses: { 201: one, ...KEY_PROBLEMS, ...BODY_PROBLEMS },
    }),
    async (c) => {
      const made = await makeFeed(c.var.ctx, c.req.valid('json'));
      return made.ok ? c.json(feedAnswer(made.value), 201) : refused(c, made.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/feeds/{id}/replace',
      tags,
      security,
      summary: 'Give a feed a new address; the old one is dead at once',
      request: { params: feedParam },
      responses: { 200: one, ...KEY_PROBLEMS },
    }),
    async (c) => {
      const replaced = await replaceFeed(c.var.ctx, c.req.valid('param').id);
      return replaced.ok ? c.json(feedAnswer(replaced.value), 200) : refused(c, replaced.refusal);
    },
  );
  app.openapi(
    createRoute({
      method: 'delete',
      path: '/feeds/{id}',
      tags,
      security,
      summary: 'Remove a feed; its address is dead at once',
      request: { params: feedParam },
      responses: { 200: answer('It is removed.', z.object({ removed: z.literal(true) })), ...KEY_PROBLEMS },
    }),
    async (c) => {
      const removed = await removeFeed(c.var.ctx, c.req.valid('param').id);
      return removed.ok ? c.json({ removed: true as const }, 200) : refused(c, removed.refusal);
    },
  );
}
