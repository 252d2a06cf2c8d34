/** Sessions: how long they live, seen by their own person in a list, and ended from afar. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { openInbox, PATIENT } from '../support/inbox.ts';
import { later, NOW, samplePractice } from '../support/practice.ts';
import { member, signedIn } from './at-desk.ts';
import { serve, type Served } from './served.ts';

const OWNER = 'owner@practice.example';
const COLLEAGUE = 'colleague@practice.example';

let database: TestDatabase;
let served: Served;

beforeAll(async () => {
  database = await testDatabase();
  const practice = await samplePractice(database.db);
  await member(database.db, practice, OWNER);
  await member(database.db, practice, COLLEAGUE, 'assistant');
});
beforeEach(async () => {
  served = await serve(database.db);
});
afterEach(() => served.close());
afterAll(() => database.close());

const SESSION = /\/desk\/account\/sessions\/([\da-f-]{36})\/end"/g;
const othersOn = (page: string): string[] => [...page.matchAll(SESSION)].map(([, id]) => id!);

test('L05: a session ends after twelve hours, however much it is used', async () => {
  const desk = await signedIn(served, OWNER);
  for (let minutes = 14; minutes < 12 * 60; minutes += 14) {
    served.setClock(later(NOW, minutes));
    expect([minutes, (await desk.get('/desk/account')).status]).toEqual([minutes, 200]);
  }
  served.setClock(later(NOW, 12 * 60));
  expect((await desk.get('/desk/account')).headers.get('location')).toBe('/desk/sign-in');
});

test('a person sees where they are signed in, each browser by its name, and ends one from afar', async () => {
  served.setClock(later(NOW, 24 * 60));
  const here = await signedIn(served, OWNER);
  const there = await signedIn(served, OWNER);
  const firefox = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
  const third = await signedIn(served, OWNER, firefox);
  const page = await here.page('/desk/account');
  expect([othersOn(page).length, page.includes('Firefox on Linux'), page.includes('This one')]).toEqual([
    2,
    true,
    true,
  ]);
  const [seenLast = ''] = othersOn(page);
  const ended = await here.post(`/desk/account/sessions/${seenLast}/end`);
  expect(ended.headers.get('location')).toBe('/desk/account?done=session-ended');
  expect((await here.post(`/desk/account/sessions/${seenLast}/end`)).status).toBe(404);
  const alive = await Promise.all([here, there, third].map(async (desk) => (await desk.get('/desk')).status));
  expect(alive.toSorted((a, b) => a - b)).toEqual([200, 200, 303]);
  await here.post('/desk/account/sessions/end-others');
  expect((await there.get('/desk')).headers.get('location')).toBe('/desk/sign-in');
  expect((await here.get('/desk')).status).toBe(200);
});

test('nobody ends or sees a colleague’s session', async () => {
  const colleague = await signedIn(served, COLLEAGUE);
  const second = await signedIn(served, COLLEAGUE);
  const [id = ''] = othersOn(await second.page('/desk/account'));
  const owner = await signedIn(served, OWNER);
  expect((await owner.page('/desk/account')).includes(id)).toBe(false);
  expect((await owner.post(`/desk/account/sessions/${id}/end`)).status).toBe(404);
  await owner.post('/desk/account/sessions/end-others');
  expect([(await colleague.get('/desk')).status, (await second.get('/desk')).status]).toEqual([200, 200]);
});

test('J07: behind an encrypted address what remembers the asking browser is __Host- and Secure too, and lives ten minutes', async () => {
  await using inbox = await openInbox();
  const origin = 'https://booking.practice.example';
  const environment = {
    PUBLIC_URL: origin,
    DATA_DIR: '/nowhere',
    SMTP_URL: inbox.url,
    MAIL_FROM: 'desk@practice.example',
  };
  await served.close();
  served = await serve(database.db, environment);
  const app = createApp({ ...served.deps, config: readConfig(environment) });
  const answer = await app.request(`${origin}/desk/sign-in`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ email: OWNER }),
  });
  expect(answer.headers.get('set-cookie')).toMatch(
    /^__Host-openhours-asking=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  await expect.poll(() => inbox.mails.length, PATIENT).toBe(1);
});
