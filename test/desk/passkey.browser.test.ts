/** Passkeys in a browser, by its virtual authenticator: adding one, signing in with it, and the second factor of a practice. */
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { forgetPasskeysOf } from '../../src/actions/passkeys.ts';
import { issueSignIn } from '../../src/actions/sign-in.ts';
import { describeInBrowser, faults, launchBrowser } from '../support/browser.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { samplePractice, type SamplePractice } from '../support/practice.ts';
import { member } from './at-desk.ts';
import { serve, type Served } from './served.ts';

const OWNER = 'owner@practice.example';

let browser: Browser;
let database: TestDatabase;
let served: Served;
let practice: SamplePractice;

type Authenticator = { readonly cdp: CDPSession; readonly id: string };

describeInBrowser('passkeys', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    database = await testDatabase();
    practice = await samplePractice(database.db);
    await member(database.db, practice, OWNER);
    served = await serve(database.db, {}, 'localhost');
  });
  beforeEach(async () => {
    await forgetPasskeysOf(served.deps, OWNER);
    await ask(false);
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await database.close();
  });

  function ask(forPasskey: boolean): Promise<unknown> {
    return database.db.tenant(practice.practiceId, (tx) => tx`update practices set require_passkey = ${forPasskey}`);
  }

  async function visitor(): Promise<{ page: Page; authenticator: Authenticator }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    const options = {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    } as const;
    const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options });
    return { page, authenticator: { cdp, id: authenticatorId } };
  }

  async function byMail(page: Page): Promise<void> {
    await page.goto(`${served.origin}/desk/sign-in/${await issueSignIn(served.deps, OWNER)}`);
    await page.click('button:has-text("Sign in")');
  }

  async function add(page: Page, name: string): Promise<void> {
    await page.fill('#name', name);
    await page.click('button:has-text("Add a passkey")');
  }

  test('a passkey that was added signs in without a mail, and is named and removed', async () => {
    const { page } = await visitor();
    await byMail(page);
    await page.click('text=Your account');
    expect(await faults(page)).toEqual([]);
    await add(page, 'My laptop');
    await page.waitForSelector('.message-good');
    expect(await page.textContent('#passkeys')).toContain('My laptop');
    expect(await faults(page)).toEqual([]);
    await page.click('text=Sign out');
    await page.waitForURL('**/desk/sign-in');
    expect(await faults(page)).toEqual([]);
    await page.click('button:has-text("Sign in with a passkey")');
    await page.waitForURL('**/desk');
    await page.click('text=Your account');
    expect(await page.textContent('#passkeys')).toContain('last used on');
    await page.click('summary:has-text("Change")');
    await page.fill('#passkeys .list input[name="name"]', 'Old laptop');
    await page.click('button:has-text("Rename")');
    await page.waitForSelector('text=Old laptop');
    await page.click('summary:has-text("Change")');
    await page.click('button:has-text("Remove")');
    await page.waitForSelector('text=No passkey yet.');
    await page.click('text=Sign out');
    await page.waitForURL('**/desk/sign-in');
    await page.click('button:has-text("Sign in with a passkey")');
    await page.waitForSelector('text=is not known here');
    await page.context().close();
  });

  test('where a practice asks for one, a mail alone leads to the first passkey and then to showing it', async () => {
    await ask(true);
    const { page, authenticator } = await visitor();
    await byMail(page);
    await page.waitForURL('**/desk/passkey');
    expect(await faults(page)).toEqual([]);
    for (const path of ['/desk', '/desk/account', '/desk/book']) {
      await page.goto(served.origin + path);
      expect([path, new URL(page.url()).pathname]).toEqual([path, '/desk/passkey']);
    }
    await add(page, 'My phone');
    await page.waitForURL('**/desk');
    await page.goto(`${served.origin}/desk/account`);
    await page.click('summary:has-text("Change")');
    await page.click('button:has-text("Remove")');
    expect(await page.textContent('#passkeys')).toContain('Add another one before you remove the last.');
    await page.click('text=Sign out');
    await byMail(page);
    await page.waitForURL('**/desk/passkey');
    expect(await page.textContent('h1')).toBe('Confirm with your passkey');
    expect(await faults(page)).toEqual([]);
    await authenticator.cdp.send('WebAuthn.setUserVerified', {
      authenticatorId: authenticator.id,
      isUserVerified: false,
    });
    await page.click('button:has-text("Confirm")');
    await page.waitForSelector('[data-problem]:not([hidden])');
    expect(new URL(page.url()).pathname).toBe('/desk/passkey');
    await authenticator.cdp.send('WebAuthn.setUserVerified', {
      authenticatorId: authenticator.id,
      isUserVerified: true,
    });
    await page.click('button:has-text("Confirm")');
    await page.waitForURL('**/desk');
    await page.context().close();
  });

  test('whoever reads the mail but has no passkey of the person gets no further, and cannot add one', async () => {
    await ask(true);
    const { page } = await visitor();
    await byMail(page);
    await add(page, 'My phone');
    await page.waitForURL('**/desk');
    const { page: thief } = await visitor();
    await byMail(thief);
    await thief.waitForURL('**/desk/passkey');
    expect(await thief.locator('form[data-passkey="add"]').count()).toBe(0);
    await thief.click('button:has-text("Confirm")');
    await thief.waitForSelector('[data-problem]:not([hidden])');
    await thief.goto(`${served.origin}/desk`);
    expect(new URL(thief.url()).pathname).toBe('/desk/passkey');
    await thief.context().close();
    await page.context().close();
  });

  test('whoever has a passkey and signs in by mail changes none before one is shown', async () => {
    const { page } = await visitor();
    await byMail(page);
    await page.goto(`${served.origin}/desk/account`);
    await add(page, 'My laptop');
    await page.waitForSelector('.message-good');
    const form = await page.getAttribute('#passkeys form[action$="/remove"]', 'action');
    await page.click('text=Sign out');
    await byMail(page);
    await page.waitForURL('**/desk');
    await page.goto(`${served.origin}/desk/account`);
    expect(await page.locator('form[data-passkey="add"], form[action$="/remove"]').count()).toBe(0);
    expect(await faults(page)).toEqual([]);
    const [cookie] = await page.context().cookies();
    const token = await page.getAttribute('input[name="form-token"]', 'value');
    const session = { cookie: `${cookie?.name}=${cookie?.value}` };
    const refused = await served.post(form ?? '', { 'form-token': token ?? '' }, session);
    expect([refused.status, (await refused.text()).includes('Confirm with one of your passkeys first.')]).toEqual([
      422,
      true,
    ]);
    await page.click('text=confirm with a passkey');
    expect(await faults(page)).toEqual([]);
    await page.click('button:has-text("Confirm")');
    await page.waitForURL('**/desk/account');
    await page.click('summary:has-text("Change")');
    await page.click('button:has-text("Remove")');
    await page.waitForSelector('text=No passkey yet.');
    await page.context().close();
  });

  test('an answer counts once, in its own session, and for what it was asked', async () => {
    const { page } = await visitor();
    await byMail(page);
    await page.goto(`${served.origin}/desk/account`);
    await add(page, 'My laptop');
    await page.waitForSelector('.message-good');
    await page.click('text=Sign out');
    await page.waitForURL('**/desk/sign-in');
    const sent = page.waitForRequest((request) => request.url().endsWith('/desk/sign-in/passkey'));
    await page.click('button:has-text("Sign in with a passkey")');
    const passkey = new URLSearchParams((await sent).postData() ?? '').get('passkey') ?? '';
    await page.waitForURL('**/desk');
    const again = await served.post('/desk/sign-in/passkey', { passkey });
    expect([again.status, again.headers.get('set-cookie')]).toEqual([422, null]);
    for (const junk of ['', '{}', 'null', '[]', '{"id":5}', passkey.slice(0, 40), passkey.replace('"id"', '"no"')]) {
      expect((await served.post('/desk/sign-in/passkey', { passkey: junk })).status).toBe(422);
    }
    expect((await served.post('/desk/sign-in/passkey', { passkey }, { 'sec-fetch-site': 'cross-site' })).status).toBe(
      403,
    );
    await page.context().close();
  });

  test('without scripts the pages say so and offer the mail', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${served.origin}/desk/sign-in`);
    expect(await page.isVisible('button:has-text("Sign in with a passkey")')).toBe(false);
    await context.close();
  });
});
