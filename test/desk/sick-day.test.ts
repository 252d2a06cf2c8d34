/** A sick day: time is closed, the appointments in it are moved or cancelled together, everybody is told, the rest is phoned. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { offersFor } from '../../src/actions/closure-offers.ts';
import { listClosures, readClosure } from '../../src/actions/closures.ts';
import { viewAppointment } from '../../src/actions/manage.ts';
import { searchAppointments, bookForPatient } from '../../src/actions/staff.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import type { PractitionerId } from '../../src/domain/types.ts';
import { deliverDue } from '../../src/outbox/deliver.ts';
import { machineTime } from '../../src/views/format.ts';
import { STAFF } from '../outbox/mail-room.ts';
import { NINE, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { openInbox, type Inbox } from '../support/inbox.ts';
import { textOf } from '../support/page.ts';
import {
  addOpening,
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

let database: TestDatabase;
let inbox: Inbox;
let served: Served;
let practice: SamplePractice;
let other: PractitionerId;
let desk: AtDesk;

beforeAll(async () => {
  database = await testDatabase();
  inbox = await openInbox();
  served = await serve(database.db, { SMTP_URL: inbox.url, MAIL_FROM: 'desk@practice.example' });
});
beforeEach(async () => {
  served.setClock(NOW);
  await deliverDue(served.deps, NOW); // what other cases left
  inbox.mails.length = 0;
  const slug = `practice-${randomUUID()}`;
  practice = await samplePractice(database.db, { slug });
  other = await database.db.tenant(practice.practiceId, async (tx) => {
    const id = await addPractitioner(tx, practice.practiceId, { name: 'Dr. Kim', slug: 'dr-kim' });
    await addOpening(tx, practice.practiceId, { practitionerId: id });
    return id;
  });
  await member(database.db, practice, `owner@${slug}.example`);
  desk = await signedIn(served, `owner@${slug}.example`);
});
afterAll(async () => {
  await served.close();
  await inbox[Symbol.asyncDispose]();
  await database.close();
});

const ADA = { name: 'Ada Byron', email: 'ada@patient.example', phone: '+1 212 555 0111' };
const MARY = { name: 'Mary Poole', email: '', phone: '+1 212 555 0222' };
const ELEVEN = later(TEN, 60);
const NEXT_DAY = at('2027-03-03T09:00-05:00');

const staff = () => contextOf(database.db, practice, { actor: STAFF });

async function booked(patient: typeof ADA, start = NINE): Promise<Appointment> {
  const outcome = await bookForPatient(staff(), { ...practice, start, patient, tell: false, anyway: true });
  if (!outcome.ok) throw new Error('The test could not book.');
  return outcome.value.appointment;
}

/** Tuesday is closed; the address of its page. */
async function closed(more: Record<string, string> = {}): Promise<string> {
  const day = { fromDay: '2027-03-02', fromClock: '', toDay: '2027-03-02', toClock: '' };
  const answer = await desk.post('/desk/closures', { practitioner: practice.practitionerId, ...day, ...more });
  const path = answer.headers.get('location');
  if (!path) throw new Error(`Not closed: ${answer.status}`);
  return path.split('?')[0]!;
}

async function read({ id }: Appointment): Promise<Appointment> {
  return (await viewAppointment(staff(), id))!; // booked by the test
}

test('a whole day is closed in two clicks, its appointments are listed, and it can be opened again', async () => {
  const ada = await booked(ADA);
  const path = await closed();
  const page = textOf(await desk.page(path));
  expect(page).toMatch(/Dr\. Lee is closed.*Tuesday, March 2, 2027, all day.*1 appointment in this time.*Ada Byron/);
  expect(textOf(await desk.page('/desk/closures'))).toContain('Tuesday, March 2, 2027, all day');
  expect(await desk.page(`/desk/book?practitioner=${practice.practitionerId}`)).not.toContain(
    encodeURIComponent(machineTime(TEN)),
  );
  await desk.post(`${path}/remove`);
  expect(await listClosures(staff())).toEqual([]);
  expect((await read(ada)).status).toBe('confirmed');
});

