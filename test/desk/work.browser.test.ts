/** The pages of appointments and people in a browser: sound in light and dark at every width, and the long ways walked by hand. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueSignIn } from '../../src/actions/sign-in.ts';
import { DEMO_OWNER } from '../../src/demo/practice.ts';
import { seedDemo } from '../../src/demo/seed.ts';
import { describeInBrowser, faults, launchBrowser } from '../support/browser.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { serve, type Served } from './served.ts';

let browser: Browser;
let database: TestDatabase;
let served: Served;

describeInBrowser('appointments and people in a browser', () => {
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

  test('every page is sound in light and dark, from 320 px up', async () => {
    const page = await atDesk();
    await page.goto(`${served.origin}/desk/patients`);
    const patient = (await page.getAttribute('.people-line', 'href')) ?? '';
    const paths = ['/desk/day', '/desk/week', '/desk/appointments', '/desk/patients', patient, '/desk/closures'];
    for (const path of paths) {
      await page.goto(served.origin + path);
      expect([path, await faults(page)]).toEqual([path, []]);
    }
    await page.context().close();
  });

  test('without scripts a series is booked, its first date leads to the others, and the rest is cancelled', async () => {
    const page = await atDesk({ javaScriptEnabled: false });
    await page.click('nav >> text=Book');
    await page.click('.time >> nth=0');
    await page.fill('#name', 'Rosa Quiroga');
    await page.fill('#email', 'rosa@patient.example');
    await page.selectOption('#repeat', { label: 'Every week' });
    await page.fill('#count', '3');
    await page.click('button:has-text("Book")');
    expect(await page.locator('.series-date').count()).toBe(3);
    await page.click('text=Book these dates');
    expect(await page.textContent('.message-good')).toContain('All dates are booked.');
    const dates = await page.locator('.series-list a').count();
    expect(dates).toBeGreaterThan(1);
    await page.click('text=Cancel this one and all that follow');
    await page.click(`button:has-text("Cancel ${dates} appointments")`);
    expect(await page.textContent('main')).toContain('It was cancelled by the practice.');
    await page.context().close();
  });

  test('a sick day from the first page: closed, new times taken as suggested, and what was done is shown', async () => {
    const page = await atDesk();
    const heading = (await page.locator('.day-list h2').first().getAttribute('id')) ?? '';
    await page.click('text=Close time');
    await page.fill('#fromDay', heading.replace('day-', ''));
    await page.fill('#toDay', heading.replace('day-', ''));
    await page.click('text=Close this time');
    await page.waitForURL('**/desk/closures/**');
    await page.click('text=Suggest new times');
    expect(await faults(page)).toEqual([]);
    await page.click('text=Do as chosen');
    expect(await page.textContent('.message-good')).toContain('It is done');
    expect(await faults(page)).toEqual([]);
    await page.context().close();
  });
});
