/** Mails to a practitioner about their calendar, over SMTP: one when nothing can be written, one for each event they moved or removed. */
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { answerAway, listAwayQuestions } from '../../src/actions/away.ts';
import { ProviderError } from '../../connectors/provider.ts';
import { instant, MINUTE } from '../../src/domain/interval.ts';
import type { AppointmentId, Instant } from '../../src/domain/types.ts';
import { answerCalendarQuestion } from '../../src/sync/own-events.ts';
import { openQuestions } from '../../src/db/calendar-questions.ts';
import { NINE, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { openInbox, type Inbox } from '../support/inbox.ts';
import { memoryAccount, type Account } from '../support/memory/account.ts';
import { at, contextOf } from '../support/practice.ts';
import { mailRoom, PUBLIC_URL, type MailRoom } from './mail-room.ts';

const TWO = at('2027-03-02T14:00-05:00');

let database: TestDatabase;
let owner: postgres.Sql;
let inbox: Inbox;
let room: MailRoom;
let account: Account;

beforeAll(async () => {
  [database, inbox] = await Promise.all([testDatabase(), openInbox()]);
  owner = postgres(database.ownerUrl, { max: 1 });
});
afterAll(async () => {
  await owner.end();
  await Promise.all([database.close(), inbox.down()]);
});
beforeEach(async () => {
  await owner`truncate outbox`;
  inbox.mails.length = 0;
  room = await mailRoom(database.db, inbox);
  account = await memoryAccount(database.db, room.practice, { clock: () => room.now() });
  await account.sync();
});

const toPractitioner = () =>
  inbox.mails.map(({ mail }) => mail).filter(({ subject }) => /calendar/i.test(subject ?? ''));

async function moved(id: AppointmentId, start: Instant): Promise<void> {
  account.calendar.move(`${id}@openhours`, { start, end: instant(start + 50 * MINUTE) });
  await room.after(1);
  await account.sync();
  await room.deliver();
}

test('B06 B07 where nothing can be written, the practitioner hears of it once, by a mail that names no patient', async () => {
  account.calendar.refuseWriting(new ProviderError('rejected', 'The calendar is read-only now.'));
  await room.book({ start: NINE });
  await room.book({ start: TEN, patient: { email: 'bea@patient.example' } });
  await account.write();
  for (let round = 0; round < 3; round += 1) await room.after(30);
  const [mail, ...more] = toPractitioner();
  expect(more).toEqual([]);
  expect(mail?.text).toContain('The calendar is read-only now.');
  expect(mail?.text).toContain('Booked appointments stand');
  expect(mail?.text).toContain(`${PUBLIC_URL}/desk/calendars`);
  expect(`${mail?.subject} ${mail?.text}`).not.toMatch(/Ada|Byron|patient\.example/);
});

test('where it can be written again before the mail goes out, there is nothing to tell', async () => {
  account.calendar.refuseWriting(new ProviderError('rejected', 'The calendar is read-only now.'));
  await room.book({ start: NINE });
  await account.write();
  account.calendar.heal();
  await room.book({ start: TEN, patient: { email: 'bea@patient.example' } });
  await account.write();
  await room.deliver();
  expect(toPractitioner()).toEqual([]);
});

test('C08 C09 who moves or removes an event is asked once by mail, with both times in their own zone', async () => {
  const id = await room.book({ start: NINE });
  await account.write();
  await moved(id, TWO);
  await moved(id, TWO);
  const [mail, ...more] = toPractitioner();
  expect(more).toEqual([]);
  expect(mail?.subject).toMatch(/^Moved in your calendar/);
  expect(mail?.text).toMatch(/9:00/);
  expect(mail?.text).toMatch(/2:00/);
  expect(mail?.text).toContain(`${PUBLIC_URL}/desk/appointments/${id}`);
  expect(mail?.text).not.toContain('Ada');
});

test('C09 a question that was answered before its mail went out is not asked', async () => {
  const id = await room.book({ start: NINE });
  await account.write();
  await room.after(1);
  account.calendar.erase(account.calendar.oursOf(`${id}@openhours`)!.id); // it was written
  await account.sync();
  const ctx = contextOf(database.db, room.practice, { actor: { kind: 'system' }, now: room.now() });
  const [question] = await database.db.tenant(room.practice.practiceId, (tx) => openQuestions(tx));
  expect(question?.at).toBeUndefined();
  await answerCalendarQuestion(ctx, { id: question!.id, answer: 'restore' });
  await room.deliver();
  expect(toPractitioner()).toEqual([]);
});

/** Whole days in New York, marked free. */
function draw(uid: string, from: string, to: string): void {
  const event = [
    `UID:${uid}`,
    'SUMMARY:Skiing',
    `DTSTART;VALUE=DATE:${from}`,
    `DTEND;VALUE=DATE:${to}`,
    'TRANSP:TRANSPARENT',
  ];
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', ...event, 'END:VEVENT', 'END:VCALENDAR'];
  account.calendar.own(uid, lines.join('\r\n'));
}

async function readAndTell(): Promise<void> {
  await room.after(1);
  await account.sync();
  await room.deliver();
}

const away = () => inbox.mails.map(({ mail }) => mail).filter(({ subject }) => /away/i.test(subject ?? ''));

test('who may be away is asked once for each event, with its days and not with its name', async () => {
  draw('trip', '20270309', '20270312');
  await readAndTell();
  await readAndTell();
  expect(away().map(({ subject }) => subject)).toEqual([
    'Are you away, Tuesday, March 9, 2027 – Thursday, March 11, 2027?',
  ]);
  const [mail] = away();
  expect(mail?.text).toContain('"Own" has something on all of these days that is marked as free');
  expect(mail?.text).toContain('Tuesday, March 9, 2027 – Thursday, March 11, 2027');
  expect(mail?.text).toContain(`${PUBLIC_URL}/desk`);
  expect(`${mail?.subject} ${mail?.text} ${mail?.html}`).not.toContain('Skiing');
  // A second one is asked about in a mail of its own, which reminds of the first.
  draw('more', '20270320', '20270323');
  await readAndTell();
  expect(away()).toHaveLength(2);
  expect(away()[1]?.text).toMatch(/March 9, 2027[^]*March 20, 2027/);
});

test('what was answered before its mail went out is not asked', async () => {
  draw('trip', '20270309', '20270312');
  await account.sync();
  const ctx = contextOf(database.db, room.practice, { actor: { kind: 'system' }, now: room.now() });
  const [question] = await listAwayQuestions(ctx);
  await answerAway(ctx, { ...question!, away: true }); // it was asked
  await readAndTell();
  expect(away()).toEqual([]);
});

test('of many events in one calendar ten are named in one mail', async () => {
  for (let index = 0; index < 13; index += 1)
    draw(
      `trip-${index}`,
      `202704${String(2 * index + 2).padStart(2, '0')}`,
      `202704${String(2 * index + 4).padStart(2, '0')}`,
    );
  await readAndTell();
  expect(away()).toHaveLength(1);
  expect(away()[0]?.text).toContain('and 3 more');
});
