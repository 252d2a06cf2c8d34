/** The booking page inside a practice's own website: which sites may frame an answer, and the script that fits the frame to it. */
import { Hono } from 'hono';
import { embedOriginsOfManageLink, embedOriginsOfSlug } from '../db/embedding.ts';
import type { Deps } from '../deps.ts';
import { hashToken } from '../secrets/keys.ts';
import { assets } from '../views/assets.generated.ts';

/** Its address stands in websites of others, so it never changes, and an hour old is new enough. */
const CACHING = 'public, max-age=3600, stale-while-revalidate=86400';

export function embedRoutes(): Hono {
  const script = assets['embed.js'];
  if (!script) throw new Error('The asset embed.js was not built. Run: npm run build');
  const tag = `"${script.path.split('.').at(-2)}"`; // the hash of what is in it
  return new Hono().get('/embed.js', (c) => {
    const headers = { 'Cache-Control': CACHING, ETag: tag, 'Cross-Origin-Resource-Policy': 'cross-origin' };
    if (c.req.header('if-none-match')?.includes(tag)) return c.body(null, 304, headers);
    return c.body(script.body, 200, { ...headers, 'Content-Type': script.type });
  });
}

/** Booking pages, but for a list of appointments; of what is behind a secret only the confirmation, which only shows (failures J08). */
const BOOKING = /^\/book\/([a-z0-9-]{1,63})(?:\/(?!my-appointments\/.)|$)/;
const BOOKED = /^\/manage\/([\w-]{43})\/booked$/;

/**
 * The origins that may frame the answer at this path; none where nobody may. Never throws: an answer that is not framed is
 * better than none.
 */
export async function framingOf({ db }: Pick<Deps, 'db'>, path: string): Promise<readonly string[]> {
  const slug = BOOKING.exec(path)?.[1];
  const token = BOOKED.exec(path)?.[1];
  try {
    if (slug !== undefined) return await embedOriginsOfSlug(db.sql, slug);
    if (token !== undefined) return await embedOriginsOfManageLink(db.sql, hashToken(token));
  } catch {
    // The database is away: whoever answers says so.
  }
  return [];
}
