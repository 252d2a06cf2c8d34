/** The whole set-up as a person does it in a browser, with and without scripts, to a booking link that works. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { setupToken } from '../../src/actions/setup.ts';
import { serve, type Served } from '../desk/served.ts';
import { describeInBrowser, faults, launchBrowser } from '../support/browser.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { calendarOf, feedServer, type FeedServer } from '../support/feed.ts';
import { PRACTICE } from './answers.ts';

let browser: Browser;
let database: TestDatabase;
let served: Served;
let feed: FeedServer;
let address: string;

describeInBrowser('set-up in a browser', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    database = await testDatabase();
    served = await serve(database.db);
    // Tuesday, 15:00 to 16:00 in Paris.
    feed = await feedServer(calendarOf([['20270302T140000Z', '20270302T150000Z']]));
    address = `${served.origin}/setup/${await setupToken(served.deps)}`;
  });
  afterEach(async () => {
    await feed.close();
    await served.close();
    await database.close();
  });
  afterAll(() => browser.close());

  async function page(options: Parameters<Browser['newContext']>[0]): Promise<{ page: Page; context: BrowserContext }> {
    const context = await browser.newContext({
      viewport: { width: 320, height: 700 },
      timezoneId: 'Europe/Paris',
      ...options,
    });
    return { context, page: await context.newPage() };
  }

  async function sound(on: Page): Promise<void> {
    expect([on.url(), await faults(on)]).toEqual([on.url(), []]);
  }

  test('without scripts, 320 px wide and in the dark it ends on a booking link where a slot can be chosen', async () => {
    const { page: at, context } = await page({ javaScriptEnabled: false, colorScheme: 'dark' });
    await at.goto(address);
    for (const [name, value] of Object.entries(PRACTICE)) {
      await (name === 'zone' ? at.selectOption(`#${name}`, value) : at.fill(`#${name}`, value));
    }
    await at.click('text=Save and go on');
    await at.fill('#address', feed.address);
    await at.click('text=Read the calendar');
    expect(await at.textContent('#preview')).toContain('3:00 – 4:00');
    await at.click('text=Yes, use this calendar');
    await at.fill('#name', 'First visit');
    await at.click('text=Save and go on');
    await at.click('text=Go on without mail');
    const link = (await at.textContent('.secret')) ?? '';
    await at.click('text=Open the booking page');
    expect(at.url()).toBe(link);
    expect(await at.textContent('main')).toContain('First visit');
    await at.goBack();
    await at.click('text=Finish and sign in');
    await at.click('button:has-text("Sign in")');
    expect(await at.textContent('h1')).toBe('Appointments');
    await context.close();
  });

  test('with scripts the zone is guessed, the link can be copied, and every step is sound for a screen reader', async () => {
    const { page: at, context } = await page({
      colorScheme: 'light',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await at.goto(address);
    await sound(at);
    await expect.poll(() => at.inputValue('#zone')).toBe('Europe/Paris');
    await at.click('text=Save and go on');
    await sound(at); // with all its errors
    for (const [name, value] of Object.entries(PRACTICE)) {
      if (name !== 'zone') await at.fill(`#${name}`, value);
    }
    await at.keyboard.press('Enter');
    await at.waitForURL('**/calendar');
    await sound(at);
    await at.fill('#address', feed.address);
    await at.keyboard.press('Enter');
    await at.waitForSelector('#preview');
    await sound(at);
    await at.click('text=Yes, use this calendar');
    await sound(at);
    await at.fill('#name', 'First visit');
    await at.click('text=Save and go on');
    await sound(at);
    await at.click('text=Go on without mail');
    await sound(at);
    await at.click('button:has-text("Copy")');
    await at.waitForSelector('button:has-text("Copied")');
    expect(await at.evaluate('navigator.clipboard.readText()')).toBe(await at.textContent('.secret'));
    await context.close();
  });

  test('a zone that a person chose is not overwritten by the guess', async () => {
    const { page: at, context } = await page({});
    await at.goto(address);
    await at.selectOption('#zone', 'America/New_York');
    await at.click('text=Save and go on');
    await at.waitForSelector('.message-bad');
    expect(await at.inputValue('#zone')).toBe('America/New_York');
    await context.close();
  });
});
