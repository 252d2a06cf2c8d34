/** The demo fills itself in through the same ways as a practice does, and finds its data again. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedDemo } from '../../src/demo/seed.ts';
import { DEMO_SLUG } from '../../src/demo/practice.ts';
import { practiceOfSlug } from '../../src/db/practices.ts';
import { loadInstallation } from '../../src/db/installation.ts';
import { at } from '../support/practice.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { serve, type Served } from '../desk/served.ts';

let database: TestDatabase;
let served: Served;

beforeAll(async () => {
  database = await testDatabase();
  served = await serve(database.db);
});
afterAll(async () => {
  await served.close();
  await database.close();
});

async function counts() {
  const practice = await practiceOfSlug(database.db.sql, DEMO_SLUG);
  return database.db.tenant(practice!, async (tx) => {
    const [row] = await tx<
      Record<'practitioners' | 'types' | 'openings' | 'calendars' | 'busy' | 'appointments' | 'mails', number>[]
    >`
      select (select count(*)::int from practitioners) as practitioners, (select count(*)::int from appointment_types) as types,
        (select count(*)::int from openings) as openings,
        (select count(*)::int from calendars where read_at is not null and problem is null) as calendars,
        (select count(*)::int from busy) as busy, (select count(*)::int from appointments where status = 'confirmed') as appointments,
        (select count(*)::int from kept_mails) as mails`;
    return row!;
  });
}

test('the demo has two practitioners, three types, busy time read from its own feeds, appointments and caught mail', async () => {
  const links = await seedDemo(served.deps, served.origin);
  const first = await counts();
  expect(first).toMatchObject({ practitioners: 2, types: 3, calendars: 2, appointments: 7 });
  expect(first.busy).toBeGreaterThan(20);
  expect(first.mails).toBeGreaterThan(7);
  expect((await loadInstallation(database.db.sql)).setupFinishedAt).toBeDefined();
  expect((await fetch(links.bookingUrl)).status).toBe(200);
  expect((await fetch(links.signInUrl)).status).toBe(200);
  const mail = await (await fetch(links.mailUrl)).text();
  expect(mail).toContain('Not sent');
  expect(mail).toContain('priyaraman@patient.example');
});

test('a second start of the demo finds its data and adds nothing', async () => {
  const before = await counts();
  await seedDemo(served.deps, served.origin);
  expect(await counts()).toEqual(before);
});

test('the demo’s feeds follow the clock: a year later there is busy time again', async () => {
  served.setClock(at('2028-03-01T13:00Z'));
  await seedDemo(served.deps, served.origin);
  const after = await counts();
  expect(after.busy).toBeGreaterThan(20);
  expect(after.appointments).toBe(14);
});
