/** Open slots: the corners that random search misses. */

import { describe, expect, test } from 'vitest';
import { openSlots } from '../../src/domain/slots.ts';
import {
  at,
  busyRow,
  KIM,
  LEE,
  OTHER,
  sampleCalendar,
  sampleOpening,
  sampleSearch,
  span,
  takenTime,
  times,
} from './sample.ts';

const HALF_HOURS = ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30'];

test('25 + 5 minutes fill an opening with a start every half hour, and patients see 25', () => {
  expect(times(sampleSearch())).toEqual(HALF_HOURS);
  expect(openSlots(sampleSearch())[0]).toEqual(span('2027-03-02T09:00-05:00', '2027-03-02T09:25-05:00'));
});

test('asked from the last start on, that start is given; asked until it, it is not', () => {
  const last = at('2027-03-02T11:30-05:00');
  const { window } = sampleSearch();
  expect(times(sampleSearch({ window: { ...window, start: last } }))).toEqual(['11:30']);
  expect(times(sampleSearch({ window: { ...window, end: last } }))).toEqual(HALF_HOURS.slice(0, -1));
});

describe('openings', () => {
  const opened = (start: string, end: string) =>
    sampleOpening({ start: `2027-03-02T${start}`, end: `2027-03-02T${end}` });

  test('the padding must lie inside the opening too, to the minute', () => {
    expect(times(sampleSearch({ openings: [opened('09:00', '09:30')] }))).toEqual(['09:00']);
    expect(times(sampleSearch({ openings: [opened('09:00', '09:29')] }))).toEqual([]);
  });

  test('touching openings join: an appointment may lie across where they touch', () => {
    const touching = [opened('09:00', '09:20'), opened('09:20', '09:40')];
    expect(times(sampleSearch({ openings: touching }))).toEqual(['09:00']);
    expect(times(sampleSearch({ openings: touching.toReversed() }))).toEqual(['09:00']);
  });

  test('openings a minute apart do not join', () => {
    expect(times(sampleSearch({ openings: [opened('09:00', '09:20'), opened('09:21', '09:40')] }))).toEqual([]);
  });

  test('a type that the opening does not admit is not offered in it', () => {
    const openings = [sampleOpening({ types: [OTHER] })];
    expect(times(sampleSearch({ openings }))).toEqual([]);
    expect(times(sampleSearch({ openings, type: { id: OTHER } }))).toEqual(HALF_HOURS);
  });

  test('openings for other types do not help to join two for this one', () => {
    const openings = [opened('09:00', '09:20'), { ...opened('09:20', '09:40'), types: [OTHER] }];
    expect(times(sampleSearch({ openings }))).toEqual([]);
  });
});

