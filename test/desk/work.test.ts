/** What staff do at the desk, over HTTP and on a real database: book, move, cancel, and mend what needs attention. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { viewAppointment } from '../../src/actions/manage.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import type { AppointmentId, Interval } from '../../src/domain/types.ts';
import { machineTime } from '../../src/views/format.ts';
import { deliverDue } from '../../src/outbox/deliver.ts';
import { NINE, rowsOf, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { calendarOf, fails, feedServer } from '../support/feed.ts';
import { addCalendar, at, contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { addFeedConnection } from '../../src/actions/connections.ts';
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

function booking(more: Record<string, string> = {}): Record<string, string> {
  const { typeId, practitionerId } = practice;
  const patient = { name: 'Ada Byron', email: 'ada@patient.example', phone: '+1 212 555 0111', note: '', tell: 'on' };
  return { type: typeId, practitioner: practitionerId, at: machineTime(NINE), ...patient, ...more };
}

async function booked(more: Record<string, string> = {}): Promise<Appointment> {
  const answer = await desk.post('/desk/book', booking(more));
  const id = /\/desk\/appointments\/([\da-f-]+)/.exec(answer.headers.get('location') ?? '')?.[1];
  return read(id as AppointmentId); // of the redirect
}

async function read(id: AppointmentId): Promise<Appointment> {
  const appointment = await viewAppointment(contextOf(database.db, practice), id);
  if (!appointment) throw new Error(`There is no appointment ${id}.`);
  return appointment;
}

async function busy(...stretches: Interval[]): Promise<void> {
  await database.db.tenant(practice.practiceId, (tx) =>
    addCalendar(tx, practice.practiceId, { ...practice, busy: stretches }),
  );
}

test('staff choose one of the open times, and the patient is told as they say', async () => {
  const page = await desk.page('/desk/book');
  expect(page).toContain(`at=${encodeURIComponent(machineTime(NINE))}`);
  const form = await desk.page(
    `/desk/book?type=${practice.typeId}&practitioner=${practice.practitionerId}&at=${encodeURIComponent(machineTime(NINE))}`,
  );
  expect(form).toContain('Tuesday, March 2, 2027');
  const appointment = await booked();
  expect(appointment).toMatchObject({ start: NINE, bookedBy: 'staff', status: 'confirmed' });
  await booked({ at: machineTime(TEN), tell: '', name: 'Mary Poole', email: 'mary@patient.example' });
  await deliverDue(served.deps, NOW);
  const mails = await desk.page('/desk/mails');
  expect(mails).toContain('ada@patient.example');
  expect(mails).not.toContain('mary@patient.example');
});

test('a patient without an email address can be booked, and nothing pretends that they were told', async () => {
  const appointment = await booked({ email: '' });
  expect(appointment.patient.email).toBeUndefined();
  const page = await desk.page(`/desk/appointments/${appointment.id}`);
  expect(page).toContain('None: no mail can be sent.');
  expect(page).toContain('/manage/');
  expect(page).not.toContain('Send the confirmation again');
});

test('over busy time staff are asked first, keep what they typed, and may book anyway', async () => {
  await busy({ start: NINE, end: later(NINE, 30) });
  const asked = await desk.post('/desk/book', booking());
  const page = await asked.text();
  expect(asked.status).toBe(409);
  expect(page).toContain('The practitioner’s calendar says busy.');
  expect(page).toContain('value="Ada Byron"');
  expect(page).toContain('Book anyway');
  expect((await rowsOf(database.db, practice)).confirmed).toBe(0);
  expect(await booked({ anyway: 'on' })).toMatchObject({ start: NINE });
});

test('any other time is typed in the practitioner’s zone, with a warning outside the reserved hours', async () => {
  const choice = `type=${practice.typeId}&practitioner=${practice.practitionerId}`;
  const form = await desk.page(`/desk/book?${choice}&day=2027-03-06&clock=20:00`);
  expect(form).toContain('Saturday, March 6, 2027');
  expect(form).toContain(`value="2027-03-07T01:00:00Z"`);
  const asked = await desk.post('/desk/book', booking({ at: '2027-03-07T01:00:00Z' }));
  expect(await asked.text()).toContain('It lies outside the hours reserved for booking.');
  for (const wrong of ['day=2027-02-30&clock=10:00', 'day=x&clock=10:00', 'day=2027-03-06&clock=99:00', 'at=1e309']) {
    expect([wrong, (await desk.get(`/desk/book?${choice}&${wrong}`)).status]).toEqual([wrong, 422]);
  }
});

test('never over another appointment, not even anyway', async () => {
  await booked();
  const answer = await desk.post('/desk/book', booking({ name: 'Mary Poole', email: '', anyway: 'on' }));
  const page = await answer.text();
  expect(answer.status).toBe(409);
  expect(page).toContain('Another appointment, or somebody who is booking, has this time.');
  expect(page).toContain('value="Mary Poole"');
  expect((await rowsOf(database.db, practice)).confirmed).toBe(1);
});

test('fields that cannot be taken are named, and ids of nothing are not found', async () => {
  const wrong = await desk.post('/desk/book', booking({ name: '', email: 'a@b@c' }));
  expect(wrong.status).toBe(422);
  expect(await wrong.text()).toContain('Type the name.');
  expect((await desk.post('/desk/book', booking({ type: 'x' }))).status).toBe(404);
  expect((await desk.post('/desk/book', booking({ at: 'soon' }))).status).toBe(404);
});

test('I09: what was typed is shown as text on every page of the desk', async () => {
  const name = '<script>alert(1)</script>"><img src=x onerror=y>{{7*7}}';
  const appointment = await booked({ name, note: name });
  await deliverDue(served.deps, NOW);
  for (const path of [
    '/desk',
    `/desk/appointments/${appointment.id}`,
    `/desk/appointments/${appointment.id}/move`,
    '/desk/mails',
  ]) {
    const page = await desk.page(path);
    expect([path, page.includes('<script>alert'), page.includes('<img src=x')]).toEqual([path, false, false]);
  }
  expect(await desk.page('/desk')).toContain('&lt;script&gt;');
});

test('moving keeps the appointment’s identity and its manage link; a stale page changes nothing', async () => {
  const before = await booked();
  const path = `/desk/appointments/${before.id}`;
  const link = /\/manage\/[\w-]{43}/.exec(await desk.page(path))?.[0];
  expect(await desk.page(`${path}/move?at=${encodeURIComponent(machineTime(TEN))}`)).toContain('Move it');
  const moved = await desk.post(`${path}/move`, { at: machineTime(TEN), revision: '1', tell: 'on' });
  expect(moved.headers.get('location')).toBe(`${path}?done=moved-told`);
  expect(await read(before.id)).toMatchObject({ start: TEN, uid: before.uid, sequence: 1 });
  expect(await desk.page(path)).toContain(link);
  const stale = await desk.post(`${path}/move`, { at: machineTime(NINE), revision: '1' });
  expect(stale.status).toBe(409);
  expect(await stale.text()).toContain('was changed in the meantime');
  expect((await read(before.id)).start).toBe(TEN);
});

test('moving outside the reserved hours asks first', async () => {
  const { id } = await booked();
  const late = at('2027-03-02T20:00-05:00');
  const asked = await desk.post(`/desk/appointments/${id}/move`, { at: machineTime(late), revision: '1', tell: '' });
  expect(await asked.text()).toContain('Move anyway');
  expect((await read(id)).start).toBe(NINE);
  await desk.post(`/desk/appointments/${id}/move`, { at: machineTime(late), revision: '1', anyway: 'on' });
  expect((await read(id)).start).toBe(late);
});

test('cancelling tells the patient only when asked to, and twice is once', async () => {
  const told = await booked();
  const silent = await booked({ at: machineTime(TEN), email: 'mary@patient.example', tell: '' });
  const one = await desk.post(`/desk/appointments/${told.id}/cancel`, { tell: 'on', revision: '1' });
  expect(one.headers.get('location')).toContain('done=cancelled-told');
  await desk.post(`/desk/appointments/${told.id}/cancel`, { tell: 'on', revision: '1' });
  await desk.post(`/desk/appointments/${silent.id}/cancel`, { revision: '1' });
  expect((await read(told.id)).status).toBe('cancelled');
  await deliverDue(served.deps, NOW);
  const mails = await desk.page('/desk/mails');
  expect(mails.match(/cancel/gi)?.length).toBeGreaterThan(0);
  expect(mails).not.toContain('mary@patient.example');
  expect(await desk.page(`/desk/appointments/${told.id}`)).toContain('It was cancelled by the practice.');
});

test('the confirmation can be sent again, each time as a mail of its own', async () => {
  const { id } = await booked();
  await deliverDue(served.deps, NOW);
  for (let times = 0; times < 2; times++) await desk.post(`/desk/appointments/${id}/resend`);
  await deliverDue(served.deps, NOW);
  const page = await desk.page(`/desk/appointments/${id}`);
  expect(page.match(/Confirmation to the patient/g)).toHaveLength(3);
  expect((await desk.page('/desk/mails')).match(/ada@patient\.example/g)).toHaveLength(3);
});

test('the first page says that mail is missing and shows kept mails with what they say', async () => {
  await booked();
  await deliverDue(served.deps, NOW);
  const page = await desk.page('/desk');
  expect(page).toContain('No mail server is set up.');
  expect(page).toContain('1 mail was not sent.');
  const mails = await desk.page('/desk/mails');
  expect(mails).toContain('Not sent');
  expect(mails).toContain('Tuesday, March 2');
});

test('an unread calendar is named with its reason, closes the practitioner, and is read at a press', async () => {
  const feed = await feedServer(calendarOf([['20270302T150000Z', '20270302T153000Z']]));
  feed.answer = fails(500);
  const ctx = contextOf(database.db, practice, { actor: { kind: 'system' } });
  const added = await addFeedConnection(ctx, {
    practitionerId: practice.practitionerId,
    address: feed.address,
    name: 'Calendar',
  });
  if (!added.ok) throw new Error('The calendar of this test was not added.');
  const path = `/desk/calendars/${added.value.calendarId}/read`;
  expect(await desk.page('/desk')).toContain('Dr. Lee’s calendar has never been read.');
  expect((await desk.post(path)).headers.get('location')).toBe('/desk?done=not-read');
  const failed = await desk.page('/desk');
  expect(failed).toContain('publishes no slots');
  expect(failed).not.toContain(new URL(feed.address).pathname);
  feed.answer = (_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/calendar' })
      .end(calendarOf([['20270302T150000Z', '20270302T153000Z']]));
  served.setClock(later(NOW, 5));
  expect((await desk.post(path)).headers.get('location')).toBe('/desk?done=read');
  expect(await desk.page('/desk')).not.toContain('’s calendar');
  await feed.close();
});

test('an appointment that was booked on a stale calendar is listed until somebody says that it is right', async () => {
  const { id } = await booked();
  await database.db.tenant(practice.practiceId, (tx) => tx`update appointments set to_verify = true`);
  expect(await desk.page('/desk')).toContain('Look at Ada Byron');
  await desk.post(`/desk/appointments/${id}/verified`);
  expect(await desk.page('/desk')).not.toContain('Look at Ada Byron');
  expect((await read(id)).toVerify).toBe(false);
});

test('the list of all appointments is searched and narrowed, and says how many there are', async () => {
  const ada = await booked();
  const mary = await booked({ at: machineTime(TEN), name: 'Mary Poole', email: 'mary@patient.example', phone: '' });
  await desk.post(`/desk/appointments/${mary.id}/cancel`, { revision: '1' });
  const shown = async (query: string) => {
    const page = await desk.page(`/desk/appointments?${query}`);
    return [ada, mary].map(({ id }) => page.includes(`/desk/appointments/${id}`));
  };
  expect(await shown('')).toEqual([true, true]);
  expect(await shown('q=mary')).toEqual([false, true]);
  expect(await shown('q=0111')).toEqual([true, false]);
  expect(await shown('status=cancelled')).toEqual([false, true]);
  expect(await shown('status=confirmed')).toEqual([true, false]);
  expect(await shown('status=no-show')).toEqual([false, false]);
  expect(await shown('from=2027-03-02&to=2027-03-02')).toEqual([true, true]);
  expect(await shown('from=2027-03-03')).toEqual([false, false]);
  expect(await shown('to=2027-03-01')).toEqual([false, false]);
  expect(await shown(`type=${practice.typeId}&practitioner=${practice.practitionerId}`)).toEqual([true, true]);
  expect(await shown(`type=${randomUUID()}`)).toEqual([false, false]);
  // What cannot be read does not matter.
  expect(await shown('from=x&to=y&status=z&type=1&page=-4')).toEqual([true, true]);
  expect(await desk.page('/desk/appointments?q=nobody')).toContain('No appointment fits.');
});

test('a week shows its days from Monday on, whatever day of it was asked for', async () => {
  const { id } = await booked();
  for (const day of ['2027-03-01', '2027-03-02', '2027-03-07']) {
    const page = await desk.page(`/desk/week?from=${day}`);
    expect([day, page.includes(id), page.includes('value="2027-03-01"')]).toEqual([day, true, true]);
  }
  expect(await desk.page('/desk/week?from=2027-03-08')).not.toContain(id);
  expect((await desk.get('/desk/week?from=x&practitioner=1')).status).toBe(200);
});

test('I06: what stands in the address is shown only when it is one of our own words', async () => {
  for (const done of ['constructor', '__proto__', '<b>', 'https://evil.example']) {
    expect(await desk.page(`/desk?done=${encodeURIComponent(done)}`)).not.toContain('message-good');
  }
  expect(await desk.page('/desk?done=read')).toContain('The calendar was read.');
});
