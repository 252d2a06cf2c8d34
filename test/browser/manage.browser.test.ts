import type { Browser, Page } from 'playwright-core';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { bookByPages } from '../support/booked.ts';
import { describeInBrowser, faults, launchBrowser, serve } from '../support/browser.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { samplePractice, type SamplePractice } from '../support/practice.ts';
import { publicApp, type PublicApp } from '../support/public-app.ts';

describeInBrowser('the manage link in a browser', () => {
  let browser: Browser;
  let database: TestDatabase;
  let practice: SamplePractice;
  let site: Awaited<ReturnType<typeof serve>>;
  let app: PublicApp;
  let link = '';

  beforeAll(async () => {
    browser = await launchBrowser();
    database = await testDatabase();
    app = publicApp(database.db);
    site = await serve(app.app);
    return async () => {
      await browser.close();
      await site.close();
      await database.close();
    };
  });

  let tests = 0;
  beforeEach(async () => {
    tests += 1;
    practice = await samplePractice(database.db, { slug: `practice-${tests}` });
    link = await bookByPages(app, practice.typeId, '2027-03-02T14:00:00Z', { path: `/book/practice-${tests}/dr-lee` });
  });

  const open = async (work: (page: Page) => Promise<void>, options = {}): Promise<void> => {
    const context = await browser.newContext({
      timezoneId: 'America/New_York',
      baseURL: site.origin,
      viewport: { width: 320, height: 640 },
      ...options,
    });
    await work(await context.newPage());
    await context.close();
  };
  const rows = () =>
    database.db.tenant(practice.practiceId, async (tx) => [
      await tx`select * from appointments`,
      await tx`select * from holds`,
      await tx`select * from practices`,
    ]);
  const start = async () => {
    const [row] = await database.db.tenant(
      practice.practiceId,
      (tx) => tx<{ at: Date; status: string }[]>`select starts_at as at, status from appointments`,
    );
    return `${row?.status} ${row?.at.toISOString()}`;
  };

  test('I01 a browser that opens every page of the link and lets scripts run changes nothing', async () => {
    const before = await rows();
    await open(async (page) => {
      for (const each of ['', '/booked', '/cancel', '/reschedule', '/reschedule/confirm?start=2027-03-02T15:00:00Z']) {
        await page.goto(link + each, { waitUntil: 'networkidle' });
        // Half a minute of the page's own time: timers that would send something have fired.
        await page.clock.install();
        await page.clock.runFor(30_000);
      }
    });
    expect(await rows()).toEqual(before);
  });

  test('I07 opening it asks no other host for anything', () =>
    open(async (page) => {
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(`${link}/reschedule`, { waitUntil: 'networkidle' });
      expect(asked.filter((address) => !address.startsWith(site.origin) && !address.startsWith('data:'))).toEqual([]);
      expect(asked.length).toBeGreaterThan(1);
    }));

  test.each([[true], [false]])(
    'moving and then cancelling, scripts %s, with nothing serious found',
    { timeout: 180_000 },
    (javaScriptEnabled) =>
      open(
        async (page) => {
          const look = async (): Promise<void> => {
            // axe itself is a script.
            if (javaScriptEnabled) expect([page.url(), ...(await faults(page))]).toEqual([page.url()]);
          };
          await page.goto(link);
          await look();
          await page.getByRole('link', { name: 'Move to another time' }).click();
          await page.getByRole('link', { name: /^Thursday, March 4,/ }).click();
          await page.getByRole('heading', { name: 'Thursday, March 4' }).waitFor();
          await look();
          await page.getByRole('link', { name: '1:00 PM', exact: true }).click();
          await page.getByRole('heading', { name: 'Move your appointment?' }).waitFor();
          await look();
          expect(await start()).toBe('confirmed 2027-03-02T14:00:00.000Z');
          await page.getByRole('button', { name: 'Move appointment' }).click();
          await page.getByText('Your appointment was moved.').waitFor();
          await look();
          expect(await start()).toBe('confirmed 2027-03-04T18:00:00.000Z');
          await page.getByRole('link', { name: 'Cancel appointment' }).click();
          await look();
          await page.getByRole('button', { name: 'Yes, cancel it' }).click();
          await page.getByText('Your appointment is cancelled.').waitFor();
          await look();
          expect(await start()).toBe('cancelled 2027-03-04T18:00:00.000Z');
        },
        { javaScriptEnabled },
      ),
  );

  test('I02 a form on another site cannot cancel', async () => {
    const before = await rows();
    await open(async (page) => {
      await page.route('https://evil.example/', (route) =>
        route.fulfill({
          contentType: 'text/html',
          body: `<form method="post" action="${site.origin}${link}/cancel"><button>Win</button></form>`,
        }),
      );
      await page.goto('https://evil.example/');
      await page.getByRole('button').click();
      await page.getByText('sent from another site').waitFor();
    });
    expect(await rows()).toEqual(before);
  });
});