describe('what is taken', () => {
  test('A18: back-to-back is legal: what ends at a start does not touch it', () => {
    const appointments = [takenTime('1', '2027-03-02T09:30-05:00', '2027-03-02T10:00-05:00')];
    expect(times(sampleSearch({ appointments }))).toEqual(HALF_HOURS.filter((time) => time !== '09:30'));
  });

  test('a packed day goes on from the end of what is taken, rounded up to five minutes', () => {
    const busy = [busyRow('2027-03-02T09:32-05:00', '2027-03-02T10:03-05:00')];
    const search = sampleSearch({ calendars: [sampleCalendar({ busy })] });
    expect(times(search)).toEqual(['09:00', '10:05', '10:35', '11:05']);
  });

  test('an appointment that is being moved does not stand in its own way, nor does it move the grid', () => {
    const appointments = [takenTime('1', '2027-03-02T09:10-05:00', '2027-03-02T09:40-05:00')];
    expect(times(sampleSearch({ appointments }))).toEqual(['09:40', '10:10', '10:40', '11:10']);
    const { moving } = { moving: appointments[0]?.id };
    expect(times(sampleSearch({ appointments, moving }))).toEqual(HALF_HOURS);
    expect(times(sampleSearch({ appointments, moving, practitioner: { dailyLimit: 1 } }))).toEqual(HALF_HOURS);
  });

  test("others' holds take slots and leave the grid where it was", () => {
    const holds = [span('2027-03-02T09:10-05:00', '2027-03-02T09:40-05:00')];
    expect(times(sampleSearch({ holds }))).toEqual(['10:00', '10:30', '11:00', '11:30']);
  });

  test('a day with as many appointments as the practitioner allows is full, the next is not', () => {
    const openings = [sampleOpening({ rule: 'FREQ=DAILY' })];
    const appointments = [takenTime('1', '2027-03-02T09:00-05:00', '2027-03-02T09:30-05:00')];
    const search = { openings, appointments, window: span('2027-03-02T00:00-05:00', '2027-03-04T00:00-05:00') };
    expect(times(sampleSearch({ ...search, practitioner: { dailyLimit: 2 } }))).toEqual([
      ...HALF_HOURS.slice(1),
      ...HALF_HOURS,
    ]);
    expect(times(sampleSearch({ ...search, practitioner: { dailyLimit: 1 } }))).toEqual(HALF_HOURS);
  });

  test('the day that a limit counts is the local one: 21:00 in New York is not on the next', () => {
    const openings = [sampleOpening({ start: '2027-03-01T09:00', end: '2027-03-01T10:00', rule: 'FREQ=DAILY' })];
    const appointments = [takenTime('1', '2027-03-02T21:00-05:00', '2027-03-02T21:30-05:00')];
    const search = { openings, appointments, window: span('2027-03-02T00:00-05:00', '2027-03-04T00:00-05:00') };
    const slots = openSlots(sampleSearch({ ...search, practitioner: { dailyLimit: 1 } }));
    expect(slots.map(({ start }) => start)).toEqual([at('2027-03-03T09:00-05:00'), at('2027-03-03T09:30-05:00')]);
  });
});

describe('calendars', () => {
  const readAt = (text: string) => sampleSearch({ calendars: [sampleCalendar({ readAt: at(text) })] });

  test('a calendar that was never read closes everything', () => {
    expect(times(sampleSearch({ calendars: [sampleCalendar(), sampleCalendar({ readAt: undefined })] }))).toEqual([]);
  });

  test('a stale calendar closes everything: 24 hours old is fresh, a millisecond more is not', () => {
    expect(times(readAt('2027-02-28T08:00-05:00'))).toEqual(HALF_HOURS);
    expect(times(readAt('2027-02-28T07:59:59.999-05:00'))).toEqual([]);
  });

  test('the practice may allow older readings', () => {
    const calendars = [sampleCalendar({ readAt: at('2027-02-27T08:00-05:00') })];
    expect(times(sampleSearch({ calendars, settings: { closingLimit: 48 * 60 } }))).toEqual(HALF_HOURS);
  });

  test('unknown is never free: nothing is offered outside what a reading covered', () => {
    const covered = span('2027-03-02T09:30-05:00', '2027-03-02T11:00-05:00');
    expect(times(sampleSearch({ calendars: [sampleCalendar({ covered })] }))).toEqual(['09:30', '10:00', '10:30']);
    expect(times(sampleSearch({ calendars: [sampleCalendar({ covered: undefined })] }))).toEqual([]);
  });

  test('unknown is never free: nothing is offered inside what a reading could not settle', () => {
    const uncertain = [span('2027-03-02T10:29-05:00', '2027-03-02T10:30-05:00')];
    const others = HALF_HOURS.filter((time) => time !== '10:00');
    expect(times(sampleSearch({ calendars: [sampleCalendar({ uncertain })] }))).toEqual(others);
  });

  test("each calendar's own rules say what blocks", () => {
    const busy = [busyRow('2027-03-02T09:00-05:00', '2027-03-02T10:00-05:00', { kind: 'tentative' })];
    const rules = { tentative: false, allDay: true, free: false, oof: true, elsewhere: false };
    expect(times(sampleSearch({ calendars: [sampleCalendar({ busy, rules })] }))).toEqual(HALF_HOURS);
    expect(times(sampleSearch({ calendars: [sampleCalendar({ busy })] }))).toEqual(HALF_HOURS.slice(2));
  });
});

