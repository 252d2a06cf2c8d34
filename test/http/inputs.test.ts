import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DETAILS, openForm } from '../support/booked.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { textOf, valueOf } from '../support/page.ts';
import { samplePractice, type SamplePractice } from '../support/practice.ts';
import { publicApp, type PublicApp } from '../support/public-app.ts';

let database: TestDatabase;
let practice: SamplePractice;
let site: PublicApp;

beforeAll(async () => {
  database = await testDatabase();
  practice = await samplePractice(database.db, { settings: { ask_note: true } });
  site = publicApp(database.db);
});
afterAll(() => database.close());

const unheld = () => `/book/sample-practice/dr-lee/details?type=${practice.typeId}&start=2027-03-02T14:00:00Z`;
const errorOf = (html: string, field: string): boolean => html.includes(`id="${field}-error"`);

test.each([
  ['name', ''],
  ['name', 'n'.repeat(201)],
  ['name', 'n'.repeat(10_000)],
  ['name', '   \u0000\t '],
  ['email', ''],
  ['email', 'jordan@example'],
  ['email', 'a@example.org, b@example.org'],
  ['email', 'a@example.org\r\nBcc: b@example.org'],
  ['phone', 'call me'],
  ['phone', '1'.repeat(41)],
  ['note', 'x'.repeat(2_001)],
])('I10 a bad %s is refused with a word beside the field, and the rest stays typed (%#)', async (field, value) => {
  const answer = await site.post(unheld(), { ...DETAILS, phone: '+1 212 555 0100', [field]: value });
  expect(answer.status).toBe(400);
  const html = await answer.text();
  expect(errorOf(html, field)).toBe(true);
  const other = field === 'name' ? 'email' : 'name';
  expect(valueOf(html, other)).toBe(DETAILS[other]);
});

test('I10 more than 64 KB is cut off before the form is read', async () => {
  expect((await site.post(unheld(), { ...DETAILS, note: 'x'.repeat(1_000_000) })).status).toBe(413);
});

test('I21 a body that is no form is refused', async () => {
  for (const type of ['text/plain', 'application/json', 'multipart/form-data; boundary=x', 'x']) {
    const answer = await site.app.request(`http://localhost:3000${unheld()}`, {
      method: 'POST',
      body: 'name=a',
      headers: { 'content-type': type },
    });
    expect([type, answer.status]).toEqual([type, 415]);
  }
});

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '{{7*7}} ${7*7}',
  'javascript:alert(1)',
  '\u202Eevil\u202C',
  'a\u200Bb\u{1F469}\u200D\u{1F52C}',
  `e${'\u0301'.repeat(150)}`,
];

test.each(hostile)('I09 “%s” as a name is text on every page that shows it', async (name) => {
  const html = await (await site.post(unheld(), { ...DETAILS, name, email: '' })).text();
  expect(html).not.toMatch(/<script>|<img|onerror=alert\(1\)>/);
  expect(valueOf(html, 'name')).toBe(name);
});

test.each(hostile)('I09 “%s” as a practice’s, practitioner’s or type’s own words is text', async (words) => {
  const slug = `hostile-${hostile.indexOf(words)}`;
  const own = await samplePractice(database.db, {
    slug,
    name: words.slice(0, 200),
    settings: { policy_text: words, page_notice: words },
  });
  await database.db.tenant(own.practiceId, async (tx) => {
    await tx`update practitioners set name = ${words}`;
    await tx`update appointment_types set name = ${words}, patient_text = ${words}, location_text = ${words}`;
  });
  for (const address of [
    `/book/${slug}`,
    `/book/${slug}/dr-lee?type=${own.typeId}`,
    `/book/${slug}/dr-lee/details?type=${own.typeId}&start=2027-03-02T14:00:00Z`,
  ]) {
    const html = await (await site.get(address)).text();
    expect(html).not.toMatch(/<script>|<img|href="javascript:|49 49/);
    expect(textOf(html).replaceAll(/\s+/g, ' ')).toContain(words.replaceAll(/\s+/g, ' '));
  }
});

test('I09 I10 any text in any field gets a page and never a 500, and is stored and shown as it is when it is taken', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
    fc.constantFrom(...hostile),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.record({ name: text, phone: text, note: text, key: text, again: text }),
      fc.array(fc.tuple(text, text), { maxLength: 3 }),
      async (fields, extra) => {
        // Without an address nothing is booked: this looks at the form alone.
        const answer = await site.post(unheld(), {
          ...fields,
          email: 'x',
          ...Object.fromEntries(extra.map(([name, value]) => [`x${name}`, value])),
        });
        expect(answer.status).toBe(400);
        expect(await answer.text()).not.toMatch(/<script>alert|<img/);
      },
    ),
    { numRuns: 60 },
  );
});

test('I11 names of prototypes, arrays and doubled fields are fields like any other', async () => {
  const body = 'name=A&name=B&email=x&__proto__=1&__proto__[polluted]=1&constructor=1&name[]=C&email[$ne]=1&toString=1';
  const answer = await site.app.request(`http://localhost:3000${unheld()}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(answer.status).toBe(400);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});

test('I10 a lone surrogate and a NUL byte reach no query as they are', async () => {
  const { address, key } = await openForm(site, practice.typeId, '2027-03-04T15:00:00Z');
  const body = `name=A%00B%ED%A0%80&email=alex%40example.org&phone=&note=a%00b&key=${key}`;
  const answer = await site.app.request(`http://localhost:3000${address}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect([303, 400]).toContain(answer.status);
});
