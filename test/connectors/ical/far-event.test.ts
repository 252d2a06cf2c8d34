/** Events that are passed over by their text alone are those that, read line by line, would have had no say. */

import { expect, test } from 'vitest';
import { feed } from '../../../bench/feed.ts';
import { NotACalendar, readIcs } from '../../../connectors/ical/busy.ts';
import { FarEvents } from '../../../connectors/ical/far-event.ts';
import { calendar, event, query, reading } from './calendar.ts';
import { calendars } from './chance.ts';

/** Means the same, and is read line by line: only names in capitals are passed over. */
const lineByLine = (text: string): string => text.replaceAll(/^[A-Z-]+(?=[;:])/gm, (name) => name.toLowerCase());

function read(text: string, asked: ReturnType<typeof query>): unknown {
  try {
    return readIcs(text, asked);
  } catch (error) {
    if (error instanceof NotACalendar) return error.message;
    throw error;
  }
}

const spring = query({ start: '2026-03-01', end: '2026-05-01' });
const single = (...lines: readonly string[]) => [...lines, 'END:VEVENT', 'BEGIN:VEVENT', ''].join('\r\n');
const isFar = (...lines: readonly string[]) => new FarEvents(spring).over(single(...lines), 0) > 0;

test('of calendars that chance made or broke the same is read as line by line', { timeout: 300_000 }, () => {
  for (const text of calendars(1000))
    for (const asked of [spring, query({ start: '1971-01-01', end: '1971-03-01' })])
      expect(read(text, asked), text).toEqual(read(lineByLine(text), asked));
});

test('of a whole feed the same is read as line by line, wherever the window lies and however lines end', () => {
  const text = [...feed(400)].join('');
  for (const start of ['2018-01-01', '2021-02-20', '2024-02-25', '2027-03-01', '2033-01-01']) {
    const from = Date.parse(start);
    const asked = { ...spring, start: from, end: from + 40 * 86_400_000 } as typeof spring;
    const expected = read(lineByLine(text), asked);
    expect(read(text, asked)).toEqual(expected);
    expect(read(text.replaceAll('\r\n', '\n'), asked)).toEqual(expected);
  }
});

test('most of a feed is passed over', () => {
  const text = [...feed(400)].join('');
  const far = new FarEvents({ start: 1_803_859_200_000, end: 1_809_043_200_000 } as typeof spring);
  const begins = [...text.matchAll(/BEGIN:VEVENT\r\n/g)].map(({ index }) => index + 'BEGIN:VEVENT\r\n'.length);
  expect(begins.filter((at) => far.over(text, at) > 0).length).toBeGreaterThan(270);
});

test('an event of another year is far, also with alarms, folds, quotes and as a day', () => {
  expect(isFar('DTSTART:20240105T090000Z', 'DTEND:20240105T100000Z')).toBe(true);
  expect(
    isFar(
      'DTSTART;TZID="Europe/Paris":20270105T090000',
      'SUMMARY:a',
      ' b',
      'DTEND;TZID="Europe/Paris":20270105T100000',
    ),
  ).toBe(true);
  expect(isFar('UID:1', 'SEQUENCE:0', 'DTSTART;VALUE=DATE:20240105')).toBe(true);
  expect(isFar('DTSTART:20240105T090000Z', 'BEGIN:VALARM', 'TRIGGER:-PT15M', 'DURATION:PT5M', 'END:VALARM')).toBe(true);
});

test('what may have a say is not far: near, long, repeated, changed, newer, or written in an unusual way', () => {
  const old = 'DTSTART:20240105T090000Z';
  expect(isFar('DTSTART:20260226T090000Z')).toBe(false);
  expect(isFar('DTSTART:20260503T090000Z')).toBe(false);
  expect(isFar(old, 'DTEND:20260310T100000Z')).toBe(false);
  for (const line of [
    'RRULE:FREQ=YEARLY',
    'RDATE:20260310T090000Z',
    'EXDATE:20240106T090000Z',
    'RECURRENCE-ID:20260310T090000Z',
    'DURATION:P800D',
    'SEQUENCE:1',
    'DTSTART:20260310T090000Z',
    'rrule:FREQ=YEARLY',
    'RRU',
    'DTEND:20240230T090000Z',
    'DTEND:2024-01-05',
    'DTEND:20240105T100000Z\r\n 1',
    'X-A:\r1',
    'BEGIN:VEVENT',
  ])
    expect([line, isFar(old, line)]).toEqual([line, false]);
  expect(isFar('DTSTART:20240105T090000Z\r\n 1')).toBe(false);
  expect(isFar('DTSTART;TZID=(UTC+01:00) Paris:20240105T090000')).toBe(false);
  expect(isFar('DTSTART:20240105T250000Z')).toBe(false);
  expect(isFar(old, `DESCRIPTION:${'long '.repeat(5000)}`)).toBe(false);
  // An end that is folded ends nothing, also where the fold is just out of sight.
  const whole = [old, 'DESCRIPTION:', 'END:VEVENT', ''].join('\r\n');
  const filled = whole.replace('DESCRIPTION:', `DESCRIPTION:${'x'.repeat(20_000 - whole.length)}`);
  expect(new FarEvents(spring).over(`${filled} X\r\nRRULE:FREQ=DAILY\r\n`, 0)).toBe(0);
});

