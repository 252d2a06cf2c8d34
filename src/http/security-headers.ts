/** What every answer tells the browser: no foreign code, no frames, no referrer, nothing kept. */
import type { MiddlewareHandler } from 'hono';
import type { Deps } from '../deps.ts';
import { framingOf } from './embed.ts';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
];

const YEAR_SECONDS = 31_536_000;

/** Pages that a search engine may show: booking links, and nothing else. */
const FOUND = /^\/book\/[^/]+(\/[^/]+)?\/?$/;

/** A header that a handler set itself stays. */
export function securityHeaders(deps: Pick<Deps, 'db' | 'config'>): MiddlewareHandler {
  const secure = deps.config.publicUrl.startsWith('https:');
  return async function securityHeadersOnAnswers(c, next) {
    const { path } = c.req;
    // Asked beside the answer, so that nobody waits for it.
    const [ancestors] = await Promise.all([framingOf(deps, path), next()]);
    const framed = ancestors.length > 0;
    const headers: Record<string, string | false> = {
      'Content-Security-Policy': [...POLICY, `frame-ancestors ${framed ? ancestors.join(' ') : "'none'"}`].join('; '),
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': !framed && 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
      'Cross-Origin-Opener-Policy': !framed && 'same-origin',
      'Cache-Control': 'no-store',
      'X-Robots-Tag': !FOUND.test(path) && 'noindex, nofollow',
      'Strict-Transport-Security': secure && `max-age=${YEAR_SECONDS}`,
    };
    for (const [name, value] of Object.entries(headers)) {
      if (value !== false && !c.res.headers.has(name)) c.header(name, value);
    }
  };
}
