/** Calendars at the desk: connected by signing in or by an address, chosen from, looked into, and let go (failures F). */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { addFeedConnection, listAccounts } from '../../src/actions/connections.ts';
import { readPractitioner } from '../../src/actions/practitioners.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import { openSlotsFor } from '../../src/actions/slots.ts';
import { interval } from '../../src/domain/interval.ts';
import type { ConnectionId } from '../../src/domain/types.ts';
import { deliverDue } from '../../src/outbox/deliver.ts';
import { openConnection } from '../../src/secrets/connection.ts';
import { syncCalendar, type SyncResult } from '../../src/sync/read.ts';
import { watch } from '../../src/sync/watch.ts';
import { writeDue } from '../../src/sync/write-due.ts';
import { STAFF } from '../outbox/mail-room.ts';
import { NINE } from '../support/booking.ts';
import { LOGIN } from '../support/caldav/servers.ts';
import { StandIn } from '../support/caldav/stand-in.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { openInbox, type Inbox } from '../support/inbox.ts';
import { textOf, valueOf } from '../support/page.ts';
import { tracesOf } from '../support/traces.ts';
import {
  addPractitioner,
  at,
  contextOf,
  KEYS,
  later,
  NOW,
  samplePractice,
  type SamplePractice,
} from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { googleDesk, type GoogleDesk } from './google-desk.ts';
import { connected, consented, finished } from './signing-in-there.ts';

const ADA = 'ada@practice.example';
const SECOND = 'team@group.calendar.example';
const HOLIDAYS = 'holidays@group.calendar.example';
const EVENTS = 'https://www.googleapis.com/auth/calendar.events';

let database: TestDatabase;
let owner: postgres.Sql;
let inbox: Inbox;
let there: GoogleDesk;
let practice: SamplePractice;
let email: string;
let desk: AtDesk;

beforeAll(async () => {
  database = await testDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  inbox = await openInbox();
});
beforeEach(async () => {
  // Jobs of other cases would be written into this one's calendars.
  await owner`delete from outbox`;
  there = await googleDesk(database.db, { SMTP_URL: inbox.url, MAIL_FROM: 'desk@practice.example' });
  there.google.addCalendar({ id: ADA, summary: 'Ada', timeZone: 'America/New_York', primary: true });
  there.google.addCalendar({ id: SECOND, summary: 'Team', timeZone: 'America/New_York' });
  there.google.addCalendar({ id: HOLIDAYS, summary: 'Holidays', timeZone: 'America/New_York', accessRole: 'reader' });
  const slug = `practice-${randomUUID()}`;
  email = `owner@${slug}.example`;
  practice = await samplePractice(database.db, { slug });
  await member(database.db, practice, email);
  desk = await signedIn(there.served, email);
});
afterEach(() => there.close());
afterAll(async () => {
  await owner.end();
  await inbox[Symbol.asyncDispose]();
  await database.close();
});

const staff = (now = NOW) => contextOf(database.db, practice, { actor: STAFF, now });
const mine = () => ({ practitioner: practice.practitionerId });
const accounts = () => listAccounts(staff());

async function account() {
  const [one, ...more] = await accounts();
  if (!one || more.length > 0) throw new Error(`One account was expected, not ${more.length + (one ? 1 : 0)}.`);
  return one;
}

async function calendarId(externalId: string) {
  const calendar = (await account()).calendars.find((one) => one.externalId === externalId);
  if (!calendar) throw new Error(`${externalId} is not known.`);
  return calendar.id;
}

async function sync(externalId = ADA, now = NOW): Promise<SyncResult> {
  there.served.setClock(now);
  return syncCalendar(there.served.deps, practice.practiceId, await calendarId(externalId), now);
}

async function write(): Promise<void> {
  for (let round = 0; round < 20; round += 1) if ((await writeDue(there.served.deps)) === 0) return;
  throw new Error('There is always something to write.');
}

const titles = (id: string) => there.google.calendar(id).live.map(({ summary }) => summary);

async function booked(start = NINE): Promise<void> {
  const patient = { name: 'Bo Lind', email: 'bo@patient.example', phone: '' };
  const made = await bookForPatient(staff(), { ...practice, start, patient, tell: false, anyway: true });
  if (!made.ok) throw new Error(`It was not booked: ${made.refusal.code}.`);
}

