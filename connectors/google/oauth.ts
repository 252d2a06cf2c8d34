/** Signing in at Google: the code flow with PKCE, offline. Plain requests, for an answer of five fields needs no package. */

import { z } from 'zod';
import { instant } from '../../src/domain/interval.ts';
import { retryAt } from '../fetch/failures.ts';
import type { Grant, OAuth } from '../oauth.ts';
import { ProviderError } from '../provider.ts';
import { understood } from './api.ts';
import { type GoogleConfig, REQUEST_LIMIT_MS } from './config.ts';
import { unanswered } from './failures.ts';

/** To list the calendars, and to read and write their events: no less will do, and nothing more is asked. */
const NEEDED = [
  'https://www.googleapis.com/auth/calendar.calendarlist.readonly',
  'https://www.googleapis.com/auth/calendar.events',
];
/** Which account it is. */
const ACCOUNT = ['openid', 'email'];

const tokens = z.object({
  access_token: z.string().min(1),
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1).optional(),
  scope: z.string().optional(),
  id_token: z.string().optional(),
});
const identity = z.object({ aud: z.string(), sub: z.string(), email: z.string().optional() });
const refused = z.object({ error: z.string() });

export function googleOAuth(config: GoogleConfig): OAuth {
  const { clientId, clientSecret, authUrl, tokenUrl, revokeUrl, now } = config;

  async function ask(url: string, form: Record<string, string>): Promise<{ status: number; body: unknown }> {
    let response: Response;
    let body: string;
    try {
      response = await fetch(url, {
        method: 'POST',
        body: new URLSearchParams(form),
        redirect: 'manual',
        signal: AbortSignal.timeout(config.timeout ?? REQUEST_LIMIT_MS),
      });
      body = await response.text();
    } catch (error) {
      throw unanswered(error);
    }
    const { status, headers } = response;
    if (status < 300 || status === 400 || status === 401) return { status, body: parsed(body) };
    const at = retryAt(headers.get('retry-after') ?? undefined, now());
    throw new ProviderError(
      'retry',
      `Google's sign-in cannot answer now (${status}).`,
      at === undefined ? {} : { retryAfter: at },
    );
  }

  async function grant(form: Record<string, string>): Promise<Grant> {
    const { status, body } = await ask(tokenUrl, { ...form, client_id: clientId, client_secret: clientSecret });
    if (status >= 300) throw refusal(body);
    const answer = understood(tokens, body);
    return {
      accessToken: answer.access_token,
      expiresAt: instant(now() + answer.expires_in * 1000),
      refreshToken: answer.refresh_token,
      account: accountOf(answer.id_token, clientId),
      scopes: answer.scope?.split(' ').filter(Boolean) ?? [],
    };
  }

  return {
    needed: NEEDED,

    consentUrl({ state, challenge, redirect, account }) {
      const url = new URL(authUrl);
      const asked = {
        client_id: clientId,
        redirect_uri: redirect,
        response_type: 'code',
        scope: [...ACCOUNT, ...NEEDED].join(' '),
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        access_type: 'offline',
        // Without it Google gives a refresh token at the first consent alone.
        prompt: 'consent',
        ...(account === undefined ? {} : { login_hint: account }),
      };
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
      return url.href;
    },

    exchange: ({ code, verifier, redirect }) =>
      grant({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirect }),

    refresh: (refreshToken) => grant({ grant_type: 'refresh_token', refresh_token: refreshToken }),

    async revoke(token) {
      const { status, body } = await ask(revokeUrl, { token });
      // A token that is not valid any more is as good as revoked.
      if (status >= 300 && refused.safeParse(body).data?.error !== 'invalid_token') throw refusal(body);
    },
  };
}

/** Only `invalid_grant` is for good: the sign-in was withdrawn, ran out, or the code was used before. */
function refusal(body: unknown): ProviderError {
  const error = refused.safeParse(body).data?.error;
  if (error === 'invalid_grant') {
    return new ProviderError(
      'reconnect',
      'The sign-in at Google does not hold any more. Connect the Google account again.',
    );
  }
  if (error === 'invalid_client' || error === 'unauthorized_client') {
    return new ProviderError(
      'retry',
      'Google does not know this installation. Its operator checks GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET.',
    );
  }
  return new ProviderError('retry', `Google refuses to sign in (${error ?? 'no reason given'}).`);
}

/** It came from Google itself over TLS, which stands for its signature (OpenID Connect Core 3.1.3.7). */
function accountOf(token: string | undefined, clientId: string): string | undefined {
  const part = token?.split('.')[1];
  if (part === undefined) return undefined;
  const read = understood(identity, parsed(Buffer.from(part, 'base64url').toString('utf8')));
  return read.aud === clientId ? (read.email ?? read.sub) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
