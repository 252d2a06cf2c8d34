/** Calendars made to break a reader (failures E12, E13): each ends, and what was cut off is never free. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NotACalendar, readIcs } from '../../../connectors/ical/busy.ts';
import { limits } from '../../../connectors/ical/limits.ts';
import { expected } from '../../fixtures/ical/expected.ts';
import { calendar, event, query, reading } from './calendar.ts';

const asked = query({ start: '2026-03-01', end: '2026-05-01' });
const hour = ['DTSTART:20260302T090000Z', 'DTEND:20260302T100000Z'];
const old = (rule: string) => event('DTSTART:19700101T000000Z', 'DURATION:PT1S', `RRULE:${rule}`);

describe('E12: rules', () => {
  test.each([
    'FREQ=SECONDLY',
    'FREQ=SECONDLY;COUNT=1000000000',
    `FREQ=DAILY;BYHOUR=${list(0, 23)};BYMINUTE=${list(0, 59)};BYSECOND=${list(0, 59)}`,
    `FREQ=YEARLY;BYMONTH=${list(1, 12)};BYMONTHDAY=${list(1, 31)};BYHOUR=${list(0, 23)};BYMINUTE=${list(0, 59)};BYSECOND=${list(0, 59)}`,
    'FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=FORWARD;BYMONTHDAY=31;INTERVAL=1;COUNT=999999999;BYHOUR=1',
  ])('%s: what was not read is uncertain, to the end', (rule) => {
    const { uncertain, warnings, instances } = readIcs(calendar(old(rule)), asked);
    const isWhole = uncertain.length === 0 && warnings.length === 0;
    if (isWhole) expect(instances.length).toBeGreaterThan(0);
    else {
      expect(uncertain.at(-1)?.end).toBe(asked.end);
      expect(warnings.map((each) => each.rule)).toContain('capped');
    }
  });

  test('a thousand heavy rules share one allowance, and are all uncertain once it is used up', () => {
    const text = calendar(
      ...Array.from({ length: 1000 }, (_, index) => old(`FREQ=SECONDLY;COUNT=${1_000_000_000 + index}`)),
    );
    expect(readIcs(text, asked).uncertain).toEqual([{ start: asked.start, end: asked.end }]);
  });

  test('rules of days that never come give nothing but their first date', () => {
    for (const rule of [
      'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
      'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300',
    ]) {
      expect(reading(calendar(event(...hour, `RRULE:${rule}`))).instances).toHaveLength(1);
    }
  });

  test('any parts in any order end, and the first date is there', { timeout: 60_000 }, () => {
    const number = fc.oneof(
      fc.integer({ min: -400, max: 400 }).map(String),
      fc.constantFrom('0', '-1', '.007', '1e9', '999999999999', 'x', ''),
    );
    const part = fc.oneof(
      fc
        .tuple(
          fc.constantFrom(
            'INTERVAL',
            'COUNT',
            'BYMONTH',
            'BYMONTHDAY',
            'BYYEARDAY',
            'BYWEEKNO',
            'BYHOUR',
            'BYMINUTE',
            'BYSECOND',
            'BYSETPOS',
          ),
          fc.array(number, { maxLength: 5 }),
        )
        .map(([name, values]) => `${name}=${values.join(',')}`),
      fc.constantFrom(
        'UNTIL=20200101',
        'UNTIL=20260401T000000Z',
        'UNTIL=',
        'WKST=SU',
        'WKST=XX',
        'BYDAY=MO,-53TU',
        'BYDAY=0MO',
        'RSCALE=CHINESE',
        'SKIP=FORWARD',
        'SKIP=BACKWARD',
        '=;=',
        'FREQ',
      ),
    );
    const freq = fc.constantFrom('SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY', 'NEVER');
    fc.assert(
      fc.property(freq, fc.array(part, { maxLength: 5 }), (name, parts) => {
        const { instances } = readIcs(calendar(event(...hour, `RRULE:${[...parts, `FREQ=${name}`].join(';')}`)), asked);
        expect(instances.some(({ start }) => start === Date.UTC(2026, 2, 2, 9))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe('E13: bytes', () => {
  const fixtures = expected.map(({ file }) =>
    readFileSync(new URL(`../../fixtures/ical/${file}`, import.meta.url), 'utf8'),
  );

  test(
    'whatever is cut out of, put into or turned round in a calendar, reading ends without a throw',
    { timeout: 60_000 },
    () => {
      const junk = fc.oneof(
        fc.string(),
        fc.string({ unit: 'binary' }),
        fc.constantFrom(
          '\r',
          '\n',
          '\r\n ',
          '"',
          'BEGIN:VEVENT\n',
          'END:VEVENT\n',
          'BEGIN:VCALENDAR\n',
          ':',
          ';',
          '\u0000',
          '\uFEFF',
        ),
      );
      const change = fc.tuple(fc.nat(5000), fc.nat(60), junk);
      fc.assert(
        fc.property(fc.constantFrom(...fixtures), fc.array(change, { minLength: 1, maxLength: 8 }), (text, changes) => {
          const broken = changes.reduce(
            (before, [at, cut, put]) => before.slice(0, at) + put + before.slice(at + cut),
            text,
          );
          try {
            const { instances, uncertain, covered } = readIcs(broken, asked);
            for (const { start, end } of [...instances, ...uncertain]) expect(start).toBeLessThan(end);
            expect(covered).toEqual({ start: asked.start, end: asked.end });
          } catch (error) {
            expect(error).toBeInstanceOf(NotACalendar);
          }
        }),
        { numRuns: 400 },
      );
    },
  );

  test.each([
    ['a hundred thousand components in each other', 'BEGIN:VALARM\r\n'.repeat(100_000)],
    [
      'unknown components opened and never closed',
      Array.from({ length: 20_000 }, (_, index) => `BEGIN:X${index}\r\nEND:Y${index}`).join('\r\n'),
    ],
    ['a million folds', `DESCRIPTION:${'x\r\n '.repeat(1_000_000)}`],
    ['five million bare CR', '\r'.repeat(5_000_000)],
    ['two hundred thousand parameters', `X-A${';X=1'.repeat(200_000)}:1`],
    ['a quote that never ends', `ATTENDEE;CN="${'a'.repeat(3_000_000)}`],
  ])('%s cost the event beside them nothing', (_, junk) => {
    const { instances } = readIcs(calendar(event('UID:before', ...hour), event('UID:after', ...hour, junk)), asked);
    expect(instances).toHaveLength(2);
  });

  test('a zone name of 400 kB is no zone, and no slower than another', () => {
    const { warnings } = readIcs(
      calendar(event(`DTSTART;TZID=${'a/'.repeat(200_000)}:20260302T090000`, 'DURATION:PT1H')),
      asked,
    );
    expect(warnings.map((each) => each.rule)).toEqual(['unknown-zone']);
    expect(warnings[0]?.text.length).toBeLessThan(300);
  });
});

describe('too much of it', () => {
  test('more dates of one event than the limit make the whole stretch uncertain', () => {
    const dates = Array.from({ length: limits.extraDatesPerEvent + 1 }, (_, index) =>
      utc(Date.UTC(2020, 0, 1) + index * 60_000),
    ).join(',');
    expect(readIcs(calendar(event(...hour, `RDATE:${dates}`)), asked).uncertain).toEqual([
      { start: asked.start, end: asked.end },
    ]);
  });

  test('more instances than the limit make the whole stretch uncertain', () => {
    const half = `FREEBUSY:${Array.from({ length: limits.instances / 2 + 1 }, () => '20260302T090000Z/PT1H').join(',')}`;
    const { instances, uncertain } = readIcs(calendar('BEGIN:VFREEBUSY', half, half, 'END:VFREEBUSY'), asked);
    expect(instances).toHaveLength(limits.instances);
    expect(uncertain).toEqual([{ start: asked.start, end: asked.end }]);
  });

  test.each(['VFREEBUSY', 'VEVENT'])(
    'a longer line than the limit in a %s makes the whole stretch uncertain',
    (name) => {
      const line = `${name === 'VEVENT' ? 'RDATE' : 'FREEBUSY'}:${'20260302T090000Z/PT1H,'.repeat(limits.lineLength / 20)}`;
      expect(readIcs(calendar(`BEGIN:${name}`, ...hour, line, `END:${name}`), asked).uncertain).toEqual([
        { start: asked.start, end: asked.end },
      ]);
    },
  );

  test('a title longer than any line is left out and costs nothing', () => {
    const text = calendar(event(...hour, `SUMMARY:${'x'.repeat(limits.lineLength + 1)}`));
    expect(readIcs(text, { ...asked, titles: true })).toMatchObject({
      uncertain: [],
      warnings: [],
      instances: [{ start: Date.UTC(2026, 2, 2, 9) }],
    });
  });

  test('more zones than the limit make the whole stretch uncertain', () => {
    const events = Array.from({ length: limits.zones + 1 }, (_, index) =>
      event(`UID:${index}`, `DTSTART;TZID=Z${index}:20260302T090000`, 'DURATION:PT1H'),
    );
    expect(readIcs(calendar(...events), asked).uncertain).toEqual([{ start: asked.start, end: asked.end }]);
  });

  test('warnings end somewhere, and the rest is counted', () => {
    const { warnings } = readIcs(
      calendar(...Array.from({ length: limits.warnings + 5 }, (_, index) => event(`UID:${index}`, 'DTSTART:soon'))),
      asked,
    );
    expect(warnings).toHaveLength(limits.warnings + 1);
    expect(warnings.at(-1)?.text).toBe('There are 5 more warnings.');
  });
});

function list(from: number, to: number): string {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index).join(',');
}

function utc(at: number): string {
  return new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}
