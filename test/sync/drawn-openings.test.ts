/** Openings drawn in the practitioner's own calendar: from an event that is read to slots that are offered, and back again. */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ProviderError } from '../../connectors/provider.ts';
import { busyTime } from '../../src/actions/connections.ts';
import { changePractitioner } from '../../src/actions/practitioners.ts';
import { explainStart, openSlotsFor } from '../../src/actions/slots.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import { DAY, instant, interval, MINUTE } from '../../src/domain/interval.ts';
import type { Instant, LocalDate } from '../../src/domain/types.ts';
import { startOfDay, addDays, toLocal } from '../../src/domain/zone.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { memoryAccount, type Account } from '../support/memory/account.ts';
import { at, contextOf, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

const TITLE = 'Online booking';
const ZONE = 'America/New_York';
/** The openings of the desk are on weekdays. */
const SATURDAY = '2027-03-06';
const HOURS = ['DTSTART:20270306T150000Z', 'DTEND:20270306T170000Z'];

let database: TestDatabase;
let owner: postgres.Sql;
let practice: SamplePractice;
let account: Account;
let now: Instant;

beforeAll(async () => {
  database = await testDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await database.close();
});
beforeEach(async () => {
  now = NOW;
  await owner`delete from outbox`;
  practice = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
  account = await memoryAccount(database.db, practice, { clock: () => now });
});

const ctx = () => contextOf(database.db, practice, { actor: { kind: 'system' }, now });
const wait = (minutes: number): void => void (now = instant(now + minutes * MINUTE));
const event = (title: string, lines: readonly string[] = HOURS): string[] => [...lines, `SUMMARY:${title}`];

function draw(uid: string, lines: readonly string[]): void {
  const text = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'BEGIN:VEVENT',
    `UID:${uid}`,
    ...lines,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  account.calendar.own(uid, text.join('\r\n'));
}

async function read(): Promise<void> {
  wait(1);
  expect(await account.sync()).toMatch(/^(changed|unchanged)$/);
}

async function chooseTitle(title: string): Promise<void> {
  expect(await changePractitioner(ctx(), practice.practitionerId, { openingTitle: title })).toMatchObject({ ok: true });
}

type Roles = { readonly blocks?: boolean; readonly receives?: boolean; readonly defines_openings?: boolean };

async function is(roles: Roles): Promise<void> {
  const changed = await database.db.tenant(
    practice.practiceId,
    (tx) => tx`update calendars set ${tx(roles)} where calendar_id = ${account.calendarId}`,
  );
  expect(changed.count).toBe(1);
}

/** Local starts of that day's open slots. */
async function slots(date: LocalDate = SATURDAY): Promise<string[]> {
  const window = interval(startOfDay(date, ZONE), startOfDay(addDays(date, 1), ZONE));
  const found = await openSlotsFor(ctx(), { ...practice, audience: 'everyone', window });
  if (!found.ok) throw new Error('There is such a type.');
  return found.value.slots.map(({ start }) => toLocal(start, ZONE).slice(11));
}

async function busy(): Promise<string[]> {
  const found = await busyTime(ctx(), practice.practitionerId, interval(NOW, NOW + 30 * DAY));
  if (!found.ok) throw new Error('There is such a practitioner.');
  return found.value.busy.map(({ start }) => toLocal(start, ZONE));
}

async function codes(start: Instant): Promise<string[]> {
  const found = await explainStart(ctx(), { ...practice, start });
  if (!found.ok) throw new Error('There is such a type.');
  return found.value.map(({ code }) => code);
}

test('at first no event opens anything, whatever it is called', async () => {
  draw('one', event(TITLE));
  await read();
  expect(await slots()).toEqual([]);
  expect(await busy()).toEqual(['2027-03-06T10:00']);
});

test('an event whose title is the chosen one opens its time, and another one blocks as before', async () => {
  await chooseTitle(TITLE);
  draw('one', event(` ${TITLE} `));
  draw('other', event(`${TITLE} 2`, ['DTSTART:20270306T180000Z', 'DTEND:20270306T190000Z']));
  await read();
  expect(await slots()).toEqual(['10:00', '11:00']);
  expect(await busy()).toEqual(['2027-03-06T13:00']);
});

test('each event of a calendar that defines openings opens its time, and needs no title', async () => {
  await is({ defines_openings: true });
  draw('one', HOURS);
  draw('free', ['DTSTART:20270306T190000Z', 'DTEND:20270306T200000Z', 'TRANSP:TRANSPARENT']);
  await read();
  expect(await slots()).toEqual(['10:00', '11:00', '14:00']);
  expect(await busy()).toEqual([]);
});

test('what opens time takes none of it, inside the openings of the desk too', async () => {
  await chooseTitle(TITLE);
  const friday = ['DTSTART:20270305T150000Z', 'DTEND:20270305T170000Z'];
  draw('one', event(TITLE, friday));
  await read();
  expect(await slots('2027-03-05')).toHaveLength(8);
  draw('one', event('Dentist', friday));
  await read();
  expect(await slots('2027-03-05')).toHaveLength(6);
});

test.each([
  ['a stranger’s invitation', ['ORGANIZER:mailto:else@example.org', 'ATTENDEE:mailto:lee@practice.example'], true],
  [
    'an invitation that was declined',
    ['ORGANIZER:mailto:else@example.org', 'ATTENDEE;PARTSTAT=DECLINED:mailto:lee@practice.example'],
    false,
  ],
  ['a tentative event', ['STATUS:TENTATIVE'], true],
  ['a cancelled event', ['STATUS:CANCELLED'], false],
])('%s opens nothing', async (_name, lines, blocks) => {
  await chooseTitle(TITLE);
  await is({ defines_openings: true });
  draw('one', [...event(TITLE), ...lines]);
  await read();
  expect(await slots()).toEqual([]);
  expect(await busy()).toEqual(blocks ? ['2027-03-06T10:00'] : []);
});

test('an event that the practitioner organises opens time, with guests too', async () => {
  await chooseTitle(TITLE);
  draw('one', [...event(TITLE), 'ORGANIZER:mailto:Lee@practice.example', 'ATTENDEE:mailto:else@example.org']);
  await read();
  expect(await slots()).toEqual(['10:00', '11:00']);
});

test('an all-day event opens the whole local day', async () => {
  await chooseTitle(TITLE);
  draw('one', event(TITLE, ['DTSTART;VALUE=DATE:20270306', 'DTEND;VALUE=DATE:20270307']));
  await read();
  const found = await slots();
  expect([found.length, found[0], found.at(-1)]).toEqual([24, '00:00', '23:00']);
  expect(await slots('2027-03-07')).toEqual([]);
});

test('a series keeps its local time when clocks change', async () => {
  await chooseTitle(TITLE);
  const weekly = ['DTSTART;TZID=America/New_York:20270306T100000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;COUNT=3'];
  draw('one', event(TITLE, weekly));
  await read();
  // The clocks go forward on March 14.
  for (const date of [SATURDAY, '2027-03-13', '2027-03-20'] as const) expect(await slots(date)).toEqual(['10:00']);
});

test('an event that moves, is called otherwise or goes takes with it what it opened', async () => {
  await chooseTitle(TITLE);
  draw('one', event(TITLE));
  await read();
  draw('one', event(TITLE, ['DTSTART:20270306T180000Z', 'DTEND:20270306T190000Z']));
  await read();
  expect(await slots()).toEqual(['13:00']);
  draw('one', event('Lunch', ['DTSTART:20270306T180000Z', 'DTEND:20270306T190000Z']));
  await read();
  expect([await slots(), await busy()]).toEqual([[], ['2027-03-06T13:00']]);
  draw('one', event(TITLE));
  await read();
  account.calendar.erase('own-one');
  await read();
  expect([await slots(), await busy()]).toEqual([[], []]);
});

test('another title closes at once what the old one opened, and opens once all was read anew', async () => {
  await chooseTitle(TITLE);
  draw('one', event(TITLE));
  draw('two', event('Sprechstunde', ['DTSTART:20270306T180000Z', 'DTEND:20270306T190000Z']));
  await read();
  await chooseTitle('Sprechstunde');
  expect([await slots(), await busy()]).toEqual([[], ['2027-03-06T10:00', '2027-03-06T13:00']]);
  const [due] = await owner<
    { at: Date }[]
  >`select due_at as at from due_calendars where calendar_id = ${account.calendarId}`;
  expect(due?.at.getTime()).toBe(now);
  await read();
  expect([await slots(), await busy()]).toEqual([['13:00'], ['2027-03-06T10:00']]);
  await chooseTitle('');
  expect([await slots(), (await busy()).length]).toEqual([[], 2]);
});

test('a reading that was asked for the old title is not kept', async () => {
  await chooseTitle(TITLE);
  draw('one', event(TITLE));
  await read();
  wait(1);
  const { changes } = account.calendar;
  account.calendar.changes = async (...asked) => {
    const answer = await changes.apply(account.calendar, asked);
    wait(1);
    await chooseTitle('Sprechstunde');
    return answer;
  };
  draw('more', event(TITLE, ['DTSTART:20270306T180000Z', 'DTEND:20270306T190000Z']));
  expect(await account.sync()).toBe('overtaken');
  account.calendar.changes = changes;
  expect(await slots()).toEqual([]);
  const [due] = await owner<
    { at: Date }[]
  >`select due_at as at from due_calendars where calendar_id = ${account.calendarId}`;
  expect(due?.at.getTime()).toBe(now);
  await read();
  expect([await slots(), await busy()]).toEqual([[], ['2027-03-06T10:00', '2027-03-06T13:00']]);
});

test('a calendar that defines openings no more blocks with the same events at once', async () => {
  await is({ defines_openings: true });
  draw('one', HOURS);
  await read();
  await is({ defines_openings: false });
  expect([await slots(), await busy()]).toEqual([[], ['2027-03-06T10:00']]);
});

test('no word of a title is kept', async () => {
  await chooseTitle(TITLE);
  draw('one', event(TITLE));
  draw('two', event('Canary at the vet', ['DTSTART:20270308T150000Z', 'DTEND:20270308T160000Z', 'LOCATION:Canary']));
  await read();
  const tables = await owner<{ name: string }[]>`
    select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`;
  const holding = async (word: string): Promise<string[]> => {
    const found = await Promise.all(
      tables.map(async ({ name }) => {
        const query = `select 1 from ${name} t where t::text ilike '%${word}%' limit 1`;
        // What the practice may see, and what is nobody's.
        const rows = await database.db.tenant(practice.practiceId, (tx) => tx.unsafe(query)).catch(() => []);
        return [...rows, ...(await owner.unsafe(query))].length > 0 ? [name] : [];
      }),
    );
    return found.flat();
  };
  expect(await holding(TITLE)).toEqual(['practitioners']);
  expect(await holding('canary')).toEqual([]);
});

test('a calendar that only opens is believed for as long as the practice allows, and closes nothing else after that', async () => {
  await is({ blocks: false, defines_openings: true });
  draw('one', HOURS);
  await read();
  const readAt = now;
  account.calendar.fail({ when: 'before', error: () => new ProviderError('retry', 'It does not answer.') }, 10);
  wait(60);
  expect(await account.sync()).toBe('failed');
  now = instant(readAt + 24 * 60 * MINUTE);
  expect(await slots()).toEqual(['10:00', '11:00']);
  now = instant(now + 1);
  expect(await slots()).toEqual([]);
  expect(await codes(at('2027-03-06T15:00Z'))).toEqual(['outside-openings', 'openings-unknown']);
  expect(await slots('2027-03-05')).toHaveLength(8);
});

test('E04 a calendar that is suddenly empty opens nothing while that is doubted, and what it blocked stays blocked', async () => {
  await chooseTitle(TITLE);
  draw('one', event(TITLE));
  for (const day of [8, 9, 10, 11])
    draw(`${day}`, [`DTSTART:202703${`${day}`.padStart(2, '0')}T150000Z`, 'DURATION:PT1H']);
  await read();
  expect(await slots()).toHaveLength(2);
  for (const id of account.calendar.events.keys()) account.calendar.erase(id);
  account.calendar.forgetCursors();
  wait(1);
  expect(await account.sync()).toBe('doubted');
  expect(await slots()).toEqual([]);
  expect(await busy()).toHaveLength(4);
});

test('an appointment in a calendar that defines openings opens nothing, whichever practice made it', async () => {
  await is({ defines_openings: true });
  const start = at('2027-03-06T15:00Z');
  const patient = { name: 'Ada Byron', email: 'ada@patient.example', phone: '' };
  const made = await bookForPatient(ctx(), { ...practice, start, patient, tell: false, anyway: true });
  expect(made.ok).toBe(true);
  await account.write();
  await account.calendar.put({ connection: '' }, 'main', {
    ...{ uid: `${randomUUID()}@openhours`, sequence: 0, zone: ZONE, title: 'Appointment' },
    ...interval(at('2027-03-06T20:00Z'), at('2027-03-06T21:00Z')),
  });
  await read();
  expect(account.calendar.events.size).toBe(2);
  expect([await slots(), await busy()]).toEqual([[], ['2027-03-06T15:00']]);
});

test('another practitioner’s events open nothing here, and this one’s nothing there', async () => {
  await chooseTitle(TITLE);
  const other = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
  draw('one', event(TITLE));
  await read();
  const window = interval(startOfDay(SATURDAY, ZONE), startOfDay('2027-03-07', ZONE));
  const found = await openSlotsFor(contextOf(database.db, other, { now }), { ...other, audience: 'everyone', window });
  expect(found).toMatchObject({ ok: true, value: { slots: [] } });
});

test('a calendar that is for nothing opens nothing', async () => {
  await chooseTitle(TITLE);
  draw('one', event(TITLE));
  await read();
  await is({ blocks: false, receives: false });
  expect(await slots()).toEqual([]);
});
