import { beforeEach, describe, expect, test } from 'vitest';
import { bookByPages } from '../support/booked.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { choicesOf, linksOf, postAddress, textOf, valueOf } from '../support/page.ts';
import { at, samplePractice, type SamplePractice } from '../support/practice.ts';
import { publicApp, type PublicApp } from '../support/public-app.ts';

let database: TestDatabase;
let practice: SamplePractice;
let site: PublicApp;
let link = '';

beforeEach(async () => {
  database = await testDatabase();
  practice = await samplePractice(database.db);
  site = publicApp(database.db);
  link = await bookByPages(site, practice.typeId, '2027-03-02T14:00:00Z');
  return () => database.close();
});

const page = async (address: string): Promise<string> => (await site.get(address)).text();
const set = (columns: Record<string, unknown>) =>
  database.db.tenant(practice.practiceId, (tx) => tx`update practices set ${tx(columns)}`);
const rows = () =>
  database.db.tenant(practice.practiceId, async (tx) => ({
    appointments: await tx`select * from appointments order by created_at, starts_at`,
    holds: await tx`select * from holds`,
    settings: await tx`select * from practices`,
  }));
const state = async () => {
  const { appointments } = await rows();
  return appointments.map((row) => ({
    status: row['status'] as string,
    start: (row['starts_at'] as Date).toISOString(),
    revision: row['revision'] as number,
  }));
};
const untouched = [{ status: 'confirmed', start: '2027-03-02T14:00:00.000Z', revision: 1 }];

