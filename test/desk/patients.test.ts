/** Patients at the desk, over HTTP: found, put right, taken out whole, erased; and who did not come. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { viewAppointment } from '../../src/actions/manage.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import type { Instant } from '../../src/domain/types.ts';
import { deliverDue } from '../../src/outbox/deliver.ts';
import { NINE } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { openInbox } from '../support/inbox.ts';
import { textOf } from '../support/page.ts';
import { at, contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

let database: TestDatabase;
let served: Served;
let practice: SamplePractice;
let desk: AtDesk;

beforeAll(async () => {
  database = await testDatabase();
  served = await serve(database.db);
});
beforeEach(async () => {
  served.setClock(NOW);
  const slug = `practice-${randomUUID()}`;
  practice = await samplePractice(database.db, { slug });
  await member(database.db, practice, `owner@${slug}.example`);
  desk = await signedIn(served, `owner@${slug}.example`);
});
afterAll(async () => {
  await served.close();
  await database.close();
});

const ADA = { name: 'Ada Byron', email: 'ada@patient.example', phone: '+1 (212) 555-0111' };
const MARY = { name: 'Mary Poole', email: 'mary@other.example', phone: '020 7946 0018' };

async function booked(patient: { name: string; email?: string; phone: string }, start = NINE): Promise<Appointment> {
  const ctx = contextOf(database.db, practice, { actor: { kind: 'system' } });
  const outcome = await bookForPatient(ctx, { ...practice, start, patient, tell: true, anyway: true });
  if (!outcome.ok) throw new Error('The test could not book.');
  return outcome.value.appointment;
}

/** Later: whoever was signed in has to sign in again. */
async function atTime(now: Instant): Promise<void> {
  served.setClock(now);
  desk = await signedIn(served, `owner@${practice.slug}.example`);
}

const pageOf = ({ patient }: Appointment) => `/desk/patients/${patient.id}`;

test('a patient is found by parts of name, address or phone number, however it is written', async () => {
  await booked(ADA);
  await booked(MARY, later(NINE, 60));
  for (const q of ['byr', 'ADA BYRON', 'ada@pat', '5550111', '212-555', 'byron ada@']) {
    const page = await desk.page(`/desk/patients?q=${encodeURIComponent(q)}`);
    expect([q, page.includes('Ada Byron'), page.includes('Mary Poole')]).toEqual([q, true, false]);
  }
  for (const q of ['%', '_', 'ada mary', String.raw`\ `.trim(), "'; drop table patients; --"]) {
    expect([q, (await desk.page(`/desk/patients?q=${encodeURIComponent(q)}`)).includes('Ada Byron')]).toEqual([
      q,
      false,
    ]);
  }
  const all = await desk.page('/desk/patients');
  expect(textOf(all)).toMatch(/Ada Byron.*Next: Tue, Mar 2, 9:00 AM.*Mary Poole.*1–2 of 2/);
});

test('many patients come in pages, and a page number that is none is the first', async () => {
  await database.db.tenant(
    practice.practiceId,
    (tx) => tx`
      insert into patients (practice_id, patient_id, name, created_at)
      select ${practice.practiceId}, gen_random_uuid(), 'Person ' || to_char(n, 'FM00'), now() from generate_series(1, 60) n`,
  );
  expect(textOf(await desk.page('/desk/patients'))).toContain('1–25 of 60');
  expect(textOf(await desk.page('/desk/patients?page=3'))).toMatch(/Person 51.*51–60 of 60/);
  for (const page of ['0', '-1', 'x', '1e9', '99999999']) {
    expect((await desk.get(`/desk/patients?page=${page}`)).status).toBe(200);
  }
});

test('the page of a patient shows what was and what is to come, and leads to each appointment', async () => {
  const first = await booked(ADA);
  const second = await booked(ADA, at('2027-03-09T09:00-05:00'));
  await atTime(at('2027-03-05T12:00-05:00'));
  const page = await desk.page(pageOf(first));
  expect(second.patient.id).toBe(first.patient.id);
  expect(textOf(page)).toMatch(/To come.*Tue, Mar 9, 2027.*Before.*Tue, Mar 2, 2027/);
  for (const { id } of [first, second]) expect(page).toContain(`/desk/appointments/${id}`);
  expect(await desk.page(`/desk/appointments/${first.id}`)).toContain(pageOf(first));
});

test('another spelling with the same address is named, and leads to the other', async () => {
  const one = await booked(ADA);
  const other = await booked({ ...ADA, name: 'A. Byron' }, later(NINE, 60));
  expect(await desk.page(pageOf(one))).toContain(pageOf(other));
});

