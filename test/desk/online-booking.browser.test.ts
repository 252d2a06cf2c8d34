/** Online booking: what each setting does when it is saved, and what it keeps. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPractice } from '../../src/actions/practice.ts';
import { issueSignIn } from '../../src/actions/sign-in.ts';
import { describeInBrowser, faults, launchBrowser } from '../support/browser.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { textOf } from '../support/page.ts';
import { contextOf, samplePractice, type SamplePractice } from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

const PATH = '/desk/online-booking';

let database: TestDatabase;
let served: Served;
let practice: SamplePractice;
let desk: AtDesk;

async function open(settings: Record<string, string | number | boolean> = {}): Promise<void> {
  const slug = `practice-${randomUUID()}`;
  practice = await samplePractice(database.db, { slug, settings });
  await member(database.db, practice, `owner@${slug}.example`);
  desk = await signedIn(served, `owner@${slug}.example`);
}

beforeAll(async () => {
  database = await testDatabase();
  served = await serve(database.db);
});
afterAll(async () => {
  await served.close();
  await database.close();
});

/** The form as the page with everything on sends it. */
function form(more: Record<string, string | undefined> = {}): Record<string, string> {
  const { practitionerId } = practice;
  const all = {
    allowOnlineBooking: 'on',
    'while-on': 'on',
    allowOnlineChanges: 'on',
    cutoffAmount: '3',
    cutoffUnit: 'days',
    horizonDays: '30',
    pageNotice: '',
    patientWord: 'patient',
    policyText: 'Please call.',
    [`notify-${practitionerId}`]: 'on',
    [`email-${practitionerId}`]: 'lee@outside.example',
    ...more,
  };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Every address at which a patient finds something to book. */
function links(): string[] {
  const { slug, practitionerSlug, practitionerId, typeId } = practice;
  const [book, api] = [`/book/${slug}`, `/api/v1/public/practices/${slug}`];
  const slots = new URLSearchParams({
    practitionerId,
    typeId,
    from: '2027-03-02T00:00:00Z',
    to: '2027-03-09T00:00:00Z',
  });
  const times = `${book}/${practitionerSlug}?type=${typeId}`;
  return [book, `${book}/${practitionerSlug}`, times, api, `${api}/slots?${slots.toString()}`];
}

const opens = async (link: string) => /Consultation|"start"/.test(await (await served.get(link)).text());

const saved = () => readPractice(contextOf(database.db, practice));

async function notify() {
  return database.db.tenant(practice.practiceId, async (tx) => {
    const [row] = await tx<{ email: string; on: boolean }[]>`select email, notify_booked as on from practitioners`;
    return row!; // the sample practice has one
  });
}

test('everything is saved, and said in words of today', async () => {
  await open();
  expect((await desk.post(PATH, form())).headers.get('location')).toBe(`${PATH}?done=saved`);
  const { settings, policyText } = await saved();
  expect(settings).toMatchObject({
    allowOnlineBooking: true,
    allowOnlineChanges: true,
    cutoff: { amount: 3, unit: 'days' },
    horizonDays: 30,
  });
  expect(policyText).toBe('Please call.');
  expect(await notify()).toEqual({ email: 'lee@outside.example', on: true });
  const page = await desk.page(PATH);
  expect(page).toContain('may start on Thursday, March 4, 2027 at 8:00');
  expect(page).toContain(
    'The first time a patient could book now is Thursday, March 4, 2027 at 9:00 AM: Consultation.',
  );
  expect(page).toContain('Today the last bookable day is Wednesday, March 31');
});

test('off hides the other toggles, closes the link, and keeps every value for the day it is on again', async () => {
  await open();
  await desk.post(PATH, form({ allowOnlineChanges: undefined, [`notify-${practice.practitionerId}`]: undefined }));
  // As a browser sends it: the hidden boxes travel along, edited or not.
  await desk.post(
    PATH,
    form({
      allowOnlineBooking: undefined,
      cutoffAmount: '99',
      horizonDays: 'nonsense',
      [`email-${practice.practitionerId}`]: 'x@y.example',
    }),
  );
  const off = await desk.page(PATH);
  for (const hidden of ['allowOnlineChanges', 'cutoffAmount', 'horizonDays', 'Notify me', 'while-on"'])
    expect(off).not.toContain(`name="${hidden}`);
  expect(off).not.toContain('Notify me when');
  for (const link of links()) expect([link, await opens(link)]).toEqual([link, false]);
  const kept = { allowOnlineChanges: false, cutoff: { amount: 3, unit: 'days' }, horizonDays: 30 };
  expect((await saved()).settings).toMatchObject({ allowOnlineBooking: false, ...kept });
  expect(await notify()).toEqual({ email: 'lee@outside.example', on: false });
  // The page that was off sends only what it showed.
  await desk.post(PATH, { allowOnlineBooking: 'on', patientWord: 'patient', policyText: 'Please call.' });
  expect((await saved()).settings).toMatchObject({ allowOnlineBooking: true, ...kept });
  expect(await notify()).toEqual({ email: 'lee@outside.example', on: false });
  for (const link of links()) expect([link, await opens(link)]).toEqual([link, true]);
});

test('most a day, a calendar that cannot be read, and the reminder are set here, and start as the usual', async () => {
  await open();
  const { practitionerId } = practice;
  const first = await desk.page(PATH);
  expect(first).toMatch(/<option value="1440" selected[^>]*>24 hours before/);
  expect(first).toMatch(/<option value="refuse" selected/);
  expect(first).toMatch(new RegExp(`name="limit-${practitionerId}"[^>]*value=""`));
  const limits = async () => {
    const [row] = await database.db.tenant(
      practice.practiceId,
      (tx) => tx`select daily_limit as "mostADay" from practitioners`,
    );
    const { reminder, settings } = await saved();
    return { ...row, reminder, stale: settings.staleBooking };
  };
  const set = { [`limit-${practitionerId}`]: '4', staleBooking: 'verify', reminder: '120' };
  await desk.post(PATH, form(set));
  expect(await limits()).toEqual({ mostADay: 4, reminder: 120, stale: 'verify' });
  expect(await desk.page(PATH)).toMatch(/<option value="120" selected[^>]*>2 hours before/);
  // A form of before that has none of these fields leaves them.
  await desk.post(PATH, form());
  expect(await limits()).toEqual({ mostADay: 4, reminder: 120, stale: 'verify' });
  for (const wrong of ['0', '101', 'x', '2.5']) {
    const answer = await desk.post(PATH, form({ ...set, [`limit-${practitionerId}`]: wrong }));
    expect([wrong, answer.status]).toEqual([wrong, 422]);
    expect(await answer.text()).toContain('This must be a whole number from 1 to 100.');
  }
  expect((await desk.post(PATH, form({ ...set, reminder: '-5' }))).status).toBe(422);
  await desk.post(PATH, form({ [`limit-${practitionerId}`]: '', staleBooking: 'refuse', reminder: '' }));
  expect(await limits()).toEqual({ mostADay: null, reminder: undefined, stale: 'refuse' });
});

test('how long a slot is kept and how fresh calendars are is set here; what a program chose stays a choice', async () => {
  await open();
  const set = { holdLength: '15', closingLimit: '2880', liveRead: '30', feedInterval: '5' };
  await desk.post(PATH, form(set));
  const { settings, liveRead, feedInterval } = await saved();
  expect([settings.holdLength, settings.closingLimit, liveRead, feedInterval]).toEqual([15, 2880, 30, 5]);
  await desk.post(PATH, form({ ...set, closingLimit: '77' }));
  expect(await desk.page(PATH)).toMatch(/<option value="77" selected[^>]*>77 minutes/);
  // A form of before that has none of these fields leaves them.
  await desk.post(PATH, form());
  expect((await saved()).settings).toMatchObject({ holdLength: 15, closingLimit: 77 });
  for (const [name, wrong, sentence] of [
    ['holdLength', '0', 'from 1 to 60'],
    ['closingLimit', '14', 'from 15 to 10080'],
    ['liveRead', 'x', 'from 5 to 1440'],
    ['feedInterval', '1441', 'from 5 to 1440'],
  ] as const) {
    const answer = await desk.post(PATH, form({ ...set, [name]: wrong }));
    expect([name, answer.status, (await answer.text()).includes(sentence)]).toEqual([name, 422, true]);
  }
});

test('a preview says what the typed settings would mean, and saves none of them', async () => {
  await open();
  const before = await saved();
  const typed = form({ preview: 'yes', cutoffAmount: '8', horizonDays: '10', policyText: 'Two days, please.' });
  const answer = await desk.post(PATH, typed);
  const text = textOf(await answer.text());
  expect(answer.status).toBe(200);
  expect(text).toContain('may start on Tuesday, March 9, 2027 at 8:00 AM');
  expect(text).toContain('Today the last bookable day is Thursday, March 11, all of it.');
  expect(text).toContain('Cancellation policy Two days, please.');
  expect(text).toContain('Move to another time Cancel appointment');
  const off = async (more: Record<string, string | undefined>) =>
    textOf(await (await desk.post(PATH, form({ preview: 'yes', ...more }))).text());
  expect(await off({ allowOnlineBooking: undefined })).toContain('Behind the booking link Online booking is closed');
  expect(await off({ allowOnlineChanges: undefined })).toContain('To move or cancel this appointment, please contact');
  expect(await off({ horizonDays: '1' })).toContain('No time can be booked now.');
  expect((await desk.post(PATH, form({ preview: 'yes', cutoffAmount: 'x' }))).status).toBe(200);
  expect(await saved()).toEqual(before);
});

test('the first time is looked for as far out as patients may book', async () => {
  await open();
  await desk.post(PATH, form({ cutoffAmount: '40', horizonDays: '60' }));
  expect(await desk.page(PATH)).toContain('could book now is Monday, April 12, 2027 at 9:00 AM');
});

test('numbers that are none are named beside their fields, stay typed, and nothing is saved', async () => {
  await open();
  const before = await saved();
  const answer = await desk.post(
    PATH,
    form({ cutoffAmount: '366', cutoffUnit: 'days', horizonDays: '-1', patientWord: 'client' }),
  );
  const page = await answer.text();
  expect(answer.status).toBe(422);
  expect(page).toContain('This must be at most 365 days.');
  expect((await desk.post(PATH, form({ horizonDays: '-1' }))).status).toBe(422);
  expect(page).toContain('value="366"');
  expect(await saved()).toEqual(before);
});

test('a wrong address to notify is named, and an empty one is allowed', async () => {
  await open();
  const wrong = await desk.post(PATH, form({ [`email-${practice.practitionerId}`]: 'nobody' }));
  expect(wrong.status).toBe(422);
  expect(await wrong.text()).toContain('This is not an email address');
  await desk.post(PATH, form({ [`email-${practice.practitionerId}`]: '' }));
  expect((await notify()).email).toBe('');
});

test('without the premium plan the settings are shown, cannot be pressed, and a sent form changes none of them', async () => {
  await open({ plan: 'basic' });
  const page = await desk.page(PATH);
  expect(page).toContain('These settings come with the premium plan.');
  expect(page).toMatch(/<fieldset class="stack" disabled/);
  const before = await saved();
  await desk.post(PATH, form({ allowOnlineBooking: undefined }));
  await desk.post(PATH, form());
  const after = await saved();
  expect(after.settings).toEqual(before.settings);
  expect(await notify()).toEqual({ email: 'lee@practice.example', on: true });
  // The policy and the word for who books are no online-booking settings.
  expect(after.policyText).toBe('Please call.');
});

test('the practice’s word for who books stands on the desk and on the booking page', async () => {
  await open();
  await desk.post(PATH, form({ patientWord: 'client' }));
  expect(await desk.page('/desk/book')).toContain('Book for a client');
});

test('while no time is reserved the page says that nothing is offered', async () => {
  await open();
  expect(await desk.page(PATH)).not.toContain('Nothing is offered yet.');
  await database.db.tenant(practice.practiceId, (tx) => tx`delete from openings`);
  const page = textOf(await desk.page(PATH));
  expect(page).toContain('Nothing is offered yet.');
  expect(page.slice(page.lastIndexOf('Nothing is offered yet'))).toContain('may book. Reserve time');
});

describeInBrowser('online booking in a browser', () => {
  test('sentences and picture follow what is typed; off hides the rest at once; nothing is saved until it is', async () => {
    await open();
    const before = await saved();
    const browser = await launchBrowser();
    const page = await browser.newPage();
    const refused: string[] = [];
    page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
    const link = await issueSignIn(served.deps, `owner@${practice.slug}.example`);
    await page.goto(`${served.origin}/desk/sign-in/${link}`);
    await page.click('button:has-text("Sign in")');
    await page.waitForURL('**/desk');
    await page.goto(served.origin + PATH);
    await page.fill('#cutoffAmount', '9');
    await page.selectOption('#cutoffUnit', 'days');
    await page.waitForSelector('#cutoff-today >> text=could book now is Wednesday, March 10, 2027 at 9:00 AM');
    await page.fill('#policyText', 'Two days, please.');
    await page.waitForSelector('#preview >> text=Two days, please.');
    expect(await faults(page)).toEqual([]);
    await page.uncheck('#allowOnlineBooking');
    expect(await page.isVisible('#cutoffAmount')).toBe(false);
    await page.waitForSelector('#preview >> text=Online booking is closed');
    await page.check('#allowOnlineBooking');
    expect(await page.inputValue('#cutoffAmount')).toBe('9');
    expect(await saved()).toEqual(before);
    await page.click('button:has-text("Save")');
    await page.waitForSelector('text=Saved.');
    expect((await saved()).settings.cutoff).toEqual({ amount: 9, unit: 'days' });
    expect(refused).toEqual([]);
    await browser.close();
  });
});
