/** Why a time is not offered, reason by reason, and what a hold or staff may pass over. */

import { describe, expect, test } from 'vitest';
import { explain } from '../../src/domain/explain.ts';
import { confirmable, isOpen, staffRefusals, staffWarnings } from '../../src/domain/slots.ts';
import type { CalendarId } from '../../src/domain/types.ts';
import { at, busyRow, KIM, OTHER, sampleCalendar, sampleOpening, sampleSearch, span, takenTime } from './sample.ts';

const TEN = at('2027-03-02T10:00-05:00');
const calendar = 'calendar' as CalendarId;
const busyAtTen = sampleCalendar({ busy: [busyRow('2027-03-02T09:40-05:00', '2027-03-02T10:10-05:00')] });

test('of an open slot there is nothing to say', () => {
  expect(explain(TEN, sampleSearch())).toEqual([]);
  expect(isOpen(TEN, sampleSearch())).toBe(true);
});

test.each([
  ['online-booking-off', { settings: { allowOnlineBooking: false } }],
  ['practitioner-inactive', { practitioner: { active: false } }],
  ['type-not-offered', { type: { offeredBy: [KIM] } }],
  ['type-hidden', { type: { state: 'hidden' } }],
  ['type-archived', { type: { state: 'archived' } }],
  ['existing-patients-only', { type: { audience: 'existing' } }],
  ['opening-not-for-type', { openings: [sampleOpening({ types: [OTHER] })] }],
  ['outside-openings', { openings: [] }],
  ['closed', { closures: [span('2027-03-02T10:20-05:00', '2027-03-02T10:50-05:00')] }],
  ['hold', { holds: [span('2027-03-02T10:20-05:00', '2027-03-02T10:50-05:00')] }],
] as const)('%s is the only reason', (code, changes) => {
  expect(explain(TEN, sampleSearch(changes))).toEqual([{ code }]);
});

test('reasons carry what their sentence needs', () => {
  const settings = { cutoff: { amount: 2, unit: 'days' as const } };
  expect(explain(TEN, sampleSearch({ settings }))).toEqual([
    { code: 'before-cutoff', earliest: at('2027-03-03T08:00-05:00') },
  ]);
  expect(explain(TEN, sampleSearch({ settings: { horizonDays: 0 } }))).toEqual([
    { code: 'beyond-horizon', lastDate: '2027-03-01' },
  ]);
  expect(explain(TEN, sampleSearch({ calendars: [busyAtTen] }))).toEqual([{ code: 'busy', calendar }]);
  const appointments = [takenTime('7', '2027-03-02T10:00-05:00', '2027-03-02T10:30-05:00')];
  expect(explain(TEN, sampleSearch({ appointments, practitioner: { dailyLimit: 1 } }))).toEqual([
    { code: 'appointment', appointment: '7' },
    { code: 'daily-limit', limit: 1 },
  ]);
});

test('calendars that are unread, stale, too short or unsettled are named', () => {
  const readAt = at('2027-02-01T00:00Z');
  const covered = span('2027-03-02T10:10-05:00', '2027-04-01T00:00Z');
  const calendars = [
    sampleCalendar({ id: 'new' as CalendarId, readAt: undefined, covered: undefined }),
    sampleCalendar({ id: 'old' as CalendarId, readAt }),
    sampleCalendar({ id: 'short' as CalendarId, covered }),
    sampleCalendar({
      id: 'unsure' as CalendarId,
      uncertain: [span('2027-03-02T10:29-05:00', '2027-03-02T11:00-05:00')],
    }),
  ];
  expect(explain(TEN, sampleSearch({ calendars }))).toEqual([
    { code: 'calendar-unread', calendar: 'new' },
    { code: 'calendar-stale', calendar: 'old', readAt },
    { code: 'not-covered', calendar: 'short' },
    { code: 'uncertain', calendar: 'unsure' },
  ]);
});

