/** A weekly series at the desk and by API: every date is looked at first, then all are booked or none, with one mail. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { searchAppointments } from '../../src/actions/staff.ts';
import { bookSeries, planSeries, readSeries } from '../../src/actions/series.ts';
import { bookForPatient } from '../../src/actions/staff.ts';
import type { Appointment } from '../../src/domain/booking.ts';
import type { Instant } from '../../src/domain/types.ts';
import { deliverDue } from '../../src/outbox/deliver.ts';
import { machineTime } from '../../src/views/format.ts';
import { STAFF } from '../outbox/mail-room.ts';
import { NINE, TEN } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { openInbox, type Inbox } from '../support/inbox.ts';
import { textOf } from '../support/page.ts';
import { addCalendar, at, contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
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

/** Tuesdays at nine in New York; the clocks change on March 14. */
const TUESDAYS = ['2027-03-02', '2027-03-09', '2027-03-16', '2027-03-23'].map((day, index) =>
  at(`${day}T09:00-0${index < 2 ? 5 : 4}:00`),
);
const ADA = { name: 'Ada Byron', email: 'ada@patient.example', phone: '+1 212 555 0111', note: '' };

const staff = () => contextOf(database.db, practice, { actor: STAFF });

function repeated(more: Record<string, string> = {}): Promise<Response> {
  const { typeId, practitionerId } = practice;
  const form = { type: typeId, practitioner: practitionerId, at: machineTime(NINE), ...ADA, tell: 'on' };
  return desk.post('/desk/book', { ...form, repeat: '1', count: '4', ...more });
}

/** The form of the page of dates, with a choice for each. */
function dates(choices: readonly string[], more: Record<string, string> = {}): Record<string, string> {
  const { typeId, practitionerId } = practice;
  const fields = { type: typeId, practitioner: practitionerId, ...ADA, tell: 'on' };
  const each = choices.flatMap((choice, index) => [
    [`at-${index}`, machineTime(TUESDAYS[index]!)],
    [`do-${index}`, choice],
  ]);
  return { ...fields, ...Object.fromEntries(each), ...more };
}

async function booked(): Promise<Appointment[]> {
  return (await searchAppointments(staff(), {}, { limit: 100, offset: 0 })).appointments;
}

async function taken(start: Instant): Promise<void> {
  const patient = { name: 'Mary Poole', phone: '' };
  await bookForPatient(staff(), { ...practice, start, patient, tell: false, anyway: true });
}

test('every date is shown before anything is booked, at the same time of day across a clock change', async () => {
  const page = textOf(await (await repeated()).text());
  expect(page).toContain('All dates are open. Nothing is booked yet.');
  for (const day of ['March 2', 'March 9', 'March 16', 'March 23'])
    expect(page).toContain(`Tuesday, ${day}, 2027, 9:00 AM`);
  expect(await booked()).toEqual([]);
});

test('what speaks against a date stands beside it, with open times near it', async () => {
  await taken(TUESDAYS[1]!);
  await database.db.tenant(practice.practiceId, (tx) =>
    addCalendar(tx, practice.practiceId, {
      ...practice,
      busy: [{ start: TUESDAYS[2]!, end: later(TUESDAYS[2]!, 30) }],
    }),
  );
  const html = await (await repeated()).text();
  const page = textOf(html);
  expect(page).toContain('2 dates have something against them.');
  expect(page).toMatch(/March 9, 2027, 9:00 AM Another appointment is at this time\. (?!Book it anyway)Instead/);
  expect(page).toMatch(/March 16, 2027, 9:00 AM The practitioner’s calendar says busy\. Book it anyway Instead/);
  expect(html).toContain(`value="${machineTime(later(TUESDAYS[1]!, 60))}"`);
});

test('chosen dates are booked together: left out, anyway, or at another time', async () => {
  await taken(TUESDAYS[1]!);
  await database.db.tenant(practice.practiceId, (tx) =>
    addCalendar(tx, practice.practiceId, {
      ...practice,
      busy: [{ start: TUESDAYS[2]!, end: later(TUESDAYS[2]!, 30) }],
    }),
  );
  const other = later(TUESDAYS[1]!, 60);
  const answer = await desk.post('/desk/series', dates(['take', machineTime(other), 'anyway', 'skip']));
  const path = answer.headers.get('location') ?? '';
  expect(path).toMatch(/done=series$/);
  const [first] = (await booked()).filter(({ patient }) => patient.name === ADA.name);
  const series = await readSeries(staff(), first!.seriesId!);
  expect(series.map(({ start }) => start)).toEqual([TUESDAYS[0], other, TUESDAYS[2]]);
  expect(new Set(series.map(({ patient }) => patient.id)).size).toBe(1);
  const page = await desk.page(path);
  expect(page).toContain('All dates are booked.');
  for (const { id } of series) expect(page).toContain(`/desk/appointments/${id}`);
});

