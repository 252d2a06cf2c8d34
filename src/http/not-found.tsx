/** The one answer for every address and secret that opens nothing, so that none can be told from another. */
import type { Context } from 'hono';
import { NotFoundPage } from '../views/public/plain-pages.tsx';

export function notFoundPage(c: Context): Response | Promise<Response> {
  c.header('Cache-Control', 'no-store');
  c.header('X-Robots-Tag', 'noindex, nofollow');
  c.header('Referrer-Policy', 'no-referrer');
  return c.html(<NotFoundPage />, 404);
}
