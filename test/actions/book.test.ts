/** A patient books: what is saved, what is refused and how, and that once is once. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bookAppointment } from '../../src/actions/book.ts';
import { takeHold } from '../../src/actions/hold.ts';
import { appointmentOfToken } from '../../src/actions/manage.ts';
import { openSlotsFor } from '../../src/actions/slots.ts';
import { interval } from '../../src/domain/interval.ts';
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

const patient = (overrides: Parameters<typeof contextOf>[2] = {}) => contextOf(database.db, practice, overrides);
const set = (columns: Record<string, string | number | boolean>) =>
  database.db.tenant(practice.practiceId, (tx) => tx`update practices set ${tx(columns)}`);
const slotsOfDay = async () => {
  const window = interval(at('2027-03-02T00:00-05:00'), at('2027-03-03T00:00-05:00'));
  const outcome = await openSlotsFor(patient(), { ...practice, window });
  return outcome.ok ? outcome.value.slots.map(({ start }) => start) : [];
};

test('a booked slot is saved with its snapshot, told of, found by its link, and no longer offered', async () => {
  expect(await slotsOfDay()).toContain(NINE);
  const outcome = await bookAppointment(
    patient(),
    requestOf(practice, { note: 'First visit', patient: { zone: 'Europe/Paris' } }),
  );
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  const { appointment, manageToken, repeated } = outcome.value;
  expect(repeated).toBe(false);
  expect(appointment).toMatchObject({
    practitionerName: 'Dr. Lee',
    typeName: 'Consultation',
    length: 50,
    padding: 10,
    start: NINE,
    end: later(NINE, 50),
    blockedUntil: later(NINE, 60),
    localStart: '2027-03-02T09:00',
    zone: 'America/New_York',
    patientZone: 'Europe/Paris',
    status: 'confirmed',
    location: { kind: 'address', text: '1 Main Street' },
    note: 'First visit',
    sequence: 0,
    revision: 1,
    bookedBy: 'patient',
    toVerify: false,
    patient: { name: 'Ada Byron', email: 'ada@patient.example' },
  });
  const found = await appointmentOfToken(database, manageToken, NOW);
  expect(found).toEqual({ practiceId: practice.practiceId, appointment });
  // Confirmation and reminder to the patient, "booked" to the practitioner.
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 1, notices: 3, patients: 1, audit: 1 });
  const slots = await slotsOfDay();
  expect(slots).not.toContain(NINE);
  expect(slots).toContain(TEN);
});

test('the wall time is kept as agreed, whatever zone the machine is in', async () => {
  const outcome = await bookAppointment(patient(), requestOf(practice));
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  const [row] = await database.db.tenant(
    practice.practiceId,
    (tx) => tx`select local_start::text as local, starts_at at time zone zone = local_start as same from appointments`,
  );
  expect(row).toEqual({ local: '2027-03-02 09:00:00', same: true });
});

test('A05 the same key sent twice, also at once, books once and answers the same', async () => {
  const request = requestOf(practice, { idempotencyKey: 'key-1' });
  const outcomes = await Promise.all([bookAppointment(patient(), request), bookAppointment(patient(), request)]);
  outcomes.push(await bookAppointment(patient(), request));
  const values = outcomes.map((outcome) => (outcome.ok ? outcome.value : undefined));
  expect(values.filter((value) => value?.repeated === false)).toHaveLength(1);
  expect(new Set(values.map((value) => value?.appointment.id)).size).toBe(1);
  expect(new Set(values.map((value) => value?.manageToken)).size).toBe(1);
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 1, notices: 3, patients: 1 });
});

test('A05 the same hold confirmed twice books once, also after booking online was switched off', async () => {
  const held = await takeHold(patient(), { ...practice, start: NINE, audience: 'everyone' });
  if (!held.ok) throw new Error(held.refusal.code);
  const request = requestOf(practice, { holdToken: held.value.holdToken });
  const first = await bookAppointment(patient(), request);
  await set({ allow_online_booking: false });
  const second = await bookAppointment(patient(), request);
  expect(second).toMatchObject({ ok: true, value: { repeated: true } });
  expect(first.ok && second.ok && first.value.appointment.id === second.value.appointment.id).toBe(true);
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 1, notices: 3 });
});

test('A06 the same key or hold with another body is refused and changes nothing', async () => {
  const held = await takeHold(patient(), { ...practice, start: NINE, audience: 'everyone' });
  if (!held.ok) throw new Error(held.refusal.code);
  const request = requestOf(practice, { holdToken: held.value.holdToken, idempotencyKey: 'key-2' });
  expect((await bookAppointment(patient(), request)).ok).toBe(true);
  const before = await rowsOf(database.db, practice);
  const byKey = await bookAppointment(patient(), requestOf(practice, { idempotencyKey: 'key-2', start: TEN }));
  const byHold = await bookAppointment(
    patient(),
    requestOf(practice, { holdToken: held.value.holdToken, patient: { name: 'Eve' } }),
  );
  expect(byKey).toEqual({ ok: false, refusal: { code: 'other-body' } });
  expect(byHold).toEqual({ ok: false, refusal: { code: 'other-body' } });
  expect(await rowsOf(database.db, practice)).toEqual(before);
});

test('A06 one key for two practitioners at once stands for one of the requests only', async () => {
  const { db } = database;
  const other = await db.tenant(practice.practiceId, (tx) =>
    addPractitioner(tx, practice.practiceId, { slug: 'dr-day' }),
  );
  await db.tenant(practice.practiceId, async (tx) => {
    await tx`insert into openings (practice_id, opening_id, practitioner_id, local_start, local_end, rule)
      select practice_id, gen_random_uuid(), ${other}, local_start, local_end, rule from openings`;
  });
  const outcomes = await Promise.all([
    bookAppointment(patient(), requestOf(practice, { idempotencyKey: 'key-3' })),
    bookAppointment(patient(), requestOf({ ...practice, practitionerId: other }, { idempotencyKey: 'key-3' })),
  ]);
  expect(outcomes.map((outcome) => (outcome.ok ? 'booked' : outcome.refusal.code)).toSorted()).toEqual([
    'booked',
    'other-body',
  ]);
  expect(await rowsOf(db, practice)).toMatchObject({ confirmed: 1, notices: 3 });
});

test('a slot that is gone is refused with the nearest open ones, and a patient is not told by what', async () => {
  await bookAppointment(patient(), requestOf(practice, { start: TEN }));
  const outcome = await bookAppointment(
    patient(),
    requestOf(practice, { start: TEN, patient: { email: 'eve@patient.example' } }),
  );
  expect(outcome).toMatchObject({ ok: false, refusal: { code: 'just-taken' } });
  if (outcome.ok) throw new Error('It was booked twice.');
  const { alternatives, reasons } = outcome.refusal;
  expect(reasons).toBeUndefined();
  expect(alternatives).toHaveLength(6);
  expect(alternatives?.map(({ start }) => start)).toEqual([
    NINE,
    ...[11, 12, 13, 14, 15].map((hour) => at(`2027-03-02T${hour}:00-05:00`)),
  ]);
  // The end that is shown is the appointment's, without padding.
  expect(alternatives?.every(({ start, end }) => end - start === 50 * 60_000)).toBe(true);
});

test.each([
  ['outside opening hours', at('2027-03-02T08:00-05:00')],
  ['where the total does not fit', at('2027-03-02T16:30-05:00')],
  ['off the grid', at('2027-03-02T09:15-05:00')],
  ['in the past', at('2027-03-01T07:00-05:00')],
  ['beyond the horizon', at('2027-07-01T09:00-04:00')],
])('I14 a start %s is refused although it is free', async (_where, start) => {
  const outcome = await bookAppointment(patient(), requestOf(practice, { start }));
  expect(outcome).toMatchObject({ ok: false, refusal: { code: 'not-offered' } });
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 0, notices: 0, patients: 0 });
});

test('A08 the cut-off is allowed itself and refused a second later, by the one clock', async () => {
  await set({ cutoff_amount: 24, cutoff_unit: 'hours' });
  const late = await bookAppointment(patient({ now: later(NINE, -24 * 60 + 1 / 60) }), requestOf(practice));
  expect(late).toMatchObject({ ok: false, refusal: { code: 'not-offered' } });
  expect(await bookAppointment(patient({ now: later(NINE, -24 * 60) }), requestOf(practice))).toMatchObject({
    ok: true,
  });
});

test('with online booking off nothing is booked, and the refusal names nothing else', async () => {
  await set({ allow_online_booking: false });
  expect(await bookAppointment(patient(), requestOf(practice))).toEqual({
    ok: false,
    refusal: { code: 'online-booking-off' },
  });
});

test('I13 what a patient may not know of is not found', async () => {
  const { db } = database;
  const stranger = await samplePractice(db, { slug: `stranger-${number++}` });
  const add = (overrides: Parameters<typeof addType>[2]) =>
    db.tenant(practice.practiceId, (tx) => addType(tx, practice.practiceId, overrides));
  const unknown = [
    { typeId: await add({ state: 'hidden' }) },
    { typeId: await add({ state: 'archived' }) },
    { typeId: await add({ audience: 'existing' }) },
    { typeId: await add({ practitioners: [] }) },
    { typeId: stranger.typeId },
    { practitionerId: stranger.practitionerId },
  ];
  for (const part of unknown) {
    const outcome = await bookAppointment(patient(), requestOf({ ...practice, ...part }));
    expect(outcome).toEqual({ ok: false, refusal: { code: 'not-found' } });
  }
  await db.tenant(practice.practiceId, (tx) => tx`update practitioners set active = false`);
  expect(await bookAppointment(patient(), requestOf(practice))).toEqual({ ok: false, refusal: { code: 'not-found' } });
});

test('a type for existing patients is booked through a personal link', async () => {
  const typeId = await database.db.tenant(practice.practiceId, (tx) =>
    addType(tx, practice.practiceId, { audience: 'existing' }),
  );
  const outcome = await bookAppointment(patient(), requestOf({ ...practice, typeId }, { audience: 'existing' }));
  expect(outcome).toMatchObject({ ok: true });
});

test('J05 an address has at most ten future appointments, however it is written', async () => {
  const outcomes = [];
  for (let hour = 0; hour < 11; hour++) {
    const start = at(`2027-03-${hour < 8 ? '02' : '03'}T${String(9 + (hour % 8)).padStart(2, '0')}:00-05:00`);
    const email = hour % 2 ? 'Ada@Patient.example' : 'ada@patient.example';
    outcomes.push(await bookAppointment(patient(), requestOf(practice, { start, patient: { email } })));
  }
  expect(outcomes.slice(0, 10).every((outcome) => outcome.ok)).toBe(true);
  expect(outcomes[10]).toMatchObject({
    ok: false,
    refusal: { code: 'too-many', contact: { phone: '+1 212 555 0100' } },
  });
});

test('I19 the same details are the same patient; another phone makes another row and changes nothing known', async () => {
  await bookAppointment(patient(), requestOf(practice));
  await bookAppointment(patient(), requestOf(practice, { start: TEN }));
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 2, patients: 1 });
  await bookAppointment(
    patient(),
    requestOf(practice, { start: at('2027-03-02T11:00-05:00'), patient: { phone: '555' } }),
  );
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 3, patients: 2 });
});

test('the limit of appointments a day fills the day', async () => {
  await database.db.tenant(practice.practiceId, (tx) => tx`update practitioners set daily_limit = 1`);
  expect((await bookAppointment(patient(), requestOf(practice))).ok).toBe(true);
  const second = await bookAppointment(patient(), requestOf(practice, { start: TEN }));
  expect(second).toMatchObject({ ok: false, refusal: { code: 'just-taken' } });
  if (second.ok) return;
  const [from, to] = [at('2027-03-02T00:00-05:00'), at('2027-03-03T00:00-05:00')];
  expect(second.refusal.alternatives?.length).toBeGreaterThan(0);
  expect(second.refusal.alternatives?.every(({ start }) => start < from || start >= to)).toBe(true);
});

test('busy time of a blocking calendar is never booked', async () => {
  const busy = [interval(later(NINE, 30), later(NINE, 45))];
  await database.db.tenant(practice.practiceId, (tx) => addCalendar(tx, practice.practiceId, { ...practice, busy }));
  expect(await bookAppointment(patient(), requestOf(practice))).toMatchObject({
    ok: false,
    refusal: { code: 'just-taken' },
  });
});
