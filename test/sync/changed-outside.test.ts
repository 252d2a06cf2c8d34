/** The practitioner moves or deletes our event in their calendar: nothing happens silently, nothing goes round in a circle (failures C08, C09). */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listAppointments, bookForPatient } from '../../src/actions/staff.ts';
import { rescheduleAppointment } from '../../src/actions/reschedule.ts';
import { openSlotsFor } from '../../src/actions/slots.ts';
import { openQuestions } from '../../src/db/calendar-questions.ts';
import type { CalendarQuestion } from '../../src/domain/connected.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import { DAY, instant, interval, MINUTE } from '../../src/domain/interval.ts';
import type { AppointmentId, Instant } from '../../src/domain/types.ts';
import { answerCalendarQuestion } from '../../src/sync/own-events.ts';
import { NINE, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { memoryAccount, standing, type Account } from '../support/memory/account.ts';
import { at, contextOf, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

const TWO = at('2027-03-02T14:00-05:00');
const at50 = (start: Instant) => ({ start, end: instant(start + 50 * MINUTE) });

let database: TestDatabase;
let owner: postgres.Sql;
let practice: SamplePractice;
let account: Account;
let now: Instant;
let id: AppointmentId;

beforeAll(async () => {
  database = await testDatabase();
  owner = postgres(database.ownerUrl, { max: 1 });
});
afterAll(async () => {
  await owner.end();
  await database.close();
});
beforeEach(async () => {
  now = NOW;
  // Jobs of other cases would be written into this one's calendar.
  await owner`delete from outbox`;
  practice = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
  account = await memoryAccount(database.db, practice, { clock: () => now });
  await account.sync();
  id = await booked(NINE);
  await account.write();
  wait(1);
  await account.sync();
});

const ctx = () => contextOf(database.db, practice, { actor: { kind: 'system' }, now });
const wait = (minutes: number): void => void (now = instant(now + minutes * MINUTE));

async function booked(start: Instant): Promise<AppointmentId> {
  const patient = { name: 'Ada Byron', email: 'ada@patient.example', phone: '' };
  const made = await bookForPatient(ctx(), { ...practice, start, patient, tell: false, anyway: true });
  if (!made.ok) throw new Error(`It was not booked: ${made.refusal.code}.`);
  return made.value.appointment.id;
}

const uid = (): string => `${id}@openhours`;
const questions = (): Promise<CalendarQuestion[]> => database.db.tenant(practice.practiceId, (tx) => openQuestions(tx));
const setting = (value: string) =>
  database.db.tenant(practice.practiceId, (tx) => tx`update practitioners set when_changed_outside = ${value}`);

async function appointment(): Promise<Appointment> {
  const all = await listAppointments(ctx(), { window: interval(NOW - DAY, NOW + 20 * DAY) });
  return all.find((one) => one.id === id)!; // it was booked
}

async function starts(): Promise<number[]> {
  const day = interval(at('2027-03-02T00:00-05:00'), at('2027-03-03T00:00-05:00'));
  const found = await openSlotsFor(ctx(), { ...practice, audience: 'everyone', window: day });
  if (!found.ok) throw new Error('There is such a type.');
  return found.value.slots.map(({ start }) => start);
}

async function read(): Promise<void> {
  wait(1);
  await account.sync();
  await account.write();
}

async function mails(): Promise<string[]> {
  const rows = await owner<{ kind: string }[]>`
    select kind from outbox where practice_id = ${practice.practiceId} and kind = 'calendar-question'`;
  return rows.map(({ kind }) => kind);
}

test('the echo of our own write asks nothing, however often it is read', async () => {
  await rescheduleAppointment(ctx(), { appointmentId: id, start: TEN, tell: false, anyway: true });
  await read();
  await account.write();
  for (let round = 0; round < 3; round += 1) await read();
  expect(await questions()).toEqual([]);
  expect(standing(account)).toMatchObject([{ at: '2027-03-02T15:00/15:50' }]);
});

test('C08 a moved event is asked about once, both times are taken, and the appointment stays until somebody says', async () => {
  account.calendar.move(uid(), at50(TWO));
  for (let round = 0; round < 3; round += 1) await read();
  expect(await questions()).toMatchObject([{ appointmentId: id, at: at50(TWO) }]);
  expect(await mails()).toHaveLength(1);
  expect((await appointment()).start).toBe(NINE);
  const open = await starts();
  expect(
    open.filter(
      (start) =>
        (start < NINE + 60 * MINUTE && start >= NINE) || (start > TWO - 60 * MINUTE && start < TWO + 50 * MINUTE),
    ),
  ).toEqual([]);
  expect(open.length).toBeGreaterThan(0);
  // And the calendar is left as its owner has it.
  expect(standing(account)).toMatchObject([{ at: '2027-03-02T19:00/19:50' }]);
});

test('C08 moved to where the calendar has it, the patient is told and the old time is free', async () => {
  account.calendar.move(uid(), at50(TWO));
  await read();
  const [question] = await questions();
  expect(await answerCalendarQuestion(ctx(), { id: question!.id, answer: 'follow' })).toMatchObject({ ok: true });
  await read();
  await read();
  expect(await appointment()).toMatchObject({ start: TWO, sequence: 1 });
  expect(await questions()).toEqual([]);
  expect(await starts()).toContain(NINE);
  const told = await database.db.tenant(
    practice.practiceId,
    (tx) => tx`select from notices where kind = 'change' and recipient = 'patient'`,
  );
  expect(told).toHaveLength(1);
  expect(standing(account)).toMatchObject([{ at: '2027-03-02T19:00/19:50' }]);
});

test('C08 put back, the event stands where the appointment is, and nothing is asked again', async () => {
  account.calendar.move(uid(), at50(TWO));
  await read();
  const [question] = await questions();
  expect(await answerCalendarQuestion(ctx(), { id: question!.id, answer: 'restore' })).toMatchObject({ ok: true });
  await account.write();
  for (let round = 0; round < 3; round += 1) await read();
  expect(standing(account)).toMatchObject([{ at: '2027-03-02T14:00/14:50' }]);
  expect([await questions(), (await appointment()).start]).toEqual([[], NINE]);
  expect(await starts()).toContain(TWO);
});

test('C08 where its owner moves it back, the question is over by itself', async () => {
  account.calendar.move(uid(), at50(TWO));
  await read();
  account.calendar.move(uid(), at50(NINE));
  await read();
  expect(await questions()).toEqual([]);
  expect(await starts()).toContain(TWO);
});

test('C08 set to follow, the appointment moves at once; set to restore, the event goes back at once', async () => {
  await setting('follow');
  account.calendar.move(uid(), at50(TWO));
  await read();
  expect([(await appointment()).start, await questions()]).toEqual([TWO, []]);
  await account.write();
  await setting('restore');
  wait(1);
  account.calendar.move(uid(), at50(NINE));
  await read();
  await read();
  expect((await appointment()).start).toBe(TWO);
  expect(standing(account)).toMatchObject([{ at: '2027-03-02T19:00/19:50' }]);
});

test('an event moved onto another appointment is never followed: it is asked about, and both times stay taken', async () => {
  await setting('follow');
  await booked(TWO);
  await account.write();
  wait(1);
  account.calendar.move(uid(), at50(TWO));
  await read();
  const [question] = await questions();
  expect(question).toMatchObject({ appointmentId: id });
  expect(await answerCalendarQuestion(ctx(), { id: question!.id, answer: 'follow' })).toMatchObject({
    refusal: { code: 'taken' },
  });
  expect((await appointment()).start).toBe(NINE);
  expect(await questions()).toHaveLength(1);
  expect(await starts()).not.toContain(NINE);
});

test('C09 a deleted event cancels nothing: it is asked about once, and is put back or followed as somebody says', async () => {
  account.calendar.erase(account.calendar.oursOf(uid())!.id); // it stands there
  for (let round = 0; round < 3; round += 1) await read();
  const [question] = await questions();
  expect([question?.at, (await appointment()).status, (await mails()).length]).toEqual([undefined, 'confirmed', 1]);
  expect(await starts()).not.toContain(NINE);
  await answerCalendarQuestion(ctx(), { id: question!.id, answer: 'restore' });
  await account.write();
  expect(standing(account)).toMatchObject([{ at: '2027-03-02T14:00/14:50' }]);
  await read();
  account.calendar.erase(account.calendar.oursOf(uid())!.id); // it was put back
  await read();
  const [again] = await questions();
  expect(await answerCalendarQuestion(ctx(), { id: again!.id, answer: 'follow' })).toMatchObject({ ok: true });
  expect((await appointment()).status).toBe('cancelled');
  await read();
  expect([standing(account), await questions()]).toEqual([[], []]);
});

test('a patient who moves the appointment meanwhile settles the question, and the calendar follows the patient', async () => {
  account.calendar.move(uid(), at50(TWO));
  await read();
  await rescheduleAppointment(ctx(), { appointmentId: id, start: TEN, tell: false, anyway: true });
  expect(await questions()).toEqual([]);
  await account.write();
  await read();
  expect(standing(account)).toMatchObject([{ at: '2027-03-02T15:00/15:50' }]);
  expect(await questions()).toEqual([]);
});

test('where the owner makes a series of our event, its other days are taken', async () => {
  await account.write();
  const held = account.calendar.oursOf(uid())!; // it was written
  const later = at50(instant(NINE + DAY));
  account.calendar.events.set('again', { ...held, id: 'again', ours: { ...held.ours!, ...later } });
  account.calendar.forgetCursors();
  await read();
  const open = async (start: Instant) => {
    const day = interval(start - 60 * MINUTE, start + 60 * MINUTE);
    const found = await openSlotsFor(ctx(), { ...practice, audience: 'everyone', window: day });
    return found.ok && found.value.slots.some((slot) => slot.start === start);
  };
  expect([await open(later.start), await open(instant(later.start + 2 * DAY))]).toEqual([false, true]);
});
