import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Instant } from '../../src/domain/types.ts';
import { byDay, monthAfter, monthOfDays, monthWindow, readDay, readMonth } from '../../src/views/public/month.ts';

const at = (text: string): Instant => Date.parse(text) as Instant; // texts with a zone
const months = fc
  .tuple(fc.integer({ min: 1970, max: 2099 }), fc.integer({ min: 1, max: 12 }))
  .map(([year, month]) => `${year}-${String(month).padStart(2, '0')}`);
const shown = (month: string, zone = 'America/New_York') =>
  monthOfDays(month, new Map(), { now: at('2027-03-15T12:00Z'), zone });

test('every day of the month is there once, in whole weeks', () => {
  fc.assert(
    fc.property(months, (month) => {
      const { weeks } = shown(month);
      const days = weeks.flat();
      const inside = days.filter(({ inMonth }) => inMonth).map(({ date }) => Number(date.slice(8)));
      const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();
      expect(inside).toEqual(Array.from({ length: last }, (_, index) => index + 1));
      expect(weeks.every((week) => week.length === 7 && week.some(({ inMonth }) => inMonth))).toBe(true);
    }),
  );
});

test('weeks begin on Sunday in the Americas and on Monday elsewhere', () => {
  expect(shown('2027-03').weeks[0]?.map(({ date }) => date)).toContain('2027-02-28');
  expect(shown('2027-03', 'Europe/Paris').weeks[0]?.[0]?.date).toBe('2027-03-01');
});

test('there is no way back before the running month', () => {
  expect([shown('2027-02').previous, shown('2027-03').previous, shown('2027-04').previous]).toEqual([
    undefined,
    undefined,
    '2027-03',
  ]);
  expect([monthAfter('2027-12', 1), monthAfter('2027-01', -1)]).toEqual(['2028-01', '2026-12']);
});

test('G10 days are those of the zone, also where midnight is skipped or a day is missing', () => {
  const slot = (text: string) => ({ start: at(text), end: at(text) });
  expect([...byDay([slot('2027-03-01T04:59Z'), slot('2027-03-01T05:00Z')], 'America/New_York').keys()]).toEqual([
    '2027-02-28',
    '2027-03-01',
  ]);
  expect(monthWindow('2027-03', 'America/New_York')).toEqual({
    start: at('2027-03-01T05:00Z'),
    end: at('2027-04-01T04:00Z'),
  });
  expect(monthWindow('2011-12', 'Pacific/Apia').end - monthWindow('2011-12', 'Pacific/Apia').start).toBe(
    30 * 86_400_000,
  );
});

test.each([
  '2027-02-30',
  '2027-13-01',
  '2027-00-10',
  '27-01-01',
  '2027-1-1',
  '2027-01-01T00:00',
  '9999-12-31',
  '',
  '-0',
  '1e309',
])('I11 “%s” is no day', (text) => {
  expect(readDay(text)).toBeUndefined();
});

test('I11 a month is read strictly, and a leap day is a day', () => {
  expect(['2027-03', '2027-3', '2027-13', '0000-01', 'x'].map(readMonth)).toEqual([
    '2027-03',
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect([readDay('2028-02-29'), readDay('2027-02-29')]).toEqual(['2028-02-29', undefined]);
});
