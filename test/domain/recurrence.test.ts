/** Recurrence against an independent expansion of RFC 5545. */

import fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import { describe, expect, test } from 'vitest';
import { dateTime, wall } from '../../src/domain/wall.ts';
import { expand, starts } from './expand.ts';

const some = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const list = (min: number, max: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }).map((values) => values.join(','));
const signed = (max: number) =>
  fc
    .uniqueArray(fc.oneof(fc.integer({ min: 1, max }), fc.integer({ min: -max, max: -1 })), {
      minLength: 1,
      maxLength: 3,
    })
    .map((values) => values.join(','));
const weekdays = fc
  .subarray(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { minLength: 1 })
  .map((days) => days.join(','));
const nthDays = fc
  .uniqueArray(fc.constantFrom('1MO', '2TU', '-1FR', '3SA', '-2SU', '5WE'), { minLength: 1, maxLength: 2 })
  .map((days) => days.join(','));

/** Rules whose meaning the RFC settles, and which both sides are meant to know. */
const anyRule = fc
  .record({
    FREQ: fc.constantFrom('HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    INTERVAL: some(fc.integer({ min: 1, max: 4 }).map(String)),
    COUNT: some(fc.integer({ min: 1, max: 40 }).map(String)),
    BYMONTH: some(list(1, 12)),
    BYMONTHDAY: some(signed(31)),
    BYDAY: some(weekdays),
    nth: some(nthDays),
    BYHOUR: some(list(0, 23)),
    BYMINUTE: some(list(0, 59)),
    WKST: some(fc.constantFrom('MO', 'SU')),
  })
  .map(({ nth, ...parts }) => {
    const counted = parts.FREQ === 'MONTHLY' || (parts.FREQ === 'YEARLY' && parts.BYMONTH !== undefined);
    const rule = { ...parts, BYDAY: counted ? (nth ?? parts.BYDAY) : parts.BYDAY };
    if (rule.FREQ === 'WEEKLY') delete rule.BYMONTHDAY; // RFC 5545: MUST NOT
    return Object.entries(rule)
      .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
      .join(';');
  });

test('any rule gives what an independent implementation gives', () => {
  const anyStart = fc.constantFrom('2027-01-01T09:00', '2024-02-29T23:45', '2026-12-31T00:00', '2027-05-31T12:30');
  fc.assert(
    fc.property(anyRule, anyStart, (rule, start) => {
      const window = { from: '2027-03-01T00:00', to: '2027-09-15T00:00' };
      const zulu = (local: string) => new Date(`${local}:00Z`);
      const oracle = new RRuleTemporal({ rruleString: `DTSTART:${start.replace(/[-:]/g, '')}00Z\nRRULE:${rule}` });
      const expected = oracle
        .between(zulu(window.from), zulu(window.to), true)
        .map((each) => new Date(each.epochMilliseconds).toISOString().slice(0, 16))
        .filter((each) => each < window.to);
      expect(starts(rule, { start, ...window, cap: 100_000 })).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

test('the window does not matter: a part of it gives that part of the whole', () => {
  fc.assert(
    fc.property(anyRule, fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 200 }), (rule, skip, days) => {
      const whole = starts(rule, { to: '2030-01-01T00:00', cap: 1e6 });
      const from = dateTime(wall('2027-01-01') + skip * 86_400_000);
      const to = dateTime(wall(from) + days * 86_400_000);
      expect(starts(rule, { from, to, cap: 1e6 })).toEqual(whole.filter((start) => start >= from && start < to));
    }),
    { numRuns: 80 },
  );
});

describe('corners', () => {
  test('the 31st skips short months, February 29 common years', () => {
    expect(starts('FREQ=MONTHLY;COUNT=3', { start: '2027-01-31T10:00' })).toEqual([
      '2027-01-31T10:00',
      '2027-03-31T10:00',
      '2027-05-31T10:00',
    ]);
    expect(starts('FREQ=YEARLY', { start: '2024-02-29T10:00', from: '2025-01-01', to: '2033-01-01' })).toEqual([
      '2028-02-29T10:00',
      '2032-02-29T10:00',
    ]);
  });

  test('every other week counts weeks from the week of the start, wherever the window lies', () => {
    const asked = { start: '2020-01-01T09:00', from: '2027-03-01', to: '2027-04-01' };
    expect(starts('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', asked)).toEqual([
      '2027-03-01T09:00',
      '2027-03-05T09:00',
      '2027-03-15T09:00',
      '2027-03-19T09:00',
      '2027-03-29T09:00',
    ]);
    expect(starts('FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU;COUNT=2')).toEqual(['2027-01-10T09:00', '2027-01-24T09:00']);
  });

  test('counted and plain weekdays may stand together', () => {
    expect(starts('FREQ=MONTHLY;BYDAY=1FR,MO', { to: '2027-02-01' })).toEqual([
      '2027-01-01T09:00',
      '2027-01-04T09:00',
      '2027-01-11T09:00',
      '2027-01-18T09:00',
      '2027-01-25T09:00',
    ]);
  });

  test('the last weekday of a month, and week 53', () => {
    const asked = { to: '2027-04-01' };
    expect(starts('FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', asked)).toEqual([
      '2027-01-29T09:00',
      '2027-02-26T09:00',
      '2027-03-31T09:00',
    ]);
    expect(starts('FREQ=YEARLY;BYWEEKNO=53;BYDAY=WE', { to: '2040-01-01' })).toEqual([
      '2032-12-29T09:00',
      '2037-12-30T09:00',
    ]);
    expect(starts('FREQ=YEARLY;BYWEEKNO=3')).toEqual(['2027-01-22T09:00']); // Friday, as the start
  });

  test('UNTIL is the last start allowed; a day lasts until it ends, a Z is turned local', () => {
    expect(starts('FREQ=DAILY;UNTIL=20270102T090000')).toHaveLength(2);
    expect(starts('FREQ=DAILY;UNTIL=20270102T085959')).toHaveLength(1);
    expect(starts('FREQ=DAILY;UNTIL=20270103')).toHaveLength(3);
    expect(starts('FREQ=DAILY;UNTIL=20270102T080000Z', { zone: 'Europe/Paris' })).toHaveLength(2);
    expect(starts('FREQ=DAILY;UNTIL=20270102T080000Z')).toHaveLength(1);
    expect(starts('FREQ=WEEKLY;UNTIL=20200101')).toEqual([]);
  });

  test('seconds of the start are kept, and a leap second is the one before', () => {
    const expanded = expand('FREQ=DAILY;COUNT=1', { start: '2027-01-01T09:00:30' });
    expect(expanded).toMatchObject({ ok: true, value: { starts: [wall('2027-01-01T09:00:30')], capped: false } });
    const leap = expand('FREQ=DAILY;COUNT=1;BYSECOND=60');
    expect(leap).toMatchObject({ ok: true, value: { starts: [wall('2027-01-01T09:00:59')], capped: false } });
  });

  test('the cap is told, and only when there was more', () => {
    expect(expand('FREQ=DAILY;COUNT=3', { cap: 3 })).toMatchObject({ ok: true, value: { capped: false } });
    expect(expand('FREQ=DAILY;COUNT=4', { cap: 3 })).toMatchObject({ ok: true, value: { capped: true } });
    expect(expand('FREQ=MONTHLY', { cap: 3 })).toMatchObject({ ok: true, value: { capped: true } });
  });

  test('small letters, a trailing semicolon, RRULE: and X- parts are read', () => {
    expect(starts('rrule:freq=daily;count=2;X-NOTE=1;')).toHaveLength(2);
  });
});
