import { randomUUID } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import postgres from 'postgres';
import { expect, test } from 'vitest';
import { backup } from '../../src/db/backup.ts';
import type { Database } from '../../src/db/database.ts';
import { restore, type Restore } from '../../src/db/restore.ts';
import { ourTables } from '../../src/db/tables.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { addCalendar, at, NOW, samplePractice } from '../support/practice.ts';

const MIGRATIONS = new URL('../../src/db/migrations/', import.meta.url);
const STRANGE = 'Tab\there, line\nbreak, back\\slash, \\. alone,\u2028 separator, “quotes”, 𝒳, \\N';

test('what was backed up comes back, row by row, into an empty database', async () => {
  await using from = await testDatabase();
  await using into = await testDatabase();
  await fill(from.db, 'first');
  await fill(from.db, 'second');
  const { file, rows } = await backedUp(from);
  expect(await restore(Readable.from([file]), how(into))).toBe(rows);
  const [before, after] = [await everything(from), await everything(into)];
  expect(after).toEqual(before);
  expect(before['appointments']).toHaveLength(2);
  expect(JSON.stringify(before['practices'])).toContain('separator');
});

test('after a restore the app sees its practice, and no practice sees the other', async () => {
  await using from = await testDatabase();
  await using into = await testDatabase();
  const [first, second] = [await fill(from.db, 'first'), await fill(from.db, 'second')];
  await restore(Readable.from([(await backedUp(from)).file]), how(into));
  for (const practice of [first, second]) {
    const seen = await into.db.tenant(practice.practiceId, (tx) => tx`select practice_id as id from appointments`);
    expect(seen).toEqual([{ id: practice.practiceId }]);
  }
  expect(await into.db.sql`select practice_id from appointments`).toEqual([]);
  const owner = postgres(into.ownerUrl, { max: 1 });
  expect(await owner`select practice_id from appointments`, 'row-level security is forced again').toEqual([]);
  await owner.end();
});

test('numbers go on after the highest one that came back', async () => {
  await using from = await testDatabase();
  await using into = await testDatabase();
  const { practiceId } = await fill(from.db, 'first');
  await restore(Readable.from([(await backedUp(from)).file]), how(into));
  await into.db.tenant(practiceId, (tx) => audit(tx, practiceId));
  const ids = await into.db.tenant(
    practiceId,
    (tx) => tx<{ id: string }[]>`select audit_id as id from audit order by audit_id`,
  );
  expect(new Set(ids.map(({ id }) => id)).size).toBe(2);
});

test('a database that holds a practice is left alone unless it is to be replaced', async () => {
  await using from = await testDatabase();
  await using into = await testDatabase();
  await fill(from.db, 'first');
  await fill(into.db, 'other');
  const { file } = await backedUp(from);
  const before = await everything(into);
  await expect(restore(Readable.from([file]), how(into))).rejects.toThrow('This database holds a practice already.');
  expect(await everything(into)).toEqual(before);
  await restore(Readable.from([file]), { ...how(into), replace: true });
  expect(await everything(into)).toEqual(await everything(from));
});

test.each([
  ['cut short', (file: Buffer) => file.subarray(0, file.length - 40), 'not whole'],
  ['without its end', (file: Buffer) => gzipSync(lines(file).slice(0, -1).join('\n')), 'its end is missing'],
  ['that ends within a table', (file: Buffer) => gzipSync(lines(file).slice(0, -4).join('\n')), 'its end is missing'],
  [
    'with a row missing',
    (file: Buffer) =>
      gzipSync(
        lines(file)
          .filter((line) => !line.includes('pat@example.org'))
          .join('\n'),
      ),
    'appointments',
  ],
  [
    'of a newer version',
    (file: Buffer) => gzipSync(lines(file).join('\n').replace('0001-tenancy', '9999-later')),
    'newer Openhours (9999-later.sql',
  ],
  ['that is something else', () => gzipSync('hello\n'), 'This is no backup of Openhours.'],
  ['that is not packed', () => Buffer.from('hello'), 'damaged'],
])('a file %s changes nothing', async (_, spoil, words) => {
  await using from = await testDatabase();
  await using into = await testDatabase();
  await fill(from.db, 'first');
  await fill(into.db, 'other');
  const before = await everything(into);
  const spoiled = spoil((await backedUp(from)).file);
  await expect(restore(Readable.from([spoiled]), { ...how(into), replace: true })).rejects.toThrow(words);
  expect(await everything(into)).toEqual(before);
});

