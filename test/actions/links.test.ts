/** Links that patients have: the booking link's page, the manage link, and "my appointments". */
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bookAppointment } from '../../src/actions/book.ts';
import { appointmentOfToken } from '../../src/actions/manage.ts';
import { myAppointments, myAppointmentsToken, requestMyAppointments } from '../../src/actions/my-appointments.ts';
import { publicPractice } from '../../src/actions/public-page.ts';
import { rescheduleAppointment } from '../../src/actions/reschedule.ts';
import { firstAvailable } from '../../src/actions/slots.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import type { Tx } from '../../src/db/database.ts';
import { interval } from '../../src/domain/interval.ts';
import type { PractitionerId, UserId } from '../../src/domain/types.ts';
import { deriveToken } from '../../src/secrets/keys.ts';
import { NINE, requestOf, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import {
  addOpening,
  addPractitioner,
  addType,
  at,
  contextOf,
  KEYS,
  later,
  NOW,
  samplePractice,
  type SamplePractice,
} from '../support/practice.ts';

const DAY = 24 * 60;

let database: TestDatabase;
let practice: SamplePractice;
let owner: postgres.Sql;
let number = 0;

beforeAll(async () => {
  database = await testDatabase();
  owner = postgres(database.ownerUrl, { max: 1 });
});
afterAll(async () => {
  await owner.end();
  await database.close();
});
beforeEach(async () => {
  practice = await samplePractice(database.db, { slug: `sample-${number++}` });
});

const ctx = (now = NOW) => contextOf(database.db, practice, { now });
const inPractice = <Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> =>
  database.db.tenant(practice.practiceId, work);
async function booked(start = NINE, email = 'ada@patient.example') {
  const outcome = await bookAppointment(ctx(), requestOf(practice, { start, patient: { email } }));
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
}
const jobs = async () => {
  const rows = await owner<{ subject: string; payload: { keyId: string; version: number } }[]>`
    select subject_id as subject, payload from outbox
    where practice_id = ${practice.practiceId} and kind = 'my-appointments' order by job_id`;
  return rows.map((row) => ({ subject: row.subject, ...row.payload }));
};

test('I04 a manage token opens nothing once expired, cut short, changed in case, or meant for something else', async () => {
  const { appointment, manageToken } = await booked();
  const find = (token: string, now = NOW) => appointmentOfToken(database, token, now);
  expect((await find(manageToken, later(appointment.end, 30 * DAY - 1)))?.appointment.id).toBe(appointment.id);
  const other = deriveToken(KEYS, { keyId: KEYS.current, purpose: 'feed-full', id: appointment.id, version: 1 });
  const wrong = [
    '',
    manageToken.slice(0, -1),
    `${manageToken}x`,
    manageToken.toLowerCase(),
    manageToken.toUpperCase(),
    other,
    appointment.id,
  ];
  for (const token of wrong) expect(await find(token)).toBeUndefined();
  expect(await find(manageToken, later(appointment.end, 30 * DAY))).toBeUndefined();
});

test('I04 a link from before a move still opens, as long after the new end', async () => {
  const { appointment, manageToken } = await booked();
  const start = at('2027-04-02T09:00-04:00');
  expect(await rescheduleAppointment(ctx(), { appointmentId: appointment.id, start })).toMatchObject({ ok: true });
  const found = await appointmentOfToken(database, manageToken, later(start, 29 * DAY));
  expect(found?.appointment.start).toBe(start);
});

test('I18 a known and an unknown address leave the same rows, and only the known one has somebody to tell', async () => {
  await booked();
  await requestMyAppointments(ctx(), 'Ada@Patient.example ');
  await requestMyAppointments(ctx(), 'nobody@patient.example');
  const asked = await jobs();
  expect(asked).toHaveLength(2);
  const [known] = await inPractice((tx) => tx<{ id: string }[]>`select patient_id as id from patients`);
  expect(asked.filter(({ subject }) => subject === known?.id)).toHaveLength(1);
  for (const job of asked) {
    const found = await myAppointments({ db: database.db, keys: KEYS }, myAppointmentsToken(KEYS, job), NOW);
    if (job.subject === known?.id) expect(found?.appointments).toHaveLength(1);
    else expect(found).toBeUndefined();
  }
});

test('H11 an address gets one mail in twenty minutes, however often it is asked for', async () => {
  await booked();
  for (let minute = 0; minute < 60; minute += 5)
    await requestMyAppointments(ctx(later(NOW, minute)), 'ada@patient.example');
  expect(await jobs()).toHaveLength(3);
});

test('the link lists future appointments of the address, staff-booked ones too, with their manage links, for a day', async () => {
  const first = await booked(TEN);
  await booked(NINE);
  await booked(at('2027-03-02T11:00-05:00'), 'eve@patient.example');
  const staff = contextOf(database.db, practice, {
    actor: { kind: 'staff', userId: practice.practiceId as string as UserId },
  });
  const patient = { name: 'Ada B.', email: 'ADA@patient.example', phone: '1' };
  await bookForPatient(staff, {
    ...practice,
    start: at('2027-03-03T09:00-05:00'),
    patient,
    tell: false,
    anyway: false,
  });
  await requestMyAppointments(ctx(), 'ada@patient.example');
  const token = myAppointmentsToken(KEYS, (await jobs())[0]!);
  const list = async (now: typeof NOW) =>
    (await myAppointments({ db: database.db, keys: KEYS }, token, now))?.appointments;
  expect((await list(NOW))?.map(({ appointment }) => appointment.start)).toEqual([
    NINE,
    TEN,
    at('2027-03-03T09:00-05:00'),
  ]);
  expect((await list(NOW))?.[1]).toEqual({ appointment: first.appointment, manageToken: first.manageToken });
  expect(await list(later(NOW, DAY))).toBeUndefined();
  expect(await appointmentOfToken(database, token, NOW)).toBeUndefined();
});

test('the page of a booking link shows what can be booked, and nothing that a patient may not see', async () => {
  await inPractice(async (tx) => {
    for (const state of ['hidden', 'archived'] as const) await addType(tx, practice.practiceId, { state });
    await addType(tx, practice.practiceId, { audience: 'existing', name: 'Follow-up' });
    await addPractitioner(tx, practice.practiceId, { slug: 'dr-gone', active: false });
  });
  const page = await publicPractice(database.db, practice.slug);
  expect(page).toEqual({
    practiceId: practice.practiceId,
    name: 'Sample Practice',
    phone: '+1 212 555 0100',
    email: 'office@practice.example',
    patientWord: 'patient',
    policyText: 'Please cancel at least 24 hours before.\nThank you.',
    pageNotice: '',
    embedOrigins: [],
    open: true,
    askNote: false,
    firstAvailable: false,
    practitioners: [{ id: practice.practitionerId, slug: 'dr-lee', name: 'Dr. Lee', zone: 'America/New_York' }],
    types: [
      {
        id: practice.typeId,
        name: 'Consultation',
        length: 50,
        location: { kind: 'address', text: '1 Main Street' },
        note: '',
        practitionerIds: [practice.practitionerId],
      },
    ],
  });
  const personal = await publicPractice(database.db, practice.slug, 'dr-lee', 'existing');
  expect(personal?.types.map(({ name }) => name)).toEqual(['Consultation', 'Follow-up']);
  expect(await publicPractice(database.db, practice.slug, 'dr-gone')).toBeUndefined();
  expect(await publicPractice(database.db, practice.slug, 'nobody')).toBeUndefined();
  expect(await publicPractice(database.db, 'no-such-practice')).toBeUndefined();
});

test('while online booking is off the page names the practice and nothing else, and all is there again when it is on', async () => {
  const before = await publicPractice(database.db, practice.slug);
  await inPractice((tx) => tx`update practices set allow_online_booking = false`);
  expect(await publicPractice(database.db, practice.slug)).toMatchObject({
    open: false,
    practitioners: [],
    types: [],
    policyText: '',
  });
  await inPractice((tx) => tx`update practices set allow_online_booking = true`);
  expect(await publicPractice(database.db, practice.slug)).toEqual(before);
});

test('first available shows each start once, of whoever comes first, where the practice chose it', async () => {
  const window = interval(at('2027-03-02T00:00-05:00'), at('2027-03-03T00:00-05:00'));
  const ask = () => firstAvailable(ctx(), { typeId: practice.typeId, window });
  expect(await ask()).toEqual({ ok: false, refusal: { code: 'not-found' } });
  const day = await inPractice<PractitionerId>(async (tx) => {
    await tx`update practices set first_available = true`;
    const id = await addPractitioner(tx, practice.practiceId, { slug: 'dr-day', name: 'Dr. Day' });
    await addOpening(tx, practice.practiceId, {
      practitionerId: id,
      start: '2027-03-02T09:00',
      end: '2027-03-02T18:00',
      rule: null,
    });
    await tx`update practitioners set position = 1 where practitioner_id = ${id}`;
    return id;
  });
  const outcome = await ask();
  const slots = outcome.ok ? outcome.value.slots : [];
  expect(slots.map(({ start }) => start)).toEqual(
    [9, 10, 11, 12, 13, 14, 15, 16, 17].map((hour) => at(`2027-03-02T${String(hour).padStart(2, '0')}:00-05:00`)),
  );
  expect(slots.map(({ practitionerId }) => practitionerId)).toEqual([
    ...Array<PractitionerId>(8).fill(practice.practitionerId),
    day,
  ]);
});
