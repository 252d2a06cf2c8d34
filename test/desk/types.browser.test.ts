/** Appointment types at the desk: added, changed, put in order, hidden, archived; what patients see of them stands beside. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { issueSignIn } from '../../src/actions/sign-in.ts';
import { listTypes, readType } from '../../src/actions/types.ts';
import { describeInBrowser, faults, launchBrowser } from '../support/browser.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { textOf } from '../support/page.ts';
import { addPractitioner, contextOf, samplePractice, type SamplePractice } from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

const PATH = '/desk/types';

let database: TestDatabase;
let served: Served;
let practice: SamplePractice;
let desk: AtDesk;

beforeAll(async () => {
  database = await testDatabase();
  served = await serve(database.db);
});
beforeEach(async () => {
  const slug = `practice-${randomUUID()}`;
  practice = await samplePractice(database.db, { slug });
  await member(database.db, practice, `owner@${slug}.example`);
  desk = await signedIn(served, `owner@${slug}.example`);
});
afterAll(async () => {
  await served.close();
  await database.close();
});

const ctx = () => contextOf(database.db, practice, { actor: { kind: 'system' } });
const names = async () => (await listTypes(ctx())).map(({ name }) => name);
const bookingPage = async () => textOf(await (await served.get(`/book/${practice.slug}`)).text());

/** The form as the page sends it. */
function form(more: Record<string, string> = {}): Record<string, string> {
  return {
    ...{ name: 'First visit', length: '80', padding: '10', colour: 'rose', state: 'listed', audience: 'everyone' },
    ...{ starts: 'packed', every: '30', locationKind: 'video', locationText: 'https://video.example/room' },
    ...{ note: 'Please be on time.', offeredBy: 'all' },
    ...more,
  };
}

async function add(more: Record<string, string> = {}) {
  expect((await desk.post(`${PATH}/new`, form(more))).headers.get('location')).toBe(`${PATH}?done=saved`);
  return (await listTypes(ctx())).at(-1)!; // just added, at the end
}

test('a type is added with all it has, and stands last on the booking page', async () => {
  const { id, ...type } = await add({ starts: 'every', every: '15' });
  expect(type).toEqual({
    ...{ name: 'First visit', length: 80, padding: 10, colour: 'rose', state: 'listed', audience: 'everyone' },
    ...{ startRule: { kind: 'every', minutes: 15 }, location: { kind: 'video', text: 'https://video.example/room' } },
    ...{ note: 'Please be on time.', offeredBy: 'all' },
  });
  expect(await desk.page(`${PATH}/${id}`)).toContain('value="First visit"');
  const page = await bookingPage();
  expect(page).toContain('First visit 1 hour 20 minutes · Video call Please be on time.');
  expect(page.indexOf('Consultation')).toBeLessThan(page.indexOf('First visit'));
});

test('changed, it is what was typed; what is wrong is named beside its field and stays typed', async () => {
  const { typeId } = practice;
  const wrong = await desk.post(
    `${PATH}/${typeId}`,
    form({ name: ' ', length: '4', padding: 'x', starts: 'every', every: '' }),
  );
  const page = await wrong.text();
  expect(wrong.status).toBe(422);
  for (const sentence of ['Give it a name', 'from 5 to 1440', 'from 0 to 720']) expect(page).toContain(sentence);
  expect(page).toMatch(/id="every-error"/);
  expect(page).toContain('value="x"');
  expect(await names()).toEqual(['Consultation']);
  await desk.post(`${PATH}/${typeId}`, form({ name: 'Consultation, long', locationKind: 'none' }));
  expect(await readType(ctx(), typeId)).toMatchObject({ ok: true, value: { length: 80, location: undefined } });
});

test.each<Record<string, string>>([
  { colour: 'pink' },
  { state: 'gone' },
  { audience: 'nobody' },
  { starts: 'never' },
  { starts: 'every', every: '1e3' },
  { locationKind: 'moon' },
  { offeredBy: 'chosen' },
  { name: 'x'.repeat(201) },
])('what no page sends is refused in words: %o', async (more) => {
  const answer = await desk.post(`${PATH}/${practice.typeId}`, form(more));
  expect([answer.status, await names()]).toEqual([422, ['Consultation']]);
});

