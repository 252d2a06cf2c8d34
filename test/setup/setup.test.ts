/** The set-up pages over HTTP: the token, each step's answers, and what is saved when. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { finishSetup, setupToken } from '../../src/actions/setup.ts';
import { issueSignIn } from '../../src/actions/sign-in.ts';
import { loadInstallation } from '../../src/db/installation.ts';
import { practiceIds } from '../../src/db/practices.ts';
import { calendarOf, fails, feedServer, type FeedServer } from '../support/feed.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { openInbox } from '../support/inbox.ts';
import { serve, type Served } from '../desk/served.ts';
import { setupState } from '../../src/http/setup-state.ts';
import { PRACTICE, TYPE } from './answers.ts';

let database: TestDatabase;
let served: Served;
let address: string;
let feed: FeedServer | undefined;

beforeEach(async () => {
  database = await testDatabase();
  served = await serve(database.db);
  address = `/setup/${await setupToken(served.deps)}`;
});
afterEach(async () => {
  await feed?.close();
  feed = undefined;
  await served.close();
  await database.close();
});

async function stepsOneAndThree(): Promise<void> {
  expect((await served.post(address, PRACTICE)).headers.get('location')).toBe(`${address}/calendar`);
  expect((await served.post(`${address}/type`, TYPE)).headers.get('location')).toBe(`${address}/mail`);
}

test('I04: a wrong token, another purpose’s, a changed one and a finished set-up get one identical 404', async () => {
  const wrong = await (await served.get('/setup/nonsense')).text();
  expect((await served.get('/setup/nonsense')).status).toBe(404);
  for (const path of [
    address.slice(0, -1),
    address.toUpperCase(),
    `${address}x`,
    '/setup/nonsense/done',
    `${address}x/mail`,
  ]) {
    const answer = await served.get(path);
    expect([path, answer.status, await answer.text()]).toEqual([path, 404, wrong]);
  }
  expect((await served.get(address)).status).toBe(200);
  await finishSetup(served.deps);
  for (const path of [address, `${address}/calendar`, `${address}/type`, `${address}/mail`, `${address}/done`]) {
    const get = await served.get(path);
    expect([path, get.status, await get.text()]).toEqual([path, 404, wrong]);
    expect((await served.post(path, PRACTICE)).status).toBe(404);
  }
  expect(await practiceIds(database.db.sql)).toEqual([]);
});

test('the address that was printed before is dead once a new one was printed', async () => {
  await setupToken(served.deps);
  expect((await served.get(address)).status).toBe(404);
});

test('I07: set-up pages are not kept, not found by search engines, and tell no referrer', async () => {
  const { headers } = await served.get(address);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('x-robots-tag')).toContain('noindex');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});

test('I01: looking at the steps changes nothing, and a form of another site is refused', async () => {
  for (const path of ['', '/calendar', '/type', '/mail', '/done']) await served.get(address + path);
  expect(await practiceIds(database.db.sql)).toEqual([]);
  const foreign = await served.post(address, PRACTICE, {
    'sec-fetch-site': 'cross-site',
    origin: 'https://evil.example',
  });
  expect(foreign.status).toBe(403);
  expect(await practiceIds(database.db.sql)).toEqual([]);
});

test('step one names each field that is wrong and keeps what was typed', async () => {
  const answer = await served.post(address, {
    ...PRACTICE,
    email: 'not an address',
    zone: 'Mars/Olympus',
    ownerEmail: '',
  });
  const page = await answer.text();
  expect(answer.status).toBe(422);
  expect(page).toContain('This is not an email address such as name@example.org.');
  expect(page).toContain('This time zone is not known here.');
  expect(page).toContain('You sign in to the desk with this address.');
  expect(page).toContain('value="Hill Practice"');
  expect(page).toContain('value="not an address"');
  expect(await practiceIds(database.db.sql)).toEqual([]);
});

test('I09, I10: markup, NUL, lone surrogates and 10,000 characters are shown as text or refused with words', async () => {
  const answer = await served.post(address, {
    ...PRACTICE,
    practiceName: '<script>alert(1)</script>"><img onerror=x>',
    phone: '',
    email: 'x'.repeat(10_000),
  });
  const page = await answer.text();
  expect(answer.status).toBe(422);
  expect(page).not.toContain('<script>alert');
  expect(page).toContain('This is longer than 254 characters.');
  await served.post(address, { ...PRACTICE, practiceName: 'Hill\0 Practice\uD800' });
  expect((await setupState(served.deps))?.practice.name).toBe('Hill Practice\uFFFD');
});

test('step one again corrects the practice, and a mistyped owner’s address opens nothing any more', async () => {
  await served.post(address, { ...PRACTICE, ownerEmail: 'zoee@hill.example' });
  expect(await (await served.get(address)).text()).toContain('value="zoee@hill.example"');
  await served.post(address, { ...PRACTICE, practiceName: 'Hill Practice Paris' });
  const practices = await practiceIds(database.db.sql);
  expect(practices).toHaveLength(1);
  expect((await setupState(served.deps))?.practice.name).toBe('Hill Practice Paris');
  const mistyped = await issueSignIn(served.deps, 'zoee@hill.example');
  const session = await served.post(`/desk/sign-in/${mistyped}`, {});
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect((await served.get('/desk', { cookie })).headers.get('location')).toBe('/desk/sign-in');
});

test('step one sent several times at once makes one practice', async () => {
  await Promise.all(Array.from({ length: 6 }, () => served.post(address, PRACTICE)));
  expect(await practiceIds(database.db.sql)).toHaveLength(1);
});

test('later steps lead back to the first while there is no practice', async () => {
  for (const path of ['/calendar', '/type', '/mail', '/done']) {
    expect((await served.get(address + path)).headers.get('location')).toBe(address);
    expect((await served.post(address + path, { do: 'skip' })).headers.get('location')).toBe(address);
  }
});

test('the preview shows busy times and no titles, and nothing is kept before it was recognised', async () => {
  await served.post(address, PRACTICE);
  feed = await feedServer(calendarOf([['20270302T150000Z', '20270302T153000Z']]));
  const answer = await served.post(`${address}/calendar`, { do: 'read', address: feed.address });
  const page = await answer.text();
  expect(page).toContain('4:00 – 4:30'); // Paris
  expect(page).not.toContain('Something private');
  expect((await setupState(served.deps))?.calendars).toEqual([]);
  expect((await served.post(`${address}/calendar`, { do: 'use', address: feed.address })).headers.get('location')).toBe(
    `${address}/type`,
  );
  const [calendar] = (await setupState(served.deps))!.calendars;
  expect(calendar?.readAt).toBe(served.deps.clock());
});

test('another calendar takes the place of the first', async () => {
  await served.post(address, PRACTICE);
  feed = await feedServer(calendarOf([]));
  await served.post(`${address}/calendar`, { do: 'use', address: feed.address });
  await served.post(`${address}/calendar`, { do: 'use', address: `${feed.address}?other` });
  expect((await setupState(served.deps))?.calendars).toHaveLength(1);
});

test('an address that cannot be read is told in a sentence, stays typed, and is not kept', async () => {
  await served.post(address, PRACTICE);
  feed = await feedServer('');
  feed.answer = fails(404);
  for (const typed of [
    '',
    'ftp://calendar.example/x.ics',
    'http://calendar.example/x.ics',
    'https://10.0.0.1/x.ics',
    feed.address,
  ]) {
    const answer = await served.post(`${address}/calendar`, { do: 'read', address: typed });
    const page = await answer.text();
    expect([typed, answer.status]).toEqual([typed, 422]);
    expect(page).toContain('field-error');
    if (typed !== '') expect(page).toContain(`value="${typed}"`);
  }
  expect((await setupState(served.deps))?.calendars).toEqual([]);
});

test('a first type and weekly hours are saved, shown again, and replaced, not doubled', async () => {
  await stepsOneAndThree();
  const changed = { ...TYPE, name: 'Consultation', 'from-FR': '10:00', 'open-SA': 'on', 'to-SA': '12:00' };
  await served.post(`${address}/type`, changed);
  const { types, openings } = (await setupState(served.deps))!;
  expect(types.map(({ name, length, padding }) => ({ name, length, padding }))).toEqual([
    { name: 'Consultation', length: 50, padding: 10 },
  ]);
  const rules = openings.map(({ start, end, rule }) => [start.slice(11), end.slice(11), rule]);
  expect(rules).toEqual(
    expect.arrayContaining([
      ['09:00', '17:00', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH'],
      ['10:00', '17:00', 'FREQ=WEEKLY;BYDAY=FR'],
      ['09:00', '12:00', 'FREQ=WEEKLY;BYDAY=SA'],
    ]),
  );
  expect(rules).toHaveLength(3);
  const page = await (await served.get(`${address}/type`)).text();
  expect(page).toContain('value="Consultation"');
  expect(page).toMatch(/id="open-SA"[^>]*checked/);
  expect(page).not.toMatch(/id="open-SU"[^>]*checked/);
});

test('hours that end before they begin, no hours at all, and lengths that are none are refused beside their fields', async () => {
  await served.post(address, PRACTICE);
  const wrong = await served.post(`${address}/type`, { ...TYPE, length: '1e309', 'to-MO': '08:00', 'from-TU': '' });
  const page = await wrong.text();
  expect(wrong.status).toBe(422);
  expect(page).toContain('This must be a whole number from 5 to 1440.');
  expect(page).toContain('The end must come after the start.');
  expect(page).toContain('Give both times, such as 09:00 and 17:00.');
  const none = await served.post(`${address}/type`, {
    name: 'First visit',
    length: '50',
    padding: '0',
    locationKind: 'video',
  });
  expect(await none.text()).toContain('Choose at least one day, or nothing can be booked.');
  expect((await setupState(served.deps))?.types).toEqual([]);
});

test('a mail server is kept once a real test mail was taken, and not before', async () => {
  await stepsOneAndThree();
  await using inbox = await openInbox();
  const { hostname, port } = new URL(inbox.url);
  await inbox.down();
  const form = {
    do: 'test',
    host: hostname,
    port,
    security: 'starttls',
    user: '',
    password: '',
    from: 'office@hill.example',
  };
  const refused = await served.post(`${address}/mail`, form);
  expect(refused.status).toBe(422);
  expect(await refused.text()).toContain('The mail server could not be reached.');
  expect((await loadInstallation(database.db.sql)).smtpUrlSealed).toBeUndefined();
  await inbox.up();
  expect((await served.post(`${address}/mail`, form)).headers.get('location')).toBe(`${address}/done`);
  expect(inbox.mails.map(({ to }) => to)).toEqual([['zoe@hill.example']]);
  expect((await served.deps.mailer())?.from).toBe('office@hill.example');
  expect(await (await served.get(`${address}/done`)).text()).not.toContain('No mail server is known');
});

test('mail fields that make no address are told, and the password stays typed', async () => {
  await stepsOneAndThree();
  const answer = await served.post(`${address}/mail`, {
    do: 'test',
    host: 'a b',
    port: '0',
    security: 'tls',
    user: '',
    password: 'secret',
    from: '',
    url: '',
  });
  const page = await answer.text();
  expect(answer.status).toBe(422);
  for (const words of [
    'Give the name of the mail server',
    'The port is a number',
    'A password needs its user name',
    'Mails need the address',
  ]) {
    expect(page).toContain(words);
  }
  expect(page).toContain('value="secret"');
});

test('the end shows a working booking link, says what is missing, and finishing closes the pages and signs in', async () => {
  await stepsOneAndThree();
  expect((await served.post(`${address}/mail`, { do: 'skip' })).headers.get('location')).toBe(`${address}/done`);
  const page = await (await served.get(`${address}/done`)).text();
  const link = /class="secret"[^>]*>([^<]+)</.exec(page)?.[1] ?? '';
  expect((await fetch(link)).status).toBe(200);
  for (const words of ['works on this machine only', 'No mail server is known', 'None is connected'])
    expect(page).toContain(words);
  const finished = await served.post(`${address}/done`, {});
  const signIn = finished.headers.get('location') ?? '';
  expect(signIn).toMatch(/^\/desk\/sign-in\/[\w-]{43}$/);
  expect((await served.get(address)).status).toBe(404);
  const session = await served.post(signIn, {});
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  expect((await served.get('/desk', { cookie })).status).toBe(200);
});

test('set-up cannot be finished before there is something to book', async () => {
  await served.post(address, PRACTICE);
  expect((await served.get(`${address}/done`)).headers.get('location')).toBe(`${address}/type`);
  expect((await served.post(`${address}/done`, {})).headers.get('location')).toBe(`${address}/type`);
  expect((await served.get(address)).status).toBe(200);
});
