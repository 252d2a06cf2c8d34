/** Getting into the desk and out of it, over HTTP: links, cookies, forms, and who sees what. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { issueSignIn } from '../../src/actions/sign-in.ts';
import { readConfig } from '../../src/config.ts';
import { createApp } from '../../src/app.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { openInbox, PATIENT } from '../support/inbox.ts';
import { later, NOW, samplePractice } from '../support/practice.ts';
import { member, signedIn } from './at-desk.ts';
import { serve, type Served } from './served.ts';

const OWNER = 'owner@practice.example';

let database: TestDatabase;
let served: Served;

beforeAll(async () => {
  database = await testDatabase();
  await member(database.db, await samplePractice(database.db), OWNER);
});
beforeEach(async () => {
  served = await serve(database.db);
});
afterEach(() => served.close());
afterAll(() => database.close());

test('I03: a link that scanners opened ten times still signs in once, and only once', async () => {
  const link = `/desk/sign-in/${await issueSignIn(served.deps, OWNER)}`;
  for (let times = 0; times < 10; times++) expect((await served.get(link)).status).toBe(200);
  const first = await served.post(link, {});
  expect(first.headers.get('location')).toBe('/desk');
  const second = await served.post(link, {});
  expect(second.status).toBe(410);
  expect(second.headers.get('set-cookie')).toBeNull();
});

test('a link is too old after half an hour, and looks the same before it is used', async () => {
  const link = `/desk/sign-in/${await issueSignIn(served.deps, OWNER)}`;
  const shown = await (await served.get(link)).text();
  expect(await (await served.get('/desk/sign-in/nonsense')).text()).toBe(shown);
  served.setClock(later(NOW, 31));
  expect((await served.post(link, {})).status).toBe(410);
});

test('J07: the cookie is for this host alone, hidden from scripts, and new at each sign-in', async () => {
  const one = await signedIn(served, OWNER);
  const link = `/desk/sign-in/${await issueSignIn(served.deps, OWNER)}`;
  const answer = await served.post(link, {}, { cookie: one.cookie });
  const set = answer.headers.get('set-cookie') ?? '';
  expect(set).toMatch(/^openhours-desk=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(set.split(';')[0]).not.toBe(one.cookie);
  expect((await one.get('/desk')).headers.get('location')).toBe('/desk/sign-in');
});

test('J07: a session that somebody else fixed before the sign-in opens nothing', async () => {
  const fixed = 'openhours-desk=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  const link = `/desk/sign-in/${await issueSignIn(served.deps, OWNER)}`;
  await served.post(link, {}, { cookie: fixed });
  expect((await served.get('/desk', { cookie: fixed })).headers.get('location')).toBe('/desk/sign-in');
});

test('J07: behind an encrypted address the cookie is __Host- and Secure, and no other name is looked at', async () => {
  const origin = 'https://booking.practice.example';
  const app = createApp({ ...served.deps, config: readConfig({ PUBLIC_URL: origin, DATA_DIR: '/nowhere' }) });
  const link = `${origin}/desk/sign-in/${await issueSignIn(served.deps, OWNER)}`;
  const answer = await app.request(link, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } });
  const set = answer.headers.get('set-cookie') ?? '';
  expect(set).toMatch(/^__Host-openhours=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  const token = set.slice('__Host-openhours='.length).split(';')[0];
  const asked = (cookie: string) => app.request(`${origin}/desk`, { headers: { cookie } });
  expect((await asked(`__Host-openhours=${token}`)).status).toBe(200);
  expect((await asked(`openhours-desk=${token}`)).headers.get('location')).toBe('/desk/sign-in');
});

test('over plain http beyond this machine the desk refuses with instructions and sets no cookie', async () => {
  const app = createApp(served.deps);
  const link = `/desk/sign-in/${await issueSignIn(served.deps, OWNER)}`;
  for (const path of ['/desk', '/desk/sign-in', link]) {
    const answer = await app.request(`http://practice.example${path}`);
    expect([path, answer.status]).toEqual([path, 403]);
    expect(await answer.text()).toContain('PUBLIC_URL=https://');
  }
  const posted = await app.request(`http://practice.example${link}`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  expect(posted.status).toBe(403);
  expect(posted.headers.get('set-cookie')).toBeNull();
  expect((await served.post(link, {})).headers.get('location')).toBe('/desk');
});

test('behind a trusted proxy that says https the session is secure; the same word without one counts for nothing', async () => {
  const headers = { 'x-forwarded-proto': 'https' };
  expect((await createApp(served.deps).request('http://practice.example/desk/sign-in', { headers })).status).toBe(403);
  const config = { ...served.deps.config, trustedProxies: 1 };
  expect(
    (await createApp({ ...served.deps, config }).request('http://practice.example/desk/sign-in', { headers })).status,
  ).toBe(200);
});

test('J07: a sign-in form that another site sent is refused and the link stays good', async () => {
  const link = `/desk/sign-in/${await issueSignIn(served.deps, OWNER)}`;
  expect((await served.post(link, {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await served.post(link, {}, { 'sec-fetch-site': 'same-site' })).status).toBe(403);
  expect((await served.post(link, {})).headers.get('location')).toBe('/desk');
});

test('J07: a form without the token of its session, or with another’s, is refused', async () => {
  const one = await signedIn(served, OWNER);
  const two = await signedIn(served, OWNER);
  for (const token of ['', 'x', two.formToken]) {
    const answer = await served.post(
      '/desk/online-booking',
      { 'form-token': token, patientWord: 'client', policyText: '' },
      { cookie: one.cookie },
    );
    expect(answer.status).toBe(403);
  }
  expect(await one.page('/desk/online-booking')).toContain('<option value="patient" selected');
  expect((await one.post('/desk/online-booking', { patientWord: 'client', policyText: '' })).status).toBe(303);
});

test('L05: signing out ends the session on the server, and 15 minutes without use lock it', async () => {
  const desk = await signedIn(served, OWNER);
  expect((await desk.get('/desk')).headers.get('cache-control')).toBe('no-store');
  served.setClock(later(NOW, 14));
  expect((await desk.get('/desk')).status).toBe(200);
  served.setClock(later(NOW, 28));
  expect((await desk.get('/desk')).status).toBe(200);
  served.setClock(later(NOW, 44));
  expect((await desk.get('/desk')).headers.get('location')).toBe('/desk/sign-in');
  const again = await signedIn(served, OWNER);
  const out = await again.post('/desk/sign-out');
  expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
  expect((await again.get('/desk')).headers.get('location')).toBe('/desk/sign-in');
});

test('J06: the answer to an address is the same whether or not somebody has it; only the right one gets a mail', async () => {
  await using inbox = await openInbox();
  await served.close();
  served = await serve(database.db, { SMTP_URL: inbox.url, MAIL_FROM: 'desk@practice.example' });
  const answers: string[] = [];
  for (const email of ['nobody@practice.example', OWNER]) {
    const answer = await served.post('/desk/sign-in', { email });
    answers.push(`${answer.status} ${(await answer.text()).replaceAll(email, '…')}`);
  }
  expect(answers[0]).toBe(answers[1]);
  await expect.poll(() => inbox.mails.length, PATIENT).toBe(1);
  const [mail] = inbox.mails;
  expect(mail?.to).toEqual([OWNER]);
  const link = /http:\/\/127[^\s"]+/.exec(mail?.mail.text ?? '')?.[0] ?? '';
  expect((await served.post(new URL(link).pathname, {})).headers.get('location')).toBe('/desk');
});

test('without a mail server the sign-in page says how to get in, and an address is refused beside its field', async () => {
  expect(await (await served.get('/desk/sign-in')).text()).toContain('npm run cli -- sign-in');
  await using inbox = await openInbox();
  await served.close();
  served = await serve(database.db, { SMTP_URL: inbox.url, MAIL_FROM: 'desk@practice.example' });
  const wrong = await served.post('/desk/sign-in', { email: 'a b' });
  expect(wrong.status).toBe(422);
  expect(await wrong.text()).toContain('value="a b"');
});
