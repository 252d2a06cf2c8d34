/** Lets people through to the desk: by session, form token, passkey where one is asked for, practice, and the table of routes. */
import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { sessionOf, type Session, type Workplace } from '../actions/sign-in.ts';
import { onlyFor } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import { mayUse, ownOnly } from '../domain/roles.ts';
import { sameSecret } from '../secrets/keys.ts';
import { clientAddress } from './client-address.ts';
import { readForm } from './desk/form.ts';
import { ruleOf } from './routes.ts';
import { doorOf, formTokenOf, sessionToken, type DeskEnv } from './session.ts';

/** Of writes, only those that a page of this very session sent. What a role is not for does not exist. */
export function deskGuard(deps: Deps): MiddlewareHandler<DeskEnv> {
  return async function guardDesk(c, next) {
    const door = doorOf(c, deps);
    const token = door && sessionToken(c, door);
    const session = token === undefined ? undefined : await sessionOf(deps, token);
    if (!door || token === undefined || !session || session.workplaces.length === 0)
      return c.redirect('/desk/sign-in', 303);
    const formToken = formTokenOf(token);
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      const sent = (await readForm(c))['form-token'];
      if (sent === undefined || !sameSecret(sent, formToken)) {
        return c.text('This form is from another session. Open the page again and send it from there.', 403);
      }
    }
    c.set('signedIn', { session, formToken, door });
    const rule = ruleOf(matchedRoutes(c));
    if (rule?.who === 'signed-in') return next();
    if (!session.passkey && needsPasskey(session)) return c.redirect('/desk/passkey', 303);
    const workplace = workplaceOf(session);
    if (!workplace) return c.redirect('/desk/practices', 303);
    const own = ownOnly(workplace);
    const { keys, newId } = deps;
    const ctx = {
      db: own ? onlyFor(deps.db, own) : deps.db,
      keys,
      newId,
      practiceId: workplace.practiceId,
      actor: { kind: 'staff', userId: session.userId },
      now: deps.clock(),
      address: clientAddress(c, deps.config.trustedProxies),
    } as const;
    c.set('staff', { ctx, email: session.email, workplace, formToken });
    if (rule && (rule.who !== 'staff' || !mayUse(rule, workplace, workplace))) return c.notFound();
    return next();
  };
}

/** One practice that asks for it is enough: else a passkey could be added by way of another that does not. */
export function needsPasskey({ workplaces }: Pick<Session, 'workplaces'>): boolean {
  return workplaces.some(({ requirePasskey }) => requirePasskey);
}

/** The practice that was chosen, or the only one. */
export function workplaceOf({ practiceId, workplaces }: Session): Workplace | undefined {
  const chosen = workplaces.find((place) => place.practiceId === practiceId);
  return chosen ?? (workplaces.length === 1 ? workplaces[0] : undefined);
}
