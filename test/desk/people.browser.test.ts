/** People in a browser: one invites another, who accepts from the mail, works in two practices, and is removed again. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueSignIn } from '../../src/actions/sign-in.ts';
import { deliverDue } from '../../src/outbox/deliver.ts';
import { describeInBrowser, faults, launchBrowser } from '../support/browser.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { openInbox, type Inbox } from '../support/inbox.ts';
import { NOW, samplePractice } from '../support/practice.ts';
import { member } from './at-desk.ts';
import { serve, type Served } from './served.ts';

const OWNER = 'owner@practice.example';
const NEWCOMER = 'newcomer@practice.example';

let browser: Browser;
let database: TestDatabase;
let inbox: Inbox;
let served: Served;

describeInBrowser('people in a browser', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    database = await testDatabase();
    inbox = await openInbox();
    await member(database.db, await samplePractice(database.db, { name: 'Sample Practice' }), OWNER);
    await member(database.db, await samplePractice(database.db, { slug: 'harbour', name: 'Harbour Clinic' }), OWNER);
    served = await serve(database.db, { SMTP_URL: inbox.url, MAIL_FROM: 'desk@practice.example' });
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await inbox.down();
    await database.close();
  });

  async function visitor(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
    return (await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })).newPage();
  }

  async function atDesk(page: Page): Promise<void> {
    await page.goto(`${served.origin}/desk/sign-in/${await issueSignIn(served.deps, OWNER)}`);
    await page.click('button:has-text("Sign in")');
    await page.waitForURL('**/desk/practices');
    expect(await faults(page)).toEqual([]);
    await page.click('button:has-text("Sample Practice")');
    await page.waitForURL('**/desk');
  }

  async function linkInMail(): Promise<string> {
    await deliverDue(served.deps, NOW);
    const text = inbox.mails.findLast(({ to }) => to.includes(NEWCOMER))?.mail.text ?? '';
    return /http:\/\/127[^\s"]+/.exec(text)?.[0] ?? 'none:';
  }

  test('from the invitation to the desk and out of it again, without scripts, on pages that are sound', async () => {
    const owner = await visitor();
    await atDesk(owner);
    await owner.click('nav >> text=People');
    expect(await faults(owner)).toEqual([]);
    await owner.fill('#email', 'not an address');
    await owner.click('button:has-text("Invite")');
    await owner.waitForSelector('#email-error');
    expect(await owner.inputValue('#email')).toBe('not an address');
    await owner.fill('#email', NEWCOMER);
    await owner.click('button:has-text("Invite")');
    await owner.waitForSelector('.message-good');
    expect(await owner.textContent('#invitations')).toContain(NEWCOMER);
    expect(await faults(owner)).toEqual([]);

    const newcomer = await visitor({ javaScriptEnabled: false });
    await newcomer.goto(await linkInMail());
    expect(await newcomer.textContent('h1')).toBe('Sample Practice invites you');
    await newcomer.click('button:has-text("Accept the invitation")');
    await newcomer.waitForURL('**/desk');
    expect(await newcomer.locator('nav >> text=People').count()).toBe(0);

    await owner.reload();
    await owner.click(`summary[aria-label="Change ${NEWCOMER}"]`);
    expect(await faults(owner)).toEqual([]);
    await owner.click('details[open] >> button:has-text("Remove from the practice")');
    await owner.waitForSelector('.message-good');
    expect(await owner.textContent('#members')).not.toContain(NEWCOMER);
    await newcomer.reload();
    expect(new URL(newcomer.url()).pathname).toBe('/desk/sign-in');
    await newcomer.context().close();
    await owner.context().close();
  });

  test('a key is made and shown once, and one goes to another practice from every page', async () => {
    const page = await visitor();
    await atDesk(page);
    await page.goto(`${served.origin}/desk/api-keys`);
    await page.fill('#name', 'Website');
    await page.click('button:has-text("Make a key")');
    const key = (await page.textContent('.message-good .secret'))?.trim() ?? '';
    expect(key).toMatch(/^oh_[\w-]{43}$/);
    expect(await faults(page)).toEqual([]);
    const headers = { authorization: `Bearer ${key}` };
    expect((await served.get('/api/v1/practice', headers)).status).toBe(200);
    await page.goto(`${served.origin}/desk/api-keys`);
    expect(await page.content()).not.toContain(key);
    await page.click('button:has-text("Revoke")');
    await page.waitForSelector('.message-good');
    expect((await served.get('/api/v1/practice', headers)).status).toBe(401);
    await page.click('nav >> text=Practices');
    await page.click('button:has-text("Harbour Clinic")');
    await page.waitForURL('**/desk');
    expect(await page.textContent('.brand')).toContain('Harbour Clinic');
    await page.context().close();
  });
});
