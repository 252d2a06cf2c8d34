/** Who sits at the desk: the session cookie, where one may be set at all, and the token that each form of a session carries. */
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { sessionOf, type Workplace } from '../actions/sign-in.ts';
import type { Context as Acting } from '../actions/context.ts';
import type { Deps } from '../deps.ts';
import { hashToken, sameSecret } from '../secrets/keys.ts';
import { clientAddress } from './client-address.ts';
import { readForm } from './desk/form.ts';

export type Staff = {
  /** What actions are given: in the practice that this person works in. */
  readonly ctx: Acting;
  readonly email: string;
  readonly workplace: Workplace;
  /** Stands in every form; a page that cannot read the desk cannot know it. */
  readonly formToken: string;
};

export type DeskEnv = { Variables: { staff: Staff } };

type Door = 'secure' | 'loopback';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const NAMES: Record<Door, string> = { secure: '__Host-openhours', loopback: 'openhours-desk' };

/**
 * How a session cookie may travel from here: encrypted, or in the clear on this machine alone. Undefined: neither, and the
 * desk refuses with instructions (product.md, "Booking").
 */
export function doorOf(c: Context, { config }: Pick<Deps, 'config'>): Door | undefined {
  const url = new URL(c.req.url);
  const own = new URL(config.publicUrl);
  const forwarded = config.trustedProxies > 0 ? c.req.header('x-forwarded-proto') : undefined;
  const byProxy = own.protocol === 'https:' && url.host === own.host;
  if (url.protocol === 'https:' || forwarded === 'https' || byProxy) return 'secure';
  return LOOPBACK.test(url.hostname) ? 'loopback' : undefined;
}

/** The token of the cookie that fits the door; one of the other name is not looked at. */
export function sessionToken(c: Context, door: Door): string | undefined {
  return getCookie(c, NAMES[door]);
}

export function startSession(c: Context, door: Door, token: string): void {
  setCookie(c, NAMES[door], token, { path: '/', httpOnly: true, sameSite: 'Lax', secure: door === 'secure' });
}

export function forgetSession(c: Context, door: Door): void {
  deleteCookie(c, NAMES[door], { path: '/', secure: door === 'secure' });
}

/** Derived from the session, so that nothing is stored and a form of an older session is refused. */
export function formTokenOf(session: string): string {
  return hashToken(`form\n${session}`).toString('base64url');
}

/** Lets only staff through, and of their writes only those that a page of this very session sent. */
export function staffOnly(deps: Deps): MiddlewareHandler<DeskEnv> {
  return async function staffOnlyGuard(c, next) {
    const door = doorOf(c, deps);
    const token = door && sessionToken(c, door);
    const session = token === undefined ? undefined : await sessionOf(deps, token);
    const [workplace] = session?.workplaces ?? [];
    if (token === undefined || !session || !workplace) return c.redirect('/desk/sign-in', 303);
    const formToken = formTokenOf(token);
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') {
      const sent = (await readForm(c))['form-token'];
      if (sent === undefined || !sameSecret(sent, formToken)) {
        return c.text('This form is from another session. Open the page again and send it from there.', 403);
      }
    }
    const { db, keys, newId } = deps;
    const actor = { kind: 'staff', userId: session.userId } as const;
    const ctx: Acting = {
      db,
      keys,
      newId,
      practiceId: workplace.practiceId,
      actor,
      now: deps.clock(),
      address: clientAddress(c, deps.config.trustedProxies),
    };
    c.set('staff', { ctx, email: session.email, workplace, formToken });
    return next();
  };
}

/** Settings and secret addresses are the owner's; for others these pages do not exist. */
export const ownerOnly: MiddlewareHandler<DeskEnv> = async function ownerOnlyGuard(c, next) {
  return c.get('staff').workplace.role === 'owner' ? next() : c.notFound();
};
