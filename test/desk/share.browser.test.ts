/** Share: links that lead somewhere, QR codes, personal links, and the booking page inside a practice's own website. */
import { Hono } from 'hono';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bookForPatient } from '../../src/actions/staff.ts';
import { NINE } from '../support/booking.ts';
import { describeInBrowser, launchBrowser, serve as serveSite } from '../support/browser.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { linksOf, textOf } from '../support/page.ts';
import { addPractitioner, addType, contextOf, samplePractice, type SamplePractice } from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

/** A browser has other things to do as well. */
const PATIENCE = { timeout: 8_000 };

let database: TestDatabase;
let served: Served;
let practice: SamplePractice;
let owner: AtDesk;
let assistant: AtDesk;
let patientId: string;

beforeAll(async () => {
  database = await testDatabase();
  served = await serve(database.db);
  practice = await samplePractice(database.db, { name: 'מרפאת <b>', settings: { first_available: true } });
  await database.db.tenant(practice.practiceId, async (tx) => {
    await addPractitioner(tx, practice.practiceId, { name: 'Dr. Roe', slug: 'dr-roe' });
    await addPractitioner(tx, practice.practiceId, { name: 'Dr. Gone', slug: 'dr-gone', active: false });
    await addType(tx, practice.practiceId, { name: 'Video session', practitioners: [practice.practitionerId] });
    await addType(tx, practice.practiceId, { name: 'Hidden type', state: 'hidden' });
    await addType(tx, practice.practiceId, { name: 'Check-up', audience: 'existing' });
  });
  await member(database.db, practice, 'owner@practice.example');
  await member(database.db, practice, 'assistant@practice.example', 'assistant');
  [owner, assistant] = [
    await signedIn(served, 'owner@practice.example'),
    await signedIn(served, 'assistant@practice.example'),
  ];
  const booked = await bookForPatient(contextOf(database.db, practice, { actor: { kind: 'system' } }), {
    ...practice,
    start: NINE,
    patient: { name: 'Ada Byron', email: 'ada@patient.example', phone: '' },
    tell: false,
    anyway: true,
  });
  if (!booked.ok) throw new Error('The appointment of this test was not booked.');
  patientId = booked.value.appointment.patient.id;
});
afterAll(async () => {
  await served.close();
  await database.close();
});

/** The booking links that the page offers to copy. */
async function copied(): Promise<string[]> {
  const page = await owner.page('/desk/share');
  return [...page.matchAll(/data-copy="(http[^"]+)"/g)].map(([, url]) => (url ?? '').replaceAll('&amp;', '&'));
}

describe('links', () => {
  test('every link of the page opens what it says, and none is offered that would lead nowhere', async () => {
    const links = await copied();
    const titles = await Promise.all(
      links.map(async (link) => /<h1[^>]*>([^<]*)/.exec(await (await fetch(link)).text())?.[1]),
    );
    expect(titles).toEqual([
      'Book an appointment',
      'Whom would you like to see?',
      'Video session',
      'Book with Dr. Lee',
      'Book with Dr. Roe',
      'Book an appointment',
    ]);
    const said = textOf(await owner.page('/desk/share'));
    expect(said).toContain('First available');
    expect(said).not.toMatch(/Dr\. Gone|Hidden type/);
  });

  test('each QR code is an SVG of its own without script or style, the same for the same address', async () => {
    const page = await owner.page('/desk/share');
    const codes = [...new Set(linksOf(page, /qr\.svg/))];
    expect(codes).toHaveLength(6);
    const drawn = await Promise.all(codes.map(async (path) => (await owner.get(path)).text()));
    expect(new Set(drawn).size).toBe(6);
    for (const svg of drawn) {
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 (\d+) \1"/);
      expect(svg).not.toMatch(/script|style|href|on\w+=/i);
    }
    const answer = await owner.get('/desk/share/qr.svg');
    expect(answer.headers.get('content-type')).toBe('image/svg+xml; charset=utf-8');
    expect(await answer.text()).toBe(drawn[0]);
    for (const wrong of ['type=x', 'practitioner=dr-gone', `type=${patientId}`])
      expect((await owner.get(`/desk/share/qr.svg?${wrong}`)).status, wrong).toBe(404);
  });

  test('with online booking off the page says that the links are closed', async () => {
    await database.db.tenant(practice.practiceId, (tx) => tx`update practices set allow_online_booking = false`);
    expect(textOf(await owner.page('/desk/share'))).toContain('Online booking is off.');
    expect(await copied()).toHaveLength(1);
    await database.db.tenant(practice.practiceId, (tx) => tx`update practices set allow_online_booking = true`);
  });
});

