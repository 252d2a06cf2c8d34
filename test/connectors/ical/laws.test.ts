/** Laws of reading, tried with random calendars: against two independent engines, and against itself. */

import fc from 'fast-check';
import ICAL from 'ical.js';
import { RRuleTemporal } from 'rrule-temporal';
import { tzlib_get_ical_block } from 'timezones-ical-library';
import { expect, test } from 'vitest';
import { feed } from '../../../bench/feed.ts';
import { busyFromIcs, NotACalendar, readIcs } from '../../../connectors/ical/busy.ts';
import { clip, DAY, HOUR, instant } from '../../../src/domain/interval.ts';
import type { Interval } from '../../../src/domain/types.ts';
import { toWall, wallToInstant } from '../../../src/domain/zone.ts';
import { busy, calendar, event, query } from './calendar.ts';
import { calendars } from './chance.ts';

const days = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const zones = ['Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland', 'America/Sao_Paulo'];

/** Rules on which engines agree: no BYWEEKNO, no days that a month lacks, no times of day. */
const rule = fc
  .record({
    freq: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    interval: fc.integer({ min: 1, max: 4 }),
    days: fc.uniqueArray(fc.constantFrom(...days), { maxLength: 3 }),
    monthDays: fc.uniqueArray(fc.integer({ min: 1, max: 28 }), { maxLength: 2 }),
    months: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }),
    end: fc.oneof(
      fc.constant(''),
      fc.integer({ min: 1, max: 40 }).map((count) => `;COUNT=${count}`),
      fc.integer({ min: 1, max: 28 }).map((day) => `;UNTIL=202610${String(day).padStart(2, '0')}T235959Z`),
    ),
  })
  .map(({ freq, interval, days: byDay, monthDays, months, end }) => {
    const lists = [
      byDay.length > 0 ? `;BYDAY=${byDay.join(',')}` : '',
      monthDays.length > 0 && (freq === 'MONTHLY' || (freq === 'YEARLY' && months.length > 0))
        ? `;BYMONTHDAY=${monthDays.join(',')}`
        : '',
      months.length > 0 ? `;BYMONTH=${months.join(',')}` : '',
    ];
    return `FREQ=${freq};INTERVAL=${interval}${lists.join('')}${end}`;
  });

/** Hours that no clock skips or repeats. */
const start = fc
  .record({
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 }),
    hour: fc.integer({ min: 8, max: 20 }),
  })
  .map(({ month, day, hour }) => `2025${pad(month)}${pad(day)}T${pad(hour)}0000`);

test('rules and exceptions mean what rrule-temporal makes of them, in every zone', { timeout: 60_000 }, () => {
  const picks = fc.array(fc.nat(400), { maxLength: 6 });
  fc.assert(
    fc.property(rule, start, fc.tuple(fc.constantFrom(...zones), fc.constantFrom(...zones)), picks, (...made) => {
      const [text, from, [zone, another], picked] = made;
      const oracle = new RRuleTemporal({ rruleString: `DTSTART;TZID=${zone}:${from}\nRRULE:${text}` });
      const asked = query();
      const theirs = oracle
        .between(new Date(asked.start), new Date(asked.end), true)
        .map((at) => at.epochMilliseconds)
        .filter((at) => at < asked.end);
      // Exceptions are moments, in whatever zone they are written; those of another day take out nothing.
      const excepted = picked.map((index) => theirs[index] ?? asked.start + index * DAY + 1000);
      const lines = excepted.map((at, index) =>
        index % 2 === 0 || wallToInstant(toWall(instant(at), another), another) !== at
          ? `EXDATE:${utc(at)}`
          : `EXDATE;TZID=${another}:${utc(toWall(instant(at), another)).slice(0, -1)}`,
      );
      const series = [`DTSTART;TZID=${zone}:${from}`, 'DURATION:PT1H', `RRULE:${text}`];
      expect(starts(calendar(event(...series, ...lines)))).toEqual(theirs.filter((at) => !excepted.includes(at)));
    }),
    { numRuns: 150 },
  );
});

