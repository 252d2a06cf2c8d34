/** Recurrence against an independent expansion of RFC 5545, and against rules made to hang. */

import fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import { describe, expect, test } from 'vitest';
import { expandRule, type Expansion } from '../../src/domain/recurrence.ts';
import { dateTime, wall } from '../../src/domain/wall.ts';

type Asked = { start?: string; from?: string; to?: string; cap?: number; zone?: string };

function expand(rule: string, { start = '2027-01-01T09:00', from = start, to = '2028-01-01', cap = 50, zone }: Asked = {}) {
  const expansion: Expansion = { rule, start: wall(start), from: wall(from), to: wall(to), cap, zone };
  return expandRule(expansion);
}

function starts(rule: string, asked: Asked = {}): string[] {
  const expanded = expand(rule, asked);
  if (!expanded.ok) throw new Error(`The rule "${rule}" was refused at ${expanded.refusal.part}.`);
  return expanded.value.starts.map(dateTime);
}

const some = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const list = (min: number, max: number) =>
  fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }).map((values) => values.join(','));
const signed = (max: number) =>
  fc
    .uniqueArray(fc.oneof(fc.integer({ min: 1, max }), fc.integer({ min: -max, max: -1 })), { minLength: 1, maxLength: 3 })
    .map((values) => values.join(','));
const weekdays = fc.subarray(['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'], { minLength: 1 }).map((days) => days.join(','));
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
    return Object.entries(rule).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`])).join(';');
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
    { numRuns: 400 },
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
    { numRuns: 150 },
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
    expect(starts('FREQ=YEARLY;BYWEEKNO=53;BYDAY=WE', { to: '2040-01-01' })).toEqual(['2032-12-29T09:00', '2037-12-30T09:00']);
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

describe('E12: no rule hangs or throws', () => {
  test.each([
    ['INTERVAL=0', 'FREQ=DAILY;INTERVAL=0'],
    ['INTERVAL=-1', 'FREQ=DAILY;INTERVAL=-1'],
    ['INTERVAL=.007', 'FREQ=DAILY;INTERVAL=.007'],
    ['COUNT=0', 'FREQ=DAILY;COUNT=0'],
    ['FREQ=', 'COUNT=3'],
    ['FREQ=FORTNIGHTLY', 'FREQ=FORTNIGHTLY'],
    ['BYDAY=XX', 'FREQ=WEEKLY;BYDAY=XX'],
    ['BYDAY=0MO', 'FREQ=MONTHLY;BYDAY=0MO'],
    ['BYMONTHDAY=0', 'FREQ=MONTHLY;BYMONTHDAY=0'],
    ['BYMONTH=13', 'FREQ=YEARLY;BYMONTH=13'],
    ['UNTIL=20271301', 'FREQ=DAILY;UNTIL=20271301'],
    ['FREQ=WEEKLY', 'FREQ=DAILY;FREQ=WEEKLY'],
    ['BYEASTER', 'FREQ=YEARLY;BYEASTER=1'],
    ['JUNK', 'JUNK'],
  ])('%s is refused and named', (part, rule) => {
    const expanded = expand(rule);
    expect(expanded.ok).toBe(false);
    if (!expanded.ok) expect(part).toContain(expanded.refusal.part.replace(/=XX$/, ''));
  });

  test.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31',
    'FREQ=YEARLY;BYWEEKNO=53;BYYEARDAY=100',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=HOURLY;INTERVAL=24;BYHOUR=3',
    'FREQ=HOURLY;INTERVAL=2;BYHOUR=10',
    'FREQ=MINUTELY;INTERVAL=60;BYMINUTE=7',
    'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=SECONDLY;INTERVAL=60;BYSECOND=7;COUNT=5',
    'FREQ=MONTHLY;BYSETPOS=366;BYDAY=MO',
  ])('%s never happens, and that is found', (rule) => {
    expect(starts(rule)).toEqual([]);
  });

  test('endless ones stop at the cap or say that they were cut', () => {
    for (const rule of ['FREQ=SECONDLY', 'FREQ=SECONDLY;COUNT=1000000000', 'FREQ=MINUTELY;COUNT=1000000000', 'FREQ=DAILY;COUNT=1000000000']) {
      for (const start of ['1970-01-01T00:00', '2027-01-01T09:00']) {
        const expanded = expand(rule, { start, from: '2027-06-01' });
        expect(expanded).toMatchObject({ ok: true, value: { capped: true } });
      }
    }
    const everySecond = Array.from({ length: 60 }, (_, index) => index).join(',');
    const dense = `FREQ=YEARLY;BYHOUR=${everySecond.split(',').slice(0, 24).join(',')};BYMINUTE=${everySecond};BYSECOND=${everySecond}`;
    expect(starts(`${dense};BYDAY=MO`, { cap: 10 })).toHaveLength(10);
    expect(starts(`${dense};BYDAY=MO;BYSETPOS=-1`, { cap: 10 })).toEqual(['2027-12-27T23:59']);
  });

  test('any text at all is read or refused', () => {
    const names = fc.constantFrom('FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTHDAY', 'BYHOUR', 'BYSETPOS', 'WKST', 'BYYEARDAY');
    const values = fc.oneof(
      fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY', 'SECONDLY', 'HOURLY', '1', '-1', '0', '366', '1000000000', '1MO,-1SU', 'MO'),
      fc.string({ maxLength: 8 }),
    );
    const parts = fc.array(fc.tuple(names, values).map(([name, value]) => `${name}=${value}`), { maxLength: 6 });
    fc.assert(
      fc.property(fc.oneof(fc.string(), parts.map((each) => each.join(';'))), (rule) => {
        expect(typeof expand(rule, { cap: 100 }).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
  });
});
