import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { describeInBrowser, faults, launchBrowser, serve } from '../support/browser.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { addPractitioner, addType, samplePractice, type SamplePractice } from '../support/practice.ts';
import { publicApp } from '../support/public-app.ts';

describeInBrowser('booking in a browser', () => {
  let browser: Browser;
  let database: TestDatabase;
  let practice: SamplePractice;
  let site: Awaited<ReturnType<typeof serve>>;

  beforeAll(async () => {
    browser = await launchBrowser();
    database = await testDatabase();
    site = await serve(publicApp(database.db).app);
    return async () => {
      await browser.close();
      await site.close();
      await database.close();
    };
  });

  let path = '';
  let tests = 0;
  beforeEach(async () => {
    tests += 1;
    path = `/book/practice-${tests}`;
    practice = await samplePractice(database.db, {
      slug: `practice-${tests}`,
      settings: { ask_note: true, first_available: true, page_notice: 'In an emergency call 911.' },
    });
    await database.db.tenant(practice.practiceId, async (tx) => {
      await addType(tx, practice.practiceId, {
        name: 'Video session',
        location: { kind: 'video', text: '' },
        practitioners: [practice.practitionerId],
      });
      await addPractitioner(tx, practice.practiceId, { name: 'Dr. Roe', slug: 'dr-roe' });
    });
  });

  const visit = async (work: (page: Page) => Promise<void>, options: BrowserContextOptions = {}): Promise<void> => {
    const context = await browser.newContext({
      timezoneId: 'America/New_York',
      baseURL: site.origin,
      viewport: { width: 390, height: 800 },
      ...options,
    });
    const page = await context.newPage();
    const broken: string[] = [];
    page.on('pageerror', (error) => broken.push(error.message));
    // The browser itself reports refused forms (4xx) there; what counts is what the policy or the code refused.
    page.on(
      'console',
      (message) => message.type() === 'error' && !/status of 4\d\d/.test(message.text()) && broken.push(message.text()),
    );
    await work(page);
    expect(broken).toEqual([]);
    await context.close();
  };

  const toTimes = async (page: Page): Promise<void> => {
    await page.goto(path);
    await page.getByRole('link', { name: /Consultation/ }).click();
    await page.getByRole('link', { name: 'Dr. Lee' }).click();
    await page.getByRole('heading', { name: 'Monday, March 1' }).waitFor();
  };
  const confirm = async (page: Page): Promise<void> => {
    await page.getByLabel('Name').fill('Alex Doe');
    await page.getByLabel('Email').fill('alex@example.org');
    await page.getByRole('button', { name: 'Confirm appointment' }).click();
    await page.getByRole('heading', { name: 'Your appointment is confirmed' }).waitFor();
  };
  const count = async (): Promise<number> => {
    const [row] = await database.db.tenant(
      practice.practiceId,
      (tx) => tx<{ n: number }[]>`select count(*)::int as n from appointments`,
    );
    return row?.n ?? 0;
  };

  test('the whole way with scripts: day and month change without a reload, the hold counts down', () =>
    visit(async (page) => {
      await toTimes(page);
      await page.waitForURL(/zone=America%2FNew_York/);
      await page.evaluate('window.sameDocument = true');
      await page.getByRole('link', { name: /^Thursday, March 4,/ }).click();
      await page.getByRole('heading', { name: 'Thursday, March 4' }).waitFor();
      await page.getByRole('link', { name: 'Month after, April 2027' }).click();
      await page.getByRole('heading', { name: 'April 2027' }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: 'Thursday, March 4' }).waitFor();
      expect(await page.evaluate('window.sameDocument')).toBe(true);
      expect(await page.getByRole('status').first().textContent()).toMatch(/Thursday, March 4: \d+ times open/);
      await page.getByRole('button', { name: '10:00 AM' }).click();
      await page.getByText(/9:\d\d left/).waitFor();
      await confirm(page);
      expect(await count()).toBe(1);
    }));

  test('I16 the whole way without scripts', () =>
    visit(
      async (page) => {
        await toTimes(page);
        await page.getByRole('link', { name: /^Tuesday, March 2,/ }).click();
        await page.getByRole('heading', { name: 'Tuesday, March 2' }).waitFor();
        await page.getByText('Change time zone').click();
        await page.getByLabel('Your time zone').selectOption('Europe/Paris');
        await page.getByRole('button', { name: 'Show' }).click();
        await page.getByText('3:00 PM in Paris').first().waitFor();
        await page
          .getByRole('button', { name: /^9:00 AM/ })
          .first()
          .click();
        await confirm(page);
        expect(await count()).toBe(1);
      },
      { javaScriptEnabled: false },
    ));

  test('I16 the whole way by keyboard alone, with a focus that can be seen', () =>
    visit(async (page) => {
      await page.goto(path);
      await tabTo(page, /Consultation/);
      await page.keyboard.press('Enter');
      await page.waitForURL(/type=/);
      await tabTo(page, /Dr\. Lee/);
      await page.keyboard.press('Enter');
      await page.waitForURL(/zone=/);
      await tabTo(page, /Wednesday, March 3,/);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Wednesday, March 3' }).waitFor();
      // The chosen day keeps the focus: one goes on from where one was.
      expect(await focused(page)).toMatch(/Wednesday, March 3/);
      await tabTo(page, /^11:00/);
      expect(
        await page.evaluate(
          'getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth',
        ),
      ).toBe('solid3px');
      await page.keyboard.press('Enter');
      await page.waitForURL(/details/);
      await tabTo(page, /^name$/);
      await page.keyboard.type('Alex Doe');
      await page.keyboard.press('Tab');
      await page.keyboard.type('alex@example.org');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Your appointment is confirmed' }).waitFor();
      expect(await count()).toBe(1);
    }));

  test('the patient’s own zone is found, and comes first for a video session', () =>
    visit(
      async (page) => {
        await page.goto(path);
        await page.getByRole('link', { name: /Video session/ }).click();
        await page.getByText('Times are shown in Central European Time – Berlin.').waitFor();
        await page.getByRole('button', { name: '3:00 PM 9:00 AM in New York' }).click();
        await page.getByText('3:00 – 3:50 PM').waitFor();
        await confirm(page);
        expect(await page.textContent('main')).toContain('3:00 – 3:50 PM');
        expect(await page.textContent('main')).toContain('9:00 AM in New York');
      },
      { timezoneId: 'Europe/Berlin' },
    ));

  test('going back and choosing the same time again finds no hold of one’s own in the way', () =>
    visit(async (page) => {
      await toTimes(page);
      await page.waitForURL(/visit=/);
      for (let times = 0; times < 2; times += 1) {
        await page.getByRole('button', { name: '11:00 AM' }).click();
        await page.waitForURL(/details/);
        await page.goBack();
        await page.getByRole('button', { name: '11:00 AM' }).waitFor();
      }
    }));

  test('A05 the confirm button pressed twice books once', () =>
    visit(async (page) => {
      await toTimes(page);
      await page.getByRole('button', { name: '11:00 AM' }).click();
      await page.getByLabel('Name').fill('Alex Doe');
      await page.getByLabel('Email').fill('alex@example.org');
      await page.getByRole('button', { name: 'Confirm appointment' }).dblclick();
      await page.getByRole('heading', { name: 'Your appointment is confirmed' }).waitFor();
      expect(await count()).toBe(1);
    }));

  test(
    'every page fits from 320 px on and at 200 % zoom, and axe finds nothing serious in light or dark',
    { timeout: 180_000 },
    () =>
      visit(async (page) => {
        const look = async (): Promise<void> => expect([page.url(), ...(await faults(page))]).toEqual([page.url()]);
        await page.goto(path);
        await look();
        await page.getByRole('link', { name: /Consultation/ }).click();
        await page.waitForURL(/type=/);
        await look();
        await page.getByRole('link', { name: 'Dr. Lee' }).click();
        await page.waitForURL(/zone=/);
        await page.getByText('Change time zone').click();
        await look();
        await page.getByRole('button', { name: '10:00 AM' }).click();
        await page.waitForURL(/details/);
        await page.getByLabel('Name').fill('Alex Doe');
        await page.getByLabel('Email').fill('alex@example');
        await page.getByRole('button', { name: 'Confirm appointment' }).click();
        await page.locator('#email-error').waitFor();
        await look();
        await confirm(page);
        await look();
        await page.getByRole('link', { name: 'My appointments' }).click();
        await page.getByRole('button', { name: 'Send me the link' }).waitFor();
        await look();
      }),
  );
});

const focused = (page: Page): Promise<string> =>
  page.evaluate(
    "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || document.activeElement.id || '').trim()",
  ) as Promise<string>; // a trimmed text

/** Presses Tab until what is focused is named so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (name.test(await focused(page))) return;
  }
  throw new Error(`Tab never reaches ${name} on ${page.url()}.`);
}
