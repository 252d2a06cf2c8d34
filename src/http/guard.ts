/** Refuses writes that another site's page sent. Needs no cookie and no token of its own: the browser says where a request comes from. */
import type { MiddlewareHandler } from 'hono';
import { answerProblem } from './errors.ts';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * `Sec-Fetch-Site` decides; older browsers are judged by `Origin`. A page with `Referrer-Policy: no-referrer` sends
 * `Origin: null`, and programs send neither: then the secret in the address or the body decides alone.
 * `baseUrl` is the public address where a proxy hides it.
 */
export function sameOrigin(baseUrl?: string): MiddlewareHandler {
  return async function sameOriginGuard(c, next) {
    if (READS.has(c.req.method)) return next();
    const own = new Set([new URL(c.req.url).origin, ...(baseUrl ? [new URL(baseUrl).origin] : [])]);
    if (!isOwn(c.req.header('sec-fetch-site'), c.req.header('origin'), own)) {
      return answerProblem(c, 403, 'This was sent from another site. Open the page itself and send it from there.');
    }
    return next();
  };
}

function isOwn(site: string | undefined, origin: string | undefined, own: ReadonlySet<string>): boolean {
  // `none` is a person's own doing, such as a reload; same-site is another host's page and refused like any other.
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  return origin === undefined || origin === 'null' || own.has(origin);
}
