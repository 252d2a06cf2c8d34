/** Calendars made to break a reader: each goes for one of its weak places, and the largest is as large as a body may be. */

import { calendar, event } from './calendar.ts';

const DAY = 86_400_000;
const hour = ['DTSTART:20260302T090000Z', 'DTEND:20260302T100000Z'];
const since1970 = (rule: string, duration = 'PT1S') =>
  calendar(event('DTSTART:19700101T000000Z', `DURATION:${duration}`, `RRULE:${rule}`));
const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index));
const list = (from: number, to: number) => times(to - from + 1, (index) => String(from + index)).join(',');
const utc = (at: number) => new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');
const around = Date.UTC(2026, 2, 1);
const allDay = `BYHOUR=${list(0, 23)};BYMINUTE=${list(0, 59)};BYSECOND=${list(0, 59)}`;
const many = (count: number, lines: (index: number) => readonly string[]) =>
  calendar(times(count, (index) => event(`UID:${index}`, ...lines(index))).join('\r\n'));
const timezone = (id: string, start: string, rule: string) =>
  [
    ...[
      'BEGIN:VTIMEZONE',
      `TZID:${id}`,
      'BEGIN:STANDARD',
      `DTSTART:${start}`,
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
    ],
    ...[`RRULE:${rule}`, 'END:STANDARD', 'END:VTIMEZONE'],
  ].join('\r\n');
const inZone = (id: string, uid: string) => event(`UID:${uid}`, `DTSTART;TZID=${id}:20260302T090000`, 'DURATION:PT1H');
const yearly = 'FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU';

