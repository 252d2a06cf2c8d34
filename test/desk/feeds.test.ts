/** Feeds at the desk: made with a level, shown to copy, replaced and removed one by one. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookForPatient } from '../../src/actions/staff.ts';
import { NINE } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { textOf } from '../support/page.ts';
import { addPractitioner, contextOf, samplePractice, type SamplePractice } from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

let database: TestDatabase;
let served: Served;
let practice: SamplePractice;
let owner: AtDesk;
let practitioner: AtDesk;
let colleague: string;

beforeAll(async () => {
  database = await testDatabase();
  served = await serve(database.db);
  practice = await samplePractice(database.db);
  colleague = await database.db.tenant(practice.practiceId, (tx) =>
    addPractitioner(tx, practice.practiceId, { name: 'Dr. Colleague', slug: 'dr-colleague' }),
  );
  await member(database.db, practice, 'owner@practice.example');
  await member(database.db, practice, 'lee@practice.example', 'practitioner');
  owner = await signedIn(served, 'owner@practice.example');
  practitioner = await signedIn(served, 'lee@practice.example');
  const booked = await bookForPatient(contextOf(database.db, practice, { actor: { kind: 'system' } }), {
    ...practice,
    start: NINE,
    patient: { name: 'Ada Byron', email: 'ada@patient.example', phone: '+1 212 555 0199' },
    note: 'canary note',
    tell: false,
    anyway: true,
  });
  if (!booked.ok) throw new Error('The appointment of this test was not booked.');
});
afterAll(async () => {
  await served.close();
  await database.close();
});

/** Path of each feed on the page with the id that its forms name, in order. */
async function feeds(who: AtDesk): Promise<{ path: string; id: string }[]> {
  const page = await who.page('/desk/feeds');
  const paths = [...page.matchAll(/data-copy="[^"]*(\/feeds\/[\w-]{43}\.ics)"/g)].map(([, path]) => path ?? '');
  const ids = [...page.matchAll(/\/desk\/feeds\/([\da-f-]{36})\/remove/g)].map(([, id]) => id ?? '');
  expect(ids).toHaveLength(paths.length);
  return paths.map((path, index) => ({ path, id: ids[index]! })); // as many
}

const make = (who: AtDesk, fields: Record<string, string> = {}) =>
  who.post('/desk/feeds', { practitioner: practice.practitionerId, name: 'My phone', level: 'busy', ...fields });

test('three feeds of three levels show three things, and none shows a note, a phone number or an address', async () => {
  for (const level of ['busy', 'initials', 'full']) {
    const made = await make(practitioner, { name: `Feed ${level}`, level });
    expect(made.headers.get('location')).toBe('/desk/feeds?done=feed-made');
  }
  const files = await Promise.all((await feeds(practitioner)).map(async ({ path }) => (await served.get(path)).text()));
  const summaries = files.map((file) => /SUMMARY:(.*)\r/.exec(file)?.[1] ?? '');
  expect(summaries.toSorted()).toEqual(['A.B.', 'Ada Byron', 'Busy']);
  for (const file of files) expect(file).not.toMatch(/canary|555|ada@|Consultation/);
  for (const file of files.filter((text) => !text.includes('SUMMARY:Ada'))) expect(file).not.toMatch(/Ada|Byron/);
});

test('a replaced or removed feed is dead at its old address, and the others live', async () => {
  const [first, second, third] = await feeds(owner);
  expect((await owner.post(`/desk/feeds/${first!.id}/replace`)).headers.get('location')).toBe(
    '/desk/feeds?done=replaced',
  );
  expect((await owner.post(`/desk/feeds/${second!.id}/remove`)).headers.get('location')).toBe(
    '/desk/feeds?done=feed-removed',
  );
  const statuses = await Promise.all(
    [first!, second!, third!].map(async ({ path }) => (await served.get(path)).status),
  );
  expect(statuses).toEqual([404, 404, 200]);
  const left = await feeds(owner);
  expect(left.map(({ id }) => id)).toEqual([first!.id, third!.id]);
  expect((await served.get(left[0]!.path)).status).toBe(200);
  for (const what of ['replace', 'remove'])
    expect((await owner.post(`/desk/feeds/${second!.id}/${what}`)).status).toBe(404);
});

test('what is missing is said beside its field, and what was typed stays', async () => {
  const answer = await make(owner, { name: ' ', level: 'initials' });
  expect(answer.status).toBe(422);
  const page = await answer.text();
  expect(textOf(page)).toContain('Give the feed a name');
  expect(page).toMatch(/value="initials" checked/);
  expect((await make(owner, { level: 'everything' })).status).toBe(422);
  expect((await make(owner, { practitioner: 'x' })).status).toBe(422);
});

test('a practitioner makes and sees feeds of their own alone', async () => {
  await make(owner, { practitioner: colleague, name: 'Colleague’s' });
  expect(await owner.page('/desk/feeds')).toContain('Colleague’s');
  expect(await practitioner.page('/desk/feeds')).not.toContain('Colleague');
  expect((await make(practitioner, { practitioner: colleague })).status).toBe(404);
});

test('the page says honestly how soon each calendar app looks', async () => {
  const said = textOf(await owner.page('/desk/feeds'));
  expect(said).toMatch(/Google Calendar About once a day, sometimes later\./);
  expect(said).toMatch(/Outlook on the web, and the new Outlook Every few hours/);
});
