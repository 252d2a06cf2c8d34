/** Calendars in a browser: connected with and without scripts, chosen from beside a preview, and what was moved in one decided. */
import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAccounts } from '../../src/actions/connections.ts';
import { issueSignIn } from '../../src/actions/sign-in.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import { syncCalendar } from '../../src/sync/read.ts';
import { writeDue } from '../../src/sync/write-due.ts';
import { hour } from '../connectors/caldav/rig.ts';
import { NINE } from '../support/booking.ts';
import { describeInBrowser, faults, launchBrowser } from '../support/browser.ts';
import { LOGIN } from '../support/caldav/servers.ts';
import { CALENDAR, StandIn } from '../support/caldav/stand-in.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { member } from './at-desk.ts';
import { googleDesk, type GoogleDesk } from './google-desk.ts';

const OWNER = 'owner@practice.example';
const ADA = 'ada@practice.example';
/** Where pictures of the pages go, when somebody wants to look at them. */
const PICTURES = process.env['PICTURES'];

let browser: Browser;
let database: TestDatabase;
let there: GoogleDesk;
let caldav: StandIn;
let practice: SamplePractice;

describeInBrowser('calendars in a browser', () => {
  beforeAll(async () => {
    if (PICTURES) await mkdir(PICTURES, { recursive: true });
    browser = await launchBrowser();
    database = await testDatabase();
    practice = await samplePractice(database.db, {});
    await member(database.db, practice, OWNER);
    there = await googleDesk(database.db);
    there.google.addCalendar({ id: ADA, summary: 'Ada Lee', timeZone: 'America/New_York', primary: true });
    there.google.addCalendar({ id: 'team@group.example', summary: 'Practice', timeZone: 'America/New_York' });
    there.google.addCalendar({ id: 'h@group.example', summary: 'Holidays', timeZone: 'UTC', accessRole: 'reader' });
    const busy = (id: string, day: number, from: string, to: string) => {
      const at = (clock: string) => ({ dateTime: `2027-03-0${day}T${clock}:00-05:00` });
      there.google.calendar(ADA).set({ id, summary: 'Private', start: at(from), end: at(to) });
    };
    for (const day of [1, 3, 5, 8]) busy(`ward${day}`, day, '09:00', '11:30');
    for (const day of [2, 4, 9]) busy(`team${day}`, day, '13:00', '14:15');
    busy('late', 3, '16:00', '17:00');
    caldav = await new StandIn().start();
    for (const day of [2, 3, 4]) caldav.store(`${day}.ics`, hour(`${day}@elsewhere.example`, day));
  });
  afterAll(async () => {
    await browser.close();
    await caldav.close();
    await there.close();
    await database.close();
  });

  async function atDesk(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    await page.goto(`${there.served.origin}/desk/sign-in/${await issueSignIn(there.served.deps, OWNER)}`);
    await page.click('button:has-text("Sign in")');
    await page.waitForURL('**/desk');
    return page;
  }

  /** The page is sound; {@link pictures} of it are taken. */
  async function sound(page: Page, name: string): Promise<void> {
    expect([name, await faults(page)]).toEqual([name, []]);
    await pictures(page, name);
  }

  /** In each width and scheme, where somebody asked for them. */
  async function pictures(page: Page, name: string): Promise<void> {
    if (!PICTURES) return;
    for (const [width, colorScheme] of [
      [1280, 'light'],
      [1280, 'dark'],
      [375, 'light'],
      [320, 'light'],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${PICTURES}/cal-${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
  }

  const accounts = () => listAccounts(contextOf(database.db, practice));

  test('a CalDAV account is connected by its form, chosen from and looked into without scripts', async () => {
    const page = await atDesk({ javaScriptEnabled: false });
    await page.goto(`${there.served.origin}/desk/calendars`);
    await page.check('#kind-caldav');
    await page.click('button:has-text("Go on")');
    await page.fill('#address', `${caldav.origin}/dav/`);
    await page.fill('#user', LOGIN.user);
    await page.fill('#password', 'wrong');
    await page.click('button:has-text("Connect")');
    await page.waitForSelector('#password-error');
    expect([await page.inputValue('#user'), await page.inputValue('#password')]).toEqual([LOGIN.user, '']);
    await page.fill('#password', LOGIN.password);
    await page.click('button:has-text("Connect")');
    await page.waitForURL('**/desk/calendars/accounts/**');
    await page.click('text=Show the next two weeks');
    expect(await page.textContent('main')).toContain('4:00 – 5:00 AM');
    expect(await page.textContent('main')).not.toContain('Private');
    await page.check('label:has-text("Receives appointments")');
    await page.click('summary:has-text("What appointments are called")');
    await page.selectOption('#privacy-0', 'initials');
    await page.click('button:has-text("Save")');
    await page.waitForURL('**/desk/calendars?done=saved');
    expect(await accounts()).toMatchObject([{ kind: 'caldav', calendars: [{ receives: true, privacy: 'initials' }] }]);
    await page.context().close();
  });

  test('what was moved in the calendar is decided on the page of the appointment, without scripts', async () => {
    const [account] = await accounts();
    const { id } = account!.calendars[0]!; // connected above
    const { deps } = there.served;
    const patient = { name: 'Bo Lind', email: 'bo@patient.example', phone: '' };
    const made = await bookForPatient(contextOf(database.db, practice, { actor: { kind: 'system' } }), {
      ...{ ...practice, start: NINE, patient, tell: false, anyway: true },
    });
    if (!made.ok) throw new Error('It was not booked.');
    while ((await writeDue(deps)) > 0);
    const [name, ours] = [...caldav.objects].find(([, { text }]) => text.includes('SUMMARY:B.L.'))!; // just written
    const moved = ours.text
      .replace(/^DTSTART.*$/m, 'DTSTART:20270302T190000Z\r')
      .replace(/^DTEND.*$/m, 'DTEND:20270302T195000Z\r');
    caldav.store(name, moved);
    there.served.setClock(later(NOW, 1));
    await syncCalendar(deps, practice.practiceId, id, later(NOW, 1));
    const page = await atDesk({ javaScriptEnabled: false });
    expect(await page.textContent('#attention')).toContain('was moved in the calendar');
    await pictures(page, 'question-attention');
    await page.goto(`${there.served.origin}/desk/appointments/${made.value.appointment.id}`);
    expect(await page.textContent('main')).toContain('2:00 – 2:50 PM');
    await pictures(page, 'question');
    await page.click('button:has-text("Put the event back")');
    await page.waitForURL('**?done=put-back');
    while ((await writeDue(deps)) > 0);
    expect(caldav.objects.get(name)?.text).toMatch(/DTSTART[^\r\n]*20270302T(090000|140000Z)/);
    expect(caldav.seen.at(-1)?.path.startsWith(CALENDAR)).toBe(true);
    await page.context().close();
  });

  test('an account is connected by signing in, on pages that are sound', async () => {
    const page = await atDesk();
    await page.goto(`${there.served.origin}/desk/calendars`);
    await sound(page, 'list');
    await page.check('#kind-google');
    await page.click('button:has-text("Go on")');
    await sound(page, 'leave');
    // A form could not lead there: the policy lets forms go to this site alone.
    await page.click('text=Go to Google');
    await page.waitForURL('**/signed-in/google?**');
    await sound(page, 'back');
    await page.click('button:has-text("Connect the account")');
    await page.waitForURL('**/desk/calendars/accounts/**');
    await page.click('text=Show the next two weeks');
    await sound(page, 'account');
    await page.check('#calendar-0 >> text=Receives appointments');
    await page.click('button:has-text("Save")');
    await page.waitForURL('**/desk/calendars?done=saved');
    for (const { calendars } of await accounts())
      for (const { id, blocks } of calendars)
        if (blocks) await syncCalendar(there.served.deps, practice.practiceId, id, later(NOW, 2));
    await page.goto(`${there.served.origin}/desk/calendars`);
    expect(await page.locator('.badge-good').count()).toBe(2);
    await sound(page, 'connected');
    await page.goto(
      `${there.served.origin}/desk/calendars/connect?kind=caldav&practitioner=${practice.practitionerId}`,
    );
    await sound(page, 'caldav');
    await page.goto(`${there.served.origin}/desk/calendars/connect?kind=ics&practitioner=${practice.practitionerId}`);
    await sound(page, 'feed');
    await page.context().close();
  });

  test('accounts that do not work say so, with what mends them', async () => {
    there.google.signIn.withdraw(ADA);
    caldav.instead = ({ method }) => (method === 'REPORT' ? { status: 503 } : undefined);
    const at = later(NOW, 180);
    there.served.setClock(at);
    for (const { calendars } of await accounts())
      for (const { id, blocks } of calendars)
        if (blocks) await syncCalendar(there.served.deps, practice.practiceId, id, at);
    const page = await atDesk();
    expect(await page.textContent('#attention')).toContain('has to be connected again');
    await sound(page, 'attention');
    await page.goto(`${there.served.origin}/desk/calendars`);
    expect(await page.textContent('main')).toContain('The account has to be connected again.');
    await sound(page, 'trouble');
    await page.context().close();
  });
});
