/** Secret iCalendar addresses that calendar apps come back to: one read, and nothing sent where nothing changed. */
import { createHash } from 'node:crypto';
import { Hono, type Context } from 'hono';
import { loadFeedContent } from '../db/feed-content.ts';
import { feedOfRoute, feedOfToken } from '../db/feeds.ts';
import type { Deps } from '../deps.ts';
import { cutTo, practitionerFeed, type CutFeed } from '../feed/practitioner-feed.ts';
import { RATES } from '../domain/rates.ts';
import { hashToken } from '../secrets/keys.ts';
import { feedAudit } from './feed-audit.ts';
import { limitWrongSecrets, networkBehind, tooOften } from './limit.ts';
import { localRates } from './local-rates.ts';

const PRIVATE = {
  // Kept by the app that asked, asked about each time.
  'Cache-Control': 'private, no-cache',
  'X-Robots-Tag': 'noindex, nofollow',
  'Referrer-Policy': 'no-referrer',
};
const WRITTEN_AT_MOST = 200;
const FILE = /^([A-Za-z0-9_-]{43})\.ics$/;

/** `GET /feeds/<secret>.ics`. Whatever is wrong with an address, the answer is the same 404. */
export function feedRoutes(deps: Deps): Hono {
  const feeds = new Hono();
  const written = new Map<string, string>();
  const readings = localRates();
  const audit = feedAudit(deps);
  const limitWrong = limitWrongSecrets(deps);
  const nothing = async (c: Context) => (await limitWrong(c)) ?? notFound(c);
  feeds.get('/feeds/:file', async (c) => {
    const token = FILE.exec(c.req.param('file'))?.[1];
    if (token === undefined) return nothing(c);
    const now = deps.clock();
    const hash = hashToken(token);
    const route = await feedOfToken(deps.db.sql, hash, now);
    if (!route) return nothing(c);
    const until = readings.hit(`${hash.toString('base64url')} ${networkBehind(c, deps)}`, RATES.feedReadings, now);
    if (until !== undefined) return tooOften(c, deps, until, 'This feed is read too often from your network.');
    const found = await deps.db.tenant(route.practiceId, async (tx) => {
      const feed = await feedOfRoute(tx, route);
      const content = feed && (await loadFeedContent(tx, feed.practitionerId, now));
      return content && { content, feedId: feed.id, level: feed.level };
    });
    if (!found) return notFound(c);
    // Cut first: a tag made of names would let the reader of a busy-only feed test guesses.
    const feed = cutTo(found.level, found.content);
    const tag = `"${fingerprint(feed)}"`;
    if (names(c.req.header('if-none-match'), tag)) return c.body(null, 304, { ...PRIVATE, ETag: tag });
    await audit(c, { practiceId: route.practiceId, feedId: found.feedId, feed, tag, now });
    const body = remember(written, tag, () => practitionerFeed(feed));
    return c.body(body, 200, {
      ...PRIVATE,
      ETag: tag,
      'Content-Type': 'text/calendar; charset=utf-8',
      'Content-Disposition': 'inline; filename="openhours.ics"',
    });
  });
  return feeds;
}

function notFound(c: Context): Response {
  return c.body('There is no feed at this address.\n', 404, {
    ...PRIVATE,
    'Content-Type': 'text/plain; charset=utf-8',
  });
}

/** Of all that the feed shows, so that no change can be missed: a name that was erased changes it too. */
function fingerprint(feed: CutFeed): string {
  return createHash('sha256')
    .update(Buffer.from(JSON.stringify(feed)))
    .digest('base64url');
}

function names(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((given) => given.trim().replace(/^W\//, '') === tag);
}

/** The file of this very content, written once. Oldest out first. */
function remember(written: Map<string, string>, tag: string, write: () => string): string {
  const kept = written.get(tag);
  if (kept !== undefined) return kept;
  const body = write();
  const oldest = written.size >= WRITTEN_AT_MOST ? written.keys().next().value : undefined;
  if (oldest !== undefined) written.delete(oldest);
  written.set(tag, body);
  return body;
}
