/** The settings' bounds on starts, and who may change them. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Temporal } from 'temporal-polyfill';
import { instant } from '../../src/domain/interval.ts';
import {
  DEFAULT_SETTINGS,
  earliestStart,
  lastBookableDate,
  LIMITS,
  maySettingsChange,
  startBounds,
} from '../../src/domain/settings.ts';
import { at } from './sample.ts';

const NEW_YORK = 'America/New_York';

test('one day at 09:00 on Monday allows 09:00 on Tuesday', () => {
  expect(earliestStart(at('2027-03-01T09:00-05:00'), { amount: 1, unit: 'days' }, NEW_YORK)).toBe(
    at('2027-03-02T09:00-05:00'),
  );
});

test('a cut-off of one day across a clock change is the same wall time: 23 hours in spring, 25 in autumn', () => {
  const day = { amount: 1, unit: 'days' as const };
  expect(earliestStart(at('2027-03-13T09:00-05:00'), day, NEW_YORK)).toBe(at('2027-03-14T09:00-04:00'));
  expect(earliestStart(at('2027-11-06T09:00-04:00'), day, NEW_YORK)).toBe(at('2027-11-07T09:00-05:00'));
});

test('a cut-off of days that lands in a gap goes on by as much, in a fold it is the first', () => {
  const day = { amount: 1, unit: 'days' as const };
  expect(earliestStart(at('2027-03-13T02:30-05:00'), day, NEW_YORK)).toBe(at('2027-03-14T03:30-04:00'));
  expect(earliestStart(at('2027-11-06T01:30-04:00'), day, NEW_YORK)).toBe(at('2027-11-07T01:30-04:00'));
});

test('minutes and hours are elapsed time, whatever the clocks do', () => {
  const now = at('2027-03-13T09:00-05:00');
  expect(earliestStart(now, { amount: 24, unit: 'hours' }, NEW_YORK)).toBe(at('2027-03-14T10:00-04:00'));
  expect(earliestStart(now, { amount: 90, unit: 'minutes' }, NEW_YORK)).toBe(at('2027-03-13T10:30-05:00'));
});

test('A09: how far out counts the days of the practitioner: one instant, two last dates', () => {
  const now = at('2027-01-01T12:00Z');
  expect(lastBookableDate(now, 30, 'Europe/Paris')).toBe('2027-01-31');
  expect(lastBookableDate(now, 30, 'Pacific/Auckland')).toBe('2027-02-01'); // January 2 there
  expect(lastBookableDate(now, 30, 'Pacific/Honolulu')).toBe('2027-01-31');
  expect(lastBookableDate(at('2027-01-01T08:00Z'), 30, 'Pacific/Honolulu')).toBe('2027-01-30'); // still December 31
});

test('the bounds are those that Temporal counts, in any zone', () => {
  const anyNow = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2030, 0, 1) }).map(instant);
  fc.assert(
    fc.property(
      anyNow,
      fc.constantFrom(...Intl.supportedValuesOf('timeZone')),
      fc.nat(90),
      fc.nat(9),
      (now, zone, days, cutoffDays) => {
        const settings = {
          ...DEFAULT_SETTINGS,
          horizonDays: days,
          cutoff: { amount: cutoffDays, unit: 'days' as const },
        };
        const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
        const lastDate = local.toPlainDate().add({ days });
        expect(startBounds(now, settings, zone)).toEqual({
          first: local.toPlainDateTime().add({ days: cutoffDays }).toZonedDateTime(zone).epochMilliseconds,
          end: lastDate.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds,
        });
        expect(lastBookableDate(now, days, zone)).toBe(lastDate.toString());
      },
    ),
    { numRuns: 500 },
  );
});

test('only a premium plan changes settings', () => {
  expect([maySettingsChange('premium'), maySettingsChange('basic')]).toEqual([true, false]);
});

test('the defaults lie within the limits', () => {
  const { cutoff, horizonDays, holdLength, closingLimit } = DEFAULT_SETTINGS;
  expect(cutoff).toEqual({ amount: 1, unit: 'days' });
  expect(DEFAULT_SETTINGS).toMatchObject({
    allowOnlineBooking: true,
    allowOnlineChanges: true,
    staleBooking: 'refuse',
  });
  for (const [name, value] of Object.entries({ horizonDays, holdLength, closingLimit })) {
    const { min, max } = LIMITS[name as 'horizonDays']; // the three names above
    expect(value).toBeGreaterThanOrEqual(min);
    expect(value).toBeLessThanOrEqual(max);
  }
});
