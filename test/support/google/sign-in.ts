/** The part of the stand-in that signs people in: consent, codes with PKCE, tokens that run out or are withdrawn. */
import { createHash, randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';

/** What the person at the consent page does. */
export type Consent = {
  email: string;
  /** Scopes that they untick. */
  without: readonly string[];
  refuses: boolean;
};

type Code = {
  readonly email: string;
  readonly scopes: readonly string[];
  readonly challenge: string;
  readonly redirect: string;
  readonly offline: boolean;
};
type Session = { readonly email: string; readonly scopes: readonly string[] };

export type SignIn = {
  readonly app: Hono;
  readonly consent: Consent;
  /** Scopes of an access token that holds. */
  scopes(token: string | undefined): readonly string[] | undefined;
  emailOf(token: string): string | undefined;
  /** An access token as a sign-in would have given it. */
  token(email: string, scopes: readonly string[]): string;
  /** The account's owner withdraws it all. */
  withdraw(email: string): void;
};

export function signIn(client: { readonly id: string; readonly secret: string }): SignIn {
  const codes = new Map<string, Code>();
  const access = new Map<string, Session>();
  const refresh = new Map<string, Session>();
  const consent: Consent = { email: 'ada@practice.example', without: [], refuses: false };
  const app = new Hono();

  const give = (into: Map<string, Session>, prefix: string, session: Session): string => {
    const token = `${prefix}${randomUUID()}`;
    into.set(token, session);
    return token;
  };

  app.get('/o/oauth2/v2/auth', (context) => {
    const asked = new URL(context.req.url).searchParams;
    const redirect = asked.get('redirect_uri') ?? '';
    const back = new URL(redirect);
    back.searchParams.set('state', asked.get('state') ?? '');
    if (
      asked.get('client_id') !== client.id ||
      asked.get('response_type') !== 'code' ||
      asked.get('code_challenge_method') !== 'S256'
    )
      return context.text('Error 400: invalid_request', 400);
    if (consent.refuses) back.searchParams.set('error', 'access_denied');
    else {
      const code = `4/${randomUUID()}`;
      const scopes = (asked.get('scope') ?? '').split(' ').filter((scope) => !consent.without.includes(scope));
      const offline = asked.get('access_type') === 'offline' && asked.get('prompt') === 'consent';
      codes.set(code, {
        email: consent.email,
        scopes,
        challenge: asked.get('code_challenge') ?? '',
        redirect,
        offline,
      });
      back.searchParams.set('code', code);
      back.searchParams.set('scope', scopes.join(' '));
    }
    return context.redirect(back.href);
  });

  app.post('/token', async (context) => {
    const form = new URLSearchParams(await context.req.text());
    const refuse = (error: string, status: 400 | 401 = 400) =>
      context.json({ error, error_description: 'Bad Request' }, status);
    if (form.get('client_id') !== client.id || form.get('client_secret') !== client.secret)
      return refuse('invalid_client', 401);
    if (form.get('grant_type') === 'refresh_token') {
      const session = refresh.get(form.get('refresh_token') ?? '');
      return session ? answer(context, session) : refuse('invalid_grant');
    }
    const code = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (code?.challenge !== challenge || code.redirect !== form.get('redirect_uri')) return refuse('invalid_grant');
    return answer(context, code, code.offline ? give(refresh, '1//', code) : undefined);
  });

  app.post('/revoke', async (context) => {
    const token = new URLSearchParams(await context.req.text()).get('token') ?? '';
    const session = access.get(token) ?? refresh.get(token);
    if (!session) return context.json({ error: 'invalid_token', error_description: 'Token expired or revoked' }, 400);
    withdraw(session.email);
    return context.json({});
  });

  function answer(context: Context, session: Session, refreshToken?: string) {
    const identity = {
      iss: 'https://accounts.google.com',
      aud: client.id,
      sub: `sub-${session.email}`,
      email: session.email,
    };
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return context.json({
      access_token: give(access, 'ya29.', session),
      expires_in: 3599,
      scope: session.scopes.join(' '),
      token_type: 'Bearer',
      id_token: `${part({ alg: 'RS256' })}.${part(identity)}.signature`,
      ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    });
  }

  function withdraw(email: string): void {
    for (const held of [access, refresh])
      for (const [token, session] of held) if (session.email === email) held.delete(token);
  }

  return {
    app,
    consent,
    scopes: (token) => access.get(token ?? '')?.scopes,
    emailOf: (token) => access.get(token)?.email,
    token: (email, scopes) => give(access, 'ya29.', { email, scopes }),
    withdraw,
  };
}
