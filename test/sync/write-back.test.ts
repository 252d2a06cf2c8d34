/** Appointments in the practitioner's own calendar: written, moved, removed, and true again after whatever went wrong (failures B). */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ProviderError } from '../../connectors/provider.ts';
import { cancelAppointment } from '../../src/actions/cancel.ts';
import { changePatient } from '../../src/actions/change-patient.ts';
import { erasePatient } from '../../src/actions/erase-patient.ts';
import { rescheduleAppointment } from '../../src/actions/reschedule.ts';
import { bookForPatient, listAppointments } from '../../src/actions/staff.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import { instant, interval, MINUTE } from '../../src/domain/interval.ts';
import type { AppointmentId, Instant } from '../../src/domain/types.ts';
import { reconcile } from '../../src/sync/reconcile.ts';
import { writeDue } from '../../src/sync/write-due.ts';
import { NINE, rowsOf, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { inWords, memoryAccount, standing, type Account } from '../support/memory/account.ts';
import { at, contextOf, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

let database: TestDatabase;
let owner: postgres.Sql;
let practice: SamplePractice;
let account: Account;
let now: Instant;

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
});

const ctx = () => contextOf(database.db, practice, { actor: { kind: 'system' }, now });
const wait = (minutes: number): void => void (now = instant(now + minutes * MINUTE));

async function booked(start: Instant = NINE): Promise<AppointmentId> {
  const patient = { name: 'Ada Byron', email: 'ada@patient.example', phone: '+1 212 555 0199' };
  const made = await bookForPatient(ctx(), {
    ...practice,
    start,
    patient,
    note: 'Cannot sleep',
    tell: true,
    anyway: true,
  });
  if (!made.ok) throw new Error(`It was not booked: ${made.refusal.code}.`);
  return made.value.appointment.id;
}

const moved = (id: AppointmentId, start: Instant) =>
  rescheduleAppointment(ctx(), { appointmentId: id, start, tell: false, anyway: true });
const cancelled = (id: AppointmentId) => cancelAppointment(ctx(), { appointmentId: id, tell: false });
const lost = (): ProviderError => new ProviderError('retry', 'The answer was lost.');

async function jobs(): Promise<{ kind: string; dead: boolean; problem: string | null; done: boolean }[]> {
  return owner`
    select kind, dead_at is not null as dead, done_at is not null as done, problem from outbox
    where practice_id = ${practice.practiceId} and kind like 'calendar-%' order by job_id`;
}

test('B01 what was booked stands in the calendar once, and its move and its end are written too', async () => {
  const id = await booked();
  await account.write();
  expect(standing(account)).toEqual([{ at: '2027-03-02T14:00/14:50', title: 'Appointment' }]);
  await moved(id, TEN);
  await account.write();
  expect(standing(account)).toEqual([{ at: '2027-03-02T15:00/15:50', title: 'Appointment' }]);
  await cancelled(id);
  await account.write();
  expect(standing(account)).toEqual([]);
});

test.each([
  ['busy', 'Appointment'],
  ['initials', 'A.B.'],
  ['name', 'Ada Byron'],
])(
  'B17 at the level %s the event is called "%s", and never says how to change the appointment',
  async (level, title) => {
    await database.db.tenant(practice.practiceId, (tx) => tx`update calendars set privacy = ${level}`);
    await booked();
    await account.write();
    expect(standing(account)).toMatchObject([{ title }]);
    const text = JSON.stringify([...account.calendar.events.values()]);
    for (const secret of ['Cannot sleep', '555 0199', 'ada@patient.example', '/manage/', 'Consultation'])
      expect(text).not.toContain(secret);
  },
);

test('B17 L02 a name that is put right is put right in the calendar, and after an erasure none is left there', async () => {
  await database.db.tenant(practice.practiceId, (tx) => tx`update calendars set privacy = 'name'`);
  const [, later] = [await booked(), await booked(TEN)];
  await account.write();
  const [{ patient }] = (await listAppointments(ctx(), { window: interval(NINE, TEN) })) as [Appointment];
  wait(1);
  await changePatient(ctx(), patient.id, { name: 'Ada Lovelace', resend: false });
  await account.write();
  expect(standing(account).map(({ title }) => title)).toEqual(['Ada Lovelace', 'Ada Lovelace']);
  wait(1);
  await changePatient(ctx(), patient.id, { phone: '+1 212 555 0100', resend: false });
  expect(await account.write()).toBe(0);
  await cancelled(later);
  await account.write();
  wait(1);
  await erasePatient(ctx(), { patientId: patient.id, future: 'keep' }, { remember: undefined });
  await account.write();
  expect(standing(account)).toMatchObject([{ at: '2027-03-02T14:00/14:50' }]);
  expect(JSON.stringify([...account.calendar.events.values()])).not.toMatch(/Ada|Lovelace|Byron/);
});

test('B09 booked, moved and cancelled before the first write, nothing is written', async () => {
  const id = await booked();
  await moved(id, TEN);
  await cancelled(id);
  await account.write();
  expect([standing(account), account.calendar.used.size]).toEqual([[], 0]);
});

