/** Signing in to a Microsoft account, at work or private (v2.0 endpoints; learn.microsoft.com, "authorization code flow"). */

import { z } from 'zod';
import { instant } from '../../src/domain/interval.ts';
import type { Instant } from '../../src/domain/types.ts';
import { retryAt } from '../fetch/failures.ts';
import type { Grant, OAuth } from '../oauth.ts';
import { ProviderError } from '../provider.ts';

export type SignInOptions = {
  /** `https://login.microsoftonline.com/`, or what stands in for it. */
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly now: () => Instant;
  readonly timeout?: number;
};

/** Said by a refresh token in the answer: the list of scopes leaves it out. */
const OFFLINE = 'offline_access';
const NEEDED = ['Calendars.ReadWrite', OFFLINE];
const ASKED = ['openid', 'profile', 'email', ...NEEDED];
const TIMEOUT = 15_000;

const tokenSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
  refresh_token: z.string().min(1).optional(),
  scope: z.string().default(''),
  id_token: z.string().optional(),
});
const refusalSchema = z.object({ error: z.string() });
const claimsSchema = z.object({ preferred_username: z.string().optional(), email: z.string().optional() });

export function outlookOAuth(options: SignInOptions): OAuth {
  const { loginUrl, clientId, clientSecret } = options;
  const at = (name: string): URL => new URL(`common/oauth2/v2.0/${name}`, loginUrl);
  const ask = (fields: Readonly<Record<string, string>>): Promise<Grant> =>
    askForTokens(at('token'), { client_id: clientId, client_secret: clientSecret, ...fields }, options);

  return {
    needed: NEEDED,
    consentUrl({ state, challenge, redirect, account }) {
      const url = at('authorize');
      const fields = {
        client_id: clientId,
        response_type: 'code',
        response_mode: 'query',
        redirect_uri: redirect,
        scope: ASKED.join(' '),
        state,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        // Who has two accounts is asked which one; who signs in again is not.
        ...(account === undefined ? { prompt: 'select_account' } : { login_hint: account }),
      };
      for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
      return url.href;
    },
    exchange: ({ code, verifier, redirect }) =>
      ask({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirect }),
    refresh: (refreshToken) =>
      ask({ grant_type: 'refresh_token', refresh_token: refreshToken, scope: ASKED.join(' ') }),
    // Microsoft has no call for it. Whoever wants the permission gone takes it back at myaccount.microsoft.com.
    revoke: () => Promise.resolve(),
  };
}

async function askForTokens(
  url: URL,
  fields: Readonly<Record<string, string>>,
  { now, timeout = TIMEOUT }: SignInOptions,
): Promise<Grant> {
  const { status, retryAfter, json } = await answerTo(url, fields, timeout);
  if (status !== 200) throw refusal({ status, json, retryAfter: retryAt(retryAfter, now()) });
  const tokens = tokenSchema.safeParse(json);
  if (!tokens.success) throw unreachable(tokens.error);
  const { access_token, expires_in, refresh_token, scope, id_token } = tokens.data;
  return {
    accessToken: access_token,
    expiresAt: instant(now() + expires_in * 1000),
    refreshToken: refresh_token,
    account: id_token === undefined ? undefined : accountIn(id_token),
    scopes: [...scopesIn(scope), ...(refresh_token === undefined ? [] : [OFFLINE])],
  };
}

type Answer = { readonly status: number; readonly retryAfter: string | undefined; readonly json: unknown };

async function answerTo(url: URL, fields: Readonly<Record<string, string>>, timeout: number): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(fields).toString(),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    const text = await response.text();
    const retryAfter = response.headers.get('retry-after') ?? undefined;
    return { status: response.status, retryAfter, json: parsed(text) };
  } catch (cause) {
    throw unreachable(cause);
  }
}

type Refused = { readonly status: number; readonly json: unknown; readonly retryAfter: Instant | undefined };

/** Only what Microsoft says of this very grant ends it (failures F04); all else may pass. */
function refusal({ status, json, retryAfter }: Refused): ProviderError {
  const error = refusalSchema.safeParse(json).data?.error ?? '';
  if (status === 400 && dead.has(error)) {
    return new ProviderError('reconnect', 'Microsoft no longer accepts this sign-in. Connect the account again.');
  }
  const named = /^[a-z_]{1,40}$/.test(error) ? `, ${error}` : '';
  const what = named === ', invalid_client' ? 'Check MICROSOFT_CLIENT_ID and MICROSOFT_CLIENT_SECRET.' : 'Try later.';
  const message = `Microsoft's sign-in refuses the request (${status}${named}). ${what}`;
  return new ProviderError('retry', message, retryAfter === undefined ? {} : { retryAfter });
}

// The second one asks for the person: a new second factor, say. No program can answer it.
const dead = new Set(['invalid_grant', 'interaction_required']);

function unreachable(cause: unknown): ProviderError {
  return new ProviderError('retry', "Microsoft's sign-in cannot be reached, or does not answer in time.", { cause });
}

/** Graph's scopes come with or without its address in front. */
function scopesIn(scope: string): string[] {
  return scope
    .split(' ')
    .filter((each) => each !== '')
    .map((each) => each.slice(each.lastIndexOf('/') + 1));
}

/** Straight from Microsoft over TLS, so its signature says nothing more (OpenID Connect Core 3.1.3.7). */
function accountIn(idToken: string): string | undefined {
  const [, payload = ''] = idToken.split('.');
  const text = new TextDecoder().decode(Buffer.from(payload, 'base64url'));
  const { data } = claimsSchema.safeParse(parsed(text));
  return data?.preferred_username ?? data?.email;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
