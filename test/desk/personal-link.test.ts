/** Types kept to existing patients: offered only through a personal link, which the desk makes for one patient. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { bookForPatient } from '../../src/actions/staff.ts';
import { DAY, instant } from '../../src/domain/interval.ts';
import type { AppointmentId, TypeId } from '../../src/domain/types.ts';
import { NINE, rowsOf } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { choicesOf, linksOf, postAddress, textOf, valueOf } from '../support/page.ts';
import { addType, contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';
import { member, signedIn, type AtDesk } from './at-desk.ts';
import { serve, type Served } from './served.ts';

let database: TestDatabase;
let served: Served;
let practice: SamplePractice;
let desk: AtDesk;
let followUp: TypeId;
let appointmentId: AppointmentId;

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
  followUp = await database.db.tenant(practice.practiceId, (tx) =>
    addType(tx, practice.practiceId, { name: 'Follow-up', audience: 'existing' }),
  );
  const booked = await bookForPatient(contextOf(database.db, practice, { actor: { kind: 'system' } }), {
    ...practice,
    start: NINE,
    patient: { name: 'Ada Byron', email: 'ada@patient.example', phone: '' },
    tell: false,
    anyway: false,
  });
  if (!booked.ok) throw new Error(booked.refusal.code);
  appointmentId = booked.value.appointment.id;
});
afterAll(async () => {
  await served.close();
  await database.close();
});

/** What staff copy: the address that the page shows. */
async function makeLink(): Promise<string> {
  const page = await (await desk.post(`/desk/appointments/${appointmentId}/personal-link`)).text();
  return new RegExp(`${served.origin}(/book/[^<"]+\\?p=[\\w-]+)`).exec(page)?.[1] ?? '';
}

const page = async (path: string): Promise<string> => (await served.get(path)).text();
const status = async (path: string): Promise<number> => (await served.get(path)).status;

test('a patient walks from the personal link to a confirmed appointment of a type that nobody else is offered', async () => {
  const link = await makeLink();
  const types = await page(link);
  expect(types).toContain('Follow-up');
  expect(await page(`/book/${practice.slug}`)).not.toContain('Follow-up');
  const [times] = linksOf(types, new RegExp(`type=${followUp}`));
  const picker = await page(times ?? '');
  // Every way on carries the secret along: days, zones, other types, the name on top.
  expect(linksOf(picker, /^\/book\/[^/]+(\/dr-lee)?(\?|$)/).filter((href) => !href.includes('p='))).toEqual([]);
  expect(valueOf(picker, 'p')).toBe(new URL(link, served.origin).searchParams.get('p'));
  const [start] = choicesOf(picker, 'start');
  const held = await served.post(postAddress(picker) ?? '', {
    type: followUp,
    start: start ?? '',
    zone: '',
    visit: '',
  });
  expect(held.status).toBe(303);
  const form = await page(held.headers.get('location') ?? '');
  expect(textOf(form)).toContain('Follow-up');
  const typed = {
    name: 'Ada Byron',
    email: 'ada@patient.example',
    phone: '',
    note: '',
    key: valueOf(form, 'key') ?? '',
  };
  const booked = await served.post(postAddress(form) ?? '', typed);
  expect(booked.headers.get('location')).toMatch(/^\/manage\/[\w-]+\/booked$/);
  expect(textOf(await page(booked.headers.get('location') ?? ''))).toContain('Follow-up');
  expect((await rowsOf(database.db, practice)).confirmed).toBe(2);
});

test('I13 without the link no address of the type opens, and nothing can be kept or booked', async () => {
  const start = '2027-03-03T14:00:00Z';
  const times = `/book/${practice.slug}/dr-lee`;
  const details = `${times}/details?type=${followUp}&start=${encodeURIComponent(start)}`;
  for (const path of [`/book/${practice.slug}?type=${followUp}`, `${times}?type=${followUp}`, details])
    expect([path, await status(path)]).toEqual([path, 404]);
  expect((await served.post(`${times}/hold`, { type: followUp, start, zone: '', visit: '' })).status).toBe(404);
  const typed = { name: 'Eve', email: 'eve@patient.example', phone: '', note: '', key: '' };
  expect((await served.post(details, typed)).status).toBe(404);
  expect((await rowsOf(database.db, practice)).confirmed).toBe(1);
});

test('I04 a replaced, expired, changed or foreign personal link opens nothing, all with one answer', async () => {
  const old = await makeLink();
  const link = await makeLink();
  expect(await status(link)).toBe(200);
  const other = await samplePractice(database.db, { slug: `other-${randomUUID()}` });
  const secret = link.split('p=')[1] ?? '';
  const broken = [old, `/book/${other.slug}?p=${secret}`, link.slice(0, -1), `${link}A`, link.toUpperCase()];
  const manage = /\/manage\/([\w-]{43})/.exec(await desk.page(`/desk/appointments/${appointmentId}`))?.[1];
  broken.push(`/book/${practice.slug}?p=${manage}`);
  served.setClock(instant(NOW + 90 * DAY));
  const expired = await served.get(link);
  const answer = await expired.text();
  expect(expired.status).toBe(404);
  served.setClock(NOW);
  for (const path of broken) expect([path, await page(path)]).toEqual([path, answer]);
  // Found by no search engine, and kept by none.
  expect((await served.get(link)).headers.get('x-robots-tag')).toContain('noindex');
  served.setClock(later(NOW, 89 * 24 * 60));
  expect(await status(link)).toBe(200);
});

test('while online booking is off the link says so, and nothing else', async () => {
  const link = await makeLink();
  await database.db.tenant(practice.practiceId, (tx) => tx`update practices set allow_online_booking = false`);
  const closed = await page(link);
  expect(closed).toContain('Online booking is closed');
  expect(closed).not.toContain('Follow-up');
});

test('the desk offers to make one only where a type is kept to existing patients, and names who made it', async () => {
  expect(await desk.page(`/desk/appointments/${appointmentId}`)).toContain('Make a personal link');
  await makeLink();
  const [made] = await database.db.tenant(
    practice.practiceId,
    (tx) => tx`select actor_kind as actor, subject_kind as subject from audit where action = 'personal-link.issued'`,
  );
  expect(made).toEqual({ actor: 'staff', subject: 'patient' });
  await database.db.tenant(practice.practiceId, (tx) => tx`update appointment_types set audience = 'everyone'`);
  expect(await desk.page(`/desk/appointments/${appointmentId}`)).not.toContain('Make a personal link');
});
