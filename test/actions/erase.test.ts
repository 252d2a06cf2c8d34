/** A patient taken out whole, and erased: on a real database, looked at row by row. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { erasePatient } from '../../src/actions/erase-patient.ts';
import { exportPatient } from '../../src/actions/export-patient.ts';
import { requestMyAppointments } from '../../src/actions/my-appointments.ts';
import { issuePersonalLink } from '../../src/actions/personal-link.ts';
import { searchPatients, viewPatient } from '../../src/actions/patients.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import { viewAppointment } from '../../src/actions/manage.ts';
import { backup } from '../../src/db/backup.ts';
import { restore } from '../../src/db/restore.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import type { AppointmentId } from '../../src/domain/types.ts';
import { completeErasedList, eraseAgain, rememberErased } from '../../src/erased-list.ts';
import { deliverDue } from '../../src/outbox/deliver.ts';
import { mailRoom, STAFF, type MailRoom } from '../outbox/mail-room.ts';
import { NINE, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { at, contextOf, later, NOW } from '../support/practice.ts';
import { tracesOf } from '../support/traces.ts';

const MIGRATIONS = new URL('../../src/db/migrations/', import.meta.url);
const ADA = { name: 'Ada Byron', email: 'Ada@Patient.example', phone: '+1 212 555 0111' };
const EVE = { name: 'Eve Morgan', email: 'eve@patient.example', phone: '+1 212 555 0222' };
const NOTE = 'rather a quiet room';
const TRACES = ['Byron', 'ada@patient', '555 0111', 'quiet room', 'ByronPhone'];

let database: TestDatabase;
let room: MailRoom;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'openhours-erase-'));
});
beforeEach(async () => {
  database = await testDatabase();
  room = await mailRoom(database.db, undefined);
  return () => database.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const staff = () => contextOf(database.db, room.practice, { actor: STAFF, now: room.now() });

/** Ada booked online with a note, kept mails to both sides, a personal link, a list of her appointments; Eve is there too. */
async function busyPractice(): Promise<{ ada: Appointment; eve: Appointment }> {
  const id = await room.book({ patient: ADA, note: NOTE, idempotencyKey: 'key-1' });
  const eve = await bookForPatient(staff(), {
    ...room.practice,
    start: TEN,
    patient: EVE,
    note: 'Eve speaks softly',
    tell: true,
    anyway: true,
  });
  if (!eve.ok) throw new Error('The test could not book.');
  await issuePersonalLink(staff(), id);
  await requestMyAppointments(contextOf(database.db, room.practice), ADA.email);
  await deliverDue(room.deps, room.now());
  return { ada: await read(id), eve: eve.value.appointment };
}

async function read(id: AppointmentId): Promise<Appointment> {
  return (await viewAppointment(staff(), id))!; // booked by the test
}

function erase(one: Appointment, future?: 'cancel' | 'keep') {
  return erasePatient(staff(), { patientId: one.patient.id, future }, { remember: undefined });
}

test('L01: the export has everything of the patient, and nothing of anybody else', async () => {
  const { ada } = await busyPractice();
  const found = await exportPatient(staff(), ada.patient.id);
  if (!found.ok) throw new Error('There is nothing to export.');
  const { patient, appointments, notices, keptMails, audit } = found.value;
  expect(patient).toMatchObject({ name: ADA.name, email: ADA.email, phone: ADA.phone });
  expect(appointments).toMatchObject([{ appointment_id: ada.id, patient_note: NOTE }]);
  expect(notices.map((row) => `${String(row['kind'])} ${String(row['recipient'])}`).toSorted()).toEqual([
    'booked practitioner',
    'confirmation patient',
    'reminder patient',
  ]);
  expect(keptMails).toHaveLength(3);
  expect(audit.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['appointment.booked', 'appointment.viewed', 'patient.exported']),
  );
  const text = JSON.stringify(found.value);
  for (const word of ['Eve Morgan', 'eve@', '555 0222', 'softly'])
    expect([word, text.includes(word)]).toEqual([word, false]);
});