test('part of a day, a wrong end and no day are read as what they are', async () => {
  await closed({ fromClock: '09:00', toClock: '11:30' });
  expect(textOf(await desk.page('/desk/closures'))).toContain('Tuesday, March 2, 2027, 9:00 AM to 11:30 AM');
  for (const [more, words] of [
    [{ toDay: '2027-03-01', fromDay: '2027-03-02' }, 'The end must come after the start.'],
    [{ fromDay: '2027-02-01', toDay: '2027-02-01' }, 'This time is over.'],
    [{ fromDay: 'x' }, 'Give a day, and a time or none.'],
    [{ toDay: '' }, 'Give a day, and a time or none.'],
    [{ fromDay: '2027-03-02', toDay: '2029-03-02' }, 'at most a year'],
  ] as const) {
    const form = { practitioner: practice.practitionerId, fromDay: '2027-03-02', toDay: '2027-03-02', ...more };
    const answer = await desk.post('/desk/closures', form);
    expect([more, answer.status, (await answer.text()).includes(words)]).toEqual([more, 422, true]);
  }
  expect((await desk.post('/desk/closures', { practitioner: randomUUID() })).status).toBe(404);
});

test('suggested times are open, each offered once, of the own practitioner first and then of another', async () => {
  const list = [await booked(ADA), await booked(MARY, TEN), await booked(ADA, ELEVEN)];
  const path = await closed();
  const id = (await listClosures(staff()))[0]!.id;
  const stretch = await readClosure(staff(), id);
  if (!stretch.ok) throw new Error('There is no closure.');
  const offers = await offersFor(staff(), stretch.value.affected);
  const firsts = list.map((one) => offers.get(one.id)?.[0]);
  expect(firsts.map((offer) => offer && machineTime(offer.start))).toEqual([
    '2027-03-03T14:00:00Z',
    '2027-03-03T15:00:00Z',
    '2027-03-03T16:00:00Z',
  ]);
  expect(offers.get(list[0]!.id)?.at(-1)).toMatchObject({ practitionerName: 'Dr. Kim', start: NINE });
  const page = await desk.page(`${path}?fill=move`);
  for (const offer of firsts)
    expect(page).toContain(`value="${offer?.practitionerId} ${machineTime(offer!.start)}" selected`);
  expect((await desk.page(`${path}?fill=cancel`)).match(/value="cancel" selected/g)).toHaveLength(3);
});

test('moved, cancelled and given to another in one go; whom no mail reaches stands on the list of calls', async () => {
  const [ada, mary, ben] = [await booked(ADA), await booked(MARY, TEN), await booked({ ...ADA, name: 'Ben' }, ELEVEN)];
  const path = await closed();
  const answer = await desk.post(`${path}/settle`, {
    [`do-${ada.id}`]: `${practice.practitionerId} ${machineTime(NEXT_DAY)}`,
    [`do-${mary.id}`]: 'cancel',
    [`do-${ben.id}`]: `${other} ${machineTime(ELEVEN)}`,
    tell: 'on',
  });
  expect(answer.headers.get('location')).toBe(`${path}?done=settled-told`);
  expect(await read(ada)).toMatchObject({ start: NEXT_DAY, status: 'confirmed', uid: ada.uid });
  expect(await read(mary)).toMatchObject({ status: 'cancelled' });
  expect(await read(ben)).toMatchObject({ status: 'cancelled' });
  const { appointments } = await searchAppointments(staff(), { practitionerId: other }, { limit: 10, offset: 0 });
  expect(appointments).toMatchObject([{ start: ELEVEN, status: 'confirmed', patient: { id: ben.patient.id } }]);
  await deliverDue(served.deps, NOW);
  expect(inbox.mails.map(({ mail }) => (mail.subject ?? '').split(':')[0] ?? '').toSorted()).toEqual([
    'Cancelled',
    'New time',
    'Your appointment on Tue, Mar 2 at 11',
  ]);
  const page = textOf(await desk.page(path));
  expect(page).toMatch(/To phone 1 left Mary Poole Cancelled \+1 212 555 0222 Reached.*Told by email/);
  expect(page).toMatch(/Ada Byron Moved to Wed, Mar 3, 9:00 AM.*Ben Now with Dr\. Kim on Tue, Mar 2, 11:00 AM/);
  await desk.post(`${path}/called`, { appointment: mary.id, reached: 'yes' });
  expect(textOf(await desk.page(path))).toContain('All reached');
  await desk.post(`${path}/called`, { appointment: mary.id, reached: 'no' });
  expect(textOf(await desk.page(path))).toContain('1 left');
  expect((await desk.post(`${path}/called`, { appointment: ada.id, reached: 'yes' })).status).toBe(404);
});

