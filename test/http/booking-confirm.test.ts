import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { DETAILS, openForm } from '../support/booked.ts';
import { choicesOf, linksOf, textOf, valueOf } from '../support/page.ts';
import { addCalendar, addType, at, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { MAILER, publicApp, type PublicApp } from '../support/public-app.ts';

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
const appointments = () =>
  database.db.tenant(
    practice.practiceId,
    (tx) => tx<{ status: string; note: string }[]>`select status, patient_note as note from appointments`,
  );
const set = (column: string, value: boolean) =>
  database.db.tenant(practice.practiceId, (tx) => tx`update practices set ${tx({ [column]: value })}`);
const open = (from = start) => openForm(site, practice.typeId, from, `${path}/dr-lee`);

describe('keeping a time', () => {
  test('choosing a time keeps it from others, and the form says until when', async () => {
    const { address } = await open();
    expect(textOf(await page(address))).toContain('This time is kept for you until 8:10 AM');
    const seen = choicesOf(await page(`${path}/dr-lee?type=${practice.typeId}&day=2027-03-02`), 'start');
    expect(seen).not.toContain(start);
  });

  test('A07 after confirming, the form that is opened again says that it was used, and leads on to the appointment', async () => {
    const { address, key } = await open();
    const booked = await site.post(address, { ...DETAILS, key });
    const again = await page(address);
    expect(textOf(again)).not.toContain('kept for you');
    expect(textOf(again)).toContain('This time was booked from here.');
    const sent = await site.post(address, { ...DETAILS, key: valueOf(again, 'key') ?? '' });
    expect(sent.headers.get('location')).toBe(booked.headers.get('location'));
    expect(await appointments()).toHaveLength(1);
  });

  test('a hold of another type keeps nothing, and the form does not say so', async () => {
    const other = await database.db.tenant(practice.practiceId, (tx) =>
      addType(tx, practice.practiceId, { length: 25 }),
    );
    const { address } = await open();
    expect(textOf(await page(address.replace(practice.typeId, other)))).not.toContain('kept for you');
  });

  test('the same choice sent twice by one visit keeps it once and leads to the form both times', async () => {
    const fields = { type: practice.typeId, start, zone: '', visit: 'visit-of-one-patient' };
    const answers = [await site.post(`${path}/dr-lee/hold`, fields), await site.post(`${path}/dr-lee/hold`, fields)];
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    const [held] = await database.db.tenant(
      practice.practiceId,
      (tx) => tx<{ n: number }[]>`select count(*)::int as n from holds`,
    );
    expect(held?.n).toBe(1);
  });

  test('a time that is gone leads back to the times of that day with a word why', async () => {
    await open();
    const answer = await site.post(`${path}/dr-lee/hold`, { type: practice.typeId, start, zone: '', visit: '' });
    expect(answer.status).toBe(409);
    const html = await answer.text();
    expect(textOf(html)).toContain('This time has just been taken. Please choose another one.');
    expect(textOf(html)).toContain('Tuesday, March 2');
  });

  test('I14 a time that is not offered is refused although nothing stands there', async () => {
    for (const off of [
      '2027-03-02T14:07:00Z',
      '2027-03-07T14:00:00Z',
      '2027-02-02T14:00:00Z',
      '2029-03-02T14:00:00Z',
    ]) {
      const answer = await site.post(`${path}/dr-lee/hold`, { type: practice.typeId, start: off });
      expect([off, answer.status]).toEqual([off, 409]);
    }
  });

  test.each(['', 'tomorrow', '2027-02-30T09:00:00Z', '1e309', '-0', '[object Object]'])(
    'I11 a start of “%s” is refused with a word',
    async (bad) => {
      const answer = await site.post(`${path}/dr-lee/hold`, { type: practice.typeId, start: bad });
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('Please choose one of the times.');
    },
  );
});

describe('confirming', () => {
  test('books, shows the confirmation with calendar links, and a reload shows it again (A07)', async () => {
    const { address, key } = await open();
    const answer = await site.post(address, { ...DETAILS, key });
    expect(answer.status).toBe(303);
    const confirmation = answer.headers.get('location') ?? '';
    for (const html of [await page(confirmation), await page(confirmation)]) {
      expect(textOf(html)).toContain('Your appointment is confirmed');
      expect(textOf(html)).toContain('Tuesday, March 2, 2027 9:00 – 9:50 AM');
      expect(linksOf(html, /calendar\.google\.com/)).toHaveLength(1);
      expect(linksOf(html, /appointment\.ics$/)).toHaveLength(1);
      expect(html).not.toContain('alex@example.org');
    }
    expect(await appointments()).toHaveLength(1);
  });

  test('the page speaks of an email only where there is a mail server, and never shows the whole address', async () => {
    const { address, key } = await open();
    const confirmation = (await site.post(address, { ...DETAILS, key })).headers.get('location') ?? '';
    expect(textOf(await page(confirmation))).toContain('No email goes out for this appointment.');
    site = publicApp(database.db, { mailer: MAILER });
    const html = textOf(await page(confirmation));
    expect(html).toContain('A confirmation goes to a…x@example.org');
    expect(html).not.toContain('No email goes out');
  });

  test('A05 sent twice, at once or one after the other, it books once and both get the same page', async () => {
    const { address, key } = await open();
    const both = await Promise.all([site.post(address, { ...DETAILS, key }), site.post(address, { ...DETAILS, key })]);
    const again = await site.post(address, { ...DETAILS, key });
    const places = new Set([...both, again].map((answer) => `${answer.status} ${answer.headers.get('location')}`));
    expect(places.size).toBe(1);
    expect(await appointments()).toHaveLength(1);
  });

  test('A06 the same form with other details after it was booked changes nothing', async () => {
    const { address, key } = await open();
    await site.post(address, { ...DETAILS, key });
    const answer = await site.post(address, { ...DETAILS, name: 'Someone Else', key });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain('already booked');
    expect(await appointments()).toHaveLength(1);
  });

  test('a slot that is gone costs nothing that was typed, and one of the nearest is booked instead', async () => {
    const { address, key } = await open();
    const without = address.replace(/&hold=[^&]*/, '');
    await site.post(address, { ...DETAILS, key });
    const typed = { name: 'Kim Poe', email: 'kim@example.org', phone: '+1 212 555 0199', note: 'Two lines\nof it' };
    const answer = await site.post(without, { ...typed, key: crypto.randomUUID() });
    expect(answer.status).toBe(409);
    const html = await answer.text();
    expect(textOf(html)).toContain('Nothing you typed is lost');
    expect(valueOf(html, 'name')).toBe('Kim Poe');
    expect(valueOf(html, 'email')).toBe('kim@example.org');
    expect(html).toContain('Two lines\nof it');
    const [nearest] = choicesOf(html, 'again');
    const second = await site.post(without, { ...typed, key: valueOf(html, 'key') ?? '', again: nearest ?? '' });
    expect(second.status).toBe(303);
    expect(await appointments()).toHaveLength(2);
  });

  test('a hold that is over is no hindrance while the time is free (I17: two days later it is asked anew)', async () => {
    const { address, key } = await open('2027-03-09T14:00:00Z');
    site.setClock(later(NOW, 11));
    expect(textOf(await page(address))).toContain('The time is no longer kept for you.');
    expect((await site.post(address, { ...DETAILS, key })).status).toBe(303);
    const old = await open('2027-03-03T14:00:00Z');
    site.setClock(at('2027-03-04T14:00Z'));
    const late = await site.post(old.address, { ...DETAILS, key: old.key });
    expect(late.status).toBe(409);
    expect(choicesOf(await late.text(), 'again').length).toBeGreaterThan(0);
  });

  test('I12 fields that the form does not have are not taken, nor a note that was not asked for', async () => {
    await set('ask_note', false);
    const { address, key } = await open();
    const extra = {
      status: 'cancelled',
      practice_id: crypto.randomUUID(),
      practitionerId: crypto.randomUUID(),
      price: '0',
    };
    expect((await site.post(address, { ...DETAILS, ...extra, note: 'not asked for', key })).status).toBe(303);
    expect(await appointments()).toEqual([{ status: 'confirmed', note: '' }]);
  });
});

describe('what keeps pages closed', () => {
  test('online booking off: every page of the link says so, and nothing else', async () => {
    const { address, key } = await open();
    await set('allow_online_booking', false);
    for (const answer of [
      await site.get(path),
      await site.get(`${path}/dr-lee`),
      await site.get(`${path}/nobody-here`),
      await site.get(`${path}/dr-lee?type=${practice.typeId}`),
      await site.get(address),
      await site.post(address, { ...DETAILS, key }),
      await site.post(`${path}/dr-lee/hold`, { type: practice.typeId, start }),
    ]) {
      const html = await answer.text();
      expect(html).toContain('Online booking is closed');
      expect(html).not.toMatch(/Lee|Consultation|555|policy|24 hours|office@/);
    }
    expect(await appointments()).toHaveLength(0);
  });

  test('a calendar that was never read closes the times and says how to go on, without naming it', async () => {
    await database.db.tenant(practice.practiceId, (tx) =>
      addCalendar(tx, practice.practiceId, { practitionerId: practice.practitionerId, readAt: undefined }),
    );
    const html = await page(`${path}/dr-lee?type=${practice.typeId}`);
    expect(textOf(html)).toContain('Open times cannot be shown right now');
    expect(html).not.toContain('Feed');
  });
});

describe('reading changes nothing', () => {
  test('I01 GET and HEAD of every page leave appointments and holds as they are', async () => {
    const { address } = await open();
    const before = await rows();
    for (const each of [
      path,
      `${path}/dr-lee`,
      `${path}/dr-lee?type=${practice.typeId}&day=2027-03-03`,
      address,
      `${path}/my-appointments`,
    ]) {
      for (const method of ['GET', 'HEAD', 'OPTIONS'])
        await site.app.request(`http://localhost:3000${each}`, { method });
    }
    expect(await rows()).toEqual(before);
  });

  test('no page sets a cookie', async () => {
    const { address } = await open();
    for (const each of [path, address]) expect((await site.get(each)).headers.get('set-cookie')).toBeNull();
  });

  const rows = () =>
    database.db.tenant(practice.practiceId, async (tx) => [
      await tx`select * from holds`,
      await tx`select * from appointments`,
    ]);
});

test('K04 while the database has no room left a booking is refused for the moment, and booked once when there is room again', async () => {
  const { address, key } = await open();
  const owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  await owner.unsafe(`
    create function no_room() returns trigger language plpgsql as $$ begin raise exception 'could not extend file' using errcode = '53100'; end $$;
    create trigger no_room before insert on appointments for each row execute function no_room()`);
  const full = await site.post(address, { ...DETAILS, key });
  expect([full.status, full.headers.get('retry-after')]).toEqual([503, '5']);
  expect(textOf(await full.text())).toContain('what you confirm twice is booked once');
  expect(await appointments()).toEqual([]);
  await owner`drop function no_room cascade`;
  await owner.end();
  for (let round = 0; round < 2; round += 1) expect((await site.post(address, { ...DETAILS, key })).status).toBe(303);
  expect(await appointments()).toHaveLength(1);
});
