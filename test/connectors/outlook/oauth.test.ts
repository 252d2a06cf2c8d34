/** Signing in to Microsoft: code with PKCE, rotating tokens, and which refusals end a grant. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../support/fault-proxy.ts';
import { outlookProvider } from '../../../connectors/outlook/provider.ts';
import { instant } from '../../../src/domain/interval.ts';
import { outlookRig, type OutlookRig } from './rig.ts';

const VERIFIER = 'a-verifier-of-forty-three-characters-or-more-00';
const REDIRECT = 'http://localhost:3000/connect/outlook';
const question = {
  state: 'a state&',
  challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  redirect: REDIRECT,
};

let rig: OutlookRig;
beforeEach(async () => void (rig = await outlookRig()));
afterEach(() => rig.close());

const oauth = () => rig.provider.oauth;
const failed = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('It did not fail.'),
    (error: unknown) => error,
  );

/** As the browser of somebody who agrees. */
async function agreed(): Promise<string> {
  const response = await fetch(oauth().consentUrl(question), { redirect: 'manual' });
  const back = new URL(response.headers.get('location') ?? '');
  expect(back.searchParams.get('state')).toBe(question.state);
  return back.searchParams.get('code') ?? '';
}
const signedIn = async () => oauth().exchange({ code: await agreed(), verifier: VERIFIER, redirect: REDIRECT });

test('the consent page is asked for the least: one calendar scope, staying signed in, and who it is', () => {
  const { origin, pathname, searchParams } = new URL(
    oauth().consentUrl({ ...question, account: 'ada@practice.example' }),
  );
  expect(origin + pathname).toBe(`${rig.proxy.origin}/common/oauth2/v2.0/authorize`);
  expect(Object.fromEntries(searchParams)).toEqual({
    client_id: 'client',
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: REDIRECT,
    scope: 'openid profile email Calendars.ReadWrite offline_access',
    state: 'a state&',
    code_challenge: question.challenge,
    code_challenge_method: 'S256',
    login_hint: 'ada@practice.example',
  });
});

test('a code becomes a grant that reads calendars, and names the account', async () => {
  const grant = await signedIn();
  expect(grant).toMatchObject({ account: 'ada@practice.example', expiresAt: rig.now + 3_600_000 });
  expect(grant.scopes).toEqual(expect.arrayContaining([...oauth().needed]));
  const access = { connection: 'c1', token: grant.accessToken };
  expect(await rig.provider.calendars(access)).toHaveLength(3);
});

test('F02 a code without its verifier, or used twice, gives nothing', async () => {
  const code = await agreed();
  const wrong = oauth().exchange({ code, verifier: 'another', redirect: REDIRECT });
  expect(await failed(wrong)).toMatchObject({ reason: 'reconnect' });
  const again = await agreed();
  await oauth().exchange({ code: again, verifier: VERIFIER, redirect: REDIRECT });
  const twice = oauth().exchange({ code: again, verifier: VERIFIER, redirect: REDIRECT });
  expect(await failed(twice)).toMatchObject({ reason: 'reconnect' });
});

test('F05 a refresh gives a new refresh token, and the last one is of no use any more', async () => {
  const first = await signedIn();
  const second = await oauth().refresh(first.refreshToken!);
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect(second.accessToken).not.toBe(first.accessToken);
  expect(await failed(oauth().refresh(first.refreshToken!))).toMatchObject({ reason: 'reconnect' });
  expect(await oauth().refresh(second.refreshToken!)).toMatchObject({
    scopes: expect.arrayContaining(['offline_access']),
  });
});

describe('F04', () => {
  const refused = (status: number, error: string): Fault => ({
    kind: 'status',
    status,
    body: JSON.stringify({ error }),
  });

  test('a grant that was withdrawn is dead', async () => {
    const { refreshToken } = await signedIn();
    rig.server.accounts.withdraw();
    expect(await failed(oauth().refresh(refreshToken!))).toMatchObject({ reason: 'reconnect' });
  });

  test.each<[string, Fault, string]>([
    ['invalid_grant', refused(400, 'invalid_grant'), 'reconnect'],
    ['interaction_required', refused(400, 'interaction_required'), 'reconnect'],
    ['invalid_client', refused(401, 'invalid_client'), 'retry'],
    ['temporarily_unavailable', refused(503, 'temporarily_unavailable'), 'retry'],
    ['invalid_grant with 500', refused(500, 'invalid_grant'), 'retry'],
    ['429', { kind: 'status', status: 429, retryAfter: 30 }, 'retry'],
    ['a page', { kind: 'html' }, 'retry'],
    ['an empty answer', { kind: 'empty' }, 'retry'],
    ['half an answer', { kind: 'half' }, 'retry'],
    ['no connection', { kind: 'cut-before' }, 'retry'],
    ['no answer', { kind: 'hang' }, 'retry'],
  ])('%s: the grant is dead only where Microsoft says so', async (_, fault, reason) => {
    const { refreshToken } = await signedIn();
    rig.fail(fault);
    const error = await failed(oauth().refresh(refreshToken!));
    expect(error).toMatchObject({ name: 'ProviderError', reason });
    if ('retryAfter' in fault) expect(error).toMatchObject({ retryAfter: rig.now + 30_000 });
    expect(String(error)).not.toContain(refreshToken);
  });

  test('a wrong client is said to the operator, by the names of what to check', async () => {
    const { origin } = rig.proxy;
    const options = {
      graphUrl: origin,
      loginUrl: origin,
      clientId: 'client',
      clientSecret: 'old',
      now: () => instant(0),
    };
    const error = await failed(outlookProvider(options).oauth.refresh('x'));
    expect(error).toMatchObject({ reason: 'retry', message: expect.stringContaining('MICROSOFT_CLIENT_SECRET') });
  });
});

test.each([
  ['calendars', 'openid profile email offline_access', ['Calendars.ReadWrite']],
  ['staying signed in', 'openid profile email https://graph.microsoft.com/Calendars.ReadWrite', ['offline_access']],
  ['writing', 'openid profile email Calendars.Read offline_access', ['Calendars.ReadWrite']],
])('F10 without %s, what is missing of the needed scopes can be seen', async (_, granted, missing) => {
  rig.server.accounts.granted = granted;
  const { scopes } = await signedIn();
  expect(oauth().needed.filter((scope) => !scopes.includes(scope))).toEqual(missing);
});

test('F11 there is nothing to withdraw at Microsoft, and nothing is asked', async () => {
  await oauth().revoke('anything');
  expect(rig.proxy.seen).toEqual([]);
});
