/** One line a request: its route, never its address, which may hold a secret (failures I07, I08). */
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Deps } from '../deps.ts';

const QUIET = /^\/(assets|health)\//;

export function logRequests({ log, clock }: Pick<Deps, 'log' | 'clock'>): MiddlewareHandler {
  return async function logRequest(c, next) {
    const start = clock();
    await next();
    if (QUIET.test(c.req.path)) return;
    const details = { method: c.req.method, route: routeOf(c), status: c.res.status, ms: clock() - start };
    if (c.res.status >= 500) log.error('request', details);
    else log.info('request', details);
  };
}

/** The handler's own pattern: those of middleware and catch-alls end in a star. */
function routeOf(c: Context): string {
  return matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path ?? '*';
}