describe('seeing', () => {
  test('the page shows time, place, policy and what can be done', async () => {
    const html = await page(link);
    expect(textOf(html)).toContain('Tuesday, March 2, 2027 9:00 – 9:50 AM Eastern Time – New York');
    expect(textOf(html)).toContain('Please cancel at least 24 hours before. Thank you.');
    expect(linksOf(html, /\/(cancel|reschedule)$/)).toHaveLength(2);
  });

  test('I01 I03 opened many times, by GET, HEAD and OPTIONS, nothing changes and the link still works', async () => {
    const before = await rows();
    for (const each of [
      '',
      '/booked',
      '/cancel',
      '/reschedule',
      '/reschedule/confirm?start=2027-03-02T15:00:00Z',
      '/appointment.ics',
    ]) {
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET']) {
        await site.app.request(`http://localhost:3000${link}${each}`, {
          method,
          headers: { purpose: 'prefetch', 'sec-purpose': 'prefetch' },
        });
      }
    }
    expect(await rows()).toEqual(before);
    expect((await site.get(link)).status).toBe(200);
  });

  test('I07 every page behind the link is kept nowhere, found nowhere and names itself to nobody', async () => {
    for (const each of ['', '/booked', '/cancel', '/reschedule', '/appointment.ics']) {
      const { headers } = await site.get(link + each);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-robots-tag')).toContain('noindex');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  test('I07 the page loads nothing from another host', async () => {
    for (const each of ['', '/booked', '/cancel', '/reschedule']) {
      const loaded = [
        ...(await page(link + each)).matchAll(/<(?:link|script|img|iframe)[^>]*(?:href|src)="([^"]*)"/g),
      ].map(([, address]) => address);
      for (const address of loaded) expect(address).toMatch(/^(\/assets\/|data:image\/svg)/);
    }
  });

  test('J08 the page may not be framed', async () => {
    const { headers } = await site.get(link);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  test('G05 the page, its calendar file and a page opened after a clock change say the same local time', async () => {
    const later = await bookByPages(site, practice.typeId, '2027-03-16T13:00:00Z'); // 09:00 after clocks went forward
    expect(textOf(await page(later))).toContain('Tuesday, March 16, 2027 9:00 – 9:50 AM');
    site.setClock(at('2027-03-15T12:00Z'));
    expect(textOf(await page(later))).toContain('Tuesday, March 16, 2027 9:00 – 9:50 AM');
    expect(await page(`${later}/appointment.ics`)).toContain('DTSTART:20270316T130000Z');
  });
});

describe('cancelling', () => {
  test('the question shows the policy and changes nothing; the answer cancels', async () => {
    const question = await page(`${link}/cancel`);
    expect(textOf(question)).toContain('Please cancel at least 24 hours before.');
    expect(await state()).toEqual(untouched);
    const answer = await site.post(postAddress(question) ?? '', {});
    expect(answer.status).toBe(200);
    expect(textOf(await answer.text())).toContain('Your appointment is cancelled.');
    expect(await state()).toEqual([{ ...untouched[0], status: 'cancelled', revision: 2 }]);
    expect(textOf(await page(link))).toContain('Cancelled');
  });

  test('I02 sent twice it is cancelled once, and both are answered 200', async () => {
    const both = await Promise.all([site.post(`${link}/cancel`, {}), site.post(`${link}/cancel`, {})]);
    expect([...both, await site.post(`${link}/cancel`, {})].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await state()).toEqual([{ ...untouched[0], status: 'cancelled', revision: 2 }]);
  });

  test('I15 one minute before the start it goes through against the policy, after the start it does not', async () => {
    site.setClock(at('2027-03-02T14:00Z'));
    const late = await site.post(`${link}/cancel`, {});
    expect(late.status).toBe(409);
    const html = await late.text();
    expect(textOf(html)).toContain('This appointment is over.');
    expect(textOf(html)).toContain('+1 212 555 0100');
    expect(await state()).toEqual(untouched);
    site.setClock(at('2027-03-02T13:59Z'));
    expect((await site.post(`${link}/cancel`, {})).status).toBe(200);
  });
});

describe('moving', () => {
  test('the same link leads through times and one question to the new time', async () => {
    const times = linksOf(await page(`${link}/reschedule`), /confirm\?start=2027-03-02T16/);
    const question = await page(times[0] ?? '');
    expect(textOf(question)).toContain('From Tuesday, March 2, 2027 9:00 – 9:50 AM');
    expect(textOf(question)).toContain('To Tuesday, March 2, 2027 11:00 – 11:50 AM');
    expect(await state()).toEqual(untouched);
    const answer = await site.post(postAddress(question) ?? '', { start: valueOf(question, 'start') ?? '' });
    expect(answer.status).toBe(303);
    expect(textOf(await page(answer.headers.get('location') ?? ''))).toContain(
      'Your appointment was moved. The new time is below.',
    );
    expect(textOf(await page(link))).toContain('11:00 – 11:50 AM');
    expect(await state()).toEqual([{ status: 'confirmed', start: '2027-03-02T16:00:00.000Z', revision: 2 }]);
  });

  test('to a time that was taken meanwhile it stays where it was, and the times are shown again', async () => {
    await bookByPages(site, practice.typeId, '2027-03-02T16:00:00Z', { email: 'kim@example.org' });
    const answer = await site.post(`${link}/reschedule`, { start: '2027-03-02T16:00:00Z' });
    expect(answer.status).toBe(409);
    const html = await answer.text();
    expect(textOf(html)).toContain('Your appointment stays where it was.');
    expect(linksOf(html, /confirm\?start=/).length).toBeGreaterThan(0);
    expect((await state())[0]).toEqual(untouched[0]);
  });

  test('while online booking is off cancelling is offered and moving is refused with the contact', async () => {
    await set({ allow_online_booking: false });
    const html = await page(link);
    expect(linksOf(html, /\/cancel$/)).toHaveLength(1);
    expect(linksOf(html, /\/reschedule$/)).toHaveLength(0);
    expect(textOf(html)).toContain('+1 212 555 0100');
    await site.post(`${link}/reschedule`, { start: '2027-03-02T16:00:00Z' });
    expect(await state()).toEqual(untouched);
    expect((await site.post(`${link}/cancel`, {})).status).toBe(200);
  });

  test('while changes are off both are refused and the page says how to reach the practice', async () => {
    await set({ allow_online_changes: false });
    const html = await page(link);
    expect(linksOf(html, /\/(cancel|reschedule)$/)).toHaveLength(0);
    expect(textOf(html)).toContain('To move or cancel this appointment, please contact Sample Practice');
    await site.post(`${link}/reschedule`, { start: '2027-03-02T16:00:00Z' });
    expect((await site.post(`${link}/cancel`, {})).status).toBe(409);
    expect(await state()).toEqual(untouched);
  });

  test.each(['', 'soon', '2027-02-30T10:00:00Z'])('I11 a start of “%s” is refused with a word', async (start) => {
    const answer = await site.post(`${link}/reschedule`, { start });
    expect(answer.status).toBe(400);
    expect(choicesOf(await answer.text(), 'start')).toEqual([]);
  });
});
