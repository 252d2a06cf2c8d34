/** The code beside the link: typed into the browser that asked, few tries, short life, the same answer for every address. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { openInbox, PATIENT, type Inbox } from '../support/inbox.ts';
import { later, NOW, samplePractice } from '../support/practice.ts';
import { member } from './at-desk.ts';
import { serve, type Served } from './served.ts';

const OWNER = 'owner@practice.example';

let database: TestDatabase;
let inbox: Inbox;
let served: Served;
// Each test in a quarter of its own: one address is mailed five times in a quarter of an hour.
let now = NOW;

beforeAll(async () => {
  database = await testDatabase();
  await member(database.db, await samplePractice(database.db), OWNER);
});
beforeEach(async () => {
  inbox = await openInbox();
  served = await serve(database.db, { SMTP_URL: inbox.url, MAIL_FROM: 'desk@practice.example' });
  now = later(now, 20);
  served.setClock(now);
});
afterEach(async () => {
  await served.close();
  await inbox.down();
});
afterAll(() => database.close());

type Asked = { readonly cookie: string; readonly code: string; readonly link: string };

async function ask(email: string): Promise<Pick<Asked, 'cookie'> & { page: string }> {
  const answer = await served.post('/desk/sign-in', { email });
  return { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', page: await answer.text() };
}

async function asked(): Promise<Asked> {
  const before = inbox.mails.length;
  const { cookie } = await ask(OWNER);
  await expect.poll(() => inbox.mails.length, PATIENT).toBe(before + 1);
  const text = inbox.mails.at(-1)?.mail.text ?? '';
  const code = /Code: (\d{4} \d{4})/.exec(text)?.[1] ?? '';
  const link = new URL(/http:\/\/127[^\s"]+/.exec(text)?.[0] ?? 'none:').pathname;
  return { cookie, code, link };
}

const type = (cookie: string, code: string) => served.post('/desk/sign-in/code', { code, email: OWNER }, { cookie });

function wrong(code: string): string {
  return code.startsWith('1') ? `2${code.slice(1)}` : `1${code.slice(1)}`;
}

test('the code of the mail signs in the browser that asked, once, and its link is used up with it', async () => {
  const { cookie, code, link } = await asked();
  const answer = await type(cookie, code);
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/desk']);
  const session =
    answer.headers
      .getSetCookie()
      .find((one) => one.startsWith('openhours-desk='))
      ?.split(';')[0] ?? '';
  expect((await served.get('/desk', { cookie: session })).status).toBe(200);
  expect((await type(cookie, code)).status).toBe(422);
  expect((await served.post(link, {})).status).toBe(410);
});

test('a link that was used takes its code with it', async () => {
  const { cookie, code, link } = await asked();
  expect((await served.post(link, {})).headers.get('location')).toBe('/desk');
  expect((await type(cookie, code)).status).toBe(422);
});

test('J06: in any other browser the right code opens nothing', async () => {
  const { code } = await asked();
  const other = await ask(OWNER);
  for (const cookie of ['', other.cookie, 'openhours-desk-asking=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA']) {
    const answer = await type(cookie, code);
    expect([answer.status, answer.headers.getSetCookie().some((one) => one.startsWith('openhours-desk='))]).toEqual([
      422,
      false,
    ]);
  }
});

test('J06: after five wrong codes the right one opens nothing, and the link still does', async () => {
  const { cookie, code, link } = await asked();
  for (let tries = 0; tries < 5; tries++) expect((await type(cookie, wrong(code))).status).toBe(422);
  expect((await type(cookie, code)).status).toBe(422);
  expect((await served.post(link, {})).headers.get('location')).toBe('/desk');
});

test('of five tries at once with the right code among them one signs in, and tries are counted one by one', async () => {
  const { cookie, code } = await asked();
  const answers = await Promise.all(Array.from({ length: 5 }, () => type(cookie, code)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([303, 422, 422, 422, 422]);
  const again = await asked();
  await Promise.all(Array.from({ length: 8 }, () => type(again.cookie, wrong(again.code))));
  expect((await type(again.cookie, again.code)).status).toBe(422);
});

test('a code is too old after ten minutes', async () => {
  const { cookie, code } = await asked();
  served.setClock(later(now, 9));
  expect((await type(cookie, wrong(code))).status).toBe(422);
  served.setClock(later(now, 11));
  expect((await type(cookie, code)).status).toBe(422);
});

test('J06: asking and typing a wrong code look the same for an address that nobody has', async () => {
  const known = await ask(OWNER);
  await expect.poll(() => inbox.mails.length, PATIENT).toBe(1);
  const unknown = await ask('nobody@practice.example');
  expect(unknown.page.replaceAll('nobody@practice.example', '…')).toBe(known.page.replaceAll(OWNER, '…'));
  expect(unknown.cookie.length).toBe(known.cookie.length);
  const answers = [await type(known.cookie, '00000000'), await type(unknown.cookie, '00000000')];
  expect(await answers[0]?.text()).toBe(await answers[1]?.text());
  expect(answers.map(({ status }) => status)).toEqual([422, 422]);
});

test('J07: a code sent by another site’s page is refused and not counted', async () => {
  const { cookie, code } = await asked();
  for (let tries = 0; tries < 6; tries++) {
    const answer = await served.post('/desk/sign-in/code', { code }, { cookie, 'sec-fetch-site': 'cross-site' });
    expect(answer.status).toBe(403);
  }
  expect((await type(cookie, code)).status).toBe(303);
});
