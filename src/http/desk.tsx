/** The desk, put together: signing in, then the pages of those who did. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { signInRoutes } from './desk/sign-in.tsx';
import { sameOrigin } from './guard.ts';
import { staffOnly, type DeskEnv } from './session.ts';

export function deskRoutes(deps: Deps): Hono<DeskEnv> {
  const desk = new Hono<DeskEnv>();
  desk.use('/desk/*', async function privatePageHeaders(c, next) {
    await next();
    c.header('Cache-Control', 'no-store');
    c.header('Referrer-Policy', 'no-referrer');
  });
  desk.use('/desk/*', sameOrigin(deps.config.publicUrl));
  desk.route('/', signInRoutes(deps));
  desk.use('/desk/*', staffOnly(deps));
  return desk;
}
