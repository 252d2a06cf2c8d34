/** Microsoft's sign-in as the stand-in plays it: code with PKCE, refresh tokens that rotate, tokens that Graph takes. */
import { createHash } from 'node:crypto';
import { Hono } from 'hono';

const refusedWith = (error: string) => ({ error, error_description: `AADSTS: ${error}`, error_codes: [70000] });

export class Accounts {
  /** Given whoever asks; a test takes some away. */
  granted = 'openid profile email https://graph.microsoft.com/Calendars.ReadWrite offline_access';
  readonly accessTokens = new Set(['token']);
  readonly refreshTokens = new Set<string>();
  readonly codes = new Map<string, { readonly challenge: string; readonly redirect: string }>();
  private made = 0;

  /** Every grant is dead. */
  withdraw(): void {
    this.accessTokens.clear();
    this.refreshTokens.clear();
  }

  issue(): Record<string, unknown> {
    const name = ++this.made;
    const offline = this.granted.includes('offline_access');
    this.accessTokens.add(`access-${name}`);
    if (offline) this.refreshTokens.add(`refresh-${name}`);
    const claims = Buffer.from(JSON.stringify({ preferred_username: 'ada@practice.example' })).toString('base64url');
    return {
      token_type: 'Bearer',
      // Whether it may refresh is not in the list, though it was asked for.
      scope: this.granted.replace(/ ?offline_access/, ''),
      expires_in: 3600,
      access_token: `access-${name}`,
      ...(offline && { refresh_token: `refresh-${name}` }),
      id_token: `eyJhbGciOiJub25lIn0.${claims}.`,
    };
  }
}

export function signIn(accounts: Accounts): Hono {
  const app = new Hono();
  app.get('/common/oauth2/v2.0/authorize', (c) => {
    const asked = c.req.query();
    const code = `code-${accounts.codes.size + 1}`;
    accounts.codes.set(code, { challenge: asked['code_challenge'] ?? '', redirect: asked['redirect_uri'] ?? '' });
    const back = new URL(asked['redirect_uri'] ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', asked['state'] ?? '');
    return c.redirect(back.href);
  });
  app.post('/common/oauth2/v2.0/token', async (c) => {
    const form = await c.req.parseBody<Record<string, string>>();
    if (form['client_id'] !== 'client' || form['client_secret'] !== 'secret') {
      return c.json(refusedWith('invalid_client'), 401);
    }
    if (form['grant_type'] === 'refresh_token') {
      // Each is good once.
      if (!accounts.refreshTokens.delete(form['refresh_token'] ?? '')) return c.json(refusedWith('invalid_grant'), 400);
      return c.json(accounts.issue());
    }
    const code = accounts.codes.get(form['code'] ?? '');
    accounts.codes.delete(form['code'] ?? '');
    const challenge = createHash('sha256')
      .update(form['code_verifier'] ?? '')
      .digest('base64url');
    if (code?.challenge !== challenge || code.redirect !== form['redirect_uri']) {
      return c.json(refusedWith('invalid_grant'), 400);
    }
    return c.json(accounts.issue());
  });
  return app;
}
