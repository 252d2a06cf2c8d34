/** The desk's links: each role sees those that lead somewhere; in a narrow window they open from a button, without scripts. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueSignIn } from '../../src/actions/sign-in.ts';
import { describeInBrowser, faults, launchBrowser, seriousFaults } from '../support/browser.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { linksOf } from '../support/page.ts';
import { samplePractice, type SamplePractice } from '../support/practice.ts';
import { member, signedIn } from './at-desk.ts';
import { serve, type Served } from './served.ts';

const OWNER = 'owner@practice.example';

let database: TestDatabase;
let served: Served;
let practice: SamplePractice;

beforeAll(async () => {
  database = await testDatabase();
  served = await serve(database.db);
  practice = await samplePractice(database.db, {});
  await member(database.db, practice, OWNER);
});
afterAll(async () => {
  await served.close();
  await database.close();
});

test.each([
  ['owner', 'book patients openings online-booking share calendars feeds people audit account'],
  ['practitioner', 'book patients openings share calendars feeds account'],
  ['assistant', 'book patients share account'],
] as const)('an %s has the links that lead somewhere, and no other', async (role, expected) => {
  await member(database.db, practice, `${role}-too@practice.example`, role);
  const desk = await signedIn(served, `${role}-too@practice.example`);
  const [nav = ''] = /<nav class="desk-nav".*?<\/nav>/s.exec(await desk.page('/desk')) ?? [];
  const links = linksOf(nav, /^\/desk/);
  expect(links).toEqual(['/desk', ...expected.split(' ').map((name) => `/desk/${name}`)]);
  for (const link of links) expect([link, (await desk.get(link)).status]).toEqual([link, 200]);
  expect(nav.match(/aria-current="page"/g)).toHaveLength(1);
});

describeInBrowser('the links in a browser', () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launchBrowser()));
  afterAll(() => browser.close());

  test('in a narrow window they open from a button and close by a key, without scripts; in a wide one all are there', async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 700 }, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${served.origin}/desk/sign-in/${await issueSignIn(served.deps, OWNER)}`);
    await page.click('button:has-text("Sign in")');
    await page.waitForURL('**/desk');
    expect(await page.isVisible('nav >> text=People')).toBe(false);
    await page.focus('button:has-text("Menu")');
    await page.keyboard.press('Enter');
    await page.waitForSelector('nav >> text=People');
    await page.keyboard.press('Escape');
    expect(await page.isVisible('nav >> text=People')).toBe(false);
    await page.click('button:has-text("Menu")');
    await page.click('nav >> text=People');
    await page.waitForURL('**/desk/people');
    await page.setViewportSize({ width: 1280, height: 700 });
    expect(await page.isVisible('button:has-text("Menu")')).toBe(false);
    await page.click('nav >> text=Audit log');
    await page.waitForURL('**/desk/audit');
    await context.close();
  });

  test('open and closed they are sound', async () => {
    const page = await (await browser.newContext({ viewport: { width: 320, height: 700 } })).newPage();
    await page.goto(`${served.origin}/desk/sign-in/${await issueSignIn(served.deps, OWNER)}`);
    await page.click('button:has-text("Sign in")');
    await page.waitForURL('**/desk');
    expect(await faults(page)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 700 });
    await page.click('button:has-text("Menu")');
    expect(await seriousFaults(page)).toEqual([]);
    await page.context().close();
  });
});
