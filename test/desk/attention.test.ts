/** What needs attention: appointments that something speaks against by now, addresses that bounced, mails that wait. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addClosure } from '../../src/actions/closures.ts';
import { listClashes } from '../../src/actions/clashes.ts';
import { addFeedConnection } from '../../src/actions/connections.ts';
import { rescheduleAppointment } from '../../src/actions/reschedule.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import { deliverDue } from '../../src/outbox/deliver.ts';
import { syncCalendar } from '../../src/sync/read.ts';
import { STAFF } from '../outbox/mail-room.ts';
import { NINE, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { calendarOf, feedServer, serves } from '../support/feed.ts';
import { openInbox, type Inbox } from '../support/inbox.ts';
import { textOf } from '../support/page.ts';
import { at, contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

let database: TestDatabase;
let inbox: Inbox;
let served: Served;
let practice: SamplePractice;
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
  await member(database.db, practice, `owner@${slug}.example`);
  desk = await signedIn(served, `owner@${slug}.example`);
});
afterAll(async () => {
  await served.close();
  await inbox[Symbol.asyncDispose]();
  await database.close();
});

const ADA = { name: 'Ada Byron', email: 'ada@patient.example', phone: '+1 212 555 0111' };
const staff = () => contextOf(database.db, practice, { actor: STAFF });

async function booked({ start = NINE, anyway = false, tell = false } = {}): Promise<Appointment> {
  const outcome = await bookForPatient(staff(), { ...practice, start, patient: ADA, tell, anyway });
  if (!outcome.ok) throw new Error('The test could not book.');
  return outcome.value.appointment;
}

async function clashes(): Promise<string[]> {
  return (await listClashes(staff())).map(({ appointment, codes }) => `${appointment.id} ${codes.join(' ')}`);
}

/** A feed of one event from 9:00 to 9:30, read once. */
async function withFeed(events: Parameters<typeof calendarOf>[0]) {
  const feed = await feedServer(calendarOf(events));
  const added = await addFeedConnection(staff(), { ...practice, address: feed.address, name: 'Calendar' });
  if (!added.ok) throw new Error('The calendar of this test was not added.');
  const sync = (now = NOW) => syncCalendar(served.deps, practice.practiceId, added.value.calendarId, now);
  return { feed, sync };
}

test('A14: after hours are shortened, what was booked stays and is flagged, until it is moved or said to be right', async () => {
  const one = await booked();
  const two = await booked({ start: TEN });
  expect(await clashes()).toEqual([]);
  await database.db.tenant(
    practice.practiceId,
    (tx) => tx`
      update openings set local_start = '2025-01-06T13:00' where opening_id = ${practice.openingId}`,
  );
  expect(await clashes()).toEqual([`${one.id} outside-openings`, `${two.id} outside-openings`]);
  const page = textOf(await desk.page('/desk'));
  expect(page).toContain('Ada Byron on Tuesday, March 2, 2027 at 9:00 AM clashes.');
  expect(page).toContain('It lies outside the hours reserved for booking.');
  expect((await desk.post(`/desk/appointments/${one.id}/accept`)).headers.get('location')).toBe('/desk?done=accepted');
  await rescheduleAppointment(staff(), { appointmentId: two.id, start: at('2027-03-02T13:00-05:00'), tell: false });
  expect(await clashes()).toEqual([]);
});

test('what staff book over a warning on purpose is no clash; moved without one it is again', async () => {
  const late = at('2027-03-02T20:00-05:00');
  const one = await booked({ start: late, anyway: true });
  expect(await clashes()).toEqual([]);
  const moved = { appointmentId: one.id, start: later(late, 60), tell: false, anyway: true };
  expect((await rescheduleAppointment(staff(), moved)).ok).toBe(true);
  expect(await clashes()).toEqual([]);
  await addClosure(staff(), { ...practice, start: late, end: later(late, 120) });
  expect(await clashes()).toEqual([`${one.id} closed`]);
});

