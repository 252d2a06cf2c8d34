import { beforeEach, expect, test } from 'vitest';
import { myAppointmentsToken } from '../../src/actions/my-appointments.ts';
import { claimJobs } from '../../src/db/outbox.ts';
import { bookByPages } from '../support/booked.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { linksOf, textOf } from '../support/page.ts';
import { at, KEYS, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { MAILER, publicApp, type PublicApp } from '../support/public-app.ts';

let database: TestDatabase;
let practice: SamplePractice;
let site: PublicApp;
const path = '/book/sample-practice/my-appointments';

beforeEach(async () => {
  database = await testDatabase();
  practice = await samplePractice(database.db);
  site = publicApp(database.db, { mailer: MAILER });
  return () => database.close();
});

/** The link as the mail would carry it, from the queued job. */
async function mailedLink(): Promise<string> {
  const [job] = await claimJobs(database.db.sql, NOW, 50, ['my-appointments']);
  if (!job) throw new Error('No mail is queued.');
  return `${path}/${myAppointmentsToken(KEYS, { subject: job.subject, keyId: String(job.payload['keyId']), version: Number(job.payload['version']) })}`;
}

test('I18 a known and an unknown address get the same page to the byte', async () => {
  await bookByPages(site, practice.typeId, '2027-03-02T14:00:00Z');
  const known = await site.post(path, { email: 'alex@example.org' });
  const unknown = await site.post(path, { email: 'nobody@example.org' });
  expect([known.status, await known.text()]).toEqual([unknown.status, await unknown.text()]);
  expect(known.status).toBe(200);
});

test('without a mail server the page does not promise a mail', async () => {
  const answer = await publicApp(database.db).post(path, { email: 'alex@example.org' });
  expect(textOf(await answer.text())).toContain(
    'No email can be sent at the moment To see or change your appointments, please contact Sample Practice',
  );
});

test('the link lists future appointments only, each with its manage link, and changes nothing', async () => {
  const first = await bookByPages(site, practice.typeId, '2027-03-01T14:00:00Z');
  const second = await bookByPages(site, practice.typeId, '2027-03-04T15:00:00Z', { email: 'ALEX@example.org' });
  await bookByPages(site, practice.typeId, '2027-03-03T15:00:00Z', { email: 'kim@example.org' });
  await site.post(path, { email: 'alex@example.org' });
  const link = await mailedLink();
  const html = await (await site.get(link)).text();
  expect(linksOf(html, /^\/manage\//)).toEqual([first, second]);
  expect(textOf(html)).toContain('Monday, March 1, 2027, 9:00 AM');
  site.setClock(at('2027-03-01T14:30Z'));
  expect(linksOf(await (await site.get(link)).text(), /^\/manage\//)).toEqual([second]);
});

test('I04 a wrong link and one of another practice are the same 404 as any other', async () => {
  await bookByPages(site, practice.typeId, '2027-03-02T14:00:00Z');
  await samplePractice(database.db, { slug: 'other' });
  await site.post(path, { email: 'alex@example.org' });
  const link = await mailedLink();
  const answers = [
    await site.get(`${path}/nothing`),
    await site.get(link.replace('sample-practice', 'other')),
    await site.get('/manage/nothing'),
  ];
  const seen = await Promise.all(answers.map(async (answer) => `${answer.status} ${await answer.text()}`));
  expect(new Set(seen).size).toBe(1);
  expect(answers[0]?.status).toBe(404);
});

test.each(['', 'alex', 'a@b@c', 'alex@example.org\nBcc: x@example.org', `${'a'.repeat(300)}@example.org`])(
  'I10 what is no address is refused, and the form says so (%#)',
  async (email) => {
    const answer = await site.post(path, { email });
    // A line break is a space in a one-line field, and no address has one.
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('id="email-error"');
  },
);