test(
  'days and weeks mean what ical.js makes of them in zones that the calendar describes, exceptions included',
  { timeout: 60_000 },
  () => {
    const plain = fc.record({
      rule: fc.constantFrom(
        'FREQ=DAILY',
        'FREQ=DAILY;INTERVAL=3',
        'FREQ=WEEKLY',
        'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,SA',
        'FREQ=MONTHLY;BYDAY=2TU',
        'FREQ=MONTHLY;BYDAY=-1FR',
      ),
      zone: fc.constantFrom(...zones, 'UTC'),
      /** Under a name that nobody knows the description is all there is to go by. */
      isNamed: fc.boolean(),
      count: fc.integer({ min: 1, max: 200 }),
      day: fc.integer({ min: 1, max: 28 }),
      excepted: fc.uniqueArray(fc.integer({ min: 0, max: 80 }), { maxLength: 10 }),
    });
    fc.assert(
      fc.property(plain, ({ rule: text, zone, isNamed, count, day, excepted }) => {
        const tzid = isNamed ? zone : 'Practice Time';
        const form = (local: number) =>
          zone === 'UTC' ? `:${utc(local)}` : `;TZID=${tzid}:${utc(local).slice(0, -1)}`;
        const first = Date.UTC(2026, 1, day, 9);
        const lines = [`DTSTART${form(first)}`, 'DURATION:PT1H', `RRULE:${text};COUNT=${count}`];
        const described = zone === 'UTC' ? [] : [description(zone, tzid)];
        const exceptions = excepted.map((each) => first + each * DAY);
        // Taken out here, since ical.js stops at an exception that fits no occurrence.
        const gone = new Set(exceptions.map((local) => wallToInstant(toWall(instant(local), 'UTC'), zone) as number));
        const theirs = icalStarts(calendar(...described, event(...lines))).filter((at) => !gone.has(at));
        const ours = starts(
          calendar(...described, event(...lines, ...exceptions.map((local) => `EXDATE${form(local)}`))),
        );
        // The first date is ours by decision, where the rule does not make it.
        const begin = wallToInstant(toWall(instant(first), 'UTC'), zone);
        expect(ours.filter((at) => at !== begin)).toEqual(theirs.filter((at) => at !== begin && at < query().end));
      }),
      { numRuns: 300 },
    );
  },
);

test('a calendar moved by weeks gives the same busy time moved by weeks', () => {
  const made = fc.record({
    first: fc.integer({ min: 0, max: 200 }),
    minutes: fc.integer({ min: 1, max: 5000 }),
    rule: fc.constantFrom(
      '',
      'RRULE:FREQ=DAILY;COUNT=9',
      'RRULE:FREQ=WEEKLY;BYDAY=MO,TH',
      'RRULE:FREQ=HOURLY;INTERVAL=5;COUNT=30',
    ),
  });
  fc.assert(
    fc.property(fc.array(made, { maxLength: 5 }), fc.integer({ min: 1, max: 20 }), (events, weeks) => {
      const at = (by: number) => {
        const text = calendar(
          ...events.map(({ first, minutes, rule: repeat }, index) =>
            event(
              `UID:${index}`,
              `DTSTART:${utc(Date.UTC(2026, 0, 1) + first * 12 * HOUR + by)}`,
              `DURATION:PT${minutes}M`,
              ...(repeat === '' ? [] : [repeat]),
            ),
          ),
        );
        const asked = {
          start: new Date(Date.UTC(2026, 1, 1) + by).toISOString(),
          end: new Date(Date.UTC(2026, 4, 1) + by).toISOString(),
        };
        return readIcs(text, query(asked)).instances.map((each) => ({ start: each.start - by, end: each.end - by }));
      };
      expect(at(weeks * 7 * DAY)).toEqual(at(0));
    }),
  );
});

test('more exceptions never add time', () => {
  const exceptions = fc.array(
    fc
      .integer({ min: 0, max: 60 })
      .map((day) => `EXDATE;TZID=Europe/Paris:${utc(Date.UTC(2026, 2, 1, 10) + day * DAY).slice(0, -1)}`),
  );
  fc.assert(
    fc.property(rule, exceptions, exceptions, (text, some, more) => {
      const left = (lines: string[]) =>
        busy(calendar(event('DTSTART;TZID=Europe/Paris:20260301T100000', 'DURATION:PT2H', `RRULE:${text}`, ...lines)));
      const all = new Set(left(some));
      for (const each of left([...some, ...more])) expect(all).toContain(each);
    }),
  );
});

function starts(text: string): number[] {
  const found = readIcs(text, query()).instances.map((each) => each.start);
  const asked = query();
  return found.filter((at) => at >= asked.start).toSorted((a, b) => a - b);
}

function icalStarts(text: string): number[] {
  const component = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent('vevent');
  const iterator = new ICAL.Event(component ?? undefined).iterator();
  const found: number[] = [];
  for (let next = iterator.next(); next !== undefined && next !== null; next = iterator.next())
    found.push(next.toUnixTime() * 1000);
  return found;
}

/** The rules of a real zone, under the name that the calendar gives it. */
function description(zone: string, name: string): string {
  const [block = ''] = tzlib_get_ical_block(zone);
  return block.replace(/TZID:.*/, `TZID:${name}`).trim();
}

function utc(at: number): string {
  return new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

test('a part of the asked time holds what the whole holds there', { timeout: 60_000 }, () => {
  const whole = query({ start: '2025-01-01', end: '2028-01-01' });
  const parts = [0, 200, 420, 440, 470, 1000].map((day) => ({
    start: instant(whole.start + day * DAY),
    end: instant(whole.start + (day + 40) * DAY),
  }));
  const read = (text: string, part: Interval) => {
    try {
      const { intervals, uncertain } = busyFromIcs(text, { ...whole, ...part });
      return uncertain.length === 0 ? intervals : undefined;
    } catch (error) {
      if (error instanceof NotACalendar) return undefined;
      throw error;
    }
  };
  let compared = 0;
  for (const text of [[...feed(300)].join(''), ...calendars(500)]) {
    const all = read(text, whole);
    if (all === undefined) continue;
    compared += 1;
    for (const part of parts) expect(read(text, part), text).toEqual(clip(all, part));
  }
  expect(compared).toBeGreaterThan(150);
});