test('off the grid, the starts beside it are named, if the same free stretch has them', () => {
  const reason = (time: string) => explain(at(`2027-03-02T${time}-05:00`), sampleSearch());
  const offGrid = (before: string, after: string) => [
    { code: 'off-grid', before: at(`2027-03-02T${before}-05:00`), after: at(`2027-03-02T${after}-05:00`) },
  ];
  expect(reason('10:10')).toEqual(offGrid('10:00', '10:30'));
  expect(reason('10:00:01')).toEqual(offGrid('10:00', '10:30'));
  const busy = [busyRow('2027-03-02T10:33-05:00', '2027-03-02T10:40-05:00')];
  expect(explain(at('2027-03-02T10:02-05:00'), sampleSearch({ calendars: [sampleCalendar({ busy })] }))).toEqual([
    { code: 'off-grid', before: TEN, after: undefined },
  ]);
});

test('all reasons are given, not only the first', () => {
  const search = sampleSearch({
    settings: { allowOnlineBooking: false, horizonDays: 0 },
    openings: [],
    calendars: [busyAtTen],
  });
  expect(explain(TEN, search).map(({ code }) => code)).toEqual([
    'online-booking-off',
    'beyond-horizon',
    'outside-openings',
    'busy',
  ]);
});

describe('confirming within a hold', () => {
  test('the bounds, the openings and the grid were fixed by the hold', () => {
    const offGrid = at('2027-03-02T10:10-05:00');
    const settings = { cutoff: { amount: 9, unit: 'days' as const }, horizonDays: 0 };
    const search = sampleSearch({ settings, openings: [] });
    expect(explain(offGrid, search)).not.toEqual([]);
    expect(confirmable(offGrid, search)).toEqual([]);
  });

  test.each([
    ['online-booking-off', { settings: { allowOnlineBooking: false } }],
    ['type-archived', { type: { state: 'archived' } }],
    ['busy', { calendars: [busyAtTen] }],
    ['appointment', { appointments: [takenTime('7', '2027-03-02T09:59-05:00', '2027-03-02T10:01-05:00')] }],
    ['hold', { holds: [span('2027-03-02T10:29-05:00', '2027-03-02T10:59-05:00')] }],
    ['calendar-unread', { calendars: [sampleCalendar({ readAt: undefined })] }],
    ['not-covered', { calendars: [sampleCalendar({ covered: span('2027-03-03T00:00Z', '2027-03-04T00:00Z') })] }],
    [
      'daily-limit',
      {
        appointments: [takenTime('7', '2027-03-02T15:00-05:00', '2027-03-02T15:30-05:00')],
        practitioner: { dailyLimit: 1 },
      },
    ],
  ] as const)('%s still refuses', (code, changes) => {
    expect(confirmable(TEN, sampleSearch(changes)).map((reason) => reason.code)).toEqual([code]);
  });
});

describe('staff', () => {
  const tenToHalf = span('2027-03-02T10:00-05:00', '2027-03-02T10:30-05:00');

  test('an appointment refuses, back-to-back does not, and the moved one does not', () => {
    const appointments = [takenTime('7', '2027-03-02T10:29-05:00', '2027-03-02T11:00-05:00')];
    expect(staffRefusals(tenToHalf, sampleSearch({ appointments }))).toEqual([
      { code: 'appointment', appointment: '7' },
    ]);
    const moving = appointments[0]?.id;
    expect(staffRefusals(tenToHalf, sampleSearch({ appointments, moving }))).toEqual([]);
    const after = [takenTime('7', '2027-03-02T10:30-05:00', '2027-03-02T11:00-05:00')];
    expect(staffRefusals(tenToHalf, sampleSearch({ appointments: after }))).toEqual([]);
  });

  test('busy time, holds and closed hours warn and refuse nothing', () => {
    const search = sampleSearch({ openings: [], calendars: [busyAtTen], holds: [tenToHalf] });
    expect(staffRefusals(tenToHalf, search)).toEqual([]);
    expect(staffWarnings(tenToHalf, search).map(({ code }) => code)).toEqual(['outside-openings', 'busy', 'hold']);
  });

  test('with online booking off, before the cut-off or off the grid, staff book without a word', () => {
    const settings = { allowOnlineBooking: false, cutoff: { amount: 9, unit: 'days' as const }, horizonDays: 0 };
    const offGrid = span('2027-03-02T10:07-05:00', '2027-03-02T10:37-05:00');
    expect(staffWarnings(offGrid, sampleSearch({ settings, type: { state: 'hidden' } }))).toEqual([]);
  });
});
