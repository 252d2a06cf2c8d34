/** Slots on days when the clocks change, and in zones with odd offsets. */

import { expect, test } from 'vitest';
import { openSlots } from '../../src/domain/slots.ts';
import type { SlotSearch } from '../../src/domain/types.ts';
import { at, sampleOpening, sampleSearch, span, times } from './sample.ts';

const zulu = (search: SlotSearch) => openSlots(search).map(({ start }) => new Date(start).toISOString().slice(0, 16));
const hours = { kind: 'every' as const, minutes: 60 };

function onDay(
  day: string,
  [from, to]: readonly [string, string],
  changes: Parameters<typeof sampleSearch>[0] = {},
): SlotSearch {
  const start = `${day}T${from}`;
  const end = to.length > 5 ? to : `${day}T${to}`;
  return sampleSearch({
    now: at(`${day}T00:00Z`),
    window: { start: at(`${day}T00:00Z`), end: at(`${day}T23:59Z`) },
    openings: [sampleOpening({ start, end, rule: undefined })],
    ...changes,
  });
}

test('G02: on the day clocks go forward there is no 02:30, and an hour from 01:30 ends at 03:30', () => {
  const type = { length: 60, padding: 0, startRule: { kind: 'every' as const, minutes: 30 } };
  const search = onDay('2027-03-14', ['01:30', '04:00'], { type });
  expect(times(search)).toEqual(['01:30', '03:00']);
  expect(openSlots(search)[0]).toEqual(span('2027-03-14T01:30-05:00', '2027-03-14T03:30-04:00'));
});

test('G03: on the day clocks go back 01:30 comes twice, as two slots', () => {
  const type = { length: 30, padding: 0, startRule: { kind: 'every' as const, minutes: 30 } };
  const search = onDay('2027-11-07', ['01:00', '02:30'], { type });
  expect(times(search)).toEqual(['01:00', '01:30', '01:00', '01:30', '02:00']);
  expect(zulu(search)).toEqual(['05:00', '05:30', '06:00', '06:30', '07:00'].map((time) => `2027-11-07T${time}`));
});

test('two occurrences of 01:30 on the day clocks go back: an opening from 01:30 begins at the first', () => {
  expect(zulu(onDay('2027-11-07', ['01:30', '02:00']))).toEqual(
    ['05:30', '06:00', '06:30'].map((time) => `2027-11-07T${time}`),
  );
});

test('G04: 13:00–18:00 on the day clocks go forward in New York is 17:00–22:00 UTC', () => {
  const type = { length: 60, padding: 0 };
  const openings = [sampleOpening({ start: '2027-03-07T13:00', end: '2027-03-07T18:00', rule: 'FREQ=WEEKLY' })];
  const search = onDay('2027-03-14', ['13:00', '18:00'], { type, openings });
  expect(zulu(search)).toEqual(['17:00', '18:00', '19:00', '20:00', '21:00'].map((time) => `2027-03-14T${time}`));
});

test('an opening across midnight goes on into the next day', () => {
  const search = onDay('2027-06-15', ['23:00', '2027-06-16T01:00'], {
    window: span('2027-06-15T00:00Z', '2027-06-17T00:00Z'),
  });
  expect(times(search)).toEqual(['23:00', '23:30', '00:00', '00:30']);
});

test('an opening across midnight and a clock change ends at its local end, an hour sooner or later', () => {
  const type = { length: 60, padding: 0 };
  const spring = onDay('2027-03-13', ['23:00', '2027-03-14T04:00'], {
    type,
    window: span('2027-03-13T00:00Z', '2027-03-15T00:00Z'),
  });
  expect(times(spring)).toEqual(['23:00', '00:00', '01:00', '03:00']);
  const autumn = onDay('2027-11-06', ['23:00', '2027-11-07T03:00'], {
    type,
    window: span('2027-11-06T00:00Z', '2027-11-08T00:00Z'),
  });
  expect(times(autumn)).toEqual(['23:00', '00:00', '01:00', '01:00', '02:00']);
});

test('an opening that begins in the gap begins as much later, and one that the gap swallows is none', () => {
  expect(times(onDay('2027-03-14', ['02:30', '04:00']))).toEqual(['03:30']);
  expect(times(onDay('2027-03-14', ['02:30', '03:00']))).toEqual([]);
});

test('G09: Lord Howe moves its clocks by half an hour, and full hours stay full hours', () => {
  const practitioner = { zone: 'Australia/Lord_Howe' };
  const type = { length: 30, padding: 0, startRule: hours };
  const window = span('2027-10-02T12:00Z', '2027-10-03T00:00Z');
  const search = onDay('2027-10-03', ['00:00', '06:00'], { practitioner, type, window, now: at('2027-10-02T00:00Z') });
  expect(times(search)).toEqual(['00:00', '01:00', '03:00', '04:00', '05:00']);
  expect(zulu(search).map((time) => time.slice(11))).toEqual(['13:30', '14:30', '16:00', '17:00', '18:00']);
});

test.each([
  ['Asia/Kathmandu', ['03:15', '04:15']],
  ['Africa/Casablanca', ['09:00', '10:00']],
  ['Europe/Dublin', ['09:00', '10:00']],
] as const)('G09: every hour is a full hour on the wall in %s', (zone, expected) => {
  const day = '2027-02-16'; // inside Ramadan, in winter
  const search = onDay(day, ['09:00', '11:00'], {
    practitioner: { zone },
    type: { length: 30, padding: 0, startRule: hours },
  });
  expect(times(search)).toEqual(['09:00', '10:00']);
  expect(zulu(search).map((time) => time.slice(11))).toEqual(expected);
});

test('starts every 50 minutes begin anew at each local midnight', () => {
  const type = { length: 10, padding: 0, startRule: { kind: 'every' as const, minutes: 50 } };
  const window = span('2027-06-15T00:00Z', '2027-06-17T00:00Z');
  const search = onDay('2027-06-15', ['22:00', '2027-06-16T02:00'], { type, window });
  expect(times(search)).toEqual(['22:30', '23:20', '00:00', '00:50', '01:40']);
});

test('G10: February 29, the turn of the year and week 53 are days like others', () => {
  for (const [day, next] of [
    ['2028-02-29', '2028-03-01'],
    ['2027-12-31', '2028-01-01'],
    ['2027-01-03', '2027-01-04'],
  ] as const) {
    const openings = [sampleOpening({ start: '2026-12-01T09:00', end: '2026-12-01T10:00', rule: 'FREQ=DAILY' })];
    const window = { start: at(`${day}T05:00Z`), end: at(`${next}T05:00Z`) };
    expect(times(sampleSearch({ openings, window, now: at(`${day}T00:00Z`) }))).toEqual(['09:00', '09:30']);
  }
});
