import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { DETAILS, openForm } from '../support/booked.ts';
import { choicesOf, linksOf, postAddress, textOf } from '../support/page.ts';
import { addPractitioner, addType, samplePractice, type SamplePractice } from '../support/practice.ts';
import { publicApp, type PublicApp } from '../support/public-app.ts';

let database: TestDatabase;
let practice: SamplePractice;
let site: PublicApp;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

let count = 0;
let path = '';
beforeEach(async () => {
  count += 1;
  const slug = count === 1 ? 'sample-practice' : `sample-practice-${count}`;
  practice = await samplePractice(database.db, { slug, settings: { ask_note: true } });
  path = `/book/${slug}`;
  site = publicApp(database.db);
});

const start = '2027-03-02T14:00:00Z'; // Tuesday 09:00 in New York
const page = async (address: string): Promise<string> => (await site.get(address)).text();
const set = (column: string, value: boolean) =>
  database.db.tenant(practice.practiceId, (tx) => tx`update practices set ${tx({ [column]: value })}`);
const open = (from = start) => openForm(site, practice.typeId, from, `${path}/dr-lee`);

describe('the way to a time', () => {
  test('a type that one practitioner offers leads straight to the times', async () => {
    const [link] = linksOf(await page(path), /type=/);
    expect(link).toBe(`${path}/dr-lee?type=${practice.typeId}`);
  });

  test('where several offer it the patient is asked whom, and first available is there only when it is on', async () => {
    await database.db.tenant(practice.practiceId, (tx) =>
      addPractitioner(tx, practice.practiceId, { name: 'Dr. Roe', slug: 'dr-roe' }),
    );
    const [link] = linksOf(await page(path), /type=/);
    const asked = await page(link ?? '');
    expect(linksOf(asked, /\/dr-/)).toHaveLength(2);
    expect(asked).not.toContain('First available');
    await set('first_available', true);
    expect(await page(link ?? '')).toContain('First available');
  });

  test('the times page shows the first open day, and each time is a button that is sent', async () => {
    const html = await page(`${path}/dr-lee?type=${practice.typeId}`);
    expect(textOf(html)).toContain('Monday, March 1');
    expect(choicesOf(html, 'start')).toContain('2027-03-01T14:00:00Z');
    expect(postAddress(html)).toBe(`${path}/dr-lee/hold`);
  });

  test('the practice’s notice and its policy stand on the pages that ask for a time, for details, and on the confirmation', async () => {
    const notice = 'This page is not monitored. In an emergency call 911.';
    await database.db.tenant(practice.practiceId, (tx) => tx`update practices set page_notice = ${notice}`);
    const { address, key } = await open();
    const form = await page(address);
    const booked = await site.post(address, { ...DETAILS, key });
    const confirmation = await page(booked.headers.get('location') ?? '');
    const times = await page(`${path}/dr-lee?type=${practice.typeId}`);
    for (const html of [await page(path), times, form, confirmation]) expect(textOf(html)).toContain(notice);
    for (const html of [form, confirmation])
      expect(textOf(html)).toContain('Please cancel at least 24 hours before. Thank you.');
  });

  test('padding is on no page', async () => {
    await database.db.tenant(practice.practiceId, (tx) => tx`update appointment_types set padding_minutes = 37`);
    const times = await page(`${path}/dr-lee?type=${practice.typeId}`);
    const { address } = await open('2027-03-02T14:00:00Z');
    for (const html of [await page(path), times, await page(address)]) expect(textOf(html)).not.toMatch(/37|padding/i);
  });

  test('a month with nothing open says so and leads to the next open day', async () => {
    const late = await page(`${path}/dr-lee?type=${practice.typeId}&month=2027-09`);
    expect(textOf(late)).toContain('No open times in September 2027');
    await database.db.tenant(
      practice.practiceId,
      (tx) => tx`update openings set local_start = '2027-04-05T09:00', local_end = '2027-04-05T17:00'`,
    );
    const march = await page(`${path}/dr-lee?type=${practice.typeId}&month=2027-03`);
    expect(textOf(march)).toContain('Next open day: Monday, April 5');
  });

  test.each([
    ['month=2027-13'],
    ['day=2027-02-30'],
    ['zone=Mars/Olympus'],
    ['month=__proto__&day=constructor'],
    ['zone[]=UTC&day[x]=1'],
    ['month=2027-03&month=2027-04'],
    ['visit=%00%F0'],
  ])('I11 %s in the address is left aside', async (query) => {
    expect((await site.get(`${path}/dr-lee?type=${practice.typeId}&${query}`)).status).toBe(200);
  });

  test('I13 hidden types, inactive practitioners and those of another practice are not found', async () => {
    const other = await samplePractice(database.db, { slug: `other-${count}` });
    const [hidden, asleep] = await database.db.tenant(practice.practiceId, async (tx) => [
      await addType(tx, practice.practiceId, { state: 'hidden' }),
      await addPractitioner(tx, practice.practiceId, { slug: 'dr-away', active: false }),
    ]);
    expect(asleep).toBeDefined();
    const addresses = [
      `${path}/dr-lee?type=${hidden}`,
      `${path}/dr-lee?type=${other.typeId}`,
      `${path}?type=${other.typeId}`,
      `${path}/dr-away?type=${practice.typeId}`,
      `${path}/first-available?type=${practice.typeId}`,
      '/book/nobody',
      '/book/..%2Fadmin',
    ];
    for (const address of addresses) expect([address, (await site.get(address)).status]).toEqual([address, 404]);
  });
});

