/** Outlook at the desk, over HTTP and Microsoft's stand-in: signed in, chosen from, looked into, connected again, let go (failures F). */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAccounts } from '../../src/actions/connections.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import type { Instant } from '../../src/domain/types.ts';
import { syncCalendar } from '../../src/sync/read.ts';
import { writeDue } from '../../src/sync/write-due.ts';
import { STAFF } from '../outbox/mail-room.ts';
import { NINE } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { faultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { outlookServer, type OutlookServer } from '../support/outlook/server.ts';
import { textOf, valueOf } from '../support/page.ts';
import { at, contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { connected, consented, finished } from './signing-in-there.ts';
import { serve, type Served } from './served.ts';

let database: TestDatabase;
let owner: postgres.Sql;
let outlook: OutlookServer;
let proxy: FaultProxy;
let served: Served;
let practice: SamplePractice;
let desk: AtDesk;

beforeAll(async () => {
  database = await testDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
});
beforeEach(async () => {
  outlook = await outlookServer(() => NOW);
  proxy = await faultProxy(outlook.origin);
  served = await serve(database.db, {
    ...{ MICROSOFT_CLIENT_ID: 'client', MICROSOFT_CLIENT_SECRET: 'secret' },
    // Signing in is the browser's, and goes by the same address.
    ...{ MICROSOFT_LOGIN_URL: `${proxy.origin}/`, MICROSOFT_GRAPH_URL: `${proxy.origin}/` },
  });
  const slug = `practice-${randomUUID()}`;
  practice = await samplePractice(database.db, { slug });
  await member(database.db, practice, `owner@${slug}.example`);
  desk = await signedIn(served, `owner@${slug}.example`);
});
afterEach(async () => {
  await served.close();
  await proxy.close();
  await outlook.close();
  expect(outlook.mailbox.mistakes).toEqual([]);
});
afterAll(async () => {
  await owner.end();
  await database.close();
});

const mine = () => ({ practitioner: practice.practitionerId });
const accounts = () => listAccounts(contextOf(database.db, practice, { actor: STAFF }));
const meeting = (subject: string, showAs = 'busy') => ({
  ...{ subject, showAs },
  times: { start: at('2027-03-02T09:00-05:00'), end: at('2027-03-02T09:45:00-05:00') },
});

async function account() {
  const [one] = await accounts();
  if (!one) throw new Error('No account was connected.');
  return one;
}

test('an account that was signed in at Microsoft blocks time with its main calendar, and shows which ones it has', async () => {
  outlook.mailbox.add(meeting('Dentist'));
  const id = await connected(desk, mine(), 'outlook');
  const { status, kind, account: name, calendars } = await account();
  expect({ status, kind, name }).toEqual({ status: 'ok', kind: 'outlook', name: 'ada@practice.example' });
  expect(calendars.map(({ name: each, blocks, writable }) => [each, blocks, writable])).toEqual([
    ['Calendar', true, true],
    ['Holidays', false, false],
    ['Private', false, true],
  ]);
  expect(await syncCalendar(served.deps, practice.practiceId, calendars[0]!.id, NOW)).toBe('changed'); // it has three
  const page = await desk.page(`/desk/calendars/accounts/${id}?preview=0`);
  expect(textOf(page)).toContain('Tue, Mar 2 9:00 – 9:45 AM');
  expect(page).not.toContain('Dentist');
});

test('F11 F02 the answer of Microsoft counts in the session that asked, once, and with its own code', async () => {
  const back = await consented(desk, mine(), 'outlook');
  const other = await consented(desk, mine(), 'outlook');
  const wrong = new URL(back);
  wrong.searchParams.set('code', other.searchParams.get('code') ?? '');
  expect((await finished(desk, wrong)).status).toBe(422);
  const page = await desk.page(other.pathname + other.search);
  const answer = { state: valueOf(page, 'state') ?? '', code: other.searchParams.get('code') ?? '' };
  expect((await desk.post(other.pathname, { ...answer, state: 'x' })).status).toBe(422);
  expect(await accounts()).toEqual([]);
});

test('F10 without the permission to write nothing is connected, and the page says what was left out', async () => {
  outlook.accounts.granted = 'openid profile email offline_access';
  const answer = await finished(desk, await consented(desk, mine(), 'outlook'));
  expect(textOf(await answer.text())).toContain('Some permissions were left out at Outlook');
  expect(await accounts()).toEqual([]);
});

test('F06 a new token that could not be kept: the old one is tried, and where it is of no use the account is to be connected again', async () => {
  await connected(desk, mine(), 'outlook');
  const [main] = (await account()).calendars; // it has three
  const sync = (now: Instant) => {
    served.setClock(now);
    return syncCalendar(served.deps, practice.practiceId, main!.id, now);
  };
  expect(await sync(NOW)).toMatch(/changed/);
  await owner.unsafe(`
    create function refuse_tokens() returns trigger language plpgsql as $$ begin raise exception 'away' using errcode = '57P01'; end $$;
    create trigger refuse_tokens before update of sealed on connections for each row execute function refuse_tokens()`);
  expect(await sync(later(NOW, 120))).toBe('failed');
  expect((await account()).status).toBe('ok');
  await owner`drop function refuse_tokens cascade`;
  // Microsoft gave a new one, and takes the old one no more.
  expect(await sync(later(NOW, 180))).toBe('failed');
  expect((await account()).status).toBe('reconnect');
});

test('appointments are written into the calendar that receives them, the account is connected again, and let go', async () => {
  const id = await connected(desk, mine(), 'outlook');
  const [main, , second] = (await account()).calendars; // it has three
  const page = await desk.page(`/desk/calendars/accounts/${id}`);
  expect(valueOf(page, 'calendar-2')).toBe(second!.externalId);
  await desk.post(`/desk/calendars/accounts/${id}`, {
    ...{ 'calendar-0': main!.externalId, 'blocks-0': 'on', 'tentative-0': 'on', 'allDay-0': 'on', 'oof-0': 'on' },
    ...{ 'calendar-2': second!.externalId, 'receives-2': 'on', 'privacy-2': 'initials', 'tentative-2': 'on' },
  });
  const patient = { name: 'Bo Lind', email: 'bo@patient.example', phone: '' };
  const staff = contextOf(database.db, practice, { actor: STAFF });
  await bookForPatient(staff, { ...practice, start: NINE, patient, tell: false, anyway: true });
  while ((await writeDue(served.deps)) > 0);
  const written = () => [...outlook.mailbox.events.values()].map(({ calendar, subject }) => [calendar, subject]);
  expect(written()).toEqual([[second!.externalId, 'B.L.']]);

  // Both tokens are withdrawn: nobody but the practitioner can mend that.
  outlook.accounts.withdraw();
  served.setClock(later(NOW, 5));
  expect(await syncCalendar(served.deps, practice.practiceId, main!.id, later(NOW, 5))).toBe('failed');
  expect((await account()).status).toBe('reconnect');
  expect(textOf(await desk.page('/desk/calendars'))).toContain('Connect again');
  expect(await connected(desk, { ...mine(), account: id }, 'outlook')).toBe(id);
  expect(await syncCalendar(served.deps, practice.practiceId, main!.id, later(NOW, 6))).not.toBe('failed');
  expect((await account()).status).toBe('ok');

  await desk.post(`/desk/calendars/accounts/${id}/disconnect`);
  expect(await accounts()).toEqual([]);
  expect(written()).toEqual([[second!.externalId, 'B.L.']]);
});