/** Made when asked for: together they would be some hundred megabytes. */
export const nasty: Readonly<Record<string, () => string>> = {
  'a second of every second since 1970': () => since1970('FREQ=SECONDLY'),
  'no time at all of every second since 1970': () => since1970('FREQ=SECONDLY', 'PT0S'),
  'every second second': () => since1970('FREQ=SECONDLY;INTERVAL=2'),
  'a thousand million seconds': () => since1970('FREQ=SECONDLY;COUNT=1000000000'),
  'every second of the 30th of February': () => since1970('FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30'),
  'fifty series of every minute': () =>
    many(50, () => ['DTSTART:19700101T000000Z', 'DURATION:PT30S', 'RRULE:FREQ=MINUTELY']),
  'every day since the year 1': () => calendar(event('DTSTART:00010101T000000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY')),
  'an interval of a million million million': () => since1970('FREQ=DAILY;INTERVAL=1000000000000000000'),
  'a duration of a million million million weeks': () =>
    calendar(event(...hour.slice(0, 1), 'DURATION:P999999999999999999W')),
  'a thousand years, each day anew': () => since1970('FREQ=DAILY', 'P365000D'),
  'every hour, minute and second by name': () => since1970(`FREQ=DAILY;${allDay}`),
  'the same each day of the year': () =>
    since1970(`FREQ=YEARLY;BYMONTH=${list(1, 12)};BYMONTHDAY=${list(1, 31)};${allDay}`),
  'a list of 100,000 seconds': () =>
    since1970(`FREQ=MINUTELY;BYSECOND=${times(100_000, (index) => String(index % 60)).join(',')}`),
  'two thousand rules of weeks that never come': () =>
    many(2000, (index) => [...hour, `RRULE:FREQ=YEARLY;BYWEEKNO=53;BYMONTH=${1 + (index % 9)};INTERVAL=${1 + index}`]),
  'a hundred thousand rules of one event': () => calendar(event(...hour, ...times(100_000, () => 'RRULE:FREQ=DAILY'))),
  'ten thousand rules of exceptions of one event': () =>
    calendar(
      event(...hour, 'RRULE:FREQ=HOURLY', ...times(10_000, (index) => `EXRULE:FREQ=MINUTELY;INTERVAL=${7 + index}`)),
    ),
  'a hundred rules of seconds of one event': () =>
    calendar(event('DTSTART:19700101T000000Z', ...times(100, (index) => `RRULE:FREQ=SECONDLY;INTERVAL=${47 + index}`))),
  'a hundred rules of exceptions by the second': () =>
    calendar(
      event(...hour, 'RRULE:FREQ=HOURLY', ...times(100, (index) => `EXRULE:FREQ=SECONDLY;INTERVAL=${47 + index}`)),
    ),
  '200,000 exceptions on one line': () =>
    calendar(
      event(
        ...hour,
        'RRULE:FREQ=MINUTELY',
        `EXDATE:${times(200_000, (index) => utc(around + index * 60_000)).join(',')}`,
      ),
    ),
  '50,000 lines of exceptions': () =>
    calendar(
      event(...hour, 'RRULE:FREQ=HOURLY', ...times(50_000, (index) => `EXDATE:${utc(around + index * 3_600_000)}`)),
    ),
  '200,000 exceptions in the year 1200': () =>
    calendar(
      event(
        ...['DTSTART;TZID=Europe/Paris:12000101T000000', 'DURATION:PT1H', 'RRULE:FREQ=DAILY'],
        `EXDATE;TZID=Europe/Paris:${times(200_000, (index) => `1200${utc(around + index * 60_000).slice(4, 15)}`).join(',')}`,
      ),
    ),
  '150,000 extra dates with lengths': () =>
    calendar(
      event(
        ...hour,
        `RDATE;VALUE=PERIOD:${times(150_000, (index) => `${utc(around + index * 20_000)}/PT9S`).join(',')}`,
      ),
    ),
  '20,000 changes of all later occurrences': () =>
    calendar(
      event('DTSTART:20260301T000000Z', 'DURATION:PT20S', 'RRULE:FREQ=MINUTELY'),
      ...times(20_000, (index) => {
        const at = utc(around + DAY + index * 180_000);
        return event(`RECURRENCE-ID;RANGE=THISANDFUTURE:${at}`, `DTSTART:${at}`, `DURATION:PT${1 + (index % 50)}S`);
      }),
    ),
  '20,000 changes of the same 20,000 events': () =>
    calendar(
      ...times(20_000, (index) => event(`DTSTART:${utc(around + index * 60_000)}`, 'DURATION:PT20S')),
      ...times(20_000, (index) =>
        event(
          `RECURRENCE-ID:${utc(around + index * 60_000)}`,
          `DTSTART:${utc(around + index * 70_000)}`,
          'DURATION:PT9S',
        ),
      ),
    ),
  '3,000 zones of their own since 1601': () =>
    calendar(
      ...times(3000, (index) => timezone(`Z${index}`, '16010101T030000', yearly)),
      ...times(3000, (index) => inZone(`Z${index}`, String(index))),
    ),
  'a zone that changes every second': () =>
    calendar(timezone('Z', '19700101T000000', 'FREQ=SECONDLY'), inZone('Z', 'a')),
  'a zone of 100,000 parts': () =>
    calendar(
      ...['BEGIN:VTIMEZONE', 'TZID:Z'],
      ...times(100_000, (index) =>
        [
          'BEGIN:STANDARD',
          `DTSTART:${utc(index * 1e7).slice(0, -1)}`,
          'TZOFFSETFROM:+0100',
          'TZOFFSETTO:+0200',
          'END:STANDARD',
        ].join('\r\n'),
      ),
      'END:VTIMEZONE',
      inZone('Z', 'a'),
    ),
  '40,000 zones that nobody knows': () =>
    calendar(...times(40_000, (index) => inZone(`(UTC+01:00) Place ${index}`, String(index)))),
  'a zone name of 400 kB': () =>
    calendar(event(`DTSTART;TZID=${'a/'.repeat(200_000)}:20260302T090000`, 'DURATION:PT1H')),
  '500,000 periods of free/busy time': () =>
    calendar(
      'BEGIN:VFREEBUSY',
      ...times(50, () => `FREEBUSY:${times(10_000, (index) => `${utc(around + index * 300_000)}/PT4M`).join(',')}`),
      'END:VFREEBUSY',
    ),
  '150,000 events of a minute': () =>
    many(150_000, (index) => [`DTSTART:${utc(around + index * 20_000)}`, 'DURATION:PT1M']),
  '30,000 series of every hour': () =>
    many(30_000, (index) => [`DTSTART:${utc(around + index * 1000)}`, 'DURATION:PT1M', 'RRULE:FREQ=HOURLY']),
  '100,000 events that nobody can read': () => many(100_000, () => ['DTSTART:soon', 'DTEND:later', 'RRULE:sometimes']),
  '20 MB of blank lines': () => calendar('\r\n'.repeat(9_900_000), event(...hour)),
  '19 MB of one attachment': () => calendar(event(...hour, `ATTACH;ENCODING=BASE64:${'QUJD'.repeat(4_750_000)}`)),
  'a million folds': () => calendar(event(...hour, `DESCRIPTION:${'x\r\n '.repeat(1_000_000)}`)),
  'a million folds in a line of exceptions': () => calendar(event(...hour, `EXDATE:${'2\r\n '.repeat(1_000_000)}`)),
  'five million bare CR': () => calendar(event(...hour, '\r'.repeat(5_000_000))),
  '200,000 parameters of one line': () =>
    calendar(
      event(
        ...hour,
        `DTSTAMP${';X=1'.repeat(200_000)}:20260101T000000Z`,
        `EXDATE${';X=1'.repeat(200_000)}:20260101T000000Z`,
      ),
    ),
  'a quote of 5 MB that never ends': () =>
    calendar(event(...hour, `ATTENDEE;CN="${'a'.repeat(5_000_000)}`, `EXDATE;TZID="${'a'.repeat(3_000_000)}`)),
  '5 MB of backslashes': () =>
    calendar(event(...hour, `SUMMARY:${'\\'.repeat(3_000_000)}`, `UID:${'\\'.repeat(2_000_000)}`)),
  'components in each other, 100,000 deep': () => calendar(event(...hour, 'BEGIN:VALARM\r\n'.repeat(100_000))),
  '400,000 calendars': () => 'BEGIN:VCALENDAR\r\nX-WR-TIMEZONE:Europe/Paris\r\nEND:VCALENDAR\r\n'.repeat(250_000),
  'letters of two bytes': () =>
    many(40_000, (index) => [
      `DTSTART:${utc(around + index * 60_000)}`,
      'DURATION:PT1M',
      `SUMMARY:${'診療'.repeat(60)}`,
    ]),
};
