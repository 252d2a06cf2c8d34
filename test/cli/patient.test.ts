/** `openhours export` and `erase`: what a patient may ask of a practice, by command line. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bookForPatient } from '../../src/actions/staff.ts';
import { erase, exportData } from '../../src/cli/patient.ts';
import type { Command } from '../../src/cli/command.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import type { Instant } from '../../src/domain/types.ts';
import { readKeys } from '../../src/secrets/keys.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { contextOf, later, samplePractice, type SamplePractice } from '../support/practice.ts';
import { tracesOf } from '../support/traces.ts';

const SECRET = 'A7kq-Zm29x-Lp04w-Tu81c-Rb57d-Yh36e';

let database: TestDatabase;
let folder: string;
let practice: SamplePractice;

beforeAll(async () => {
  database = await testDatabase();
  folder = await mkdtemp(join(tmpdir(), 'openhours-patient-'));
});
beforeEach(async () => {
  practice = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.close();
});

/** Lines that were said, or the one that refused. */
async function run(command: Command, ...args: string[]): Promise<string[]> {
  const said: string[] = [];
  const environment = {
    DATABASE_URL: database.url,
    DATABASE_OWNER_URL: database.ownerUrl,
    DATA_DIR: join(folder, 'data'),
    SECRET_KEY: SECRET,
    PUBLIC_URL: 'http://127.0.0.1:9',
  };
  try {
    await command.run(args, { environment, say: (line) => void said.push(line), ask: undefined });
    return said;
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

let made = 0;

/** In two weeks or more, by the program's own clock, each at a time of its own. */
async function booked(name: string, email: string): Promise<Appointment> {
  const now = Date.now() as Instant; // the program's own clock
  const ctx = { ...contextOf(database.db, practice, { actor: { kind: 'system' }, now }), keys: readKeys(SECRET) };
  made += 1;
  const start = later(now, (7 * 24 + made) * 60 * 2);
  const outcome = await bookForPatient(ctx, {
    ...practice,
    start,
    patient: { name, email, phone: '' },
    tell: false,
    anyway: true,
  });
  if (!outcome.ok) throw new Error(`The test could not book: ${outcome.refusal.code}.`);
  return outcome.value.appointment;
}

test('a patient is named by address or id, and the file is for its owner alone', async () => {
  const { patient } = await booked('Ada Byron', 'ada@one.example');
  for (const named of ['ADA@one.example', patient.id]) {
    const file = join(folder, `${randomUUID()}.json`);
    expect((await run(exportData, practice.slug, named, file))[0]).toContain(file);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ patient: { name: 'Ada Byron' } });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  }
});

test('two who share an address are told apart by id, and nobody is said to be nobody', async () => {
  const [one, two] = [await booked('Ada Byron', 'ada@two.example'), await booked('A. Byron', 'ada@two.example')];
  const [words = ''] = await run(erase, practice.slug, 'ada@two.example', '--future', 'keep');
  expect(words).toMatch(/Several patients have this address/);
  for (const { patient } of [one, two]) expect(words).toContain(patient.id);
  expect(await run(erase, practice.slug, 'nobody@two.example')).toEqual([
    'Nobody there has the address nobody@two.example.',
  ]);
  expect(await run(erase, practice.slug, randomUUID())).toEqual([expect.stringContaining('There is no patient')]);
  expect(await run(erase, 'no-such-practice', 'x@y.example')).toEqual([
    expect.stringContaining('There is no practice'),
  ]);
  for (const args of [[], ['a', 'b', 'c'], ['a', 'b', '--future', 'sell']])
    expect((await run(erase, ...args))[0]).toContain('Usage: openhours erase');
});

test('L02 K07: erased is erased, with a word about what is to come, and stands on the list outside the database', async () => {
  const { patient } = await booked('Cleo Marsh', 'cleo@three.example');
  expect((await run(erase, practice.slug, patient.id))[0]).toContain('Say --future cancel or --future keep');
  expect((await tracesOf(database, ['Cleo Marsh'])).length).toBeGreaterThan(0);
  expect((await run(erase, practice.slug, 'cleo@three.example', '--future', 'cancel'))[0]).toContain('are gone');
  expect(await tracesOf(database, ['Cleo Marsh', 'cleo@three'])).toEqual([]);
  expect(await readFile(join(folder, 'data', 'erased-patients.jsonl'), 'utf8')).toContain(patient.id);
  expect(await run(erase, practice.slug, patient.id)).toEqual(['This patient was erased before.']);
});
