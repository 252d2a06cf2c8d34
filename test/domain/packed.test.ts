/** The packed grid in openings that never end (docs/decisions/0002-packed-grid.md). */

import { expect, test } from 'vitest';
import { overlaps } from '../../src/domain/interval.ts';
import { loadWindow, openSlots } from '../../src/domain/slots.ts';
import { toLocal } from '../../src/domain/zone.ts';
import { at, busyRow, sampleCalendar, sampleOpening, sampleSearch, span } from './sample.ts';

const type = { length: 50, padding: 0 };
const roundTheClock = sampleOpening({ start: '2027-01-01T00:00', end: '2027-01-02T00:00', rule: 'FREQ=DAILY' });
const settings = { horizonDays: 300 };

function locals(search: Parameters<typeof sampleSearch>[0]): string[] {
  return openSlots(sampleSearch({ type, settings, ...search })).map(({ start }) => toLocal(start, 'America/New_York'));
}

test('openings of a week do not restart: the grid counts from where they begin', () => {
  const openings = [sampleOpening({ start: '2027-03-04T00:00', end: '2027-03-11T00:00', rule: undefined })];
  const found = locals({ openings, window: span('2027-03-07T23:00-05:00', '2027-03-08T01:00-05:00') });
  expect(found).toEqual(['2027-03-07T23:00', '2027-03-07T23:50', '2027-03-08T00:40']);
});

test('the grid of a week is counted from its first day on its last, and from busy time on the first', () => {
  const openings = [
    { ...roundTheClock, start: '2027-03-04T00:00', end: '2027-03-05T00:00', rule: 'FREQ=DAILY;COUNT=7' },
  ];
  const window = span('2027-03-10T22:00-05:00', '2027-03-11T00:00-05:00');
  expect(locals({ openings, window })).toEqual(['2027-03-10T22:40']);
  const busy = [busyRow('2027-03-04T00:00-05:00', '2027-03-04T00:07-05:00')];
  expect(busy.every((row) => overlaps(row, loadWindow(window)))).toBe(true);
  expect(locals({ openings, window, calendars: [sampleCalendar({ busy })] })).toEqual([
    '2027-03-10T22:00',
    '2027-03-10T22:50',
  ]);
});

test('Monday midnight itself is a start, also where it is the only one that fits or that is asked for', () => {
  const busy = [busyRow('2027-03-08T00:50-05:00', '2027-03-08T09:00-05:00')];
  const search = { openings: [roundTheClock], calendars: [sampleCalendar({ busy })], type: { length: 45, padding: 5 } };
  const midnight = span('2027-03-08T00:00-05:00', '2027-03-08T00:01-05:00');
  expect(locals({ ...search, window: midnight })).toEqual(['2027-03-08T00:00']);
  expect(locals({ ...search, window: { ...midnight, end: at('2027-03-08T09:00-05:00') } })).toEqual([
    '2027-03-08T00:00',
  ]);
  expect(locals({ openings: [roundTheClock], window: midnight })).toEqual(['2027-03-08T00:00']);
});

test('openings of more than a week begin their grid anew each Monday at local midnight', () => {
  const openings = [sampleOpening({ start: '2027-03-04T00:00', end: '2027-03-11T00:05', rule: undefined })];
  const found = locals({ openings, window: span('2027-03-07T23:00-05:00', '2027-03-08T01:00-05:00') });
  expect(found).toEqual(['2027-03-07T23:00', '2027-03-07T23:50', '2027-03-08T00:00', '2027-03-08T00:50']);
});

test('openings round the clock give the same starts from wherever they are asked, years on', () => {
  const far = span('2027-06-16T08:00-04:00', '2027-06-16T11:00-04:00');
  const whole = locals({ openings: [roundTheClock], window: span('2027-03-01T00:00-05:00', '2027-07-01T00:00-04:00') });
  expect(locals({ openings: [roundTheClock], window: far })).toEqual(
    whole.filter((start) => start >= '2027-06-16T08:00' && start < '2027-06-16T11:00'),
  );
});

test('after busy time the grid goes on from there, until Monday', () => {
  const busy = [busyRow('2027-03-14T20:00-04:00', '2027-03-14T21:03-04:00')];
  const search = {
    openings: [roundTheClock],
    calendars: [sampleCalendar({ busy })],
    now: at('2027-03-01T08:00-05:00'),
  };
  const found = locals({ ...search, window: span('2027-03-14T19:30-04:00', '2027-03-15T01:00-04:00') });
  expect(found).toEqual([
    '2027-03-14T21:05',
    '2027-03-14T21:55',
    '2027-03-14T22:45',
    '2027-03-14T23:35',
    '2027-03-15T00:00',
    '2027-03-15T00:50',
  ]);
});