test('a backup is of one moment, whatever is booked while it is written', async () => {
  await using from = await testDatabase();
  await using into = await testDatabase();
  await fill(from.db, 'first');
  const before = await everything(from);
  let booked: Promise<unknown> | undefined;
  const chunks: Buffer[] = [];
  const slow = new Writable({
    highWaterMark: 1,
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      booked ??= fill(from.db, 'second');
      void booked.then(() => done());
    },
  });
  await backup(from.ownerUrl, slow);
  await restore(Readable.from([Buffer.concat(chunks)]), how(into));
  const [practices] = await into.db.sql`select count(*)::int as count from practice_ids()`;
  expect([1, 2]).toContain(practices?.['count']);
  if (practices?.['count'] === 1) expect(await everything(into)).toEqual(before);
  else expect(await everything(into)).toEqual(await everything(from));
});

function how({ ownerUrl, url }: TestDatabase): Restore {
  return { ownerUrl, migrations: MIGRATIONS, appUser: new URL(url).username, replace: false };
}

async function backedUp({ ownerUrl }: TestDatabase): Promise<{ file: Buffer; rows: number }> {
  const chunks: Buffer[] = [];
  const to = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  const { rows } = await backup(ownerUrl, to);
  return { file: Buffer.concat(chunks), rows };
}

function lines(file: Buffer): string[] {
  return gunzipSync(file).toString().trimEnd().split('\n');
}

/** A practice with something in the tables that hold what is hard to write down: ranges, JSON, bytes, local times, odd text. */
async function fill(db: Database, slug: string) {
  const practice = await samplePractice(db, { slug, settings: { policy_text: STRANGE } });
  const { practiceId, practitionerId, typeId } = practice;
  const [patientId, appointmentId] = [randomUUID(), randomUUID()];
  const start = at('2027-03-02T15:00Z');
  await db.tenant(practiceId, async (tx) => {
    await addCalendar(tx, practiceId, { practitionerId, busy: [{ start, end: at('2027-03-02T16:00Z') }] });
    await tx`
      insert into patients (practice_id, patient_id, name, email, email_key, created_at)
      values (${practiceId}, ${patientId}, 'Pat', 'pat@example.org', 'pat@example.org', ${new Date(NOW)})`;
    await tx`
      insert into appointments (practice_id, appointment_id, practitioner_id, patient_id, type_id, status, starts_at, ends_at,
        blocked_until, local_start, zone, patient_zone, type_name, length_minutes, padding_minutes, uid, booked_by, link_key,
        created_at, changed_at)
      values (${practiceId}, ${appointmentId}, ${practitionerId}, ${patientId}, ${typeId}, 'confirmed', ${new Date(start)},
        ${new Date(start + 3_000_000)}, ${new Date(start + 3_600_000)}, '2027-03-02T10:00', 'America/New_York', 'Europe/Paris',
        'Consultation', 50, 10, ${appointmentId}, 'patient', 'key', ${new Date(NOW)}, ${new Date(NOW)})`;
    await audit(tx, practiceId);
    await tx`select outbox_add('notice', 'mail', 'order', ${randomUUID()}, ${appointmentId}, ${tx.json({ a: [1, 'b'] })}, ${new Date(NOW)})`;
  });
  return practice;
}

type Queries = Parameters<Parameters<Database['tenant']>[1]>[0];

async function audit(tx: Queries, practiceId: string): Promise<void> {
  await tx`
    insert into audit (practice_id, at, actor_kind, action, subject_kind, details)
    values (${practiceId}, ${new Date(NOW)}, 'system', 'practice.set-up', 'practice', ${tx.json({ note: STRANGE })})`;
}

/** Every row of every table, in one order. */
async function everything({ ownerUrl }: TestDatabase): Promise<Record<string, unknown[]>> {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    return await owner.begin(async (tx) => {
      const all: Record<string, unknown[]> = {};
      for (const { name, tenant } of await ourTables(tx)) {
        if (tenant) await tx.unsafe(`alter table ${name} no force row level security`);
        const rows = await tx<{ row: string }[]>`select t::text as row from ${tx(name)} t order by 1`;
        all[name] = rows.map(({ row }) => row);
        if (tenant) await tx.unsafe(`alter table ${name} force row level security`);
      }
      return all;
    });
  } finally {
    await owner.end();
  }
}
