/** Wall clock ⇄ instants, against Temporal in every zone. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Temporal } from 'temporal-polyfill';
import { instant, interval, MINUTE } from '../../src/domain/interval.ts';
import type { Instant } from '../../src/domain/types.ts';
import {
  addDays,
  isZone,
  localDate,
  offsetMinutes,
  startOfDay,
  toInstant,
  toLocal,
  zoneTable,
} from '../../src/domain/zone.ts';
import { at } from './sample.ts';

const anyZone = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
const anyInstant = fc.integer({ min: Date.UTC(1971, 0, 1), max: Date.UTC(2090, 0, 1) }).map(instant);

/** Instants within two days of the change of the zone's clocks that follows, where there is one. */
const nearChangeAfter = (from: fc.Arbitrary<Instant>) =>
  fc.tuple(anyZone, from, fc.integer({ min: -2880, max: 2880 })).map(([zone, start, minutes]) => {
    const change = zoned(start, zone).getTimeZoneTransition('next');
    return { zone, near: instant((change?.epochMilliseconds ?? start) + minutes * MINUTE) };
  });
const nearChange = nearChangeAfter(anyInstant);
/** Also outside the years that have a table. */
const nearAnyChange = fc.oneof(
  nearChange,
  nearChangeAfter(fc.integer({ min: Date.UTC(1850, 0, 1), max: Date.UTC(1970, 0, 1) }).map(instant)),
  nearChangeAfter(fc.integer({ min: Date.UTC(2095, 0, 1), max: Date.UTC(9990, 0, 1) }).map(instant)),
);

test('before 1800 no clock was changed, and from 2100 on all change as they did 400 years before, in every zone', () => {
  const years = [1, 1000, 1582, 1799, 2100, 2101, 2400, 2499];
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const offsetOn = (moment: number) => zoned(instant(moment), zone).offsetNanoseconds / 60e9;
    const first = offsetOn(Date.UTC(1800, 0, 1));
    for (const year of years) {
      for (const day of [0, 59, 83, 89, 100, 200, 270, 299, 307]) {
        const moment = new Date(0).setUTCFullYear(year, 0, 1 + day);
        const expected = year < 1800 ? first : offsetOn(moment);
        const asked = year < 1800 ? moment : new Date(moment).setUTCFullYear(year + 400 * 3);
        expect([zone, year, day, offsetMinutes(instant(asked), zone)]).toEqual([zone, year, day, expected]);
        expect([zone, year, day, offsetOn(asked)]).toEqual([zone, year, day, expected]);
      }
    }
  }
});

test('G01: any local time in any zone is the instant that Temporal finds, gaps and folds included', () => {
  fc.assert(
    fc.property(nearChange, ({ zone, near }) => {
      // The wall of a place nearby reaches into gaps, which the zone's own wall never shows.
      const local = new Date(near + offsetMinutes(instant(near - 180 * MINUTE), zone) * MINUTE)
        .toISOString()
        .slice(0, 16);
      expect(toInstant(local, zone)).toBe(Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds);
    }),
    { numRuns: 600 },
  );
});

test('any instant in any zone has the wall clock, the day and the offset that Temporal gives', () => {
  fc.assert(
    fc.property(nearAnyChange, ({ zone, near }) => {
      const expected = zoned(near, zone);
      expect(toLocal(near, zone)).toBe(
        expected.toPlainDateTime().toString({ smallestUnit: 'minute', roundingMode: 'floor' }),
      );
      expect(localDate(near, zone)).toBe(expected.toPlainDate().toString());
      expect(offsetMinutes(near, zone)).toBe(expected.offsetNanoseconds / 6e10);
    }),
    { numRuns: 600 },
  );
});

test('a day starts when Temporal says, also where midnight is skipped', () => {
  fc.assert(
    fc.property(nearChange, ({ zone, near }) => {
      const day = zoned(near, zone).toPlainDate();
      expect(startOfDay(day.toString(), zone)).toBe(day.toZonedDateTime(zone).epochMilliseconds);
    }),
    { numRuns: 600 },
  );
});

test('G01: 02:30 in the gap becomes 03:30, and in the fold the first 01:30 is meant', () => {
  expect(toInstant('2027-03-14T02:30', 'America/New_York')).toBe(at('2027-03-14T03:30-04:00'));
  expect(toInstant('2027-11-07T01:30', 'America/New_York')).toBe(at('2027-11-07T01:30-04:00'));
});

test('midnight in Santiago is skipped in September: the day starts at 01:00', () => {
  expect(toLocal(startOfDay('2027-09-05', 'America/Santiago'), 'America/Santiago')).toBe('2027-09-05T01:00');
});

test('Samoa slept through December 30, 2011', () => {
  expect(startOfDay('2011-12-30', 'Pacific/Apia')).toBe(startOfDay('2011-12-31', 'Pacific/Apia'));
  expect(localDate(instant(startOfDay('2011-12-31', 'Pacific/Apia') - 1), 'Pacific/Apia')).toBe('2011-12-29');
});

test('G10: the years 1900 and 9999 are read right, and build no table', () => {
  expect(toLocal(toInstant('9999-12-30T12:00', 'Europe/Paris'), 'Europe/Paris')).toBe('9999-12-30T12:00');
  expect(toLocal(toInstant('1900-01-01T12:00', 'Europe/Paris'), 'Europe/Paris')).toBe('1900-01-01T12:00');
});

test('G10: a leap second is the second before it', () => {
  expect(toInstant('2016-12-31T23:59:60', 'Etc/UTC')).toBe(at('2016-12-31T23:59:59Z'));
});

test('G10: what is no day or time is refused, never carried over', () => {
  for (const text of [
    '2027-02-29T09:00',
    '2027-13-01',
    '2027-01-01T24:00',
    '2027-01-01 09:00',
    '2027-1-1',
    '20270101',
    '',
  ]) {
    expect(() => toInstant(text, 'Europe/Paris')).toThrow(RangeError);
  }
});

test('days are added on the calendar, over February 29 and the turn of the year', () => {
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2027-12-31', 1)).toBe('2028-01-01');
  expect(addDays('2027-03-01', -1)).toBe('2027-02-28');
});

test('a zone is an IANA name, not an offset, not nonsense', () => {
  expect(['Europe/Paris', 'America/Argentina/Buenos_Aires', 'UTC', 'Etc/GMT+5'].map(isZone)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(['+01:00', 'Europe/Atlantis', '', 'Europe/Paris ', '[u-ca=hebrew]'].map(isZone)).toEqual(Array(5).fill(false));
});

test('a table speaks for all that was asked of it, however the asked stretch grows', () => {
  const first = zoneTable('Europe/Oslo', interval(Date.UTC(2030, 5, 1), Date.UTC(2030, 6, 1)));
  const grown = zoneTable('Europe/Oslo', interval(Date.UTC(2024, 5, 1), Date.UTC(2024, 6, 1)));
  expect(grown.span.start).toBeLessThanOrEqual(Date.UTC(2024, 5, 1));
  expect(grown.span.end).toBeGreaterThanOrEqual(first.span.end);
  expect(zoneTable('Europe/Oslo', first.span)).toBe(grown);
});

function zoned(instantOf: Instant, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instantOf).toZonedDateTimeISO(zone);
}
