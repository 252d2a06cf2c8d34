/** Row-level security: a practice sees its own rows, whatever is asked for, and nobody sees any without a practice. */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookAppointment } from '../../src/actions/book.ts';
import { cancelAppointment } from '../../src/actions/cancel.ts';
import { takeHold } from '../../src/actions/hold.ts';
import { viewAppointment } from '../../src/actions/manage.ts';
import { rescheduleAppointment } from '../../src/actions/reschedule.ts';
import { openSlotsFor } from '../../src/actions/slots.ts';
import { bookForPatient, listAppointments } from '../../src/actions/staff.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import { interval } from '../../src/domain/interval.ts';
import type { UserId } from '../../src/domain/types.ts';
import { NINE, requestOf, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { addCalendar, contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

let database: TestDatabase;
let own: SamplePractice;
let other: SamplePractice;
let theirs: Appointment;
let tenantTables: string[];

beforeAll(async () => {
  database = await testDatabase({ max: 2 });
  own = await samplePractice(database.db, { slug: 'own' });
  other = await samplePractice(database.db, { slug: 'other', name: 'Canary Practice' });
  await database.db.tenant(other.practiceId, (tx) =>
    addCalendar(tx, other.practiceId, { ...other, busy: [interval(TEN, later(TEN, 60))] }),
  );
  const canary = { name: 'Canary Patient', email: 'canary@patient.example' };
  const booked = await bookAppointment(
    contextOf(database.db, other),
    requestOf(other, { patient: canary, note: 'canary', idempotencyKey: 'key' }),
  );
  if (!booked.ok) throw new Error(booked.refusal.code);
  theirs = booked.value.appointment;
  await takeHold(contextOf(database.db, other), { ...other, start: later(NINE, 120), audience: 'everyone' });
  const owner = postgres(database.ownerUrl, { max: 1 });
  tenantTables = (
    await owner<{ name: string }[]>`
      select c.table_name as name from information_schema.columns c
      join pg_class r on r.oid = c.table_name::regclass and r.relkind = 'r' and r.relrowsecurity and r.relforcerowsecurity
      where c.table_schema = 'public' and c.column_name = 'practice_id' order by 1`
  ).map(({ name }) => name);
  await owner.end();
});
afterAll(() => database.close());

const FILLED = [
  'appointment_types',
  'appointments',
  'audit',
  'busy',
  'calendars',
  'connections',
  'holds',
  'idempotency_keys',
  'notices',
  'openings',
  'patients',
  'practices',
  'practitioners',
];

test('the tables that hold what is of a practice are all under forced row-level security', () => {
  expect(tenantTables).toEqual(expect.arrayContaining(FILLED));
});

test('M01 without a practice the app sees no row of any of them, and adds none', async () => {
  for (const table of tenantTables) {
    expect({ table, rows: await database.db.sql`select from ${database.db.sql(table)}` }).toMatchObject({
      table,
      rows: { length: 0 },
    });
  }
  const insert = database.db.sql`
    insert into patients (practice_id, patient_id, name, created_at) values (${own.practiceId}, ${randomUUID()}, 'Eve', ${new Date(NOW)})`;
  await expect(insert).rejects.toThrow(/row-level security/);
});

test('M01 the app owns nothing, and row-level security binds it', async () => {
  const [role] = await database.db.sql`
    select rolsuper, rolbypassrls, (select count(*)::int from pg_class where relowner = r.oid) as owned
    from pg_roles r where rolname = current_user`;
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false, owned: 0 });
});

test('M02 on a connection that another practice used before, nothing of it is seen', async () => {
  for (let round = 0; round < 4; round++) {
    await Promise.all([0, 1].map(() => database.db.tenant(other.practiceId, (tx) => tx`select from appointments`)));
    const rows = await database.db.sql`select from appointments`;
    expect(rows).toHaveLength(0);
    for (const table of tenantTables) {
      const seen = await database.db.tenant(
        own.practiceId,
        (tx) => tx<{ id: string }[]>`select practice_id as id from ${tx(table)}`,
      );
      expect(seen.every(({ id }) => id === own.practiceId)).toBe(true);
    }
  }
});