test('what stands behind events that were passed over keeps its place in the file, by which it is known without a UID', () => {
  const nameless = ['BEGIN:VEVENT', 'DTSTART:20260310T090000Z', 'DTEND:20260310T100000Z', 'END:VEVENT'].join('\r\n');
  const far = event('DTSTART:20240105T090000Z', 'DTEND:20240105T100000Z');
  const keys = (text: string) => reading(text).instances.map(({ key }) => key);
  const text = calendar(far, far, nameless, far, nameless);
  expect(keys(text)).toHaveLength(2);
  expect(keys(text)).toEqual(keys(lineByLine(text)));
});

test('a newer version that lies outside makes older ones count no more', () => {
  const near = event('DTSTART:20260310T090000Z', 'DTEND:20260310T100000Z');
  const moved = event('SEQUENCE:2', 'DTSTART:20240105T090000Z', 'DTEND:20240105T100000Z');
  expect(reading(calendar(near, moved)).instances).toEqual([]);
});

test('a series that counts is passed over where its last date is past, however its COUNT is written', () => {
  const spans = (rule: string, asked = {}) =>
    reading(calendar(event('DTSTART:20251201T090000Z', 'DTEND:20251201T100000Z', `RRULE:${rule}`)), asked).instances
      .length;
  expect(spans('FREQ=DAILY;COUNT=31')).toBe(0);
  expect(spans('FREQ=DAILY;COUNT=33')).toBe(2);
  expect(spans('FREQ=WEEKLY;COUNT=6')).toBe(1);
  expect(spans('FREQ=WEEKLY;COUNT=4;INTERVAL=2')).toBe(1);
  expect(spans('FREQ=WEEKLY;COUNT=9;BYDAY=MO,TU')).toBe(0);
  expect(spans('FREQ=WEEKLY;COUNT=12;BYDAY=MO,TU')).toBe(2);
  expect(spans('COUNT=33;FREQ=DAILY')).toBe(2);
  expect(spans('FREQ=DAILY;count=33')).toBe(2);
  // Some of these days and months are empty.
  expect(spans('FREQ=DAILY;INTERVAL=30;BYDAY=WE;COUNT=2')).toBe(1);
  expect(spans('FREQ=MONTHLY;COUNT=3;BYMONTHDAY=31', { start: '2026-03-01' })).toBe(1);
  expect(spans('FREQ=WEEKLY;COUNT=3;BYMONTH=3', { start: '2026-03-01' })).toBe(3);
});

test('of two COUNTs the first holds, and what is no number makes the rule unreadable', () => {
  const starts = (rule: string) =>
    reading(calendar(event('DTSTART:20260105T090000Z', 'DTEND:20260105T100000Z', `RRULE:${rule}`)));
  for (const rule of [
    'FREQ=DAILY;COUNT=3;COUNT=5',
    'FREQ=DAILY;C OUNT=3;COUNT=5',
    'FREQ=DAILY;COUNT=3;COUNT=x',
    'count=3;FREQ=DAILY;COUNT=5',
  ])
    expect([rule, starts(rule).instances.length]).toEqual([rule, 3]);
  for (const rule of ['FREQ=DAILY;COUNT=0', 'FREQ=DAILY;COUNT=x', 'FREQ=DAILY;COUNT=x;COUNT=3'])
    expect([rule, starts(rule).warnings.map((each) => each.rule)]).toEqual([rule, ['unreadable-rule']]);
});

test('a change of a series that is over counts where it lies, and one of all that follow may bring the series back', () => {
  const start = ['DTSTART:20250105T090000Z', 'DTEND:20250105T100000Z', 'RRULE:FREQ=DAILY;COUNT=4'];
  const change = (...lines: readonly string[]) => reading(calendar(event(...start), event(...lines))).instances.length;
  const moved = ['DTSTART:20260310T090000Z', 'DTEND:20260310T100000Z'];
  expect(change('RECURRENCE-ID:20250106T090000Z', 'DTSTART:20250107T090000Z')).toBe(0);
  expect(change('RECURRENCE-ID:20250106T090000Z', ...moved)).toBe(1);
  expect(change('RECURRENCE-ID;RANGE=THISANDFUTURE:20250106T090000Z', ...moved)).toBe(3);
  // Its length cannot be read, so the day after it is kept closed.
  const unclear = calendar(
    event(...start),
    event('RECURRENCE-ID:20250106T090000Z', 'DTSTART:20260310T090000Z', 'DTEND:soon'),
  );
  expect(reading(unclear).uncertain).toHaveLength(1);
});

test('a series whose UNTIL is past, or that begins behind the window, is passed over unless something moved it', () => {
  const spans = (...components: readonly string[]) => reading(calendar(...components)).instances.length;
  const rule = (until: string) => `RRULE:FREQ=DAILY;UNTIL=${until}`;
  const start = ['DTSTART:20240105T090000Z', 'DTEND:20240105T100000Z'];
  expect(spans(event(...start, rule('20251228T090000Z')))).toBe(0);
  expect(spans(event(...start, rule('20260102T090000Z')))).toBe(2);
  // Each lasts nine days.
  expect(spans(event('DTSTART:20240105T090000Z', 'DTEND:20240114T090000Z', rule('20251226T090000Z')))).toBe(4);
  const [change, moved] = ['RECURRENCE-ID:20240110T090000Z', 'DTSTART:20260310T090000Z'];
  expect(spans(event(...start, rule('20250101T090000Z')), event(change, moved, 'DTEND:20260310T100000Z'))).toBe(1);
  expect(
    spans(event('DTSTART:20280105T090000Z', 'DTEND:20280105T100000Z', 'RRULE:FREQ=DAILY', 'RDATE:20260310T090000Z')),
  ).toBe(1);
});
