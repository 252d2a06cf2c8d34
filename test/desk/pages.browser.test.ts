/**
 * Every page of the desk in a filled practice: light and dark, 320 and 1280 px, nothing serious for axe, nothing to scroll
 * sideways, nothing against the policy, names of other scripts set apart, other zones named. A page of the table of routes that is
 * not in the list below fails the first test.
 */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueApiKey } from '../../src/actions/api-keys.ts';
import { addClosure } from '../../src/actions/closures.ts';
import { makeFeed } from '../../src/actions/feeds.ts';
import { invite } from '../../src/actions/invitations.ts';
import { changeEmbedOrigins } from '../../src/actions/share.ts';
import { issueSignIn } from '../../src/actions/sign-in.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import { awayEvents, saveAwayAnswer } from '../../src/db/away.ts';
import { toDate } from '../../src/db/times.ts';
import type { PractitionerId, TypeId } from '../../src/domain/types.ts';
import { ROUTES } from '../../src/http/routes.ts';
import { NINE } from '../support/booking.ts';
import { describeInBrowser, launchBrowser, seriousFaults } from '../support/browser.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import {
  addCalendar,
  addOpening,
  addPractitioner,
  addType,
  at,
  contextOf,
  later,
  NOW,
  samplePractice,
  type SamplePractice,
} from '../support/practice.ts';
import { member } from './at-desk.ts';
import { serve, type Served } from './served.ts';

/** Where pictures of all pages go, when somebody wants to look at them. */
const PICTURES = process.env['PICTURES'];
/** One walk through all pages takes its time where other work goes on. */
const PATIENCE = 600_000;

const HEBREW = 'נועה לוי';
const ARABIC = 'أحمد العلي';

let browser: Browser;
let database: TestDatabase;
let served: Served;
let practice: SamplePractice;
/** By the word before `:id` in a path. */
let things: Record<string, string>;
/** An appointment of somebody whose clock is another one than the reader's. */
let faraway: string;

beforeAll(async () => {
  browser = await launchBrowser();
  database = await testDatabase();
  served = await serve(database.db);
  practice = await samplePractice(database.db, {
    name: `مركز ${HEBREW}`,
    settings: { page_notice: 'In an emergency call 911.', ask_note: true },
  });
  const { practiceId, practitionerId } = practice;
  const [tokyo, kept] = await database.db.tenant(practiceId, async (tx): Promise<[PractitionerId, TypeId]> => {
    const id = await addPractitioner(tx, practiceId, { name: `ד״ר ${HEBREW}`, slug: 'dr-levi', zone: 'Asia/Tokyo' });
    await addOpening(tx, practiceId, { practitionerId: id });
    await addCalendar(tx, practiceId, { practitionerId: id, readAt: undefined });
    const days = { start: at('2027-03-20T00:00-04:00'), end: at('2027-03-24T00:00-04:00') };
    const calendar = await addCalendar(tx, practiceId, { practitionerId, busy: [days, days] });
    await tx`update busy set kind = 'free', all_day = true, event = key::text where calendar_id = ${calendar}`;
    const [asked] = await awayEvents(tx, NOW, { calendarId: calendar });
    if (asked) await saveAwayAnswer(tx, asked, { away: true, now: NOW });
    await addType(tx, practiceId, { name: 'استشارة أولى', length: 80 });
    const keptType = await addType(tx, practiceId, { name: 'Check-up', audience: 'existing' });
    await tx`
      insert into kept_mails (practice_id, mail_id, recipient, subject, raw, kept_at)
      values (current_practice(), ${randomUUID()}, 'noa@patient.example', 'Appointment', 'Subject: Appointment', ${toDate(NOW)})`;
    return [id, keptType];
  });
  await member(database.db, practice, 'owner@practice.example');
  await member(database.db, practice, 'assistant-with-a-rather-long-address@practice.example', 'assistant');
  const ctx = contextOf(database.db, practice, { actor: { kind: 'system' } });
  const booking = { ...practice, note: 'מגיעה עם אמה', tell: false, anyway: true };
  const [mine, other] = [
    await bookForPatient(ctx, {
      ...booking,
      start: NINE,
      patient: { name: HEBREW, email: 'noa@patient.example', phone: '+972 3 555 0100' },
    }),
    await bookForPatient(ctx, {
      ...booking,
      practitionerId: tokyo,
      start: later(NINE, 60),
      patient: { name: ARABIC, email: `${'long'.repeat(15)}@patient.example`, phone: '' },
    }),
  ];
  const closed = await addClosure(ctx, { practitionerId, start: later(NINE, 30), end: later(NINE, 600) });
  const feed = await makeFeed(ctx, { practitionerId, name: 'הטלפון שלי', level: 'initials' });
  const invited = await invite(ctx, { email: 'new@practice.example', role: 'assistant', practitionerId: undefined });
  await changeEmbedOrigins(ctx, ['https://www.practice.example']);
  if (!mine.ok || !other.ok || !closed.ok || !feed.ok || !invited.ok) throw new Error('The practice was not filled.');
  faraway = other.value.appointment.id;
  things = {
    appointments: mine.value.appointment.id,
    patients: mine.value.appointment.patient.id,
    closures: closed.value.id,
    openings: practice.openingId,
    types: kept,
  };
  await issueApiKey(ctx, 'مفتاح');
});
afterAll(async () => {
  await browser.close();
  await served.close();
  await database.close();
});