test('A16: a private event over a booking keeps both, and the practitioner is told within 5 minutes of the reading', async () => {
  const { feed, sync } = await withFeed([]);
  await sync();
  const one = await booked();
  feed.answer = serves(calendarOf([['20270302T140000Z', '20270302T143000Z']]));
  expect(await sync(later(NOW, 1))).toBe('changed');
  expect(await clashes()).toEqual([`${one.id} busy`]);
  expect(textOf(await desk.page('/desk'))).toContain('Dr. Lee’s calendar has something at this time.');
  await deliverDue(served.deps, later(NOW, 5));
  expect(inbox.mails.map(({ to, mail }) => [to[0], mail.subject])).toEqual([
    ['lee@practice.example', 'Clash: appointment on Tue, Mar 2 at 9:00 AM'],
  ]);
  expect(inbox.mails[0]?.mail.text).not.toContain('Something private');
  // Read again, told once; and said to be right, it is shown no more.
  feed.answer = serves(calendarOf([['20270302T140000Z', '20270302T144500Z']]));
  await sync(later(NOW, 20));
  await deliverDue(served.deps, later(NOW, 25));
  expect(inbox.mails).toHaveLength(1);
  await desk.post(`/desk/appointments/${one.id}/accept`);
  expect(await clashes()).toEqual([]);
  await feed.close();
});

test('A16: a clash that was mended before the mail went out is not told of', async () => {
  const { feed, sync } = await withFeed([]);
  await sync();
  const one = await booked();
  feed.answer = serves(calendarOf([['20270302T140000Z', '20270302T143000Z']]));
  await sync(later(NOW, 1));
  await rescheduleAppointment(staff(), { appointmentId: one.id, start: TEN, tell: false });
  await deliverDue(served.deps, later(NOW, 5));
  expect(inbox.mails).toEqual([]);
  await feed.close();
});

test('H03: a bounced address of somebody who is expected is named, with the way to mend it', async () => {
  const one = await booked({ tell: true });
  inbox.refuse.recipients.push(550);
  await deliverDue(served.deps, NOW);
  const page = await desk.page('/desk');
  expect(textOf(page)).toContain('Mail to Ada Byron bounced.');
  expect(page).toContain(`/desk/patients/${one.patient.id}`);
  expect(textOf(page)).not.toContain('was given up');
  await desk.post(`/desk/patients/${one.patient.id}`, { ...ADA, email: 'ada@new.example' });
  expect(textOf(await desk.page('/desk'))).not.toContain('bounced');
});

test('a mail that waits is tried at a press, and one that was given up can be let go', async () => {
  await booked({ tell: true });
  inbox.refuse.mails.push(451);
  await deliverDue(served.deps, NOW);
  const waiting = await desk.page('/desk');
  expect(textOf(waiting)).toContain('Sending a mail about an appointment did not work yet.');
  const path = /\/desk\/jobs\/\d+/.exec(waiting)?.[0] ?? '';
  expect((await desk.post(path, { do: 'again' })).headers.get('location')).toBe('/desk?done=again');
  await deliverDue(served.deps, NOW);
  expect(inbox.mails).toHaveLength(1);
  expect((await desk.post(path, { do: 'again' })).status).toBe(404);
  for (const job of ['0', 'x', '99999999999999999999', '123456789']) {
    expect([job, (await desk.post(`/desk/jobs/${job}`, { do: 'let-go' })).status]).toEqual([job, 404]);
  }
});

test('of another practice no job is tried and no clash is accepted', async () => {
  const one = await booked({ tell: true });
  inbox.refuse.mails.push(451);
  await deliverDue(served.deps, NOW);
  const path = /\/desk\/jobs\/\d+/.exec(await desk.page('/desk'))?.[0] ?? '';
  const slug = `other-${randomUUID()}`;
  const foreign = await samplePractice(database.db, { slug });
  await member(database.db, foreign, `owner@${slug}.example`);
  const stranger = await signedIn(served, `owner@${slug}.example`);
  expect((await stranger.post(path, { do: 'again' })).status).toBe(404);
  expect((await stranger.post(`/desk/appointments/${one.id}/accept`)).status).toBe(404);
});