test('who did not come is marked once it began, and the mark can be taken away', async () => {
  const one = await booked(ADA);
  const path = `/desk/appointments/${one.id}`;
  expect(await desk.page(path)).not.toContain('Did not come');
  expect((await desk.post(`${path}/no-show`, { noShow: 'yes' })).headers.get('location')).toBe(path);
  const read = () => viewAppointment(contextOf(database.db, practice), one.id);
  expect(await read()).toMatchObject({ noShow: false });
  await atTime(later(NINE, 20));
  expect((await desk.post(`${path}/no-show`, { noShow: 'yes' })).headers.get('location')).toContain('done=no-show');
  expect(await read()).toMatchObject({ noShow: true, revision: one.revision });
  expect(textOf(await desk.page(pageOf(one)))).toContain('Did not come once.');
  await desk.post(`${path}/no-show`, { noShow: 'no' });
  expect(await read()).toMatchObject({ noShow: false });
});

test('the export is one file to keep, named by an id and not by a name', async () => {
  const one = await booked(ADA);
  const answer = await desk.get(`${pageOf(one)}/export`);
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="patient-${one.patient.id}.json"`);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.json()).toMatchObject({ format: 'openhours-patient-1', patient: { name: 'Ada Byron' } });
});

test('erasing asks to be sure and what becomes of appointments to come, and does it once', async () => {
  const one = await booked(ADA);
  const path = pageOf(one);
  for (const [form, words] of [
    [{}, 'tick that you are sure'],
    [{ sure: 'on' }, 'say what becomes of the appointments'],
    [{ sure: 'on', future: 'sell' }, 'say what becomes of the appointments'],
  ] as const) {
    const asked = await desk.post(`${path}/erase`, form);
    expect([asked.status, (await asked.text()).includes(words)]).toEqual([422, true]);
  }
  const done = await desk.post(`${path}/erase`, { sure: 'on', future: 'keep' });
  expect(done.headers.get('location')).toBe(`${path}?done=erased`);
  const page = await desk.page(path);
  expect(page).toContain('This patient was erased.');
  expect(page).not.toMatch(/Ada|Erase this|Export/);
  expect(await (await desk.post(`${path}/erase`, { sure: 'on' })).text()).toContain('This was done before.');
  expect((await desk.post(path, { name: 'Ada Byron' })).status).toBe(404);
  expect(await desk.page('/desk')).toContain('Erased');
});

test('H03: a bounced address is shown; put right, the confirmation goes out to the new one', async () => {
  await using inbox = await openInbox();
  const own = await serve(database.db, { SMTP_URL: inbox.url, MAIL_FROM: 'desk@practice.example' });
  await deliverDue(served.deps, NOW); // what other cases left
  const one = await booked(ADA);
  inbox.refuse.recipients.push(550);
  await deliverDue(own.deps, NOW);
  const before = await desk.page(pageOf(one));
  expect(before).toContain('Mail bounced');
  expect(await desk.page('/desk/patients')).toContain('Mail bounced');
  const wrong = await desk.post(pageOf(one), { name: '', email: 'ada@', phone: '' });
  expect([wrong.status, await wrong.text()]).toEqual([422, expect.stringContaining('Type the name.')]);
  const answer = await desk.post(pageOf(one), { ...ADA, email: 'ada@new.example', resend: 'on' });
  expect(answer.headers.get('location')).toContain('details-changed-told');
  await deliverDue(own.deps, NOW);
  expect(inbox.mails.map(({ to }) => to)).toEqual([['ada@new.example']]);
  expect(await desk.page(pageOf(one))).not.toContain('Mail bounced');
  await own.close();
});

test('a practitioner sees their own patients alone, and can neither export nor erase; an assistant cannot erase', async () => {
  const one = await booked(ADA);
  for (const role of ['practitioner', 'assistant'] as const) {
    await member(database.db, practice, `${role}@${practice.slug}.example`, role);
    const someone = await signedIn(served, `${role}@${practice.slug}.example`);
    const page = await someone.page(pageOf(one));
    expect([role, page.includes('Ada Byron'), page.includes('Erase this')]).toEqual([role, true, false]);
    expect([role, page.includes('/export')]).toEqual([role, role === 'assistant']);
    expect((await someone.get(`${pageOf(one)}/export`)).status).toBe(role === 'assistant' ? 200 : 404);
    expect((await someone.post(`${pageOf(one)}/erase`, { sure: 'on', future: 'cancel' })).status).toBe(404);
  }
});

test('L04: who looked at a patient, and who took their data out, is in the audit', async () => {
  const one = await booked(ADA);
  await desk.page(pageOf(one));
  await desk.get(`${pageOf(one)}/export`);
  const rows = await database.db.tenant(
    practice.practiceId,
    (tx) => tx<{ action: string; by: string }[]>`
      select action, actor_kind as by from audit where subject_id = ${one.patient.id} order by audit_id`,
  );
  expect(rows.map(({ action, by }) => `${action} ${by}`)).toEqual(['patient.viewed staff', 'patient.exported staff']);
});
