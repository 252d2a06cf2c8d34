/** A15: what confirming does with a calendar that was not read for some time. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { bookAppointment } from '../../src/actions/book.ts';
import { needsLiveRead } from '../../src/actions/freshen.ts';
import { openSlotsFor } from '../../src/actions/slots.ts';
import { toDate } from '../../src/db/times.ts';
import { interval } from '../../src/domain/interval.ts';
import type { CalendarId } from '../../src/domain/types.ts';
import { NINE, requestOf } from '../support/booking.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { addCalendar, contextOf, later, NOW, samplePractice, type SamplePractice } from '../support/practice.ts';

let database: TestDatabase;
let practice: SamplePractice;
let calendarId: CalendarId;
let number = 0;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  practice = await samplePractice(database.db, { slug: `sample-${number++}` });
  calendarId = await addCalendarReadAt(later(NOW, -60));
});

const ctx = () => contextOf(database.db, practice);
const addCalendarReadAt = (readAt: typeof NOW | undefined) =>
  database.db.tenant(practice.practiceId, (tx) => addCalendar(tx, practice.practiceId, { ...practice, readAt }));
const readNow = async () => {
  await database.db.tenant(practice.practiceId, (tx) => tx`update calendars set read_at = ${toDate(NOW)}`);
  return true;
};

test('A15 a calendar read well in time needs no live read', async () => {
  await readNow();
  const liveRead = vi.fn(readNow);
  expect(await bookAppointment(ctx(), requestOf(practice), { liveRead })).toMatchObject({
    ok: true,
    value: { appointment: { toVerify: false } },
  });
  expect(liveRead).not.toHaveBeenCalled();
});

test('A15 a stale calendar is read once more before the booking, which then is as good as any', async () => {
  expect(await needsLiveRead(ctx(), practice)).toEqual([calendarId]);
  const liveRead = vi.fn(readNow);
  const outcome = await bookAppointment(ctx(), requestOf(practice), { liveRead });
  expect(liveRead).toHaveBeenCalledExactlyOnceWith([calendarId]);
  expect(outcome).toMatchObject({ ok: true, value: { appointment: { toVerify: false } } });
});

test('A15 what the live read finds is not booked over', async () => {
  const liveRead = async () => {
    await database.db.tenant(
      practice.practiceId,
      (tx) => tx`
      insert into busy (practice_id, calendar_id, practitioner_id, key, starts_at, ends_at, kind)
      values (${practice.practiceId}, ${calendarId}, ${practice.practitionerId}, 'new', ${toDate(NINE)}, ${toDate(later(NINE, 30))}, 'busy')`,
    );
    return readNow();
  };
  expect(await bookAppointment(ctx(), requestOf(practice), { liveRead })).toMatchObject({
    ok: false,
    refusal: { code: 'just-taken' },
  });
});

test.each([
  ['fails', { liveRead: () => Promise.resolve(false) }],
  ['is not to be had', {}],
])('A15 when the live read %s, the booking is refused with whom to call', async (_how, options) => {
  const outcome = await bookAppointment(ctx(), requestOf(practice), options);
  expect(outcome).toMatchObject({
    ok: false,
    refusal: { code: 'stale-calendar', contact: { name: 'Sample Practice' } },
  });
});

test('A15 a practice that chose so accepts the booking and has it to verify', async () => {
  await database.db.tenant(practice.practiceId, (tx) => tx`update practices set stale_booking = 'verify'`);
  const outcome = await bookAppointment(ctx(), requestOf(practice), { liveRead: () => Promise.resolve(false) });
  expect(outcome).toMatchObject({ ok: true, value: { appointment: { toVerify: true } } });
});

test.each([
  ['never read', undefined],
  ['older than the closing limit', later(NOW, -24 * 60 - 1)],
])('a calendar %s closes all slots, and accepting to verify does not open them', async (_what, readAt) => {
  await database.db.tenant(practice.practiceId, (tx) => tx`update practices set stale_booking = 'verify'`);
  await addCalendarReadAt(readAt);
  const open = await openSlotsFor(ctx(), { ...practice, window: interval(NOW, later(NOW, 7 * 24 * 60)) });
  expect(open).toEqual({ ok: true, value: { slots: [], zone: 'America/New_York', closed: 'calendar' } });
  expect(await bookAppointment(ctx(), requestOf(practice))).toMatchObject({
    ok: false,
    refusal: { code: 'stale-calendar' },
  });
});
