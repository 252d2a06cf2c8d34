/** The week of reserved time in a browser: dragged, stretched, removed and explained, under the strict policy; and by keyboard alone. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listOccurrences } from '../../src/actions/opening-series.ts';
import { addClosure } from '../../src/actions/closures.ts';
import { saveOpening } from '../../src/actions/openings.ts';
import { issueSignIn } from '../../src/actions/sign-in.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import { interval } from '../../src/domain/interval.ts';
import { describeInBrowser, faults, launchBrowser } from '../support/browser.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { addCalendar, at, contextOf, samplePractice, type SamplePractice } from '../support/practice.ts';
import { member } from './at-desk.ts';
import { serve, type Served } from './served.ts';

const WEEK = '/desk/openings?week=2027-03-08';

let browser: Browser;
let database: TestDatabase;
let served: Served;
let practice: SamplePractice;
let page: Page;
let refused: string[];
let nth = 0;

describeInBrowser('the week of reserved time in a browser', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
    database = await testDatabase();
    served = await serve(database.db);
  });
  beforeEach(async () => {
    await page?.context().close();
    practice = await samplePractice(database.db, { slug: `practice-${nth++}`, settings: {} });
    await database.db.tenant(practice.practiceId, (tx) => tx`delete from openings`);
    page = await atDesk();
  });
  afterAll(async () => {
    await browser.close();
    await served.close();
    await database.close();
  });

  const ctx = () => contextOf(database.db, practice, { actor: { kind: 'system' } });

  async function atDesk(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
    const email = `owner@${practice.slug}.example`;
    await member(database.db, practice, email);
    // High enough for the whole day: a pointer below the window would be nowhere.
    const context = await browser.newContext({ viewport: { width: 1280, height: 1700 }, ...options });
    const opened = await context.newPage();
    refused = [];
    // What the policy refuses, and what breaks.
    opened.on('console', (message) => message.type() === 'error' && refused.push(message.text()));
    opened.on('pageerror', (error) => refused.push(error.message));
    await opened.goto(`${served.origin}/desk/sign-in/${await issueSignIn(served.deps, email)}`);
    await opened.click('button:has-text("Sign in")');
    await opened.waitForURL('**/desk');
    return opened;
  }

  async function weekly(): Promise<void> {
    const times = { start: '2027-03-02T09:00', end: '2027-03-02T11:00', rule: 'FREQ=WEEKLY;BYDAY=TU' };
    await saveOpening(ctx(), { practitionerId: practice.practitionerId, types: 'all', ...times });
  }

  async function march(): Promise<string[]> {
    const window = interval(at('2027-03-01T00:00-05:00'), at('2027-03-26T00:00-04:00'));
    const found = await listOccurrences(ctx(), { practitionerId: practice.practitionerId, window });
    return found.ok
      ? found.value.map(({ localStart, localEnd }) => `${localStart.slice(8)}–${localEnd.slice(11)}`)
      : [];
  }

  async function openWeek(): Promise<void> {
    await page.goto(served.origin + WEEK);
    await page.waitForSelector('#week-calendar[data-drawn]');
  }

  /** The middle of a day's column at a time. */
  async function pointAt(day: string, clock: string): Promise<{ x: number; y: number }> {
    const column = await page.locator(`.fc-timegrid-col[data-date="${day}"]`).boundingBox();
    const row = await page.locator(`.fc-timegrid-slot-lane[data-time="${clock}:00"]`).boundingBox();
    return { x: column!.x + column!.width / 3, y: row!.y + 4 }; // both are drawn
  }

  async function drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x + 4, from.y + 12, { steps: 4 });
    await page.mouse.move(to.x, to.y, { steps: 12 });
    await page.mouse.up();
  }

  /** What the sheet asks that opens once a block was put down. */
  async function askedAfterDrag(): Promise<string | null> {
    await page.waitForSelector('#move[open]');
    return page.textContent('#move-words');
  }

  test('a drag over free time opens the form with it, and reserves it weekly', async () => {
    await openWeek();
    expect(await page.textContent('main')).toContain('Nothing is offered yet.');
    await drag(await pointAt('2027-03-10', '13:00'), await pointAt('2027-03-10', '15:30'));
    await page.waitForSelector('dialog[open] #day');
    expect(await page.inputValue('#day')).toBe('2027-03-10');
    expect([await page.inputValue('#from'), await page.inputValue('#to')]).toEqual(['13:00', '15:45']);
    await page.fill('#to', '16:00');
    await page.click('text=Reserve this time');
    await page.waitForSelector('text=The time is reserved for online booking.');
    expect(await march()).toEqual(['10T13:00–16:00', '17T13:00–16:00', '24T13:00–16:00']);
    expect(await page.locator('.kind-slot').count()).toBe(3);
    expect(refused).toEqual([]);
  });

  test('dragged to another time it asks which ones: this and following', async () => {
    await weekly();
    await openWeek();
    await drag(await pointAt('2027-03-09', '09:30'), await pointAt('2027-03-09', '13:30'));
    expect(await askedAfterDrag()).toContain('Tuesday');
    await page.click('#move >> text=This and following');
    await page.waitForSelector('text=The reserved time was changed.');
    expect(await march()).toEqual(['02T09:00–11:00', '09T13:00–15:00', '16T13:00–15:00', '23T13:00–15:00']);
    expect(refused).toEqual([]);
  });

  test('a block lands on the line that it is nearest to, wherever it was taken hold of', async () => {
    await weekly();
    await openWeek();
    for (const [hold, beside] of [
      ['09:30', -5],
      ['09:15', 5],
      ['10:30', 0],
    ] as const) {
      const from = await pointAt('2027-03-09', hold);
      const line = await pointAt('2027-03-09', `${Number(hold.slice(0, 2)) + 4}:${hold.slice(3)}`);
      await drag(from, { ...line, y: line.y + beside });
      expect([hold, await askedAfterDrag()]).toEqual([hold, expect.stringContaining('1:00 PM')]);
      await page.click('#move >> text=Leave it as it was');
    }
  });

  test('left as it was, nothing is changed and the block goes back', async () => {
    await weekly();
    await openWeek();
    const before = await page.locator('.kind-opening').boundingBox();
    await drag(await pointAt('2027-03-09', '09:30'), await pointAt('2027-03-11', '13:30'));
    await page.click('#move >> text=Leave it as it was');
    expect(await page.locator('.kind-opening').boundingBox()).toEqual(before);
    expect(await march()).toContain('09T09:00–11:00');
  });

  test('its edge is stretched, for this one only', async () => {
    await weekly();
    await openWeek();
    const box = await page.locator('.kind-opening').boundingBox();
    const edge = { x: box!.x + box!.width / 4, y: box!.y + box!.height - 3 }; // drawn
    await page.mouse.move(edge.x, edge.y);
    await drag(edge, { ...(await pointAt('2027-03-09', '12:30')), x: edge.x });
    await page.click('#move >> text=Only this one');
    await page.waitForSelector('text=The reserved time was changed.');
    expect(await march()).toEqual(['02T09:00–11:00', '09T09:00–12:45', '16T09:00–11:00', '23T09:00–11:00']);
  });

  test('what a calendar opens is drawn as the calendar’s: a click explains it, and no drag moves it', async () => {
    await weekly();
    const opened = interval(at('2027-03-10T09:00-05:00'), at('2027-03-10T12:00-05:00'));
    await database.db.tenant(practice.practiceId, async (tx) => {
      const id = await addCalendar(tx, practice.practiceId, { ...practice, busy: [opened] });
      await tx`update calendars set defines_openings = true, name = 'Own hours' where calendar_id = ${id}`;
      await tx`update busy set organised = true where calendar_id = ${id}`;
    });
    await openWeek();
    const before = await page.locator('.kind-drawn').boundingBox();
    expect(await page.textContent('.kind-drawn')).toContain('From the calendar');
    await drag(await pointAt('2027-03-10', '09:30'), await pointAt('2027-03-10', '13:30'));
    expect(await page.locator('dialog[open]').count()).toBe(0);
    expect(await page.locator('.kind-drawn').boundingBox()).toEqual(before);
    const inside = await pointAt('2027-03-10', '10:00');
    await page.mouse.click(inside.x, inside.y);
    await page.waitForSelector('#why-sheet');
    expect(await page.textContent('#why-sheet')).toContain('Reserved in the calendar “Own hours”');
    await page.click('#why-sheet >> text=Close');
    expect(await faults(page)).toEqual([]);
    expect(refused).toEqual([]);
  });

  test('a click says why a time is or is not offered, and leads to removing one occurrence', async () => {
    await weekly();
    await openWeek();
    const free = await pointAt('2027-03-11', '14:00');
    await page.mouse.click(free.x, free.y);
    await page.waitForSelector('#why-sheet');
    expect(await page.textContent('#why-sheet')).toContain('It lies outside the hours reserved for booking.');
    await page.click('#why-sheet >> text=Close');
    // On an open time it is that one, wherever it was pressed.
    const slot = (await page.locator('.kind-slot >> nth=0').boundingBox())!; // drawn
    await page.mouse.click(slot.x + slot.width - 3, slot.y + slot.height - 3);
    await page.waitForSelector('#why-sheet');
    expect(await page.textContent('#why-sheet h2')).toContain('Tuesday, March 9, 2027 at 9:00 AM');
    expect(await page.textContent('#why-sheet')).toContain('offered to everyone with the booking link.');
    await page.click('#why-sheet >> text=Close');
    const inside = await pointAt('2027-03-09', '10:00');
    await page.mouse.click(inside.x, inside.y);
    await page.waitForSelector('#why-sheet');
    expect(await page.textContent('#why-sheet h2')).toContain('Tuesday, March 9, 2027 at 10:00 AM');
    await page.click('#why-sheet >> text=Change this reserved time');
    await page.click('#remove >> text=Only this one');
    await page.waitForSelector('text=The time is not reserved any more.');
    expect(await march()).toEqual(['02T09:00–11:00', '16T09:00–11:00', '23T09:00–11:00']);
    expect(refused).toEqual([]);
  });

  test('by keyboard alone: reserved by the form, then opened from the calendar and removed', async () => {
    await openWeek();
    await page.focus('#reserve-open');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog.sheet[open] #day');
    await page.fill('#day', '2027-03-12');
    await page.selectOption('#repeat', 'once');
    await page.focus('#reserve button:has-text("Reserve this time")');
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=The time is reserved for online booking.');
    await page.waitForSelector('#week-calendar[data-drawn]');
    await page.focus('a.kind-opening');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/desk/openings/*occurrence*');
    await page.focus('#remove button');
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=The time is not reserved any more.');
    expect(await march()).toEqual([]);
  });

  test('without scripts everything is there as a list with forms', async () => {
    await page.context().close();
    page = await atDesk({ javaScriptEnabled: false });
    await page.goto(served.origin + WEEK);
    expect(await page.isVisible('#week-calendar')).toBe(false);
    await page.fill('#day', '2027-03-09');
    await page.click('text=Reserve this time');
    expect(await page.textContent('.message-good')).toContain('The time is reserved for online booking.');
    await page.click('.week-list >> text=Change');
    await page.fill('#to', '10:00');
    await page.check('#scope-following');
    await page.click('#times >> text=Save');
    expect(await march()).toEqual(['09T09:00–10:00', '16T09:00–10:00', '23T09:00–10:00']);
    await page.fill('#clock', '08:00');
    await page.click('text=Explain');
    expect(await page.textContent('#why-answer')).toContain('It lies outside the hours reserved for booking.');
  });

  test('the pages are sound in light and dark, from 320 px up, with every layer drawn', async () => {
    await weekly();
    const { practiceId, practitionerId } = practice;
    const busy = [interval(at('2027-03-09T10:30-05:00'), at('2027-03-09T11:00-05:00'))];
    const covered = interval(at('2027-02-01T00:00Z'), at('2027-03-13T05:00Z'));
    await database.db.tenant(practiceId, (tx) => addCalendar(tx, practiceId, { practitionerId, busy, covered }));
    const patient = { name: 'נועה לוי', phone: '' };
    await bookForPatient(ctx(), {
      ...practice,
      start: at('2027-03-09T09:00-05:00'),
      patient,
      tell: false,
      anyway: true,
    });
    const friday = interval(at('2027-03-12T00:00-05:00'), at('2027-03-13T00:00-05:00'));
    await addClosure(ctx(), { practitionerId, ...friday });
    await openWeek();
    for (const kind of ['opening', 'appointment', 'busy', 'unknown', 'closed']) {
      expect([kind, (await page.locator(`#week-calendar .kind-${kind}`).count()) > 0]).toEqual([kind, true]);
    }
    expect(await faults(page)).toEqual([]);
    await page.click('#reserve-open');
    expect(await faults(page)).toEqual([]);
    const change = (await page.getAttribute('.week-list a.button', 'href')) ?? '';
    const why = `/desk/openings/why?practitioner=${practitionerId}&date=2027-03-09&clock=09:00`;
    for (const path of [change, why]) {
      await page.goto(served.origin + path);
      expect([path, await faults(page)]).toEqual([path, []]);
    }
    expect(refused).toEqual([]);
  });

  test('on a phone two days are seen at once and the others turned to', async () => {
    await weekly();
    await page.setViewportSize({ width: 390, height: 844 });
    await openWeek();
    expect(await page.locator('.fc-col-header-cell').count()).toBe(2);
    await page.click('text=Days after');
    expect(await page.getAttribute('.fc-col-header-cell >> nth=0', 'data-date')).toBe('2027-03-10');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });
});