test('one mail tells of all dates, each with its own link, and carries all events', async () => {
  await desk.post('/desk/series', dates(['take', 'take', 'take', 'take']));
  await deliverDue(served.deps, NOW);
  expect(inbox.mails).toHaveLength(1);
  const { mail, to, event } = inbox.mails[0]!;
  expect(to).toEqual(['ada@patient.example']);
  expect(mail.subject).toBe('Your 4 appointments with Sample Practice');
  expect(new Set(mail.text?.match(/\/manage\/[\w-]{43}/g)).size).toBe(4);
  expect(mail.text).toContain('Tuesday, March 16, 2027, 9:00 – 9:50 AM (UTC−4)');
  expect(event?.method).toBe('PUBLISH');
  expect(event?.content.match(/BEGIN:VEVENT/g)).toHaveLength(4);
  expect(event?.content).not.toMatch(/ATTENDEE|Ada|Consultation/);
  for (const word of [ADA.name, '10 minutes']) expect(mail.text).not.toContain(word);
  // Each is reminded of by itself.
  await deliverDue(served.deps, at('2027-03-08T09:00-05:00'));
  expect(inbox.mails.map((one) => one.mail.subject)).toContainEqual(expect.stringMatching(/^Reminder: .*Mar 9/));
});

test('a date that was taken meanwhile undoes them all, and the choices are kept', async () => {
  await taken(TUESDAYS[3]!);
  const answer = await desk.post('/desk/series', dates(['take', 'take', 'skip', 'take']));
  expect(answer.status).toBe(409);
  const html = await answer.text();
  expect(textOf(html)).toContain('Nothing was booked: a date cannot be had any more.');
  expect(html).toMatch(/name="do-2"[^>]*>.*?value="skip" selected/s);
  expect((await booked()).map(({ patient }) => patient.name)).toEqual(['Mary Poole']);
  await deliverDue(served.deps, NOW);
  expect(inbox.mails).toEqual([]);
});

test('two dates of a series that would overlap are not both had', async () => {
  const shifted = later(TUESDAYS[0]!, 30);
  const answer = await desk.post('/desk/series', dates(['take', machineTime(shifted)]));
  expect(answer.status).toBe(409);
  expect(await booked()).toEqual([]);
});

test('no date, or fields that are none, book nothing and break nothing', async () => {
  const none = await desk.post('/desk/series', dates(['skip', 'skip']));
  expect([none.status, textOf(await none.text())]).toEqual([409, expect.stringContaining('Choose at least one date.')]);
  for (const more of [{ name: '' }, { type: 'x' }, { 'at-0': 'soon' }] as Record<string, string>[]) {
    expect((await desk.post('/desk/series', dates(['take'], more))).status).toBe(404);
  }
  for (const count of ['1', '53', 'x', '']) {
    const asked = await repeated({ count });
    expect([count, asked.status]).toEqual([count, 422]);
    expect(await asked.text()).toContain('This must be a whole number from 2 to 52.');
  }
});

test('one is cancelled alone; with all that follow they go together, in one mail', async () => {
  await desk.post('/desk/series', dates(['take', 'take', 'take', 'take']));
  await deliverDue(served.deps, NOW);
  inbox.mails.length = 0;
  const [first, second, third] = await booked();
  await desk.post(`/desk/appointments/${first!.id}/cancel`, { revision: '1' });
  expect((await booked()).map(({ status }) => status)).toEqual(['cancelled', 'confirmed', 'confirmed', 'confirmed']);
  expect(await desk.page(`/desk/appointments/${third!.id}`)).toContain('Cancel 2 appointments');
  await desk.post(`/desk/appointments/${third!.id}/cancel-following`, { tell: 'on' });
  expect((await booked()).map(({ status }) => status)).toEqual(['cancelled', 'confirmed', 'cancelled', 'cancelled']);
  await deliverDue(served.deps, NOW);
  expect(inbox.mails).toHaveLength(1);
  const { mail, event } = inbox.mails[0]!;
  expect(mail.subject).toBe('Cancelled: 2 appointments with Sample Practice');
  expect(mail.text).toMatch(/Cancelled:\s+Tuesday, March 16.*\s+Tuesday, March 23.*These stay.*Tuesday, March 9/s);
  expect(event?.content.match(/STATUS:CANCELLED/g)).toHaveLength(2);
  expect(second!.status).toBe('confirmed');
});

test('A05 A06: the same key books a series once, and stands for no other', async () => {
  const asked = {
    ...practice,
    dates: TUESDAYS.map((start) => ({ start, anyway: false })),
    patient: ADA,
    tell: false,
    idempotencyKey: 'series-1',
  };
  const answers = await Promise.all([bookSeries(staff(), asked), bookSeries(staff(), asked)]);
  expect(answers.filter((one) => one.ok && one.value.repeated)).toHaveLength(1);
  expect(new Set(answers.map((one) => one.ok && one.value.seriesId)).size).toBe(1);
  expect(await booked()).toHaveLength(4);
  const other = await bookSeries(staff(), { ...asked, dates: asked.dates.slice(1) });
  expect(other).toMatchObject({ refusal: { code: 'other-body' } });
});

test('every 2 weeks is every second week, and nobody’s practitioner has no dates', async () => {
  const { practitionerId, typeId } = practice;
  const plan = await planSeries(staff(), { practitionerId, typeId, start: TEN, every: 2, count: 3 });
  if (!plan.ok) throw new Error('There is no plan.');
  expect(plan.value.map(({ start }) => machineTime(start))).toEqual([
    '2027-03-02T15:00:00Z',
    '2027-03-16T14:00:00Z',
    '2027-03-30T14:00:00Z',
  ]);
  const nobody = randomUUID() as typeof practitionerId;
  expect((await planSeries(staff(), { practitionerId: nobody, typeId, start: TEN, every: 1, count: 2 })).ok).toBe(
    false,
  );
});
