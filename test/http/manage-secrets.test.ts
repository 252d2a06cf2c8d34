import { beforeEach, describe, expect, test } from 'vitest';
import { bookByPages } from '../support/booked.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { linksOf, textOf } from '../support/page.ts';
import { addType, at, samplePractice, type SamplePractice } from '../support/practice.ts';
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

describe('secrets', () => {
  test('I04 whatever is wrong with a token, the answer is the same to the byte', async () => {
    const token = link.slice('/manage/'.length);
    const old = await bookByPages(site, practice.typeId, '2027-03-03T15:00:00Z');
    const wrong = [
      token.slice(0, -1),
      `${token}A`,
      token === token.toLowerCase() ? token.toUpperCase() : token.toLowerCase(),
      'x',
      '%00',
      '%F0%9F%98%80',
      encodeURIComponent('../../etc/passwd'),
      crypto.randomUUID(),
    ];
    const answers = await Promise.all(wrong.map((each) => site.get(`/manage/${each}`)));
    const expired = publicApp(database.db);
    expired.setClock(at('2032-03-02T14:00Z'));
    answers.push(await expired.get(old));
    answers.push(
      await site.get(`/manage/${token.slice(1)}/cancel`),
      await site.post(`/manage/${token.slice(1)}/cancel`, {}),
    );
    const seen = await Promise.all(
      answers.map(async (answer) => `${answer.status} ${JSON.stringify([...answer.headers])} ${await answer.text()}`),
    );
    expect(new Set(seen).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
  });

  test('I04 a link from before a move still works, also on the page of its old time', async () => {
    await site.post(`${link}/reschedule`, { start: '2027-03-02T16:00:00Z' });
    expect((await site.get(link)).status).toBe(200);
    expect((await site.get(`${link}/booked`)).status).toBe(200);
  });

  test('I02 a form of another site is refused, one without a referrer is judged by its token', async () => {
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site', origin: 'null' },
    ];
    for (const headers of foreign) {
      expect((await site.post(`${link}/cancel`, {}, headers)).status).toBe(403);
    }
    expect(await state()).toEqual(untouched);
    expect((await site.post(`${link}/cancel`, {}, { origin: 'null' })).status).toBe(200);
  });

  test('I06 where to go next is never read from the address', async () => {
    for (const next of ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']) {
      const html = await page(`${link}?next=${encodeURIComponent(next)}&return_to=${encodeURIComponent(next)}`);
      expect(html).not.toContain('evil');
      expect(html).not.toContain('javascript:');
    }
  });

  test('a video link is a link only when it is one of the web', async () => {
    for (const [text, shown] of [
      ['https://video.example/room', true],
      ['javascript:alert(1)', false],
      ['data:text/html,x', false],
    ] as const) {
      const type = await database.db.tenant(practice.practiceId, (tx) =>
        addType(tx, practice.practiceId, { location: { kind: 'video', text } }),
      );
      const html = await page(`/book/sample-practice/dr-lee?type=${type}`);
      expect(linksOf(html, /^(https:\/\/video|javascript|data)/)).toHaveLength(shown ? 1 : 0);
      expect(textOf(html)).toContain(text);
    }
  });
});
