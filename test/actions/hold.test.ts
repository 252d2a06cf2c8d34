/** Holds: a slot kept for the one who fills in the form, and only for so long. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bookAppointment } from '../../src/actions/book.ts';
import { releaseHold, takeHold } from '../../src/actions/hold.ts';
import { openSlotsFor } from '../../src/actions/slots.ts';
import { sweepHolds } from '../../src/db/sweep.ts';
import { MOST_HOLDS_OF_ADDRESS } from '../../src/domain/holding.ts';
import { interval } from '../../src/domain/interval.ts';
import { NINE, requestOf, rowsOf, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { addType, at, contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

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

const ctx = (overrides: Parameters<typeof contextOf>[2] = {}) => contextOf(database.db, practice, overrides);
const take = (start = NINE, more: { visit?: string; replaces?: string; now?: typeof NOW; address?: string } = {}) =>
  takeHold(ctx(more), { ...practice, start, audience: 'everyone', visit: more.visit, replaces: more.replaces });
const held = async (...given: Parameters<typeof take>) => {
  const outcome = await take(...given);
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
};
const starts = async (own: { holdToken?: string; visit?: string } = {}, now = NOW) => {
  const window = interval(at('2027-03-02T00:00-05:00'), at('2027-03-03T00:00-05:00'));
  const outcome = await openSlotsFor(ctx({ now }), { ...practice, window, ...own });
  return outcome.ok ? outcome.value.slots.map(({ start }) => start) : [];
};

test('a held slot is open to its holder alone, and moves no other slot', async () => {
  const before = await starts();
  const { holdToken, expiresAt, slot } = await held();
  expect(expiresAt).toBe(later(NOW, 10));
  expect(slot).toEqual({ start: NINE, end: later(NINE, 50) });
  expect(await starts()).toEqual(before.filter((start) => start !== NINE));
  expect(await starts({ holdToken })).toEqual(before);
  expect(await take()).toMatchObject({ ok: false, refusal: { code: 'just-taken' } });
  const other = await bookAppointment(ctx(), requestOf(practice));
  expect(other).toMatchObject({ ok: false, refusal: { code: 'just-taken' } });
  expect(await bookAppointment(ctx(), requestOf(practice, { holdToken }))).toMatchObject({ ok: true });
});

test('A13 a hold counts for nothing from its end on', async () => {
  const { expiresAt } = await held();
  expect(await starts({}, later(expiresAt, -1 / 60))).not.toContain(NINE);
  expect(await starts({}, expiresAt)).toContain(NINE);
});

test('a hold fixes the bounds: confirming within it is fine though the cut-off has moved on', async () => {
  await database.db.tenant(
    practice.practiceId,
    (tx) => tx`update practices set cutoff_amount = 60, cutoff_unit = 'minutes'`,
  );
  const now = later(NINE, -60);
  const { holdToken } = await held(NINE, { now });
  // By then it lies within the cut-off.
  const confirm = ctx({ now: later(now, 9) });
  expect(await bookAppointment(confirm, requestOf(practice))).toMatchObject({
    ok: false,
    refusal: { code: 'not-offered' },
  });
  expect(await bookAppointment(confirm, requestOf(practice, { holdToken }))).toMatchObject({ ok: true });
});

test('a hold fixes the grid: an appointment made before it moves its start off the grid, not off the patient', async () => {
  const { db } = database;
  const { holdToken } = await held(TEN);
  const typeId = await db.tenant(practice.practiceId, (tx) =>
    addType(tx, practice.practiceId, { length: 25, padding: 0 }),
  );
  const beside = await bookAppointment(
    ctx(),
    requestOf({ ...practice, typeId }, { patient: { email: 'eve@patient.example' } }),
  );
  expect(beside).toMatchObject({ ok: true });
  expect(await starts({ holdToken })).not.toContain(TEN);
  expect(await bookAppointment(ctx(), requestOf(practice, { start: TEN, holdToken }))).toMatchObject({ ok: true });
});

test('the switches are asked again within a hold', async () => {
  const { holdToken } = await held();
  await database.db.tenant(practice.practiceId, (tx) => tx`update practices set allow_online_booking = false`);
  const outcome = await bookAppointment(ctx(), requestOf(practice, { holdToken }));
  expect(outcome).toEqual({ ok: false, refusal: { code: 'online-booking-off' } });
});

test('I17 after its end a hold still books a slot that is open, and says so when it is not', async () => {
  const now = later(NOW, 11);
  const first = await held();
  expect(await bookAppointment(ctx({ now }), requestOf(practice, { holdToken: first.holdToken }))).toMatchObject({
    ok: true,
  });
  const second = await held(TEN);
  await database.db.tenant(
    practice.practiceId,
    (tx) => tx`update practices set cutoff_amount = 7, cutoff_unit = 'days'`,
  );
  const outcome = await bookAppointment(ctx({ now }), requestOf(practice, { start: TEN, holdToken: second.holdToken }));
  expect(outcome).toMatchObject({ ok: false, refusal: { code: 'hold-expired' } });
  expect(!outcome.ok && outcome.refusal.alternatives?.length).toBe(6);
});

test('a hold of another slot is worth nothing', async () => {
  const { holdToken } = await held(TEN);
  expect(await bookAppointment(ctx(), requestOf(practice, { start: later(NINE, 30), holdToken }))).toMatchObject({
    ok: false,
  });
  expect(await bookAppointment(ctx(), requestOf(practice, { holdToken }))).toMatchObject({ ok: true });
});

test('a token that we did not sign names no hold', async () => {
  const { holdToken } = await held();
  const [keyId, id] = holdToken.split('.');
  for (const forged of [
    `${keyId}.${id}.x`,
    `${keyId}.${id}`,
    `other.${id}.x`,
    id!,
    '',
    '..',
    holdToken.toUpperCase(),
  ]) {
    expect(await starts({ holdToken: forged })).not.toContain(NINE);
    await releaseHold(ctx(), forged);
  }
  expect(await rowsOf(database.db, practice)).toMatchObject({ holds: 1 });
});

test('a hold that is given back opens its slot, once used it stays', async () => {
  const { holdToken } = await held();
  await releaseHold(ctx(), holdToken);
  expect(await starts()).toContain(NINE);
  const again = await held();
  const request = requestOf(practice, { holdToken: again.holdToken });
  await bookAppointment(ctx(), request);
  await releaseHold(ctx(), again.holdToken);
  expect(await bookAppointment(ctx(), request)).toMatchObject({ ok: true, value: { repeated: true } });
});

test('a visit holds one slot: choosing twice is fine, choosing another gives the first back', async () => {
  await held(NINE, { visit: 'visit-1' });
  await held(NINE, { visit: 'visit-1' });
  expect(await starts({ visit: 'visit-1' })).toContain(NINE);
  await held(TEN, { visit: 'visit-1' });
  expect(await starts()).toContain(NINE);
  expect(await starts()).not.toContain(TEN);
  const third = await held(NINE, { visit: 'visit-2' });
  const fourth = await held(later(TEN, 60), { replaces: third.holdToken });
  expect(await starts()).toContain(NINE);
  expect(await starts({ holdToken: fourth.holdToken })).toContain(later(TEN, 60));
});

test('J05 one network address holds so many slots at once: the oldest makes way', async () => {
  for (let hold = 0; hold <= MOST_HOLDS_OF_ADDRESS; hold++) {
    await held(later(NINE, hold * 60), { address: '203.0.113.7', now: later(NOW, hold / 60) });
  }
  await held(later(NINE, 6 * 60), { address: '203.0.113.8' });
  expect(await rowsOf(database.db, practice)).toMatchObject({ holds: MOST_HOLDS_OF_ADDRESS + 1 });
  expect(await starts()).toContain(NINE);
  expect(await starts()).not.toContain(TEN);
});

test('J05 all addresses of one /64 hold as one: another is free to whoever has the first', async () => {
  for (let hold = 0; hold <= MOST_HOLDS_OF_ADDRESS; hold++) {
    await held(later(NINE, hold * 60), { address: `2001:db8:0:1::${hold + 1}`, now: later(NOW, hold / 60) });
  }
  await held(later(NINE, 6 * 60), { address: '2001:db8:0:2::1' });
  expect(await rowsOf(database.db, practice)).toMatchObject({ holds: MOST_HOLDS_OF_ADDRESS + 1 });
});

test('holds without an address have no such limit in common', async () => {
  for (let hold = 0; hold < 6; hold++) await held(later(NINE, hold * 60));
  expect(await rowsOf(database.db, practice)).toMatchObject({ holds: 6 });
});

test('of many who want one slot at once, one gets the hold', async () => {
  const outcomes = await Promise.all(Array.from({ length: 12 }, () => take()));
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
  expect(outcomes.filter((outcome) => !outcome.ok && outcome.refusal.code === 'just-taken')).toHaveLength(11);
});

test('holds that ran out are swept away', async () => {
  await held();
  const swept = await database.db.tenant(practice.practiceId, (tx) => sweepHolds(tx, later(NOW, 24 * 60)));
  expect(swept).toBe(1);
});
