/** What needs a person about calendars: events of ours that were moved or removed, accounts and targets that do not work. */
import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ProviderError } from '../../connectors/provider.ts';
import { listQuestions } from '../../src/actions/calendar-questions.ts';
import { viewAppointment } from '../../src/actions/manage.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import { instant, MINUTE } from '../../src/domain/interval.ts';
import type { AppointmentId, Instant } from '../../src/domain/types.ts';
import { STAFF } from '../outbox/mail-room.ts';
import { NINE, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { memoryAccount, standing, type Account } from '../support/memory/account.ts';
import { textOf } from '../support/page.ts';
import {
  addPractitioner,
  at,
  contextOf,
  later,
  NOW,
  samplePractice,
  type SamplePractice,
} from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

const TWO = at('2027-03-02T14:00-05:00');
const at50 = (start: Instant) => ({ start, end: later(start, 50) });

let database: TestDatabase;
let owner: postgres.Sql;
let served: Served;
let practice: SamplePractice;
let email: string;
let account: Account;
let now: Instant;
let id: AppointmentId;

beforeAll(async () => {
  database = await testDatabase();
  owner = postgres(database.ownerUrl, { max: 1 });
  served = await serve(database.db);
});
afterAll(async () => {
  await owner.end();
  await served.close();
  await database.close();
});
beforeEach(async () => {
  wait(NOW);
  // Jobs of other cases would be written into this one's calendar.
  await owner`delete from outbox`;
  const slug = `practice-${randomUUID()}`;
  email = `owner@${slug}.example`;
  practice = await samplePractice(database.db, { slug });
  await member(database.db, practice, email);
  account = await memoryAccount(database.db, practice, { clock: () => now });
  await account.sync();
  id = await booked(NINE);
  await read();
});

function wait(to: Instant): void {
  now = to;
  served.setClock(to);
}

/** Writes, and reads a minute later. */
async function read(): Promise<void> {
  await account.write();
  wait(later(now, 1));
  await account.sync();
}

const ctx = () => contextOf(database.db, practice, { actor: STAFF, now });
const appointment = () => viewAppointment(ctx(), id);
const uid = () => `${id}@openhours`;

async function booked(start: Instant): Promise<AppointmentId> {
  const patient = { name: 'Ada Byron', email: 'ada@patient.example', phone: '' };
  const made = await bookForPatient(ctx(), { ...practice, start, patient, tell: false, anyway: true });
  if (!made.ok) throw new Error(`It was not booked: ${made.refusal.code}.`);
  return made.value.appointment.id;
}

async function asked(): Promise<string> {
  const [one] = await listQuestions(ctx(), id);
  if (!one) throw new Error('Nothing is asked.');
  return one.question.id;
}

async function assistant(): Promise<AtDesk> {
  await member(database.db, practice, `desk-${email}`, 'assistant');
  return signedIn(served, `desk-${email}`);
}

test('C08 a moved event is shown where staff look, and moving the appointment is one press, for an assistant too', async () => {
  account.calendar.move(uid(), at50(TWO));
  await read();
  const desk = await assistant();
  expect(textOf(await desk.page('/desk'))).toContain(
    'Ada Byron on Tuesday, March 2, 2027 at 9:00 AM was moved in the calendar.',
  );
  const page = textOf(await desk.page(`/desk/appointments/${id}`));
  expect(page).toContain('In “Own” it is now on Tuesday, March 2, 2027, 2:00 – 2:50 PM.');
  expect(page).toContain('Move the appointment and tell the patient');
  // Looking changes nothing.
  expect((await appointment())?.start).toBe(NINE);
  const answer = await desk.post(`/desk/questions/${await asked()}/follow`);
  expect(answer.headers.get('location')).toBe(`/desk/appointments/${id}?done=followed`);
  expect((await appointment())?.start).toBe(TWO);
  expect(textOf(await desk.page('/desk'))).not.toContain('moved in the calendar');
});

test('C09 a removed event is asked about; put back, it stands again and the appointment was never away', async () => {
  account.calendar.erase(account.calendar.oursOf(uid())!.id); // it stands there
  await read();
  const desk = await signedIn(served, email);
  expect(textOf(await desk.page(`/desk/appointments/${id}`))).toContain(
    'The appointment is not cancelled until somebody decides.',
  );
  const question = await asked();
  const answer = await desk.post(`/desk/questions/${question}/restore`);
  expect(answer.headers.get('location')).toBe(`/desk/appointments/${id}?done=put-back`);
  await read();
  expect(standing(account)).toHaveLength(1);
  expect((await appointment())?.status).toBe('confirmed');
  // Answered once: a second press finds nothing.
  expect((await desk.post(`/desk/questions/${question}/follow`)).status).toBe(404);
  expect((await appointment())?.status).toBe('confirmed');
});

test('moved onto another appointment it is not followed; the page says why, and it stays asked', async () => {
  await booked(TEN);
  account.calendar.move(uid(), at50(later(TEN, 10)));
  await read();
  const desk = await signedIn(served, email);
  const answer = await desk.post(`/desk/questions/${await asked()}/follow`);
  const place = `/desk/appointments/${id}?done=not-followed`;
  expect(answer.headers.get('location')).toBe(place);
  expect(textOf(await desk.page(place))).toContain('lies over another appointment');
  expect((await appointment())?.start).toBe(NINE);
  await asked();
});

test('a question of another practice, or of another practitioner for one who has their own, is not found', async () => {
  account.calendar.move(uid(), at50(TWO));
  await read();
  const kim = await database.db.tenant(practice.practiceId, (tx) =>
    addPractitioner(tx, practice.practiceId, { name: 'Dr. Kim', slug: 'dr-kim' }),
  );
  await member(database.db, { ...practice, practitionerId: kim }, `kim-${email}`, 'practitioner');
  const slug = `other-${randomUUID()}`;
  await member(database.db, await samplePractice(database.db, { slug }), `owner@${slug}.example`);
  const question = await asked();
  for (const who of [`kim-${email}`, `owner@${slug}.example`]) {
    const desk = await signedIn(served, who);
    for (const answer of ['follow', 'restore'])
      expect([who, (await desk.post(`/desk/questions/${question}/${answer}`)).status]).toEqual([who, 404]);
    expect(textOf(await desk.page('/desk'))).not.toContain('Ada Byron');
  }
  for (const wrong of [randomUUID(), 'x', '%00'])
    expect((await (await signedIn(served, email)).post(`/desk/questions/${wrong}/follow`)).status).toBe(404);
  await asked();
});

test('B06 B07 a calendar that cannot be written into is named with its reason, and whoever may choose another is led there', async () => {
  account.calendar.fail({
    when: 'before',
    error: () => new ProviderError('rejected', 'The calendar can only be read now.'),
  });
  await booked(TEN);
  await account.write();
  const desk = await signedIn(served, email);
  const page = await desk.page('/desk');
  expect(textOf(page)).toContain('Appointments are not written into Dr. Lee’s “Own”.');
  expect(textOf(page)).toContain('The calendar can only be read now.');
  expect(page).toContain(`href="/desk/calendars/accounts/${account.connectionId}"`);
  const other = await (await assistant()).page('/desk');
  expect(textOf(other)).toContain('Appointments are not written into Dr. Lee’s “Own”.');
  expect(other).not.toContain('/desk/calendars/accounts/');
});

test('F04 an account that has to be connected again is named once, with the way to do so, whatever its calendars say', async () => {
  account.calendar.fail({
    when: 'before',
    error: () => new ProviderError('reconnect', 'The password is not taken any more.'),
  });
  wait(instant(now + 25 * 60 * MINUTE));
  await account.sync();
  const desk = await signedIn(served, email);
  const page = await desk.page('/desk');
  expect(textOf(page)).toContain('Dr. Lee’s CalDAV has to be connected again.');
  expect(textOf(page)).toContain('Until it is connected, Dr. Lee publishes no slots.');
  expect(page).toContain(
    `/desk/calendars/connect?kind=caldav&amp;practitioner=${practice.practitionerId}&amp;account=${account.connectionId}`,
  );
  expect(textOf(page)).not.toContain('The password is not taken any more.');
});
