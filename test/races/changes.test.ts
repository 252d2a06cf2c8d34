/** Moves and cancellations at once: completely or not at all, and the last state is one that somebody asked for. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bookAppointment } from '../../src/actions/book.ts';
import { cancelAppointment } from '../../src/actions/cancel.ts';
import { rescheduleAppointment } from '../../src/actions/reschedule.ts';
import { asAdmin, testDatabase, type TestDatabase } from '../support/database.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import type { Instant } from '../../src/domain/types.ts';
import { NINE, requestOf, rowsOf, TEN } from '../support/booking.ts';
import { at, contextOf, later, samplePractice, type SamplePractice } from '../support/practice.ts';

const ROUNDS = 10;
const ELEVEN = later(TEN, 60);

let database: TestDatabase;
let practice: SamplePractice;
let number = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  practice = await samplePractice(database.db, { slug: `sample-${number++}` });
});

const ctx = () => contextOf(database.db, practice);
async function booked(start: Instant, email: string): Promise<Appointment> {
  const outcome = await bookAppointment(ctx(), requestOf(practice, { start, patient: { email } }));
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value.appointment;
}
const move = ({ id, revision }: Appointment, start: Instant) =>
  rescheduleAppointment(ctx(), { appointmentId: id, start, revision });
const rows = () =>
  database.db.tenant(
    practice.practiceId,
    (tx) => tx<{ id: string; start: Date; status: string; revision: number; sequence: number }[]>`
    select appointment_id as id, starts_at as start, status, revision, sequence from appointments order by created_at, starts_at`,
  );

test('A10 two patients who swap at once both stay where they were', async () => {
  const [ada, eve] = [await booked(NINE, 'ada@patient.example'), await booked(TEN, 'eve@patient.example')];
  for (let round = 0; round < ROUNDS; round++) {
    const outcomes = await Promise.all([move(ada, TEN), move(eve, NINE)]);
    expect(outcomes).toMatchObject([
      { ok: false, refusal: { code: 'just-taken' } },
      { ok: false, refusal: { code: 'just-taken' } },
    ]);
  }
  expect((await rows()).map(({ start, revision }) => [start.getTime(), revision])).toEqual([
    [NINE, 1],
    [TEN, 1],
  ]);
});

test('A10 of a move and a booking that want the same slot one gets it, and who moves is somewhere', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const day = (time: string) =>
      at(
        `2027-03-${String(8 + round + 2 * Math.floor(round / 5)).padStart(2, '0')}T${time}${round < 5 ? '-05:00' : '-04:00'}`,
      );
    const moving = await booked(day('09:00'), `ada-${round}@patient.example`);
    const [moved, other] = await Promise.all([
      move(moving, day('12:00')),
      bookAppointment(
        ctx(),
        requestOf(practice, { start: day('12:00'), patient: { email: `eve-${round}@patient.example` } }),
      ),
    ]);
    expect(moved.ok).toBe(!other.ok);
    const all = await rows();
    const own = all.filter(({ id }) => id === moving.id);
    expect(own.map(({ start, status }) => [start.getTime(), status])).toEqual([
      [moved.ok ? day('12:00') : day('09:00'), 'confirmed'],
    ]);
    expect(all.filter(({ start }) => start.getTime() === day('12:00'))).toHaveLength(1);
  }
});

test('A11 of a cancellation and a move at once one wins, the other is told so, and the revision rises by one', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const own = await booked(NINE, `ada-${round}@patient.example`);
    const [moved, cancelled] = await Promise.all([
      move(own, ELEVEN),
      cancelAppointment(ctx(), { appointmentId: own.id, revision: own.revision }),
    ]);
    expect(moved.ok).toBe(!cancelled.ok);
    expect([moved, cancelled].filter((outcome) => !outcome.ok)).toMatchObject([
      { refusal: { code: moved.ok ? 'conflict' : 'already-cancelled' } },
    ]);
    const row = (await rows()).find(({ id }) => id === own.id);
    expect(row).toMatchObject({ revision: 2, sequence: 1, status: moved.ok ? 'confirmed' : 'cancelled' });
    if (moved.ok) await cancelAppointment(ctx(), { appointmentId: own.id });
  }
});

test('A11 of many moves of one appointment at once, one wins', async () => {
  const own = await booked(NINE, 'ada@patient.example');
  const outcomes = await Promise.all(
    [10, 11, 12, 13, 14, 15].map((hour) => move(own, at(`2027-03-02T${hour}:00-05:00`))),
  );
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
  expect(outcomes.filter((outcome) => !outcome.ok && outcome.refusal.code === 'conflict')).toHaveLength(5);
  expect((await rows())[0]).toMatchObject({ revision: 2, sequence: 1 });
});

test('I02 cancelled twice at once it is cancelled once, told of once, and both are answered well', async () => {
  const own = await booked(NINE, 'ada@patient.example');
  const cancel = () => cancelAppointment(ctx(), { appointmentId: own.id, revision: own.revision });
  const outcomes = await Promise.all([cancel(), cancel(), cancel()]);
  expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
  // Three of the booking, two of the cancellation.
  expect(await rowsOf(database.db, practice)).toMatchObject({ cancelled: 1, notices: 5, audit: 2 });
});

test('K01 when the server cuts every connection amid bookings, each ends whole or not at all, and asking again is safe', async () => {
  const starts = [9, 10, 11, 12, 13, 14, 15].map((hour) => at(`2027-03-03T${String(hour).padStart(2, '0')}:00-05:00`));
  const book = (start: Instant) =>
    bookAppointment(
      ctx(),
      requestOf(practice, { start, idempotencyKey: `key-${start}`, patient: { email: `p${start}@patient.example` } }),
    );
  const name = new URL(database.url).pathname.slice(1);
  const cut = () =>
    asAdmin(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}' and usename <> current_user`,
    );
  const first = await Promise.allSettled([...starts.map(book), cut(), ...starts.map(book), cut()]);
  expect(first.some(({ status }) => status === 'rejected')).toBe(true);
  for (const start of starts) {
    const again = await book(start);
    expect(again).toMatchObject({ ok: true });
  }
  expect(await rowsOf(database.db, practice)).toMatchObject({
    confirmed: starts.length,
    notices: 3 * starts.length,
    audit: starts.length,
  });
});