test('a preview shows what was typed and saves nothing', async () => {
  const typed = form({ name: 'Half-typed', length: '50', padding: '10', preview: 'yes' });
  const answer = await desk.post(`${PATH}/${practice.typeId}`, typed);
  const text = textOf(await answer.text());
  expect(answer.status).toBe(200);
  expect(text).toContain('Half-typed 50 minutes · Video call');
  expect(text).toContain('In a free stretch from 9:00 AM to 12:00 PM it can be booked for: 9:00 AM 10:00 AM 11:00 AM');
  const every = await desk.post(`${PATH}/new`, { ...typed, starts: 'every', every: '45' });
  expect(textOf(await every.text())).toContain('9:00 AM 9:45 AM 10:30 AM');
  expect((await desk.post(`${PATH}/new`, { ...typed, length: '' })).status).toBe(200);
  expect(await names()).toEqual(['Consultation']);
});

test('order is that of the booking page; at the ends nothing moves', async () => {
  const { id } = await add();
  await add({ name: 'Old', state: 'archived' });
  const move = (to: string) => desk.post(`${PATH}/${id}/move`, { to });
  await move('down');
  expect(await names()).toEqual(['Consultation', 'First visit', 'Old']);
  await move('up');
  expect(await names()).toEqual(['First visit', 'Consultation', 'Old']);
  const page = await bookingPage();
  expect(page.indexOf('First visit')).toBeLessThan(page.indexOf('Consultation'));
  await move('up');
  expect((await names())[0]).toBe('First visit');
});

test('hidden and archived ones leave the booking page, keep what they have, and come back', async () => {
  const { typeId } = practice;
  const before = await readType(ctx(), typeId);
  const set = (state: string) => desk.post(`${PATH}/${typeId}/state`, { state });
  for (const state of ['hidden', 'archived']) {
    await set(state);
    expect([state, (await bookingPage()).includes('Consultation')]).toEqual([state, false]);
  }
  expect(textOf(await desk.page(PATH))).toContain('Archived (1) Consultation');
  expect((await set('listed')).status).toBe(303);
  expect(await readType(ctx(), typeId)).toEqual(before);
  expect((await set('nonsense')).status).toBe(404);
});

test('kept to some practitioners and to existing patients: said on the page, and so on the booking page', async () => {
  const kim = await database.db.tenant(practice.practiceId, (tx) =>
    addPractitioner(tx, practice.practiceId, { name: 'Dr. Kim', slug: 'kim' }),
  );
  const { offeredBy } = await add({ offeredBy: 'chosen', [`by-${kim}`]: 'on', [`by-${randomUUID()}`]: 'on' });
  expect(offeredBy).toEqual([kim]);
  expect(await bookingPage()).toContain('First visit 1 hour 20 minutes · Video call · Dr. Kim');
  await desk.post(`${PATH}/${practice.typeId}`, form({ name: 'Follow-up', audience: 'existing' }));
  expect(await bookingPage()).not.toContain('Follow-up');
  const page = textOf(await desk.page(PATH));
  expect(page).toContain('Follow-up Existing patients');
  expect(page).toContain('With a personal link, those for existing patients too.');
});

test('M03 padding is at the desk alone', async () => {
  await desk.post(`${PATH}/${practice.typeId}`, form({ padding: '17' }));
  const page = await desk.page(PATH);
  expect(page).toContain('17 minutes padding');
  // The number alone may stand in an address by chance.
  expect(page.slice(page.indexOf('id="preview"'))).not.toMatch(/17 minutes|padding/i);
  expect(await bookingPage()).not.toMatch(/17 minutes|padding/i);
});

describeInBrowser('appointment types in a browser', () => {
  test('the picture follows what is typed, and the pages are sound', async () => {
    const browser = await launchBrowser();
    const page = await browser.newPage();
    const refused: string[] = [];
    page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
    await page.goto(
      `${served.origin}/desk/sign-in/${await issueSignIn(served.deps, `owner@${practice.slug}.example`)}`,
    );
    await page.click('button:has-text("Sign in")');
    await page.waitForURL('**/desk');
    await page.goto(`${served.origin}${PATH}/${practice.typeId}`);
    await page.fill('#name', 'Couples');
    await page.waitForSelector('#preview >> text=Couples');
    expect(await page.inputValue('#name')).toBe('Couples');
    expect(await names()).toEqual(['Consultation']);
    expect(await faults(page)).toEqual([]);
    await page.click('text=Save');
    await page.waitForSelector('text=Saved.');
    expect(await names()).toEqual(['Couples']);
    expect(await faults(page)).toEqual([]);
    expect(refused).toEqual([]);
    await browser.close();
  });
});
