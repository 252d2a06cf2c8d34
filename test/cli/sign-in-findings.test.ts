/** What doctor says about signing in at Google and Microsoft: how to register, and whether what was registered is taken. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFetcher } from '../../connectors/fetch/guarded.ts';
import { createProviders } from '../../connectors/registry.ts';
import { signInFindings } from '../../src/cli/sign-in-findings.ts';
import { readConfig } from '../../src/config.ts';
import { faultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { CLIENT, googleStandIn, type GoogleStandIn } from '../support/google/stand-in.ts';
import { NOW } from '../support/practice.ts';

let google: GoogleStandIn;
let proxy: FaultProxy;

beforeAll(async () => {
  google = await googleStandIn();
  proxy = await faultProxy(google.origin);
});
afterAll(async () => {
  await proxy.close();
  await google.close();
});

function findings(environment: Record<string, string>) {
  const config = readConfig({ DATA_DIR: '/nowhere', GOOGLE_TOKEN_URL: `${proxy.origin}/token`, ...environment });
  const fetcher = createFetcher({ allow: [], now: () => NOW });
  const accounts = { google: config.google, microsoft: config.microsoft, now: () => NOW };
  return signInFindings({ config, providers: createProviders({ fetcher, accounts }) });
}

const REGISTERED = { GOOGLE_CLIENT_ID: CLIENT.id, GOOGLE_CLIENT_SECRET: CLIENT.secret };
const PUBLIC = { PUBLIC_URL: 'https://booking.practice.example' };

test('what is not registered is told step by step, with the address, the scopes and the variables', async () => {
  const [ofGoogle, ofMicrosoft, ...more] = await findings(PUBLIC);
  expect(more).toEqual([]);
  expect([ofGoogle?.state, ofMicrosoft?.state]).toEqual(['weak', 'weak']);
  for (const words of [
    'https://booking.practice.example/desk/calendars/signed-in/google',
    'https://www.googleapis.com/auth/calendar.calendarlist.readonly',
    'https://www.googleapis.com/auth/calendar.events',
    'GOOGLE_CLIENT_ID',
    'GOOGLE_CLIENT_SECRET',
  ])
    expect(ofGoogle?.advice).toContain(words);
  for (const words of [
    'https://booking.practice.example/desk/calendars/signed-in/outlook',
    'Calendars.ReadWrite',
    'offline_access',
    'MICROSOFT_CLIENT_ID',
    'MICROSOFT_CLIENT_SECRET',
  ])
    expect(ofMicrosoft?.advice).toContain(words);
});

test('the scopes that are named are those that are asked for', async () => {
  const [ofGoogle, ofMicrosoft] = await findings(PUBLIC);
  const fetcher = createFetcher({ allow: [], now: () => NOW });
  const config = readConfig({
    DATA_DIR: '/nowhere',
    ...REGISTERED,
    MICROSOFT_CLIENT_ID: 'a',
    MICROSOFT_CLIENT_SECRET: 'b',
  });
  const accounts = { google: config.google, microsoft: config.microsoft, now: () => NOW };
  const { google: one, outlook: other } = createProviders({ fetcher, accounts });
  for (const scope of one?.oauth?.needed ?? ['none']) expect(ofGoogle?.advice).toContain(scope);
  for (const scope of other?.oauth?.needed ?? ['none']) expect(ofMicrosoft?.advice).toContain(scope);
});

test('an installation that Google knows is well, and one with a wrong secret is broken', async () => {
  const [well] = await findings({ ...PUBLIC, ...REGISTERED });
  expect(well).toMatchObject({ state: 'well', what: expect.stringContaining('/desk/calendars/signed-in/google') });
  const [broken] = await findings({ ...PUBLIC, ...REGISTERED, GOOGLE_CLIENT_SECRET: 'another' });
  expect(broken).toMatchObject({ state: 'broken', advice: expect.stringContaining('GOOGLE_CLIENT_SECRET') });
  proxy.fail({ kind: 'status', status: 503 });
  expect((await findings({ ...PUBLIC, ...REGISTERED }))[0]).toMatchObject({
    state: 'weak',
    what: expect.stringContaining('could not be checked'),
  });
});

test('without https nobody is sent back; on this machine by name it goes, and notices do not', async () => {
  const at = (PUBLIC_URL: string) => findings({ ...REGISTERED, PUBLIC_URL });
  expect((await at('http://booking.practice.example'))[0]).toMatchObject({
    state: 'broken',
    what: expect.stringContaining('https://'),
  });
  const [here, , told] = await at('http://localhost:3000');
  expect(here).toMatchObject({ state: 'well' });
  expect(told).toMatchObject({ state: 'weak', what: expect.stringContaining('cannot tell of changes') });
  expect((await findings({ PUBLIC_URL: 'http://booking.practice.example' }))[0]?.advice).toMatch(
    /^First set PUBLIC_URL/,
  );
});
