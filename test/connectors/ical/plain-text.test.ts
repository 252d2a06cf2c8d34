/** Lines and alarms that are passed over at once are those that say nothing of the event’s time. */

import { expect, test } from 'vitest';
import { LONGEST } from '../../../connectors/ical/plain-text.ts';
import { busy, calendar, event } from './calendar.ts';

const time = ['DTSTART:20260310T090000Z', 'DTEND:20260310T100000Z'];
const busyWith = (...lines: readonly string[]) => busy(calendar(event(...time, 'X-NOTE:first', ...lines)));
const once = ['2026-03-10T09:00/2026-03-10T10:00'];
const twice = [...once, '2026-03-11T09:00/2026-03-11T10:00'];

test('what says something is read behind lines that say nothing, however it is written', () => {
  const rule = 'RRULE:FREQ=DAILY;COUNT=2';
  for (const before of [
    'X-A:1',
    'X-A:1\r\n b',
    'DESCRIPTION;X="a:b;c":d',
    'X-A:\r\n\tb\r\n c',
    'RRULES:x',
    'X-RRULE:x',
    'NOTE',
    'x-a:1',
    'X A:1',
  ])
    for (const written of [
      rule,
      'rrule:FREQ=DAILY;COUNT=2',
      'RRU\r\n LE:FREQ=DAILY;COUNT=2',
      'RRULE;X=1:FREQ=DAILY;COUNT=2',
      'RRULE :FREQ=DAILY;COUNT=2',
    ])
      expect([before, written, busyWith(before, written)]).toEqual([before, written, twice]);
});

test('what is folded belongs to its line, also where it looks like another', () => {
  expect(busyWith('X-A:1', ' RRULE:FREQ=DAILY;COUNT=2')).toEqual(once);
  expect(busyWith('X-A:1', '', ' RRULE:FREQ=DAILY;COUNT=2')).toEqual(once);
});

test('in a calendar that is indented a blank before a line is no fold', () => {
  const text = calendar(event(...time, 'X-A:1', 'X-B:2', 'RRULE:FREQ=DAILY;COUNT=2'));
  expect(busy(text.replaceAll(/^(?=.)/gm, '  '))).toEqual(twice);
});

test('an alarm is no part of its event, whatever it holds, and what follows it is', () => {
  const rule = 'RRULE:FREQ=DAILY;COUNT=2';
  for (const inside of [
    ['TRIGGER:-PT15M'],
    ['UID:other', 'DTSTART:20260401T090000Z', 'DURATION:P9D'],
    ['DESCRIPTION:a', ' b'],
    ['dtstart:20260401'],
    [],
  ])
    expect([inside, busyWith('BEGIN:VALARM', ...inside, 'END:VALARM', rule)]).toEqual([inside, twice]);
  expect(busyWith('BEGIN:VALARM', 'TRIGGER:-PT15M', 'END:VALARM', ' x', 'END:VALARM', rule)).toEqual(twice);
  // One that never ends takes the rest of its event with it.
  expect(busyWith('BEGIN:VALARM', 'TRIGGER:-PT15M', rule)).toEqual(once);
});

test('more than is looked at in one go is passed over in several', () => {
  const folded = (length: number) => `DESCRIPTION:${'x'.repeat(length)}\r\n ${'y'.repeat(50)}`;
  for (const length of [
    LONGEST - 200,
    ...Array.from({ length: 160 }, (_, index) => LONGEST - 120 + index),
    3 * LONGEST,
  ])
    expect([length, busyWith(folded(length), 'RRULE:FREQ=DAILY;COUNT=2')]).toEqual([length, twice]);
  expect(busyWith(...Array.from({ length: 5000 }, () => 'X-A:1'), 'RRULE:FREQ=DAILY;COUNT=2')).toEqual(twice);
});
