import { describe, expect, test } from 'vitest';
import type { Instant } from '../../src/domain/types.ts';
import {
  clock,
  clockRange,
  comesTwice,
  day,
  dayAndClock,
  lengthInWords,
  offset,
  shortDay,
  zoneName,
} from '../../src/views/format.ts';

const at = (text: string): Instant => Date.parse(text) as Instant; // texts with a zone
const range = (start: string, end: string) => ({ start: at(start), end: at(end) });

describe('clocks', () => {
  test('say the local time with plain spaces', () => {
    expect(clock(at('2027-03-02T14:00Z'), 'America/New_York')).toBe('9:00 AM');
    expect(clock(at('2027-03-02T05:00Z'), 'America/New_York')).toBe('12:00 AM');
    expect(clockRange(range('2027-03-02T14:00Z', '2027-03-02T14:50Z'), 'America/New_York')).toBe('9:00 – 9:50 AM');
    expect(clockRange(range('2027-03-02T16:30Z', '2027-03-02T17:20Z'), 'America/New_York')).toBe('11:30 AM – 12:20 PM');
  });

  test('past midnight the day of the end is named', () => {
    expect(clockRange(range('2027-03-03T04:30Z', '2027-03-03T05:20Z'), 'America/New_York')).toBe(
      '11:30 PM – 12:20 AM (Wed, Mar 3)',
    );
  });

  test('G03 the hour that comes twice carries its offset, and no other hour does', () => {
    const zone = 'America/New_York';
    expect(clock(at('2027-11-07T05:30Z'), zone)).toBe('1:30 AM (UTC−4)');
    expect(clock(at('2027-11-07T06:30Z'), zone)).toBe('1:30 AM (UTC−5)');
    expect(clock(at('2027-11-07T04:59Z'), zone)).toBe('12:59 AM');
    expect(clock(at('2027-11-07T07:00Z'), zone)).toBe('2:00 AM');
    expect(clockRange(range('2027-11-07T05:30Z', '2027-11-07T06:20Z'), zone)).toBe('1:30 AM (UTC−4) – 1:20 AM (UTC−5)');
    // Forward: no hour comes twice.
    expect([6, 7, 8].map((hour) => comesTwice(at(`2027-03-14T0${hour}:30Z`), zone))).toEqual([false, false, false]);
  });

  test('G09 half an hour that comes twice, and offsets that are not whole hours', () => {
    expect(clock(at('2027-04-03T14:45Z'), 'Australia/Lord_Howe')).toBe('1:45 AM (UTC+11)');
    expect(clock(at('2027-04-03T15:15Z'), 'Australia/Lord_Howe')).toBe('1:45 AM (UTC+10:30)');
    expect(comesTwice(at('2027-04-03T14:15Z'), 'Australia/Lord_Howe')).toBe(false);
    expect(offset(at('2027-01-01T00:00Z'), 'Asia/Kathmandu')).toBe('UTC+5:45');
  });
});

describe('days', () => {
  test('G08 either side of the date line has its own', () => {
    const moment = at('2027-03-01T11:00Z');
    expect(day(moment, 'Pacific/Kiritimati')).toBe('Tuesday, March 2, 2027');
    expect(day(moment, 'Pacific/Pago_Pago')).toBe('Monday, March 1, 2027');
    expect(shortDay(moment, 'Pacific/Kiritimati')).toBe('Tue, Mar 2');
  });

  test('G05 after a clock change the local time is the same as before it', () => {
    const zone = 'America/New_York';
    expect(dayAndClock(at('2027-03-09T14:00Z'), zone)).toBe('Tuesday, March 9, 2027 at 9:00 AM');
    expect(dayAndClock(at('2027-03-16T13:00Z'), zone)).toBe('Tuesday, March 16, 2027 at 9:00 AM');
  });
});

test.each([
  ['America/New_York', 'Eastern Time – New York'],
  ['Europe/Paris', 'Central European Time – Paris'],
  ['Asia/Kathmandu', 'Nepal Time – Kathmandu'],
  ['America/Argentina/Buenos_Aires', 'Argentina Standard Time – Buenos Aires'],
  ['Etc/UTC', 'UTC'],
])('%s is called %s', (zone, name) => {
  expect(zoneName(zone, at('2027-03-01T00:00Z'))).toBe(name);
});

test('every zone that can be chosen has a name without raw spaces or underscores', () => {
  for (const zone of Intl.supportedValuesOf('timeZone'))
    expect(zoneName(zone, at('2027-03-01T00:00Z'))).toMatch(/^[^_\u202f]+$/);
});

test.each([
  [1, '1 minute'],
  [50, '50 minutes'],
  [60, '1 hour'],
  [90, '1 hour 30 minutes'],
  [121, '2 hours 1 minute'],
])('%i minutes are “%s”', (length, words) => {
  expect(lengthInWords(length)).toBe(words);
});