describe('switches', () => {
  test('with online booking off nothing is offered; on again, all is as it was', () => {
    const on = sampleSearch({ settings: { horizonDays: 7, holdLength: 3 } });
    const off = { ...on, settings: { ...on.settings, allowOnlineBooking: false } };
    const onAgain = { ...off, settings: { ...off.settings, allowOnlineBooking: true } };
    expect(times(off)).toEqual([]);
    expect(onAgain.settings).toEqual(on.settings);
    expect(times(onAgain)).toEqual(HALF_HOURS);
  });

  test('nothing is offered by who is inactive or does not offer the type, or of a type that is hidden or archived', () => {
    const types = [{ offeredBy: [KIM] }, { state: 'hidden' as const }, { state: 'archived' as const }];
    for (const type of types) expect(times(sampleSearch({ type }))).toEqual([]);
    expect(times(sampleSearch({ practitioner: { active: false } }))).toEqual([]);
    expect(times(sampleSearch({ type: { offeredBy: [LEE] } }))).toEqual(HALF_HOURS);
  });

  test('a type for existing patients is offered through a personal link only', () => {
    const type = { audience: 'existing' as const };
    expect(times(sampleSearch({ type }))).toEqual([]);
    expect(times(sampleSearch({ type, audience: 'existing' }))).toEqual(HALF_HOURS);
  });
});

describe('bounds', () => {
  test('A08: the cut-off itself is allowed, a second before is not', () => {
    const settings = { cutoff: { amount: 24, unit: 'hours' as const } };
    expect(times(sampleSearch({ settings, now: at('2027-03-01T10:00-05:00') }))).toEqual(HALF_HOURS.slice(2));
    expect(times(sampleSearch({ settings, now: at('2027-03-01T10:00:01-05:00') }))).toEqual(HALF_HOURS.slice(3));
  });

  test('a cut-off of one day is the same wall time tomorrow, across a clock change too', () => {
    const settings = { cutoff: { amount: 1, unit: 'days' as const } };
    const openings = [sampleOpening({ rule: 'FREQ=DAILY' })];
    const spring = span('2027-03-14T00:00-05:00', '2027-03-15T00:00-04:00');
    const search = sampleSearch({ settings, openings, window: spring, now: at('2027-03-13T10:00-05:00') });
    expect(times(search)).toEqual(HALF_HOURS.slice(2));
    const hours = { ...search, settings: { ...search.settings, cutoff: { amount: 24, unit: 'hours' as const } } };
    expect(times(hours)).toEqual(HALF_HOURS.slice(4));
  });

  test.each([
    {
      zone: 'Pacific/Auckland',
      now: '2027-03-01T08:00+13:00',
      lastDay: ['2027-04-30T00:00+12:00', '2027-05-01T00:00+12:00'],
    },
    {
      zone: 'Pacific/Honolulu',
      now: '2027-03-01T20:00-10:00',
      lastDay: ['2027-04-30T00:00-10:00', '2027-05-01T00:00-10:00'],
    },
  ])('A09: with 60 days the last slot of April 30 is shown and none of May 1 in $zone', ({ zone, now, lastDay }) => {
    const [from = '', to = ''] = lastDay;
    const openings = [sampleOpening({ start: '2027-03-01T00:00', end: '2027-03-02T00:00', rule: 'FREQ=DAILY' })];
    const search = { now: at(now), openings, practitioner: { zone }, settings: { horizonDays: 60 } };
    const around = { start: at(from), end: at(to) };
    const slots = openSlots(sampleSearch({ ...search, window: span(from, '2027-05-20T00:00Z') }));
    expect(slots).toHaveLength(48);
    expect(slots.every(({ start }) => around.start <= start && start < around.end)).toBe(true);
    expect(slots.at(-1)?.start).toBe(around.end - 30 * 60_000);
  });

  test('on January 1 with 30 days, January 31 is the last bookable date', () => {
    const openings = [sampleOpening({ start: '2027-01-01T23:00', end: '2027-01-02T01:00', rule: 'FREQ=DAILY' })];
    const search = { now: at('2027-01-01T12:00-05:00'), openings, settings: { horizonDays: 30 } };
    const window = span('2027-01-31T12:00-05:00', '2027-03-01T00:00-05:00');
    expect(times(sampleSearch({ ...search, window }))).toEqual(['23:00', '23:30']);
  });
});
