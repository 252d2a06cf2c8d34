/** What the practice does at its desk: bookings over busy time and outside openings after a warning, never over an appointment. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bookAppointment } from '../../src/actions/book.ts';
import type { Actor } from '../../src/actions/context.ts';
import { takeHold } from '../../src/actions/hold.ts';
import { viewAppointment } from '../../src/actions/manage.ts';
import { explainStart } from '../../src/actions/slots.ts';
import { bookForPatient, listAppointments, type StaffBooking } from '../../src/actions/staff.ts';
import { interval } from '../../src/domain/interval.ts';
import type { AppointmentId, UserId } from '../../src/domain/types.ts';
import { NINE, requestOf, rowsOf, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import {
  addCalendar,
  addPractitioner,
  addType,
  at,
  contextOf,
  later,
  NOW,
  samplePractice,
  type SamplePractice,
} from '../support/practice.ts';

const STAFF: Actor = { kind: 'staff', userId: '00000000-0000-4000-8000-000000000001' as UserId };

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

const staff = (now = NOW) => contextOf(database.db, practice, { actor: STAFF, now, address: '203.0.113.7' });
const book = (overrides: Partial<StaffBooking> = {}, now = NOW) =>
  bookForPatient(staff(now), {
    practitionerId: practice.practitionerId,
    typeId: practice.typeId,
    start: NINE,
    patient: { name: 'Bo Chen', phone: '555' },
    tell: true,
    anyway: false,
    ...overrides,
  });
const audit = () =>
  database.db.tenant(
    practice.practiceId,
    (tx) => tx`select actor_kind, actor_id, action, subject_kind, address from audit order by audit_id`,
  );

test('staff book without an email address: nobody is told, and the manage link works all the same', async () => {
  const outcome = await book();
  expect(outcome).toMatchObject({
    ok: true,
    value: {
      repeated: false,
      appointment: { bookedBy: 'staff', patient: { name: 'Bo Chen', email: undefined, phone: '555' }, start: NINE },
    },
  });
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 1, notices: 0, patients: 1 });
  expect(await audit()).toEqual([
    {
      actor_kind: 'staff',
      actor_id: '00000000-0000-4000-8000-000000000001',
      action: 'appointment.booked',
      subject_kind: 'appointment',
      address: '203.0.113.7',
    },
  ]);
});

test('with an address the patient is told as staff choose, and reminded in any case', async () => {
  const email = 'bo@patient.example';
  await book({ patient: { name: 'Bo Chen', phone: '', email }, tell: false });
  expect(await rowsOf(database.db, practice)).toMatchObject({ notices: 1 });
  await book({ patient: { name: 'Bo Chen', phone: '', email }, start: TEN });
  expect(await rowsOf(database.db, practice)).toMatchObject({ notices: 3, patients: 1 });
});

test('two patients of one name without an address are two patients', async () => {
  await book();
  await book({ start: TEN });
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 2, patients: 2 });
});

test('busy time, closed hours and a patient’s hold are warnings, confirmed with anyway', async () => {
  const busy = [interval(NINE, TEN)];
  const calendar = await database.db.tenant(practice.practiceId, (tx) =>
    addCalendar(tx, practice.practiceId, { ...practice, busy }),
  );
  expect(await book()).toEqual({
    ok: false,
    refusal: { code: 'needs-confirmation', warnings: [{ code: 'busy', calendar }] },
  });
  expect(await book({ start: at('2027-03-02T19:00-05:00') })).toMatchObject({
    refusal: { warnings: [{ code: 'outside-openings' }] },
  });
  await takeHold(contextOf(database.db, practice), { ...practice, start: TEN, audience: 'everyone' });
  expect(await book({ start: TEN })).toMatchObject({ refusal: { warnings: [{ code: 'hold' }] } });
  for (const start of [NINE, at('2027-03-02T19:00-05:00'), TEN])
    expect(await book({ start, anyway: true })).toMatchObject({ ok: true });
});

test('cut-off, horizon and grid do not bind staff, and neither does the switch of online booking', async () => {
  await database.db.tenant(
    practice.practiceId,
    (tx) =>
      tx`update practices set allow_online_booking = false, cutoff_amount = 90, cutoff_unit = 'days', horizon_days = 1`,
  );
  expect(await book({ start: later(NINE, 7) })).toMatchObject({ ok: true });
});

test('an appointment is never booked over, padding included, whatever was confirmed', async () => {
  await book();
  const outcome = await book({ start: later(NINE, 55), anyway: true });
  expect(outcome).toMatchObject({ ok: false, refusal: { code: 'just-taken', reasons: [{ code: 'appointment' }] } });
  expect(!outcome.ok && outcome.refusal.alternatives?.length).toBe(6);
});

test('a hidden type can be booked by staff, an archived one by nobody', async () => {
  const add = (state: 'hidden' | 'archived') =>
    database.db.tenant(practice.practiceId, (tx) => addType(tx, practice.practiceId, { state }));
  expect(await book({ typeId: await add('hidden') })).toMatchObject({ ok: true });
  expect(await book({ typeId: await add('archived'), start: TEN, anyway: true })).toMatchObject({
    ok: false,
    refusal: { code: 'not-offered' },
  });
});

test('an appointment that runs can be entered, one that is over cannot', async () => {
  expect(await book({}, later(NINE, 49))).toMatchObject({ ok: true });
  expect(await book({ start: TEN }, later(TEN, 50))).toMatchObject({ ok: false, refusal: { code: 'in-the-past' } });
});

test('A05 A06 the same key books once, with another body nothing', async () => {
  const first = await book({ idempotencyKey: 'key' });
  expect(await book({ idempotencyKey: 'key' })).toMatchObject({ ok: true, value: { repeated: true } });
  expect(await book({ idempotencyKey: 'key', start: TEN })).toEqual({ ok: false, refusal: { code: 'other-body' } });
  expect(first).toMatchObject({ ok: true });
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 1, patients: 1, audit: 1 });
});

test('a patient’s key never answers a member of staff', async () => {
  await bookAppointment(contextOf(database.db, practice), requestOf(practice, { idempotencyKey: 'key' }));
  expect(await book({ idempotencyKey: 'key', start: TEN })).toMatchObject({ ok: true, value: { repeated: false } });
});

test('staff see the appointments that meet a window, and looking is in the audit', async () => {
  const other = await database.db.tenant(practice.practiceId, (tx) =>
    addPractitioner(tx, practice.practiceId, { slug: 'dr-day' }),
  );
  await book();
  await book({ practitionerId: other, anyway: true });
  await book({ start: at('2027-03-03T09:00-05:00') });
  const window = interval(later(NINE, 49), at('2027-03-03T00:00-05:00'));
  expect(await listAppointments(staff(), { window })).toHaveLength(2);
  const [own] = await listAppointments(staff(), { window, practitionerId: practice.practitionerId });
  expect(own).toMatchObject({ start: NINE, practitionerName: 'Dr. Lee' });
  expect(await listAppointments(staff(), { window: interval(later(NINE, 50), later(NINE, 60)) })).toEqual([]);
  expect(await viewAppointment(staff(), own!.id)).toEqual(own);
  expect(await viewAppointment(staff(), practice.practiceId as string as AppointmentId)).toBeUndefined();
  expect((await audit()).slice(3).map((row) => row['action'] as string)).toEqual([
    'appointments.listed',
    'appointments.listed',
    'appointments.listed',
    'appointment.viewed',
  ]);
});

test('staff are told every reason why a time is not offered', async () => {
  const asked = { practitionerId: practice.practitionerId, typeId: practice.typeId };
  expect(await explainStart(staff(), { ...asked, start: NINE })).toEqual({ ok: true, value: [] });
  await book();
  expect(await explainStart(staff(), { ...asked, start: NINE })).toMatchObject({
    ok: true,
    value: [{ code: 'appointment' }],
  });
  expect(
    await explainStart(staff(), {
      ...asked,
      typeId: practice.practiceId as string as typeof asked.typeId,
      start: NINE,
    }),
  ).toMatchObject({ ok: false });
});