test('L01: every table that names a patient or an appointment is in the export, or holds hashes alone', async () => {
  const { ada } = await busyPractice();
  const found = await exportPatient(staff(), ada.patient.id);
  if (!found.ok) throw new Error('There is nothing to export.');
  const tables = await database.db.sql<{ name: string }[]>`
    select distinct table_name as name from information_schema.columns
    where table_schema = 'public' and column_name in ('patient_id', 'appointment_id', 'notice_id') order by 1`;
  const exported = Object.keys(found.value).map((name) =>
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  // busy: our own event seen in the practitioner's calendar. idempotency_keys: hashes. patients: the export's first part.
  const known = [...exported, ...Object.keys(found.value.more), 'patients', 'busy', 'idempotency_keys'];
  expect(tables.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
});

test('L02: after an erasure no table holds a trace of name, address, phone number or note', async () => {
  const { ada, eve } = await busyPractice();
  expect((await tracesOf(database, TRACES)).map((row) => row.split(':')[0])).toEqual(
    expect.arrayContaining(['appointments', 'kept_mails', 'patients']),
  );
  expect(await erase(ada, 'keep')).toEqual({ ok: true, value: { cancelled: 0 } });
  expect(await tracesOf(database, TRACES)).toEqual([]);
  // The time is still taken, under a name that is nobody's.
  expect(await read(ada.id)).toMatchObject({
    status: 'confirmed',
    patient: { name: 'Erased', email: undefined },
    note: '',
  });
  expect(await read(eve.id)).toMatchObject({ patient: EVE, note: 'Eve speaks softly' });
  expect((await tracesOf(database, ['eve@patient'])).length).toBeGreaterThan(1);
  expect((await searchPatients(staff(), { text: '', limit: 10, offset: 0 })).patients.map(({ name }) => name)).toEqual([
    'Eve Morgan',
  ]);
});

test('L02: the audit tells of the erasure under an id alone', async () => {
  const { ada } = await busyPractice();
  await erase(ada, 'cancel');
  const [row] = await database.db.tenant(
    room.practice.practiceId,
    (tx) => tx`select action, subject_id, details from audit where action = 'patient.erased'`,
  );
  expect(row).toEqual({ action: 'patient.erased', subject_id: ada.patient.id, details: { cancelled: 1, kept: 0 } });
});

test('appointments to come need a word: nothing is erased without one, and cancelled ones free their time', async () => {
  const { ada } = await busyPractice();
  expect(await erase(ada)).toMatchObject({
    ok: false,
    refusal: { code: 'future-appointments', appointments: [{ id: ada.id }] },
  });
  expect((await tracesOf(database, TRACES)).length).toBeGreaterThan(2);
  expect(await erase(ada, 'cancel')).toEqual({ ok: true, value: { cancelled: 1 } });
  expect((await read(ada.id)).status).toBe('cancelled');
  expect(await room.book({ patient: EVE, start: NINE })).toBeTruthy();
  expect(await erase(ada, 'cancel')).toMatchObject({ ok: false, refusal: { code: 'already-erased' } });
  const nobody = { patientId: randomUUID() as typeof ada.patient.id, future: undefined };
  expect(await erasePatient(staff(), nobody, { remember: undefined })).toMatchObject({
    refusal: { code: 'not-found' },
  });
});

test('L03: no mail with old data is made after an erasure, whatever waits in the outbox', async () => {
  const id = await room.book({ patient: ADA, note: NOTE });
  await erase(await read(id), 'keep');
  await room.deliver();
  await room.after(24 * 60);
  expect(await tracesOf(database, TRACES)).toEqual([]);
  expect(await room.notices()).toEqual(
    expect.arrayContaining(['confirmation patient dropped', 'reminder patient dropped']),
  );
});

test('who books again after an erasure is somebody new', async () => {
  const { ada } = await busyPractice();
  await erase(ada, 'cancel');
  const again = await read(await room.book({ patient: ADA, start: at('2027-03-03T09:00-05:00') }));
  expect(again.patient.id).not.toBe(ada.patient.id);
  const history = await viewPatient(staff(), ada.patient.id);
  expect(history).toMatchObject({ value: { patient: { name: 'Erased' }, others: [] } });
});

test('K07: a backup from before the erasure is wiped again when it is restored', async () => {
  const { ada } = await busyPractice();
  const file = await backedUp();
  const dataDir = join(folder, randomUUID());
  const remember = (entry: Parameters<typeof rememberErased>[1]) => rememberErased(dataDir, entry);
  await erasePatient(staff(), { patientId: ada.patient.id, future: 'cancel' }, { remember });
  expect(await readFile(join(dataDir, 'erased-patients.jsonl'), 'utf8')).not.toMatch(/byron|ada@/i);
  await using into = await testDatabase();
  await restore(Readable.from([file]), {
    ownerUrl: into.ownerUrl,
    migrations: MIGRATIONS,
    appUser: new URL(into.url).username,
    replace: false,
  });
  expect((await tracesOf(into, TRACES)).length).toBeGreaterThan(2);
  const deps = { ...room.deps, db: into.db, config: { ...room.deps.config, dataDir } };
  expect(await eraseAgain(deps)).toBe(1);
  expect(await tracesOf(into, TRACES)).toEqual([]);
  expect(await eraseAgain(deps)).toBe(0);
});

test('K07: a list that a crash left short is completed from the database', async () => {
  const { ada } = await busyPractice();
  await erase(ada, 'keep');
  const config = { ...room.deps.config, dataDir: join(folder, randomUUID()) };
  for (let times = 0; times < 2; times++) await completeErasedList({ db: database.db, config });
  const lines = (await readFile(join(config.dataDir, 'erased-patients.jsonl'), 'utf8')).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { patientId: string }).patientId)).toEqual([ada.patient.id]);
});

async function backedUp(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const into = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  await backup(database.ownerUrl, into);
  return Buffer.concat(chunks);
}

test('an erasure while the same patient books waits for its turn, and leaves no trace either way', async () => {
  const { ada } = await busyPractice();
  await Promise.allSettled([erase(ada, 'cancel'), room.book({ patient: ADA, start: later(NINE, 60 * 24) })]);
  const left = await tracesOf(database, ['Byron']);
  // Either nothing, or the new booking of somebody who came back.
  expect(left.every((row) => !row.includes(ada.patient.id))).toBe(true);
  expect(NOW).toBe(room.now());
});
