/** Signing in at Google: consent, code, tokens, and what makes a connection dead; and being told of changes. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFetcher } from '../../../connectors/fetch/guarded.ts';
import { createProviders } from '../../../connectors/registry.ts';
import { readConfig } from '../../../src/config.ts';
import { instant } from '../../../src/domain/interval.ts';
import { CALENDAR, googleRig, type GoogleRig, WEEK_QUERY } from './rig.ts';

let rig: GoogleRig;
beforeEach(async () => void (rig = await googleRig()));
afterEach(() => rig.close());

const REDIRECT = 'http://localhost:3000/connections/google';
const VERIFIER = 'a-verifier-of-at-least-forty-three-characters-0123';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const failing = (work: Promise<unknown>) => work.catch((error: unknown) => error);

/** What the browser does: to the consent page and back. */
async function consent(): Promise<URLSearchParams> {
  const address = rig.provider.oauth.consentUrl({ state: 'the-state', challenge: CHALLENGE, redirect: REDIRECT });
  const answer = await fetch(address, { redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '').searchParams;
}

async function signedIn() {
  const code = (await consent()).get('code') ?? '';
  return rig.provider.oauth.exchange({ code, verifier: VERIFIER, redirect: REDIRECT });
}

test('Google is there only where the operator registered the installation', () => {
  const providers = (environment: Record<string, string>) => {
    const { google, microsoft } = readConfig({ DATA_DIR: '/nowhere', ...environment });
    const fetcher = createFetcher({ allow: [], now: () => instant(0) });
    return Object.keys(createProviders({ fetcher, accounts: { google, microsoft, now: () => instant(0) } }));
  };
  expect(providers({})).not.toContain('google');
  expect(providers({ GOOGLE_CLIENT_ID: 'id', GOOGLE_CLIENT_SECRET: 'secret' })).toContain('google');
});

describe('signing in', () => {
  test('asks for the least, offline, with PKCE, and comes back with the account', async () => {
    const address = new URL(
      rig.provider.oauth.consentUrl({
        state: 's',
        challenge: CHALLENGE,
        redirect: REDIRECT,
        account: 'ada@practice.example',
      }),
    );
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      access_type: 'offline',
      prompt: 'consent',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      login_hint: 'ada@practice.example',
      scope: [
        'openid email https://www.googleapis.com/auth/calendar.calendarlist.readonly',
        'https://www.googleapis.com/auth/calendar.events',
      ].join(' '),
    });
    expect((await consent()).get('state')).toBe('the-state');
    const grant = await signedIn();
    expect(grant).toMatchObject({
      account: 'ada@practice.example',
      expiresAt: rig.clock + 3_599_000,
      scopes: expect.arrayContaining([...rig.provider.oauth.needed]) as string[],
    });
    expect(grant.refreshToken).toBeTruthy();
    expect(await rig.provider.calendars({ connection: 'c1', token: grant.accessToken })).toHaveLength(1);
  });

  test('F02 a code without its verifier, or used twice, gives nothing', async () => {
    const code = (await consent()).get('code') ?? '';
    const exchange = (verifier: string) => failing(rig.provider.oauth.exchange({ code, verifier, redirect: REDIRECT }));
    expect(await exchange('another')).toMatchObject({ reason: 'reconnect' });
    expect(await exchange(VERIFIER)).toMatchObject({ reason: 'reconnect' });
  });

  test('F10 where fewer scopes were granted than asked, the grant says so, and the API asks to connect again', async () => {
    rig.google.signIn.consent.without = ['https://www.googleapis.com/auth/calendar.events'];
    const { scopes, accessToken } = await signedIn();
    expect(rig.provider.oauth.needed.filter((scope) => !scopes.includes(scope))).toEqual([
      'https://www.googleapis.com/auth/calendar.events',
    ]);
    rig.fail({ kind: 'status', status: 403, body: '{"error":{"errors":[{"reason":"insufficientPermissions"}]}}' });
    const access = { connection: 'c1', token: accessToken };
    expect(await failing(rig.provider.changes(access, CALENDAR, undefined, WEEK_QUERY))).toMatchObject({
      reason: 'reconnect',
    });
  });

  test('a token is refreshed, and the refresh token stays', async () => {
    const { refreshToken } = await signedIn();
    const grant = await rig.provider.oauth.refresh(refreshToken ?? '');
    expect(grant).toMatchObject({ refreshToken: undefined, account: 'ada@practice.example' });
    expect(await rig.provider.calendars({ connection: 'c1', token: grant.accessToken })).toHaveLength(1);
  });

  test('F04 invalid_grant alone means signing in again; nothing else marks the account as dead', async () => {
    const { refreshToken = '' } = await signedIn();
    const refresh = () => failing(rig.provider.oauth.refresh(refreshToken));
    for (const fault of [
      { kind: 'status', status: 500 },
      { kind: 'status', status: 429, retryAfter: 60 },
      { kind: 'status', status: 400, body: '{"error":"invalid_request"}' },
      { kind: 'status', status: 401, body: '{"error":"invalid_client"}' },
      { kind: 'status', status: 400, body: '<html>' },
      { kind: 'html' },
      { kind: 'empty' },
      { kind: 'half' },
      { kind: 'cut-before' },
      { kind: 'hang' },
    ] as const) {
      rig.fail(fault);
      const error = await refresh();
      expect(error, JSON.stringify(fault)).toMatchObject({ reason: 'retry' });
      if ('retryAfter' in fault) expect(error).toMatchObject({ retryAfter: rig.clock + 60_000 });
    }
    rig.google.signIn.withdraw('ada@practice.example');
    expect(await refresh()).toMatchObject({ reason: 'reconnect' });
    expect(await failing(rig.provider.calendars(rig.access))).toMatchObject({ reason: 'reconnect' });
  });

  test('F11 revoking ends the sign-in; revoked already is fine, not reaching Google is not', async () => {
    const { refreshToken = '', accessToken } = await signedIn();
    rig.fail({ kind: 'status', status: 503 });
    expect(await failing(rig.provider.oauth.revoke(refreshToken))).toMatchObject({ reason: 'retry' });
    await rig.provider.oauth.revoke(refreshToken);
    await rig.provider.oauth.revoke(refreshToken);
    expect(rig.google.signIn.scopes(accessToken)).toBeUndefined();
    expect(await failing(rig.provider.oauth.refresh(refreshToken))).toMatchObject({ reason: 'reconnect' });
  });

  test('without a token there is nothing to ask', async () => {
    expect(await failing(rig.provider.calendars({ connection: 'c1' }))).toMatchObject({ reason: 'reconnect' });
    expect(rig.proxy.seen).toEqual([]);
  });
});

