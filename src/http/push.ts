/** POST /push/:kind: providers tell that a calendar changed. Answered at once; the calendar is read by the sync. */
import { Hono } from 'hono';
import type { Deps } from '../deps.ts';
import { takeNotices } from '../sync/watch.ts';

export function pushRoutes(deps: Deps): Hono {
  return new Hono().post('/push/:kind{google|outlook}', async (c) => {
    const kind = c.req.param('kind') === 'google' ? 'google' : 'outlook';
    const body = await c.req.text();
    const taken = await takeNotices(deps, kind, { url: new URL(c.req.url), headers: c.req.raw.headers, body });
    if ('reply' in taken) {
      c.header('x-content-type-options', 'nosniff');
      return c.text(taken.reply, 200);
    }
    if (taken.known === 0) return c.body(null, kind === 'google' ? 404 : 202);
    return c.body(null, kind === 'google' ? 200 : 202);
  });
}
