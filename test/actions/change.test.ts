/** Moving and cancelling: who may, what stays the same, and that no change is lost or made twice. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bookAppointment } from '../../src/actions/book.ts';
import { cancelAppointment } from '../../src/actions/cancel.ts';
import type { Actor } from '../../src/actions/context.ts';
import { appointmentOfToken } from '../../src/actions/manage.ts';
import { rescheduleAppointment } from '../../src/actions/reschedule.ts';
import { openSlotsFor } from '../../src/actions/slots.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import { interval } from '../../src/domain/interval.ts';
import type { AppointmentId, UserId } from '../../src/domain/types.ts';
import { NINE, requestOf, rowsOf, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { addCalendar, at, contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

const STAFF: Actor = { kind: 'staff', userId: '00000000-0000-4000-8000-000000000001' as UserId };
const ELEVEN = later(TEN, 60);

let database: TestDatabase;
let practice: SamplePractice;
let appointment: Appointment;
let manageToken: string;
let number = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  practice = await samplePractice(database.db, { slug: `sample-${number++}` });
  ({ appointment, manageToken } = await booked());
});

const ctx = (overrides: Parameters<typeof contextOf>[2] = {}) => contextOf(database.db, practice, overrides);
async function booked(start = NINE, email = 'ada@patient.example') {
  const outcome = await bookAppointment(ctx(), requestOf(practice, { start, patient: { email } }));
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
}
const move = (
  start: typeof NINE,
  more: { actor?: Actor; now?: typeof NOW; revision?: number; tell?: boolean; anyway?: boolean } = {},
) =>
  rescheduleAppointment(ctx(more), {
    appointmentId: appointment.id,
    start,
    revision: more.revision,
    tell: more.tell,
    anyway: more.anyway,
  });
const cancel = (more: { actor?: Actor; now?: typeof NOW; revision?: number; tell?: boolean } = {}) =>
  cancelAppointment(ctx(more), { appointmentId: appointment.id, revision: more.revision, tell: more.tell });
const set = (columns: Record<string, string | number | boolean>) =>
  database.db.tenant(practice.practiceId, (tx) => tx`update practices set ${tx(columns)}`);
const noticesOf = async (revision: number) =>
  database.db.tenant(practice.practiceId, async (tx) =>
    (await tx<{ kind: string }[]>`select kind from notices where revision = ${revision} order by kind`).map(
      ({ kind }) => kind,
    ),
  );

test('a moved appointment keeps its id, UID and manage link, and frees its old time', async () => {
  const outcome = await move(TEN);
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  const { appointment: moved } = outcome.value;
  expect(moved).toEqual({
    ...appointment,
    start: TEN,
    end: later(TEN, 50),
    blockedUntil: later(TEN, 60),
    localStart: '2027-03-02T10:00',
    sequence: 1,
    revision: 2,
  });
  expect((await appointmentOfToken(database, manageToken, NOW))?.appointment).toEqual(moved);
  expect(await noticesOf(2)).toEqual(['change', 'moved', 'reminder']);
  expect((await booked(NINE, 'eve@patient.example')).appointment.start).toBe(NINE);
});

test('a moved appointment does not stand in its own way, neither in the list nor in the grid', async () => {
  const window = interval(at('2027-03-02T00:00-05:00'), at('2027-03-03T00:00-05:00'));
  const outcome = await openSlotsFor(ctx(), { ...practice, window, moving: appointment.id });
  expect(outcome.ok && outcome.value.slots.map(({ start }) => start)).toContain(NINE);
});

test('moving to where it is changes nothing and is fine', async () => {
  expect(await move(NINE)).toEqual({ ok: true, value: { appointment, repeated: true } });
  await move(TEN, { revision: 1 });
  expect(await move(TEN, { revision: 1 })).toMatchObject({
    ok: true,
    value: { repeated: true, appointment: { revision: 2 } },
  });
});

test('an appointment moves although its type was archived, and keeps the length it was booked with', async () => {
  await database.db.tenant(
    practice.practiceId,
    (tx) => tx`update appointment_types set state = 'archived', length_minutes = 20, padding_minutes = 0`,
  );
  const outcome = await move(ELEVEN);
  expect(outcome).toMatchObject({
    ok: true,
    value: { appointment: { start: ELEVEN, end: later(ELEVEN, 50), blockedUntil: later(ELEVEN, 60) } },
  });
});

test.each([
  ['a taken time', TEN, 'just-taken'],
  ['a time off the grid', later(TEN, 135), 'not-offered'],
  ['the past', at('2027-03-01T07:00-05:00'), 'not-offered'],
] as const)('a move to %s is refused with other times, and it stays where it was', async (_where, start, code) => {
  await booked(TEN, 'eve@patient.example');
  const outcome = await move(start);
  expect(outcome).toMatchObject({ ok: false, refusal: { code } });
  expect(!outcome.ok && outcome.refusal.alternatives?.length).toBe(6);
  expect((await appointmentOfToken(database, manageToken, NOW))?.appointment).toEqual(appointment);
});

test('a cancelled appointment is told of once, its slot is open again, and its link still shows it', async () => {
  const first = await cancel();
  expect(first).toMatchObject({
    ok: true,
    value: {
      repeated: false,
      appointment: { status: 'cancelled', sequence: 1, revision: 2, cancelledAt: NOW, cancelledBy: 'patient' },
    },
  });
  const rows = await rowsOf(database.db, practice);
  expect(await cancel()).toMatchObject({ ok: true, value: { repeated: true, appointment: { revision: 2 } } });
  expect(await rowsOf(database.db, practice)).toEqual(rows);
  expect(await noticesOf(2)).toEqual(['cancellation', 'cancelled']);
  expect((await appointmentOfToken(database, manageToken, NOW))?.appointment.status).toBe('cancelled');
  expect((await booked(NINE)).appointment.start).toBe(NINE);
  expect(await move(TEN)).toMatchObject({ ok: false, refusal: { code: 'already-cancelled' } });
});

test('with changes online off a patient can do neither, and is told whom to call', async () => {
  await set({ allow_online_changes: false });
  const refusal = {
    code: 'changes-off',
    contact: { name: 'Sample Practice', phone: '+1 212 555 0100', email: 'office@practice.example' },
  };
  expect(await move(TEN)).toEqual({ ok: false, refusal });
  expect(await cancel()).toEqual({ ok: false, refusal });
  expect(await move(TEN, { actor: STAFF })).toMatchObject({ ok: true });
  expect(await cancel({ actor: STAFF })).toMatchObject({ ok: true, value: { appointment: { cancelledBy: 'staff' } } });
});

test('with online booking off moving is refused, and cancelling follows its own switch', async () => {
  await set({ allow_online_booking: false });
  expect(await move(TEN)).toMatchObject({ ok: false, refusal: { code: 'online-booking-off' } });
  expect(await cancel()).toMatchObject({ ok: true });
});

test('I15 a minute before the start a patient may cancel or move; from the start on only the practice helps', async () => {
  expect(await move(TEN, { now: later(NINE, -1) })).toMatchObject({ ok: true });
  const now = TEN;
  const refusal = { code: 'in-the-past', contact: { phone: '+1 212 555 0100' } };
  expect(await cancel({ now })).toMatchObject({ ok: false, refusal });
  expect(await move(ELEVEN, { now })).toMatchObject({ ok: false, refusal });
  expect(await cancel({ now: later(TEN, -1) })).toMatchObject({ ok: true });
});

test('staff change an appointment until its end', async () => {
  expect(await cancel({ actor: STAFF, now: later(NINE, 50) })).toMatchObject({
    ok: false,
    refusal: { code: 'in-the-past' },
  });
  expect(await cancel({ actor: STAFF, now: later(NINE, 49) })).toMatchObject({ ok: true });
});

test('staff choose whether the patient is told', async () => {
  await move(TEN, { actor: STAFF, tell: false });
  expect(await noticesOf(2)).toEqual(['reminder']);
  await cancel({ actor: STAFF });
  expect(await noticesOf(3)).toEqual(['cancellation']);
});

test('staff move over busy time once they confirmed the warning, and never over an appointment', async () => {
  const busy = [interval(TEN, ELEVEN)];
  await database.db.tenant(practice.practiceId, (tx) => addCalendar(tx, practice.practiceId, { ...practice, busy }));
  await booked(ELEVEN, 'eve@patient.example');
  expect(await move(TEN, { actor: STAFF })).toMatchObject({
    ok: false,
    refusal: { code: 'needs-confirmation', warnings: [{ code: 'busy' }] },
  });
  expect(await move(ELEVEN, { actor: STAFF, anyway: true })).toMatchObject({
    ok: false,
    refusal: { code: 'just-taken', reasons: [{ code: 'appointment' }] },
  });
  expect(await move(TEN, { actor: STAFF, anyway: true })).toMatchObject({ ok: true });
});

test('A11 who decided on an older revision is refused, whichever way', async () => {
  await move(TEN, { revision: 1 });
  expect(await cancel({ revision: 1 })).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
  expect(await move(ELEVEN, { revision: 1 })).toMatchObject({ ok: false, refusal: { code: 'conflict' } });
  expect(await cancel({ revision: 2 })).toMatchObject({
    ok: true,
    value: { appointment: { revision: 3, sequence: 2 } },
  });
});

test('I05 what is not of this practice is not found', async () => {
  const stranger = await samplePractice(database.db, { slug: `stranger-${number++}` });
  const there = contextOf(database.db, stranger);
  expect(await cancelAppointment(there, { appointmentId: appointment.id })).toEqual({
    ok: false,
    refusal: { code: 'not-found' },
  });
  expect(await rescheduleAppointment(there, { appointmentId: appointment.id, start: TEN })).toEqual({
    ok: false,
    refusal: { code: 'not-found' },
  });
  const unknown = { appointmentId: practice.practiceId as string as AppointmentId };
  expect(await cancelAppointment(ctx(), unknown)).toEqual({ ok: false, refusal: { code: 'not-found' } });
});