/** What to look at of each page; of those with `:id` the thing of the practice, and more where a page has several faces. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  '/desk/appointments/:id': ['/desk/appointments/:faraway'],
  '/desk/book': ['/desk/book?practitioner=:practitioner&type=:type'],
  '/desk/share': ['/desk/share?find=%D7%A0'],
  '/desk/patients': ['/desk/patients?find=zzz', '/desk/patients?text=zzz'],
  '/desk/audit': ['/desk/audit?kind=saw&from=nonsense'],
};

/** Where the bare address asks nothing, what is looked at instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  '/desk/openings/why': '/desk/openings/why?practitioner=:practitioner&day=2027-03-02&clock=09:00',
};

/** Files and what only somebody else sees, each with the reason. */
const NO_PAGES: Readonly<Record<string, string>> = {
  '/desk/share/qr.svg': 'an image',
  '/desk/patients/:id/export': 'a file',
  '/desk/invitations/:token': 'for whoever was invited; shown in people-browser.test.ts',
  '/desk/calendars/sign-in/:kind{google|outlook}': 'leads to the provider',
  '/desk/calendars/signed-in/:kind{google|outlook}': 'where the provider leads back to',
  '/desk/calendars/accounts/:id': 'of an account that was just connected at a provider',
  '/desk/passkey': 'where a practice asks for one; shown in passkey.test.ts',
  '/desk/practices': 'for those who work in several; shown in people-browser.test.ts',
};

function pagesOf(route: string): string[] {
  return [INSTEAD[route] ?? route, ...(MORE[route] ?? [])].map((path) =>
    path
      .replace(/([^/]+)\/:id\b/, (_, kind: string) => `${kind}/${things[kind] ?? `no-thing-for-${kind}`}`)
      .replace(':faraway', faraway)
      .replace(':practitioner', practice.practitionerId)
      .replace(':type', practice.typeId)
      .replace('/:token', '/x'),
  );
}

const routes = Object.keys(ROUTES)
  .filter((name) => name.startsWith('GET /desk'))
  .map((name) => name.slice('GET '.length));

/** Texts in which a name of a right-to-left script stands among other words without being set apart, by element or by U+2068. */
const LOOSE_NAMES = `[...document.querySelectorAll('body *')]
  .filter((element) => !element.closest('bdi, [dir=auto], code, script, style, title, select, textarea, .fc'))
  .flatMap((element) => [...element.childNodes].filter(({ nodeType }) => nodeType === 3))
  .filter(({ data }) => {
    const rest = data.replaceAll(/\\u2068[^\\u2069]*\\u2069/g, '');
    return /[\\u0590-\\u07ff]/.test(rest) && /[a-z\\d›]/i.test(rest);
  })
  .map(({ parentElement }) => parentElement.outerHTML.slice(0, 160))`;

describeInBrowser('every page of the desk', () => {
  async function atDesk(watch: (fault: string) => void): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.on('pageerror', (error) => watch(error.message));
    page.on('console', (message) => message.type() === 'error' && watch(message.text()));
    await page.goto(`${served.origin}/desk/sign-in/${await issueSignIn(served.deps, 'owner@practice.example')}`);
    await page.click('button:has-text("Sign in")');
    await page.waitForURL('**/desk');
    return page;
  }

  async function faultsOf(page: Page, name: string): Promise<string[]> {
    const found: string[] = [];
    // What is folded away is a part of the page as well.
    await page.evaluate('document.querySelectorAll("main details").forEach((each) => (each.open = true))');
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        // Colours are all that a scheme changes.
        const only = colorScheme === 'dark' ? ['color-contrast'] : undefined;
        found.push(...(await seriousFaults(page, only)).map((fault) => `${width} ${colorScheme}: ${fault}`));
        if (PICTURES)
          await page.screenshot({ path: `${PICTURES}/${name}-${width}-${colorScheme}.png`, fullPage: true });
      }
      const over = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
      if (over !== 0) found.push(`${width}: too wide by ${String(over)} px`);
    }
    const loose = (await page.evaluate(LOOSE_NAMES)) as string[]; // the script gives texts
    return [...found, ...loose.map((html) => `not set apart: ${html}`)];
  }

  test(
    'is sound at 320 and 1280 px, in light and dark, with names of other scripts and without a word from the policy',
    async () => {
      if (PICTURES) await mkdir(PICTURES, { recursive: true });
      expect(Object.keys(NO_PAGES).filter((path) => !routes.includes(path))).toEqual([]);
      const faults: string[] = [];
      let path = '';
      // What is refused is said by its page; the browser's own line about it is none of ours.
      const page = await atDesk((fault) => /status of 4\d\d/.test(fault) || faults.push(`${path}: ${fault}`));
      for (const route of routes.filter((each) => NO_PAGES[each] === undefined)) {
        for (path of pagesOf(route)) {
          const answer = await page.goto(served.origin + path);
          if (![200, 422].includes(answer?.status() ?? 0)) faults.push(`${path}: ${answer?.status()}`);
          const name = path
            .replace(/[?].*/, '')
            .replaceAll(/[\da-f-]{36}/g, 'id')
            .slice(1)
            .replaceAll('/', '-');
          faults.push(...(await faultsOf(page, name)).map((fault) => `${path}: ${fault}`));
        }
      }
      expect(faults).toEqual([]);
      await page.context().close();
    },
    PATIENCE,
  );

  test('names the zone of a time that is not on the reader’s clock', async () => {
    const page = await atDesk(() => {});
    for (const path of ['/desk', `/desk/appointments/${faraway}`, '/desk/appointments', '/desk/week?from=2027-03-01']) {
      await page.goto(served.origin + path);
      expect([path, await page.textContent('main')]).toEqual([path, expect.stringMatching(/Tokyo|Japan/)]);
    }
    await page.context().close();
  });
});

test('each page of the table of routes is looked at, or said to be none', () => {
  const missing = routes.filter(
    (path) => NO_PAGES[path] === undefined && pagesOf(path).some((each) => /no-thing|:/.test(each.replace(/\?.*/, ''))),
  );
  expect(missing).toEqual([]);
});