describe('personal links', () => {
  test('a patient is found by name, and the link that is made for them offers the type kept to existing patients', async () => {
    const found = await assistant.page('/desk/share?find=byron');
    expect(textOf(found)).toContain('Ada Byron');
    expect(found).toContain(`value="${patientId}"`);
    const made = await (await assistant.post('/desk/share/personal', { patient: patientId })).text();
    const link = /data-copy="([^"]+\?p=[^"]+)"/.exec(made)?.[1] ?? '';
    expect(await (await fetch(link)).text()).toContain('Check-up');
    expect(await (await fetch(link.split('?')[0] ?? '')).text()).not.toContain('Check-up');
    expect(textOf(made)).toContain('it is not shown again');
  });

  test('nobody is found, or a patient of nobody is named: said, and nothing made', async () => {
    expect(textOf(await assistant.page('/desk/share?find=zzz'))).toContain('No patient was found.');
    for (const patient of ['', 'x', practice.typeId])
      expect((await assistant.post('/desk/share/personal', { patient })).status).toBe(404);
  });
});

describe('websites that may embed the booking page', () => {
  test('the owner names them; what is not one is said beside the field, and what was typed stays', async () => {
    const wrong = await owner.post('/desk/share/origins', { origins: 'https://a.example\nhttp://b.example' });
    expect(wrong.status).toBe(422);
    const said = await wrong.text();
    expect(textOf(said)).toContain('“http://b.example” is not encrypted: use https:// instead of http://.');
    expect(said).toContain('https://a.example\nhttp://b.example</textarea>');
    const right = await owner.post('/desk/share/origins', { origins: 'https://a.example/contact\r\n\r\nb.example' });
    expect(right.headers.get('location')).toBe('/desk/share?done=saved#embed');
    expect(await owner.page('/desk/share')).toContain('https://a.example\nhttps://b.example</textarea>');
    expect(textOf(await assistant.page('/desk/share'))).toContain('Allowed: https://a.example, https://b.example.');
    expect((await assistant.post('/desk/share/origins', { origins: '' })).status).toBe(404);
  });

  test('the snippet holds the practice’s name as text', async () => {
    const page = await owner.page('/desk/share');
    const snippet = /data-copy="(&lt;iframe[^"]+)"/.exec(page)?.[1] ?? '';
    expect(snippet).toContain('title=&quot;Book an appointment: מרפאת &amp;lt;b&amp;gt;&quot;');
    expect(snippet).toContain(`&lt;script src=&quot;${served.origin}/embed.js&quot; async&gt;&lt;/script&gt;`);
  });
});

