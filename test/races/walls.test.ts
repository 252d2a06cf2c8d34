/** The two walls against double booking, each alone: the lock without the constraint, the constraint without the lock. */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bookAppointment } from '../../src/actions/book.ts';
import { insertAppointment, isOverlap } from '../../src/db/appointments.ts';
import { findOrInsertPatient } from '../../src/db/patients.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import type { AppointmentId, Instant, PatientId } from '../../src/domain/types.ts';
import { NINE, requestOf, rowsOf } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { addType, contextOf, KEYS, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

const CLIENTS = 40;

let database: TestDatabase;
let practice: SamplePractice;
let number = 0;

beforeAll(async () => {
  database = await testDatabase({ max: 20 });
});
afterAll(() => database.close());
beforeEach(async () => {
  practice = await samplePractice(database.db, { slug: `sample-${number++}` });
});

const patient = (index: number) => ({ email: `patient-${index}@patient.example` });
const overlaps = async () =>
  (
    await database.db.tenant(
      practice.practiceId,
      (tx) => tx`
    select from appointments a join appointments b on a.appointment_id < b.appointment_id
      and tstzrange(a.starts_at, a.blocked_until) && tstzrange(b.starts_at, b.blocked_until)`,
    )
  ).length;

test('A01 A02 without the constraint the lock alone lets one of each overlapping set through', async () => {
  await using unwalled = await testDatabase({ max: 20 });
  const sql = postgres(unwalled.ownerUrl, { max: 1, onnotice: () => {} });
  await sql`alter table appointments drop constraint appointments_never_overlap`;
  await sql.end();
  const there = await samplePractice(unwalled.db);
  const typeId = await unwalled.db.tenant(there.practiceId, (tx) =>
    addType(tx, there.practiceId, { length: 25, padding: 0, every: 5 }),
  );
  const outcomes = await Promise.all(
    Array.from({ length: CLIENTS }, (_, index) => {
      const start = later(NINE, 5 * (index % 5));
      return bookAppointment(
        contextOf(unwalled.db, there),
        requestOf({ ...there, typeId }, { start, patient: patient(index) }),
      );
    }),
  );
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
  expect(outcomes.filter((outcome) => !outcome.ok && outcome.refusal.code === 'just-taken')).toHaveLength(CLIENTS - 1);
  expect(await rowsOf(unwalled.db, there)).toMatchObject({ confirmed: 1, notices: 3, patients: 1 });
});

/** A confirmed appointment as a program would write it that knows nothing of locks. */
function written(start: Instant): Appointment {
  const id = randomUUID() as AppointmentId; // made here
  return {
    id,
    uid: `${id}@openhours`,
    practitionerId: practice.practitionerId,
    practitionerName: 'Dr. Lee',
    typeId: practice.typeId,
    patient: { id: randomUUID() as PatientId, name: 'Ada Byron', email: 'ada@patient.example', phone: '' }, // made here
    typeName: 'Consultation',
    length: 50,
    padding: 10,
    start,
    end: later(start, 50),
    blockedUntil: later(start, 60),
    localStart: '2027-03-02T09:00',
    zone: 'America/New_York',
    patientZone: 'America/New_York',
    status: 'confirmed',
    location: undefined,
    note: '',
    sequence: 0,
    revision: 1,
    bookedBy: 'staff',
    toVerify: false,
    createdAt: NOW,
    changedAt: NOW,
    linkKey: KEYS.current,
    linkVersion: 1,
    cancelledAt: undefined,
    cancelledBy: undefined,
    noShow: false,
    seriesId: undefined,
  };
}

const insertUnlocked = (start: Instant) =>
  database.db.tenant(practice.practiceId, async (tx) => {
    const made = written(start);
    const known = await findOrInsertPatient(tx, { ...made.patient, name: made.id }, NOW);
    await insertAppointment(tx, { ...made, patient: known });
  });

test('A01 A02 without the lock the constraint alone lets one of each overlapping set through', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, (_, index) => insertUnlocked(later(NINE, 5 * (index % 4)))),
  );
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
  expect(refused.every(isOverlap)).toBe(true);
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 1 });
});

test('A18 the constraint lets appointments touch, and refuses one that overlaps the padding', async () => {
  await insertUnlocked(NINE);
  await insertUnlocked(later(NINE, 60));
  await expect(insertUnlocked(later(NINE, 119))).rejects.toSatisfy(isOverlap);
  await database.db.tenant(
    practice.practiceId,
    (tx) => tx`update appointments set status = 'cancelled' where starts_at > ${new Date(NINE)}`,
  );
  await insertUnlocked(later(NINE, 119));
  expect(await overlaps()).toBe(1); // a cancelled one is in nobody's way
});

test('a booking that meets what was written past the lock is refused as taken, with nothing half done', async () => {
  const owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  await owner`
    create function wait_for_other() returns trigger language plpgsql
    as 'begin perform pg_advisory_xact_lock(7); return new; end'`;
  await owner`
    create trigger wait_for_other before insert on patients for each row when (new.name = 'Ada Byron')
    execute function wait_for_other()`;
  await owner`select pg_advisory_lock(7)`;
  // Third id: the booking has looked under its lock and found the slot free. It saves when the other writer is through.
  let ids = 0;
  let other: Promise<unknown> | undefined;
  const ctx = contextOf(database.db, practice);
  const newId = () => {
    if (++ids === 3) other = insertUnlocked(NINE).then(() => owner`select pg_advisory_unlock(7)`);
    return ctx.newId();
  };
  const outcome = await bookAppointment({ ...ctx, newId }, requestOf(practice));
  await other;
  await owner`drop trigger wait_for_other on patients`;
  await owner.end();
  expect(outcome).toMatchObject({ ok: false, refusal: { code: 'just-taken' } });
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 1, patients: 1, notices: 0, audit: 0 });
});