test('M02 a practice that is set when a transaction fails is not set in the next one', async () => {
  for (let round = 0; round < 4; round++) {
    const failing = database.db.tenant(other.practiceId, (tx) => tx`select 1 / 0`);
    await expect(failing).rejects.toThrow(/division by zero/);
    expect(await database.db.sql`select current_practice() as practice`).toEqual([{ practice: null }]);
  }
});

test('M03 ids of another practice open nothing, in no action', async () => {
  const patient = contextOf(database.db, own);
  const staff = contextOf(database.db, own, { actor: { kind: 'staff', userId: randomUUID() as UserId } }); // made here
  const { practitionerId, typeId } = other;
  const mixed = [
    { practitionerId, typeId },
    { practitionerId, typeId: own.typeId },
    { practitionerId: own.practitionerId, typeId },
  ];
  const window = interval(NOW, later(NOW, 7 * 24 * 60));
  for (const ids of mixed) {
    for (const outcome of [
      await openSlotsFor(patient, { ...ids, window }),
      await openSlotsFor(staff, { ...ids, window, moving: theirs.id }),
      await takeHold(patient, { ...ids, start: TEN, audience: 'everyone' }),
      await bookAppointment(patient, requestOf(ids, { start: TEN, idempotencyKey: 'key' })),
      await bookForPatient(staff, {
        ...ids,
        start: TEN,
        patient: { name: 'Eve', phone: '' },
        tell: false,
        anyway: true,
      }),
    ]) {
      expect(outcome).toEqual({ ok: false, refusal: { code: 'not-found' } });
    }
  }
  for (const ctx of [patient, staff]) {
    expect(await rescheduleAppointment(ctx, { appointmentId: theirs.id, start: TEN })).toEqual({
      ok: false,
      refusal: { code: 'not-found' },
    });
    expect(await cancelAppointment(ctx, { appointmentId: theirs.id })).toEqual({
      ok: false,
      refusal: { code: 'not-found' },
    });
    expect(await viewAppointment(ctx, theirs.id)).toBeUndefined();
  }
  expect(await listAppointments(staff, { window })).toEqual([]);
  expect(await listAppointments(staff, { window, practitionerId })).toEqual([]);
});

test('M03 one key used in two practices stands for a request in each', async () => {
  const outcome = await bookAppointment(contextOf(database.db, own), requestOf(own, { idempotencyKey: 'key' }));
  expect(outcome).toMatchObject({ ok: true, value: { repeated: false } });
});

test('M04 a row that points into another practice cannot be stored', async () => {
  const attempts = [
    (ids: { patient: string; practitioner: string; type: string }) => ({ ...ids, practitioner: other.practitionerId }),
    (ids: { patient: string; practitioner: string; type: string }) => ({ ...ids, patient: theirs.patient.id }),
    (ids: { patient: string; practitioner: string; type: string }) => ({ ...ids, type: other.typeId }),
  ];
  for (const attempt of attempts) {
    const insert = database.db.tenant(own.practiceId, async (tx) => {
      const patient = randomUUID();
      await tx`insert into patients (practice_id, patient_id, name, created_at) values (${own.practiceId}, ${patient}, 'Eve', ${new Date(NOW)})`;
      const ids = attempt({ patient, practitioner: own.practitionerId, type: own.typeId });
      await tx`
        insert into appointments (practice_id, appointment_id, practitioner_id, patient_id, type_id, status, starts_at, ends_at,
          blocked_until, local_start, zone, patient_zone, type_name, length_minutes, padding_minutes, uid, booked_by, link_key, created_at, changed_at)
        values (${own.practiceId}, ${randomUUID()}, ${ids.practitioner}, ${ids.patient}, ${ids.type}, 'confirmed', ${new Date(TEN)},
          ${new Date(later(TEN, 50))}, ${new Date(later(TEN, 60))}, '2027-03-02 10:00', 'UTC', 'UTC', 'X', 50, 10, ${randomUUID()}, 'staff', 'k',
          ${new Date(NOW)}, ${new Date(NOW)})`;
    });
    await expect(insert).rejects.toThrow(/foreign key/);
  }
});

test('the audit cannot be changed or shortened by the app', async () => {
  for (const statement of ['update audit set action = action', 'delete from audit', 'truncate audit']) {
    await expect(database.db.tenant(other.practiceId, (tx) => tx.unsafe(statement))).rejects.toThrow(
      /permission denied/,
    );
  }
});