/** What the form of the account's page sends: the roles of each calendar, in the order of the page. */
async function choose(
  id: string,
  roles: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Promise<Response> {
  const page = await desk.page(`/desk/calendars/accounts/${id}`);
  const fields: Record<string, string> = {};
  for (let index = 0; valueOf(page, `calendar-${index}`) !== undefined; index += 1) {
    const externalId = valueOf(page, `calendar-${index}`) ?? '';
    fields[`calendar-${index}`] = externalId;
    for (const [name, value] of Object.entries(roles[externalId] ?? {})) fields[`${name}-${index}`] = value;
  }
  return desk.post(`/desk/calendars/accounts/${id}`, fields);
}

const USUAL = { tentative: 'on', allDay: 'on', oof: 'on' };

test('an account that was signed in at Google blocks time with its main calendar, at once', async () => {
  const asks = await desk.page(`/desk/calendars/connect?kind=google&practitioner=${practice.practitionerId}`);
  expect(textOf(asks)).toContain('leave every box ticked');
  const back = await consented(desk, mine());
  expect([back.origin, back.pathname]).toEqual([there.served.origin, '/desk/calendars/signed-in/google']);
  // Coming back alone stores nothing: only the button does.
  await desk.page(back.pathname + back.search);
  expect(await accounts()).toEqual([]);
  expect((await finished(desk, back)).headers.get('location')).toMatch(/accounts\/[\da-f-]{36}\?done=connected$/);
  expect(await account()).toMatchObject({ kind: 'google', account: ADA, status: 'ok' });
  expect(
    (await account()).calendars.map(({ name, blocks, receives, writable }) => [name, blocks, receives, writable]),
  ).toEqual([
    ['Ada', true, false, true],
    ['Holidays', false, false, false],
    ['Team', false, false, true],
  ]);
  // Nothing is offered before it was read; then what it has is left out.
  const slots = () =>
    openSlotsFor(staff(), { ...practice, audience: 'everyone', window: interval(NINE, later(NINE, 120)) });
  expect(await slots()).toMatchObject({ value: { slots: [] } });
  const busy = { start: { dateTime: '2027-03-02T09:00:00-05:00' }, end: { dateTime: '2027-03-02T09:45:00-05:00' } };
  there.google.calendar(ADA).set({ id: 'dentist', summary: 'Dentist', ...busy });
  expect(await sync()).toBe('changed');
  expect(await slots()).toMatchObject({ value: { slots: [{ start: at('2027-03-02T09:45-05:00') }, {}] } });
  const page = await desk.page('/desk/calendars');
  expect(textOf(page)).toContain(`Google Calendar ${ADA}`);
  expect(page).not.toContain('Dentist');
});

test('F01 F03 a callback without a state, with a foreign, a used or an old one is refused, and nothing is stored', async () => {
  const path = '/desk/calendars/signed-in/google';
  const back = await consented(desk, mine());
  const [state, code] = [back.searchParams.get('state') ?? '', back.searchParams.get('code') ?? ''];
  const again = await signedIn(there.served, email);
  const slug = `other-${randomUUID()}`;
  const foreign = await samplePractice(database.db, { slug });
  await member(database.db, foreign, `owner@${slug}.example`);
  const stranger = await signedIn(there.served, `owner@${slug}.example`);
  for (const [who, sent] of [
    [desk, { code }],
    [desk, { state: '', code }],
    [desk, { state: `${state.slice(0, -2)}AA`, code }],
    [desk, { state: 'x', code }],
    // Led to the callback of somebody else's sign-in, also of one's own in another browser.
    [stranger, { state, code }],
    [again, { state, code }],
  ] as const) {
    const answer = await who.post(path, sent);
    expect([answer.status, textOf(await answer.text())]).toEqual([422, expect.stringContaining('begun elsewhere')]);
  }
  there.served.setClock(later(NOW, 10));
  expect((await desk.post(path, { state, code })).status).toBe(422);
  expect(await accounts()).toEqual([]);
  expect(await listAccounts(contextOf(database.db, foreign))).toEqual([]);
  expect(there.proxy.seen).toEqual([]);
  // And once, in its own session and in time, it is good.
  there.served.setClock(later(NOW, 9));
  expect((await desk.post(path, { state, code })).status).toBe(303);
  there.google.signIn.consent.email = 'other@practice.example';
  const fresh = (await consented(desk, mine())).searchParams.get('code') ?? '';
  // Used before, it does not even reach Google.
  there.proxy.seen.length = 0;
  const used = await desk.post(path, { state, code: fresh });
  expect([used.status, textOf(await used.text())]).toEqual([422, expect.stringContaining('used before')]);
  expect(there.proxy.seen).toEqual([]);
  expect(await accounts()).toHaveLength(1);
});

test('F02 a code that belongs to another sign-in than the state is refused, and nothing is stored', async () => {
  const [one, other] = [await consented(desk, mine()), await consented(desk, mine())];
  one.searchParams.set('code', other.searchParams.get('code') ?? '');
  expect((await finished(desk, one)).status).toBe(422);
  expect(await accounts()).toEqual([]);
});

test('somebody who says no at Google is told that nothing was stored', async () => {
  there.google.signIn.consent.refuses = true;
  const back = await consented(desk, mine());
  const page = await desk.get(back.pathname + back.search);
  expect([page.status, textOf(await page.text())]).toEqual([422, expect.stringContaining('Nothing was stored.')]);
  expect(await accounts()).toEqual([]);
});

test('F10 with fewer permissions than it takes nothing is connected, and what was given is given back', async () => {
  there.google.signIn.consent.without = [EVENTS];
  const answer = await finished(desk, await consented(desk, mine()));
  expect(textOf(await answer.text())).toContain('Some permissions were left out at Google Calendar.');
  expect(await accounts()).toEqual([]);
  expect(there.proxy.seen.map(({ path }) => path)).toEqual(['/token', '/revoke']);
});

test('F07 connecting again with another account says so, and mixes nothing', async () => {
  const id = await connected(desk, mine());
  const before = await account();
  there.google.signIn.consent.email = 'other@practice.example';
  const answer = await finished(desk, await consented(desk, { ...mine(), account: id }));
  expect(textOf(await answer.text())).toContain('This is another account (other@practice.example)');
  expect(await account()).toEqual(before);
  // The same account again is the same connection, with what was chosen.
  there.google.signIn.consent.email = ADA;
  expect(await connected(desk, { ...mine(), account: id })).toBe(id);
  expect(await connected(desk, mine())).toBe(id);
  expect((await account()).calendars.map(({ blocks }) => blocks)).toEqual(before.calendars.map(({ blocks }) => blocks));
});

const DEAD = { kind: 'status', status: 400, body: '{"error":"invalid_grant"}' } as const;
const ofTokens = { match: ({ path }: { path: string }) => path === '/token' };
/** The token of the sign-in is over. */
const TWO_HOURS = later(NOW, 120);

test('F04 a grant that is dead is believed when it is said twice; then it is to be connected again, and bookings go on', async () => {
  await connected(desk, mine());
  await sync();
  there.proxy.fail(DEAD, ofTokens);
  expect(await sync(ADA, TWO_HOURS)).toBe('unchanged');
  expect((await account()).status).toBe('ok');
  there.proxy.fail(DEAD, { ...ofTokens, times: 2 });
  expect(await sync(ADA, later(NOW, 240))).toBe('failed');
  expect((await account()).status).toBe('reconnect');
  // The practitioner is told once, and a provider that cannot be reached later does not make it well.
  there.proxy.fail({ kind: 'cut-before' }, ofTokens);
  expect(await sync(ADA, later(NOW, 300))).toBe('failed');
  there.proxy.fail(DEAD, { ...ofTokens, times: 2 });
  expect(await sync(ADA, later(NOW, 360))).toBe('failed');
  expect((await account()).status).toBe('reconnect');
  inbox.mails.length = 0;
  await deliverDue(there.served.deps, later(NOW, 360));
  expect(inbox.mails.map(({ to, mail }) => [to[0], mail.subject])).toEqual([
    ['lee@practice.example', 'Your calendar has to be connected again'],
  ]);
  desk = await signedIn(there.served, email); // the desk locked itself meanwhile
  const page = await desk.page('/desk/calendars');
  expect(textOf(page)).toContain('The account has to be connected again.');
  const id = (await account()).id;
  expect(page).toContain(`/desk/calendars/sign-in/google?practitioner=${practice.practitionerId}&amp;account=${id}`);
  await booked();
  expect(await connected(desk, { ...mine(), account: id })).toBe(id);
  expect(await sync(ADA, later(NOW, 361))).toBe('unchanged');
  expect((await account()).status).toBe('ok');
});

test.each([
  { kind: 'status', status: 500 },
  { kind: 'status', status: 400, body: '{"error":"invalid_request"}' },
  { kind: 'html' },
  { kind: 'cut-before' },
] as const)(
  'F04 what else goes wrong while a token is asked for does not mark the account as dead: %j',
  async (fault) => {
    await connected(desk, mine());
    await sync();
    there.proxy.fail(fault, { ...ofTokens, times: 4 });
    expect(await sync(ADA, TWO_HOURS)).toBe('failed');
    expect((await account()).status).toBe('ok');
    there.proxy.heal();
    expect(await sync(ADA, later(TWO_HOURS, 30))).toBe('unchanged');
  },
);

test('F05 two workers whose token is over ask for one new one', async () => {
  const id = await connected(desk, mine());
  await choose(id, { [ADA]: { blocks: 'on', ...USUAL }, [SECOND]: { blocks: 'on', ...USUAL } });
  await Promise.all([sync(ADA), sync(SECOND)]);
  there.proxy.seen.length = 0;
  const both = await Promise.all([sync(ADA, TWO_HOURS), sync(SECOND, TWO_HOURS)]);
  expect(both).toEqual(['unchanged', 'unchanged']);
  expect(there.proxy.seen.filter(({ path }) => path === '/token')).toHaveLength(1);
});

test('F06 a new token that could not be kept is asked for again with the old one', async () => {
  await connected(desk, mine());
  await sync();
  await owner.unsafe(`
    create function refuse_tokens() returns trigger language plpgsql as $$ begin raise exception 'away' using errcode = '57P01'; end $$;
    create trigger refuse_tokens before update of sealed on connections for each row execute function refuse_tokens()`);
  expect(await sync(ADA, TWO_HOURS)).toBe('failed');
  await owner`drop function refuse_tokens cascade`;
  expect(await sync(ADA, later(TWO_HOURS, 30))).toBe('unchanged');
  expect((await account()).status).toBe('ok');
});

test('F08 in a dump of the database no token, app password or feed address can be read, and sealed bytes open in their own row alone', async () => {
  const caldav = await new StandIn().start();
  const first = await connected(desk, mine());
  await addFeedConnection(staff(), {
    ...practice,
    address: 'https://calendar.example/private-canary/a.ics',
    name: 'Feed',
  });
  const typed = { address: `${caldav.origin}/dav/`, user: LOGIN.user, password: LOGIN.password };
  await desk.post('/desk/calendars/connect', { ...mine(), kind: 'caldav', ...typed });
  await caldav.close();
  const sealed = await database.db.tenant(
    practice.practiceId,
    (tx) =>
      tx<
        { id: ConnectionId; kind: string; sealed: Buffer }[]
      >`select connection_id as id, kind, sealed from connections`,
  );
  expect(sealed.map(({ kind }) => kind).toSorted()).toEqual(['caldav', 'google', 'ics']);
  const opened = sealed.find(({ id }) => id === first)!; // it was connected
  const { refreshToken = '' } = openConnection(KEYS, opened.id, opened.sealed);
  expect(refreshToken).toMatch(/^1\/\//);
  expect(await tracesOf(database, [ADA])).not.toEqual([]);
  expect(await tracesOf(database, [refreshToken, 'ya29.', LOGIN.password, 'private-canary'])).toEqual([]);
  for (const row of sealed)
    for (const other of sealed.filter(({ id }) => id !== row.id))
      expect(() => openConnection(KEYS, other.id, row.sealed)).toThrow();
  // Put into another row they open nothing, and the page says so without a word of what is in them.
  await database.db.tenant(
    practice.practiceId,
    (tx) => tx`update connections set sealed = ${opened.sealed} where kind = 'caldav'`,
  );
  const swapped = sealed.find(({ kind }) => kind === 'caldav')!; // asserted above
  const page = await desk.get(`/desk/calendars/accounts/${swapped.id}`);
  expect([page.status, textOf(await page.text())]).toEqual([
    200,
    expect.stringContaining('cannot be read with the keys'),
  ]);
});

test('F11 disconnecting gives the permission back, ends the channels, and what was read is gone', async () => {
  const id = await connected(desk, mine());
  const busy = { start: { dateTime: '2027-03-02T09:00:00-05:00' }, end: { dateTime: '2027-03-02T09:45:00-05:00' } };
  there.google.calendar(ADA).set({ id: 'dentist', summary: 'Dentist', ...busy });
  await sync();
  const { deps } = there.served;
  const reachable = { ...deps, config: { ...deps.config, publicUrl: 'https://booking.practice.example' } };
  await watch(reachable, { practiceId: practice.practiceId, calendarId: await calendarId(ADA), askedAt: NOW });
  expect(there.google.channels.size).toBe(1);
  const answer = await desk.post(`/desk/calendars/accounts/${id}/disconnect`);
  expect(answer.headers.get('location')).toBe('/desk/calendars?done=disconnected');
  expect(there.google.channels.size).toBe(0);
  expect(there.proxy.seen.map(({ path }) => path)).toContain('/revoke');
  expect(await accounts()).toEqual([]);
  for (const table of ['busy', 'calendars', 'connections'])
    expect([table, await database.db.tenant(practice.practiceId, (tx) => tx`select from ${tx(table)}`)]).toEqual([
      table,
      [],
    ]);
  for (const table of ['push_channels', 'due_calendars'])
    expect([table, await owner`select from ${owner(table)} where practice_id = ${practice.practiceId}`]).toEqual([
      table,
      [],
    ]);
  // And a provider that cannot be reached keeps nobody connected.
  const other = await connected(desk, mine());
  there.proxy.fail({ kind: 'cut-before' }, { times: 20 });
  expect((await desk.post(`/desk/calendars/accounts/${other}/disconnect`)).status).toBe(303);
  expect(await accounts()).toEqual([]);
});

test('F11 an account that another practitioner has connected too keeps its permission until the last lets go', async () => {
  const kim = await database.db.tenant(practice.practiceId, (tx) =>
    addPractitioner(tx, practice.practiceId, { name: 'Dr. Kim', slug: 'dr-kim' }),
  );
  const [one, two] = [await connected(desk, mine()), await connected(desk, { practitioner: kim })];
  await desk.post(`/desk/calendars/accounts/${one}/disconnect`);
  expect(there.proxy.seen.map(({ path }) => path)).not.toContain('/revoke');
  await desk.post(`/desk/calendars/accounts/${two}/disconnect`);
  expect(there.proxy.seen.map(({ path }) => path)).toContain('/revoke');
});

test('appointments to come are written where they belong from now on, and leave where they belong no more', async () => {
  const id = await connected(desk, mine());
  await booked();
  await write();
  expect([titles(ADA), titles(SECOND)]).toEqual([[], []]);
  await choose(id, { [ADA]: { blocks: 'on', receives: 'on', privacy: 'initials', ...USUAL } });
  await write();
  expect([titles(ADA), titles(SECOND)]).toEqual([['B.L.'], []]);
  there.served.setClock(later(NOW, 1));
  const saved = await choose(id, {
    [ADA]: { blocks: 'on', ...USUAL },
    [SECOND]: { receives: 'on', privacy: 'busy', ...USUAL },
  });
  expect(saved.headers.get('location')).toBe('/desk/calendars?done=saved');
  await write();
  expect([titles(ADA), titles(SECOND)]).toEqual([[], ['Appointment']]);
  // Another level of privacy is another name for what stands there already.
  there.served.setClock(later(NOW, 2));
  await choose(id, { [ADA]: { blocks: 'on', ...USUAL }, [SECOND]: { receives: 'on', privacy: 'name', ...USUAL } });
  await write();
  expect(titles(SECOND)).toEqual(['Bo Lind']);
});

test('a calendar that cannot be written into is not offered for appointments, and refused when asked for all the same', async () => {
  const id = await connected(desk, mine());
  expect(textOf(await desk.page(`/desk/calendars/accounts/${id}`))).toContain('Can be read only');
  const answer = await choose(id, { [HOLIDAYS]: { receives: 'on' } });
  expect([answer.status, textOf(await answer.text())]).toEqual([
    422,
    expect.stringContaining('Nothing can be written into “Holidays”'),
  ]);
  expect((await account()).calendars.filter(({ receives }) => receives)).toEqual([]);
  const unknown = await desk.post(`/desk/calendars/accounts/${id}`, {
    'calendar-0': 'nobody@elsewhere.example',
    'blocks-0': 'on',
  });
  expect(unknown.status).toBe(422);
});

test('a preview shows the times of the next two weeks by the rules of the calendar, and no word of what they are for', async () => {
  const id = await connected(desk, mine());
  const busy = { start: { dateTime: '2027-03-02T09:00:00-05:00' }, end: { dateTime: '2027-03-02T09:45:00-05:00' } };
  there.google.calendar(ADA).set({ id: 'dentist', summary: 'Dentist', ...busy });
  const free = { start: { dateTime: '2027-03-03T15:00:00-05:00' }, end: { dateTime: '2027-03-03T16:00:00-05:00' } };
  there.google.calendar(ADA).set({ id: 'walk', summary: 'Walk', transparency: 'transparent', ...free });
  const preview = async () => {
    const index = (await account()).calendars.findIndex(({ externalId }) => externalId === ADA);
    return desk.page(`/desk/calendars/accounts/${id}?preview=${index}`);
  };
  const page = await preview();
  expect(textOf(page)).toContain('Tue, Mar 2 9:00 – 9:45 AM');
  expect(textOf(page)).toContain('9:00 – 9:45 AM');
  expect(page).not.toMatch(/Dentist|3:00 – 4:00 PM/);
  await choose(id, { [ADA]: { blocks: 'on', free: 'on', ...USUAL } });
  expect(textOf(await preview())).toContain('Wed, Mar 3 3:00 – 4:00 PM');
  there.proxy.fail({ kind: 'status', status: 500 }, { times: 20 });
  expect(textOf(await preview())).toMatch(/Google/);
});

test('a calendar that is gone at Google is in trouble by itself: the others are read, and the account stays connected', async () => {
  const id = await connected(desk, mine());
  const other = (await account()).calendars.find(({ externalId }) => externalId !== ADA)?.externalId ?? '';
  await choose(id, { [ADA]: { blocks: 'on', ...USUAL }, [other]: { blocks: 'on', ...USUAL } });
  expect([await sync(ADA), await sync(other)]).toEqual(['changed', 'changed']);
  const ofOther = ({ path }: { path: string }) => path.includes(`/calendars/${encodeURIComponent(other)}/`);
  there.proxy.fail({ kind: 'status', status: 404 }, { match: ofOther, times: 20 });
  expect([await sync(ADA, later(NOW, 60)), await sync(other, later(NOW, 60))]).toEqual(['unchanged', 'failed']);
  const { status, calendars } = await account();
  expect(status).toBe('ok');
  expect(calendars.filter(({ problem }) => problem !== undefined).map(({ externalId }) => externalId)).toEqual([other]);
  desk = await signedIn(there.served, email); // the desk locked itself meanwhile
  const page = textOf(await desk.page('/desk/calendars'));
  expect(page).toContain('Google has no such calendar any more (404). Choose another one.');
  expect(page).toContain('Trouble');
  expect(page).not.toContain('Gone');
});

test('F04 a preview with a token that was withdrawn early asks for a new one, and shows the times', async () => {
  const id = await connected(desk, mine());
  const busy = { start: { dateTime: '2027-03-02T09:00:00-05:00' }, end: { dateTime: '2027-03-02T09:45:00-05:00' } };
  there.google.calendar(ADA).set({ id: 'dentist', summary: 'Dentist', ...busy });
  const index = (await account()).calendars.findIndex(({ externalId }) => externalId === ADA);
  const refused = { match: ({ path }: { path: string }) => path.includes('/events') };
  there.proxy.fail({ kind: 'status', status: 401 }, refused);
  const page = textOf(await desk.page(`/desk/calendars/accounts/${id}?preview=${index}`));
  expect(page).toContain('Tue, Mar 2 9:00 – 9:45 AM');
  // Twice is for good: what is said then is for a person.
  there.proxy.fail({ kind: 'status', status: 401 }, { ...refused, times: 2 });
  expect(textOf(await desk.page(`/desk/calendars/accounts/${id}?preview=${index}`))).toContain(
    'Connect the Google account again.',
  );
});

test('what happens when an event is moved in the calendar is chosen for each practitioner', async () => {
  const change = (changes: string) => desk.post('/desk/calendars/changes', { ...mine(), changes });
  expect((await change('restore')).headers.get('location')).toBe('/desk/calendars?done=saved');
  expect(await readPractitioner(staff(), practice.practitionerId)).toMatchObject({
    value: { whenChangedOutside: 'restore' },
  });
  expect((await change('anything')).status).toBe(404);
  expect((await desk.post('/desk/calendars/changes', { practitioner: randomUUID(), changes: 'ask' })).status).toBe(404);
});

test('a CalDAV account is connected by its form; what is wrong stands beside its field, and no password comes back', async () => {
  const caldav = await new StandIn().start();
  const typed = {
    ...mine(),
    kind: 'caldav',
    address: `${caldav.origin}/dav/`,
    user: LOGIN.user,
    password: LOGIN.password,
  };
  for (const [wrong, words] of [
    [{ address: 'ftp://calendar.example' }, 'must begin with https://'],
    [{ address: '' }, 'address'],
    [{ user: ' ' }, 'Enter the user name'],
    [{ password: '' }, 'Enter the password'],
    [{ password: 'wrong-canary' }, 'password'],
  ] as const) {
    const answer = await desk.post('/desk/calendars/connect', { ...typed, ...wrong });
    const page = await answer.text();
    expect([wrong, answer.status, textOf(page)]).toEqual([wrong, 422, expect.stringContaining(words)]);
    expect(page).not.toContain('wrong-canary');
    expect(page).not.toContain(LOGIN.password);
    expect(valueOf(page, 'user')).toBe('user' in wrong ? wrong.user : LOGIN.user);
  }
  expect(await accounts()).toEqual([]);
  const answer = await desk.post('/desk/calendars/connect', typed);
  const { id, account: name } = await account();
  expect(answer.headers.get('location')).toBe(`/desk/calendars/accounts/${id}?done=connected`);
  expect(name).toBe(`ada at ${caldav.origin}/…`);
  await caldav.close();
});

test('an app password that was replaced is given again, to the server that is known and no other', async () => {
  const caldav = await new StandIn().start();
  const typed = {
    ...mine(),
    kind: 'caldav',
    address: `${caldav.origin}/dav/`,
    user: LOGIN.user,
    password: LOGIN.password,
  };
  await desk.post('/desk/calendars/connect', typed);
  const { id, calendars } = await account();
  caldav.instead = () => ({ status: 401 });
  await syncCalendar(there.served.deps, practice.practiceId, calendars[0]!.id, NOW);
  caldav.instead = () => undefined;
  expect((await account()).status).toBe('reconnect');
  const again = `/desk/calendars/connect?kind=caldav&practitioner=${practice.practitionerId}&account=${id}`;
  expect(await desk.page('/desk/calendars')).toContain(again.replaceAll('&', '&amp;'));
  expect(valueOf(await desk.page(again), 'user')).toBe(LOGIN.user);
  const sent = { ...mine(), kind: 'caldav', account: id, address: 'https://elsewhere.example/' };
  const wrong = await desk.post('/desk/calendars/connect', { ...sent, user: 'ada', password: 'wrong' });
  expect(wrong.status).toBe(422);
  const right = await desk.post('/desk/calendars/connect', { ...sent, user: LOGIN.user, password: LOGIN.password });
  expect(right.headers.get('location')).toBe(`/desk/calendars/accounts/${id}?done=connected`);
  expect((await account()).status).toBe('ok');
  await caldav.close();
});

test('a practitioner sees and changes their own accounts alone, an assistant none, another practice nothing', async () => {
  const id = await connected(desk, mine());
  const kim = await database.db.tenant(practice.practiceId, (tx) =>
    addPractitioner(tx, practice.practiceId, { name: 'Dr. Kim', slug: 'dr-kim' }),
  );
  await member(database.db, { ...practice, practitionerId: kim }, `kim-${email}`, 'practitioner');
  await member(database.db, practice, `desk-${email}`, 'assistant');
  const slug = `other-${randomUUID()}`;
  const foreign = await samplePractice(database.db, { slug });
  await member(database.db, foreign, `owner@${slug}.example`);
  for (const who of [`kim-${email}`, `desk-${email}`, `owner@${slug}.example`]) {
    const other = await signedIn(there.served, who);
    expect([who, (await other.get(`/desk/calendars/accounts/${id}`)).status]).toEqual([who, 404]);
    expect([who, (await other.post(`/desk/calendars/accounts/${id}`, {})).status]).toEqual([who, 404]);
    expect([who, (await other.post(`/desk/calendars/accounts/${id}/disconnect`)).status]).toEqual([who, 404]);
    const form = { ...mine(), kind: 'ics', address: 'https://calendar.example/a.ics' };
    expect([who, (await other.post('/desk/calendars/connect', form)).status]).toEqual([who, 404]);
  }
  const own = textOf(await (await signedIn(there.served, `kim-${email}`)).page('/desk/calendars'));
  expect(own).not.toContain(ADA);
  expect(await accounts()).toHaveLength(1);
});