test('B02 an event whose answer was lost is there once after it was tried again', async () => {
  await booked();
  account.calendar.fail({ when: 'after', error: lost });
  await account.write();
  expect(await jobs()).toMatchObject([{ done: false, problem: 'The answer was lost.' }]);
  wait(15);
  await account.write();
  expect([standing(account).length, account.calendar.events.size]).toEqual([1, 1]);
  expect(await jobs()).toMatchObject([{ done: true }]);
});

test('B01 a process that ends in the middle of writing leaves a job that another finishes', async () => {
  await booked();
  for (const when of ['before', 'after'] as const) {
    account.calendar.fail({ when, error: () => new Error('The process ended.') });
    await account.write();
    wait(20);
  }
  await account.write();
  expect(standing(account)).toHaveLength(1);
});

test('B09 B10 while one write of an appointment is under way, no other of the same appointment begins', async () => {
  const id = await booked();
  let open = (): void => {};
  account.calendar.gate = new Promise((resolve) => (open = resolve));
  const { calls } = account.calendar;
  const first = writeDue(account.deps);
  while (account.calendar.calls === calls) await new Promise((resolve) => setTimeout(resolve, 5));
  await moved(id, TEN);
  expect(await writeDue(account.deps)).toBe(0);
  open();
  await first;
  account.calendar.gate = undefined;
  await account.write();
  expect(standing(account)).toEqual([{ at: '2027-03-02T15:00/15:50', title: 'Appointment' }]);
});

test('B10 any number of workers write each event once', async () => {
  for (const hour of [0, 1, 2, 3]) await booked(instant(NINE + hour * 60 * MINUTE));
  await Promise.all([1, 2, 3].map(() => writeDue(account.deps)));
  await account.write();
  expect([standing(account).length, account.calendar.used.size]).toEqual([4, 0]);
  expect((await jobs()).every(({ done }) => done)).toBe(true);
});

test('B11 a provider that asks for two minutes gets them, for the whole account', async () => {
  await booked();
  const retryAfter = instant(now + 2 * MINUTE);
  account.calendar.fail({
    when: 'before',
    error: () => new ProviderError('retry', 'Too many requests.', { retryAfter }),
  });
  await account.write();
  const { calls } = account.calendar;
  await booked(TEN);
  wait(1);
  await account.write();
  expect(await account.sync()).toBe('failed');
  expect(account.calendar.calls).toBe(calls);
  wait(2);
  await account.write();
  expect(standing(account)).toHaveLength(2);
});

test.each(['gone', 'rejected'] as const)(
  'B06 B07 B12 where nothing can be written (%s) the appointment stands, it is not tried again and again, and one mail says so',
  async (reason) => {
    account.calendar.refuseWriting(new ProviderError(reason, 'The calendar is read-only now.'));
    await booked();
    await booked(TEN);
    await account.write();
    wait(600);
    const { calls } = account.calendar;
    await account.write();
    expect(account.calendar.calls).toBe(calls);
    const all = await jobs();
    expect(all.filter(({ kind }) => kind === 'calendar-event').map(({ dead }) => dead)).toEqual([true, true]);
    expect(all.filter(({ kind }) => kind === 'calendar-trouble')).toHaveLength(1);
    expect((await rowsOf(database.db, practice)).confirmed).toBe(2);
  },
);

test('B13 while the calendar is down tries grow rarer, and afterwards everything is written', async () => {
  for (const hour of [0, 1, 2]) await booked(instant(NINE + hour * 60 * MINUTE));
  account.calendar.fail({ when: 'before', error: lost }, 1_000);
  const { calls } = account.calendar;
  for (let minute = 0; minute < 180; minute += 1) {
    await account.write();
    wait(1);
  }
  expect(account.calendar.calls - calls).toBeLessThan(3 * 60);
  account.calendar.heal();
  wait(11);
  await account.write();
  expect(standing(account)).toHaveLength(3);
});

test('what stands in the calendar is no busy time beside the appointment, before and after it is moved', async () => {
  const id = await booked();
  await account.write();
  await account.sync();
  const counted = await database.db.tenant(
    practice.practiceId,
    (tx) => tx`select from busy where appointment_id = ${id}`,
  );
  expect(counted).toHaveLength(1);
  // Free again at once, though the calendar still shows the old time.
  await moved(id, TEN);
  expect(
    (
      await bookForPatient(ctx(), {
        ...practice,
        start: NINE,
        patient: { name: 'Bea', phone: '' },
        tell: false,
        anyway: false,
      })
    ).ok,
  ).toBe(true);
});

test('an event that vanished without a word, and one that was never written, are found by the daily look and put right', async () => {
  const id = await booked();
  await account.write();
  await account.sync();
  const event = account.calendar.oursOf(`${id}@openhours`);
  account.calendar.events.delete(event!.id); // it stood there
  await database.db.tenant(practice.practiceId, (tx) => tx`update practitioners set when_changed_outside = 'restore'`);
  const other = await booked(TEN);
  await owner`delete from outbox where subject_id = ${other}`;
  wait(1);
  await reconcile(account.deps, { practiceId: practice.practiceId, calendarId: account.calendarId, askedAt: now });
  await account.write();
  expect(
    standing(account)
      .map(({ at: time }) => time)
      .toSorted((a, b) => a.localeCompare(b)),
  ).toEqual([
    inWords({ start: NINE, end: at('2027-03-02T09:50-05:00') }),
    inWords({ start: TEN, end: at('2027-03-02T10:50-05:00') }),
  ]);
});