describeInBrowser('the booking page inside another website', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
    return () => browser.close();
  });

  /** A website with the snippet of the Share page in it, and `more`. Only another one is listed yet. */
  async function website(more = '') {
    await owner.post('/desk/share/origins', { origins: 'https://www.practice.example' });
    const page = await owner.page('/desk/share');
    const snippet = (/data-copy="(&lt;iframe[^"]+)"/.exec(page)?.[1] ?? '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    const site = await serveSite(
      new Hono().get('/', (c) =>
        c.html(`<!doctype html><link rel="icon" href="data:,"><p>Our practice</p>${snippet}${more}<p>The end</p>`),
      ),
    );
    // By name it is another site than the service, which is reached by its number.
    return { ...site, named: site.origin.replace('127.0.0.1', 'localhost') };
  }

  /** How tall the frame is, and how tall what is in it. */
  async function heights(page: Page): Promise<{ frame: number; inside: number; scrolls: boolean }> {
    const frame = await page.$eval('iframe[data-openhours]', (element) => element.clientHeight);
    const inner = page.frames().find((each) => each.url().startsWith(served.origin));
    const inside = Number(await inner?.evaluate('document.body.getBoundingClientRect().height'));
    const scrolls = Boolean(await inner?.evaluate('document.documentElement.scrollHeight > innerHeight'));
    return { frame, inside: Math.ceil(inside), scrolls };
  }

  const fits = (page: Page) =>
    expect.poll(async () => {
      const { frame, inside, scrolls } = await heights(page);
      return frame === inside && !scrolls;
    }, PATIENCE);

  test('J08 a listed website shows it, the frame is always as tall as its page, and a patient books to the end', async () => {
    const site = await website();
    await owner.post('/desk/share/origins', { origins: site.named });
    const page = await browser.newPage({ viewport: { width: 900, height: 700 } });
    const broken: string[] = [];
    page.on('pageerror', (error) => broken.push(error.message));
    page.on('console', (message) => message.type() === 'error' && broken.push(message.text()));
    await page.goto(site.named);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('link', { name: /Consultation/ }).waitFor();
    await fits(page).toBe(true);
    const short = (await heights(page)).frame;
    await frame.getByRole('link', { name: /Consultation/ }).click();
    await frame.getByRole('link', { name: 'Dr. Lee', exact: true }).click();
    await frame.getByRole('button', { name: /10:00/ }).first().waitFor();
    await fits(page).toBe(true);
    expect((await heights(page)).frame).toBeGreaterThan(short);
    await page.setViewportSize({ width: 340, height: 700 });
    await fits(page).toBe(true);
    await frame.getByRole('button', { name: /10:00/ }).first().click();
    await frame.getByLabel('Name').fill('Alex Doe');
    await frame.getByLabel('Email').fill('alex@example.org');
    await frame.getByRole('button', { name: 'Confirm appointment' }).click();
    await frame.getByRole('heading', { name: 'Your appointment is confirmed' }).waitFor();
    await fits(page).toBe(true);
    expect(page.url()).toBe(`${site.named}/`);
    expect(broken).toEqual([]);
    // What changes the appointment opens outside the frame.
    await frame.getByRole('link', { name: 'See or change this appointment' }).click();
    await page.waitForURL(/\/manage\/[\w-]+$/);
    await page.close();
    await site.close();
  });

  test('J08 a website that is not listed shows nothing of it', async () => {
    const site = await website();
    const page = await browser.newPage();
    const refused: string[] = [];
    page.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
    await page.goto(site.named);
    await expect.poll(() => refused.join(' '), PATIENCE).toContain('frame-ancestors https://www.practice.example');
    expect(await page.frameLocator('iframe').getByRole('link').count()).toBe(0);
    await page.close();
    await site.close();
  });

  test('J09 another frame in the same page gets no answer and moves nothing', async () => {
    const stranger = await serveSite(
      new Hono().get('/', (c) =>
        c.html(`<!doctype html><script>
          window.heard = [];
          addEventListener('message', ({ data }) => heard.push(data));
          window.meddle = () => {
            parent.frames[0].postMessage({ openhours: 'how-tall' }, '*');
            parent.postMessage({ openhours: 'height', height: 5000 }, '*');
          };
        </script>`),
      ),
    );
    const site = await website(`<iframe src="${stranger.origin}" title="stranger"></iframe>`);
    await owner.post('/desk/share/origins', { origins: site.named });
    const page = await browser.newPage();
    await page.goto(site.named);
    await page
      .frameLocator('iframe[data-openhours]')
      .getByRole('link', { name: /Consultation/ })
      .waitFor();
    await fits(page).toBe(true);
    const before = await heights(page);
    const other = page.frames().find((each) => each.url().startsWith(stranger.origin));
    await other?.evaluate('meddle()');
    // The page's own change of size is answered, to the website alone.
    await page.setViewportSize({ width: 340, height: 700 });
    await expect.poll(async () => (await heights(page)).frame, PATIENCE).not.toBe(before.frame);
    await fits(page).toBe(true);
    expect(await other?.evaluate('heard')).toEqual([]);
    await page.close();
    await site.close();
    await stranger.close();
  });
});
