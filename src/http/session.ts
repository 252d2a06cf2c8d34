/** Who sits at the desk: the session cookie, where one may be set at all, and the token that each form of a session carries. */
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Session, Workplace } from '../actions/sign-in.ts';
import type { Context as Acting } from '../actions/context.ts';
import type { Deps } from '../deps.ts';
import { hashToken } from '../secrets/keys.ts';

export type Staff = {
  /** What actions are given: in the practice that this person works in. */
  readonly ctx: Acting;
  readonly email: string;
  readonly workplace: Workplace;
  /** Stands in every form; a page that cannot read the desk cannot know it. */
  readonly formToken: string;
};

/** Somebody with a session, before a practice and a second factor are looked at. */
export type SignedIn = { readonly session: Session; readonly formToken: string; readonly door: Door };

/** `staff` is there behind a rule for staff alone (routes.ts). */
export type DeskEnv = { Variables: { staff: Staff; signedIn: SignedIn } };

export type Door = 'secure' | 'loopback';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const NAMES: Record<Door, string> = { secure: '__Host-openhours', loopback: 'openhours-desk' };
const ASKING: Record<Door, string> = { secure: '__Host-openhours-asking', loopback: 'openhours-desk-asking' };
const ASKING_SECONDS = 600;

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

/** Remembers, for as long as a code lives, that this browser asked for one. */
export function rememberAsking(c: Context, door: Door, secret: string): void {
  const options = { path: '/', httpOnly: true, sameSite: 'Lax', secure: door === 'secure' } as const;
  setCookie(c, ASKING[door], secret, { ...options, maxAge: ASKING_SECONDS });
}

export function askingSecret(c: Context, door: Door): string | undefined {
  return getCookie(c, ASKING[door]);
}

export function forgetAsking(c: Context, door: Door): void {
  deleteCookie(c, ASKING[door], { path: '/', secure: door === 'secure' });
}

/** Derived from the session, so that nothing is stored and a form of an older session is refused. */
export function formTokenOf(session: string): string {
  return hashToken(`form\n${session}`).toString('base64url');
}
