/** The set-up pages behind their one-time address. Each step saves what it asks for, so that a closed tab loses nothing. */
import { Hono, type MiddlewareHandler } from 'hono';
import { isSetupToken } from '../actions/setup.ts';
import type { Deps } from '../deps.ts';
import { sameOrigin } from './guard.ts';
import { limitWrongSecrets } from './limit.ts';
import { setupCalendar } from './setup-calendar.tsx';
import { setupDone } from './setup-done.tsx';
import { setupMail } from './setup-mail.tsx';
import { setupPractice } from './setup-practice.tsx';
import { setupType } from './setup-type.tsx';

export function setupRoutes(deps: Deps): Hono {
  return new Hono()
    .use('/setup/:token/*', sameOrigin(deps.config.publicUrl), whileOpen(deps))
    .route('/setup/:token', setupPractice(deps))
    .route('/setup/:token/calendar', setupCalendar(deps))
    .route('/setup/:token/type', setupType(deps))
    .route('/setup/:token/mail', setupMail(deps))
    .route('/setup/:token/done', setupDone(deps));
}

/** A wrong token and a finished set-up get the same answer: there is no such page. */
function whileOpen(deps: Deps): MiddlewareHandler {
  const limitWrong = limitWrongSecrets(deps);
  return async function whileSetupIsOpen(c, next) {
    if (!(await isSetupToken(deps, c.req.param('token') ?? ''))) return (await limitWrong(c)) ?? c.notFound();
    return next();
  };
}