describe('watch channels', () => {
  const until = instant(Date.parse('2027-03-09T00:00Z'));
  const asked = {
    id: 'channel-1',
    secret: 'the-secret',
    address: 'https://booking.example.org/webhooks/google',
    until,
  };

  test('F11 are opened with our secret and end when they are stopped, also twice', async () => {
    const subscription = await rig.provider.push.subscribe(rig.access, CALENDAR, asked);
    expect(subscription).toEqual({ id: 'channel-1', resource: 'resource-of-0', expiresAt: until });
    expect(rig.google.channels.get('channel-1')).toMatchObject({ token: 'the-secret', address: asked.address });
    await rig.provider.push.unsubscribe(rig.access, subscription);
    await rig.provider.push.unsubscribe(rig.access, subscription);
    expect(rig.google.channels.size).toBe(0);
  });

  test('an address that Google does not call is refused for good', async () => {
    const bare = { ...asked, address: 'http://booking.example.org/webhooks/google' };
    expect(await failing(rig.provider.push.subscribe(rig.access, CALENDAR, bare))).toMatchObject({
      reason: 'rejected',
    });
  });

  test('C04 what Google sends is read as it arrives, the first “sync” too', async () => {
    const received: Headers[] = [];
    const server = createServer((request, response) => {
      received.push(new Headers(request.headers as Record<string, string>)); // none of Google's comes twice
      response.writeHead(200).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`; // listening on a port
    await rig.provider.push.subscribe(rig.access, CALENDAR, { ...asked, address });
    expect([...(await rig.google.tell(CALENDAR, 'sync')), ...(await rig.google.tell(CALENDAR))]).toEqual([200, 200]);
    server.close();
    const notice = { id: 'channel-1', secret: 'the-secret', what: 'changed', resource: 'resource-of-0' };
    expect(received.map((headers) => incoming(headers))).toEqual([{ notices: [notice] }, { notices: [notice] }]);
  });

  const good = {
    'x-goog-channel-id': 'channel-1',
    'x-goog-channel-token': 'the-secret',
    'x-goog-resource-id': 'resource-1',
    'x-goog-resource-state': 'exists',
  };
  test.each<[string, Record<string, string>]>([
    ['no header', {}],
    ['no channel', { ...good, 'x-goog-channel-id': '' }],
    ['no secret', { ...good, 'x-goog-channel-token': '' }],
    ['no resource', { ...good, 'x-goog-resource-id': '' }],
    ['an unknown state', { ...good, 'x-goog-resource-state': 'teapot' }],
    ['an endless id', { ...good, 'x-goog-channel-id': 'a'.repeat(65) }],
    ['an endless secret', { ...good, 'x-goog-channel-token': 'a'.repeat(257) }],
  ])('C02 %s is no notice', (_, headers) => {
    expect(incoming(new Headers(headers))).toEqual({ notices: [] });
  });

  test('C02 channel, secret and resource are handed on, to be compared with what is known', () => {
    expect(incoming(new Headers(good))).toEqual({
      notices: [{ id: 'channel-1', secret: 'the-secret', what: 'changed', resource: 'resource-1' }],
    });
  });

  function incoming(headers: Headers) {
    return rig.provider.push.incoming({ url: new URL(asked.address), headers, body: '' });
  }
});
