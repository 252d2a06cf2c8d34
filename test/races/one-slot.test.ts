/** Many patients, one slot: over HTTP, from separate processes, against the served app on the embedded server. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Instant } from '../../src/domain/types.ts';
import { addType, at, later, samplePractice, type SamplePractice } from '../support/practice.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { publicApp } from '../support/public-app.ts';
import { NINE, rowsOf } from '../support/booking.ts';
import { crowd, timesOf, type Crowd } from './crowd.ts';

const PROCESSES = 8;
const PATIENTS = 80;

let database: TestDatabase;
let practice: SamplePractice;
let patients: Crowd;
let problems: string[];
let number = 0;

beforeAll(async () => {
  database = await testDatabase();
  const served = publicApp(database.db);
  patients = await crowd(served.app, PROCESSES);
  await warmUp();
});
afterAll(async () => {
  await patients[Symbol.asyncDispose]();
  await database.close();
});
beforeEach(async () => {
  practice = await samplePractice(database.db, { slug: `sample-${number++}` });
  problems = await deadlocks();
});
afterEach(async () => {
  expect(await deadlocks()).toEqual(problems);
});

/** The count of deadlocks that the server has seen in this database. */
async function deadlocks(): Promise<string[]> {
  const rows = await database.db.sql<{ deadlocks: string }[]>`
    select deadlocks::text from pg_stat_database where datname = current_database()`;
  return rows.map((row) => row.deadlocks);
}

/** Connections and statements are there before anything is timed, as on a server that has been up for a minute. */
async function warmUp(): Promise<void> {
  practice = await samplePractice(database.db, { slug: 'warm' });
  await patients.send(Array.from({ length: 2 * PROCESSES }, (_, patient) => booking(patient, NINE)));
}

const booking = (patient: number, start: Instant, typeId = practice.typeId) => ({
  path: `/api/v1/public/practices/${practice.slug}/appointments`,
  headers: { 'idempotency-key': `${practice.slug}-${patient}` },
  body: {
    practitionerId: practice.practitionerId,
    typeId,
    start: new Date(start).toISOString(),
    patient: { name: `Patient ${patient}`, email: `patient-${patient}@patient.example` },
  },
});

type Problem = { type: string; alternatives: { start: string }[] };

test('A01 of 80 patients who want one slot at once, one gets it and 79 get fresh alternatives', async () => {
  const round = await patients.send(Array.from({ length: PATIENTS }, (_, patient) => booking(patient, NINE)));
  process.stdout.write(timesOf('A01', round));
  const { answers } = round;
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  const refused = answers.filter(({ status }) => status === 409).map(({ body }) => body as Problem); // problem+json
  expect(refused).toHaveLength(PATIENTS - 1);
  for (const { type, alternatives } of refused) {
    expect(type).toBe('/api/v1/problems/just-taken');
    expect(alternatives).toHaveLength(6);
    expect(alternatives.map(({ start }) => Date.parse(start))).not.toContain(NINE);
  }
  // Confirmation, reminder and "booked" once, and nothing of the 79.
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 1, notices: 3, patients: 1, audit: 1 });
});

test('A01 the same after each round: a slot that was lost is not offered, one that is offered can be had', async () => {
  let start = NINE;
  for (let round = 0; round < 3; round++) {
    const { answers } = await patients.send(
      Array.from({ length: 16 }, (_, patient) => booking(100 * round + patient, start)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const lost = answers.find(({ status }) => status === 409)?.body as Problem; // problem+json
    start = at(lost.alternatives[0]!.start); // six of them, as above
  }
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 3 });
});

test('A02 of overlapping but different starts, no two that overlap are booked', async () => {
  // 25 minutes every five: each start overlaps the four before and the four after it.
  const typeId = await database.db.tenant(practice.practiceId, (tx) =>
    addType(tx, practice.practiceId, { length: 25, padding: 0, every: 5 }),
  );
  const starts = Array.from({ length: PATIENTS }, (_, patient) => later(NINE, 5 * (patient % 5)));
  const round = await patients.send(starts.map((start, patient) => booking(patient, start, typeId)));
  process.stdout.write(timesOf('A02', round));
  expect(round.answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(round.answers.filter(({ status }) => status === 409)).toHaveLength(PATIENTS - 1);
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 1, patients: 1 });
});

test('A02 starts over a whole day at once: as many as fit beside each other, none doubled', async () => {
  const typeId = await database.db.tenant(practice.practiceId, (tx) =>
    addType(tx, practice.practiceId, { length: 25, padding: 5, every: 5 }),
  );
  const starts = Array.from({ length: PATIENTS }, (_, patient) => later(NINE, 5 * patient));
  const round = await patients.send(starts.map((start, patient) => booking(patient, start, typeId)));
  process.stdout.write(timesOf('A02 whole day', round));
  const booked = round.answers.filter(({ status }) => status === 201).length;
  expect(round.answers.every(({ status }) => status === 201 || status === 409)).toBe(true);
  expect(booked).toBeGreaterThan(5);
  const overlaps = await database.db.tenant(
    practice.practiceId,
    (tx) => tx`
    select from appointments a join appointments b on a.appointment_id < b.appointment_id
      and tstzrange(a.starts_at, a.blocked_until) && tstzrange(b.starts_at, b.blocked_until)`,
  );
  expect(overlaps).toHaveLength(0);
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: booked, patients: booked });
});

test('A05 one patient whose browser sends the form 20 times at once has one appointment and one set of mails', async () => {
  const { answers } = await patients.send(Array.from({ length: 20 }, () => booking(1, NINE)));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
  expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
  expect(await rowsOf(database.db, practice)).toMatchObject({ confirmed: 1, notices: 3, patients: 1, audit: 1 });
});