describe('whose clock', () => {
  const video = (tx: Parameters<typeof addType>[0]) =>
    addType(tx, practice.practiceId, { name: 'Video', location: { kind: 'video', text: '' } });

  test('in person the practitioner’s clock comes first and the patient’s is named', async () => {
    const html = textOf(await page(`${path}/dr-lee?type=${practice.typeId}&zone=Europe/Paris`));
    expect(html).toContain('Times are shown in Eastern Time – New York.');
    expect(html).toContain('9:00 AM 3:00 PM in Paris');
  });

  test('by video the patient’s clock comes first and the practitioner’s is named', async () => {
    const type = await database.db.tenant(practice.practiceId, video);
    const html = textOf(await page(`${path}/dr-lee?type=${type}&zone=Europe/Paris`));
    expect(html).toContain('Times are shown in Central European Time – Paris.');
    expect(html).toContain('3:00 PM 9:00 AM in New York');
  });

  test('G08 across the date line the other day is named too, and days are those of the first clock', async () => {
    const type = await database.db.tenant(practice.practiceId, video);
    const html = textOf(await page(`${path}/dr-lee?type=${type}&zone=Pacific/Kiritimati`));
    expect(html).toContain('Tuesday, March 2');
    expect(html).toContain('4:00 AM Mon, Mar 1, 9:00 AM in New York');
  });

  test('G03 the hour that comes twice is named with its offset, and both are there', async () => {
    await database.db.tenant(practice.practiceId, async (tx) => {
      await tx`update openings set local_start = '2027-11-07T00:30', local_end = '2027-11-07T04:30', rule = null`;
      await tx`update practices set horizon_days = 365`;
      await tx`update appointment_types set length_minutes = 20, padding_minutes = 0, every_minutes = 30`;
    });
    const html = await page(`${path}/dr-lee?type=${practice.typeId}&day=2027-11-07`);
    expect(choicesOf(html, 'start')).toEqual(expect.arrayContaining(['2027-11-07T05:30:00Z', '2027-11-07T06:30:00Z']));
    expect(textOf(html)).toContain('1:30 AM (UTC−4)');
    expect(textOf(html)).toContain('1:30 AM (UTC−5)');
  });
});