test('where one cannot be done nothing is, and it is named', async () => {
  const [ada, mary] = [await booked(ADA), await booked(MARY, TEN)];
  const path = await closed();
  const taken = await bookForPatient(staff(), {
    ...practice,
    start: NEXT_DAY,
    patient: { name: 'Eve', phone: '' },
    tell: false,
    anyway: false,
  });
  expect(taken.ok).toBe(true);
  const answer = await desk.post(`${path}/settle`, {
    [`do-${mary.id}`]: 'cancel',
    [`do-${ada.id}`]: `${practice.practitionerId} ${machineTime(NEXT_DAY)}`,
    tell: 'on',
  });
  expect(answer.status).toBe(409);
  const html = await answer.text();
  expect(textOf(html)).toMatch(
    /Nothing was changed.*Ada Byron.*Another appointment, or somebody who is booking, has this time\./,
  );
  expect(html).toMatch(/value="cancel" selected/);
  for (const one of [ada, mary]) expect(await read(one)).toEqual(one);
  await deliverDue(served.deps, NOW);
  expect(inbox.mails).toEqual([]);
});

test('two that were given the same new time are not both moved', async () => {
  const [ada, mary] = [await booked(ADA), await booked(MARY, TEN)];
  const path = await closed();
  const choice = `${practice.practitionerId} ${machineTime(NEXT_DAY)}`;
  const answer = await desk.post(`${path}/settle`, { [`do-${ada.id}`]: choice, [`do-${mary.id}`]: choice });
  expect(answer.status).toBe(409);
  for (const one of [ada, mary]) expect(await read(one)).toEqual(one);
});

test('without mails everybody is to be phoned; a bounced address counts as none', async () => {
  const ada = await booked(ADA);
  await database.db.tenant(practice.practiceId, (tx) => tx`update patients set bounced_at = now()`);
  const path = await closed();
  await desk.post(`${path}/settle`, { [`do-${ada.id}`]: 'cancel', tell: 'on' });
  expect(textOf(await desk.page(path))).toContain('To phone 1 left Ada Byron');
  const eve = await booked({ ...ADA, name: 'Eve', email: 'eve@patient.example' }, TEN);
  await desk.post(`${path}/settle`, { [`do-${eve.id}`]: 'cancel' });
  expect(textOf(await desk.page(path))).toContain('To phone 2 left');
});

test('a choice about an appointment elsewhere, or none at all, changes nothing', async () => {
  const path = await closed();
  const elsewhere = await bookForPatient(staff(), {
    ...practice,
    practitionerId: other,
    start: NINE,
    patient: ADA,
    tell: false,
    anyway: true,
  });
  if (!elsewhere.ok) throw new Error('The test could not book.');
  const { id } = elsewhere.value.appointment;
  expect((await desk.post(`${path}/settle`, { [`do-${id}`]: 'cancel' })).status).toBe(409);
  expect((await read(elsewhere.value.appointment)).status).toBe('confirmed');
  for (const form of [{}, { 'do-x': 'cancel' }, { [`do-${id}`]: 'keep' }, { [`do-${id}`]: 'x y' }]) {
    expect((await desk.post(`${path}/settle`, form)).status).toBe(409);
  }
  expect((await desk.post(`/desk/closures/${randomUUID()}/settle`, { [`do-${id}`]: 'cancel' })).status).toBe(404);
});
