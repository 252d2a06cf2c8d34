/** The desk in a browser: the work done by hand and by keyboard. That every page is sound is in pages.test.ts. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueSignIn } from '../../src/actions/sign-in.ts';
import { seedDemo } from '../../src/demo/seed.ts';
import { DEMO_OWNER } from '../../src/demo/practice.ts';
import { describeInBrowser, faults, launchBrowser } from '../support/browser.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { serve, type Served } from './served.ts';

let browser: Browser;
let database: TestDatabase;
let served: Served;

describeInBrowser('the desk in a browser', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    database = await testDatabase();
    served = await serve(database.db);
    await seedDemo(served.deps, served.origin);
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await database.close();
  });

  async function atDesk(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    await page.goto(`${served.origin}/desk/sign-in/${await issueSignIn(served.deps, DEMO_OWNER)}`);
    await page.click('button:has-text("Sign in")');
    await page.waitForURL('**/desk');
    return page;
  }

  test('every page of the demo is sound in light and dark, from 320 px up', async () => {
    const page = await atDesk();
    for (const path of ['/demo', '/demo/mail']) {
      await page.goto(served.origin + path);
      expect([path, await faults(page)]).toEqual([path, []]);
    }
    await page.context().close();
  });

  test('without scripts an appointment is booked over a warning, moved, and cancelled', async () => {
    const page = await atDesk({ javaScriptEnabled: false });
    await page.click('nav >> text=Book');
    await page.selectOption('#practitioner', { label: 'Sam Okafor' });
    await page.selectOption('#type', { label: 'Follow-up (25 minutes)' });
    await page.click('text=Show times');
    await page.fill('#day', '2027-03-07');
    await page.fill('#clock', '20:00');
    await page.click('text=Take this time');
    await page.fill('#name', 'Mary Poole');
    await page.click('button:has-text("Book")');
    expect(await page.textContent('.message-warn')).toContain('It lies outside the hours reserved for booking.');
    expect(await page.inputValue('#name')).toBe('Mary Poole');
    await page.click('text=Book anyway');
    expect(await page.textContent('.message-good')).toContain('The appointment is booked.');
    await page.click('text=Choose another time');
    await page.click('.time >> nth=0');
    await page.click('text=Move it');
    expect(await page.textContent('.message-good')).toContain('The appointment was moved.');
    await page.click('text=Cancel the appointment');
    expect(await page.textContent('main')).toContain('It was cancelled by the practice.');
    await page.context().close();
  });

  test('unticking “Allow online booking” hides the rest at once; saved and ticked again, every value is back', async () => {
    const page = await atDesk();
    await page.goto(`${served.origin}/desk/online-booking`);
    await page.fill('#cutoffAmount', '7');
    await page.uncheck('#allowOnlineChanges');
    await page.click('button:has-text("Save")');
    await page.waitForSelector('.message-good');
    await page.uncheck('#allowOnlineBooking');
    expect(await page.isVisible('#cutoffAmount')).toBe(false);
    await page.click('button:has-text("Save")');
    await page.waitForSelector('.message-good');
    expect(await page.locator('#cutoffAmount').count()).toBe(0);
    await page.check('#allowOnlineBooking');
    await page.click('button:has-text("Save")');
    await page.waitForSelector('#cutoffAmount');
    expect([await page.inputValue('#cutoffAmount'), await page.isChecked('#allowOnlineChanges')]).toEqual(['7', false]);
    await page.context().close();
  });

  test('by keyboard alone: from the first page to an appointment and out of the desk', async () => {
    const page = await atDesk();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to content');
    await page.focus('.agenda-line');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/desk/appointments/*');
    await page.focus('.sign-out button');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/desk/sign-in');
    await page.goBack();
    // Going back asks the server again, and the server knows nobody.
    await page.waitForURL('**/desk/sign-in');
    await page.context().close();
  });
});
