/** What every answer tells the browser: no foreign code, no frames, no referrer, nothing kept. */
import type { MiddlewareHandler } from 'hono';

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

/**
 * Practices put the booking page into their own sites, so its last page, which only shows, must come up there too; nothing
 * that acts behind a secret or a session may be framed.
 */
const FRAMED = /^\/book\/(?!.*\/my-appointments\/.)|^\/manage\/[^/]+\/booked$/;
/** Pages that a search engine may show: booking links, and nothing else. */
const FOUND = /^\/book\/[^/]+(\/[^/]+)?\/?$/;

/** A header that a handler set itself stays. */
export function securityHeaders(publicUrl: string): MiddlewareHandler {
  const secure = publicUrl.startsWith('https:');
  return async function securityHeadersOnAnswers(c, next) {
    await next();
    const { path } = c.req;
    const framed = FRAMED.test(path);
    const headers: Record<string, string | false> = {
      'Content-Security-Policy': [...POLICY, `frame-ancestors ${framed ? '*' : "'none'"}`].join('; '),
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
