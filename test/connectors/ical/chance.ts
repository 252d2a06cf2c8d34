/** Calendars that chance made or broke, the same each time. */

import { readFileSync } from 'node:fs';
import { rng } from '../../../bench/workload.mjs';
import { expected } from '../../fixtures/ical/expected.ts';
import { calendar, event } from './calendar.ts';

const fixtures = expected.map(({ file }) =>
  readFileSync(new URL(`../../fixtures/ical/${file}`, import.meta.url), 'utf8'),
);
const random = rng(20260302);
const below = (limit: number) => Math.floor(random() * limit);
const one = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item; // below the length
const some = <Item>(most: number, make: () => Item) => Array.from({ length: below(most + 1) }, make);

const JUNK = [
  '\r',
  '\n',
  '\r\n ',
  '"',
  ':',
  ';',
  '\u0000',
  '\uFEFF',
  'BEGIN:VEVENT\n',
  'END:VEVENT\n',
  'BEGIN:VCALENDAR\n',
  'é診',
];
const FREQS = ['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY', 'NEVER', ''];
const NAMES =
  'INTERVAL COUNT BYMONTH BYMONTHDAY BYYEARDAY BYWEEKNO BYHOUR BYMINUTE BYSECOND BYSETPOS BYDAY UNTIL WKST'.split(' ');
const number = () =>
  one([String(below(401) - 200), String(below(60)), '0', '-1', '.007', '1e9', '999999999999', 'x', '2MO', '-1FR', '']);
const time = () =>
  one([
    '20260302T090000Z',
    '20260302',
    '19700101T000000',
    '99991231T235959Z',
    '00010101',
    'soon',
    '',
    '20260329T023000',
  ]);
const zone = () =>
  one(['', '', ';TZID=Europe/Paris', ';TZID=Nowhere', ';TZID="(UTC+01:00) Here"', ';VALUE=DATE', ';TZID=Z', ';X="']);
const length = () => one(['PT1H', 'PT0S', 'P1D', '-PT5M', 'P1W2DT3H', 'P9999999999W', 'x', 'P365000D']);
const rule = () => [`FREQ=${one(FREQS)}`, ...some(4, () => `${one(NAMES)}=${some(4, number).join(',')}`)].join(';');
const line = () =>
  one([
    () => `DTSTART${zone()}:${time()}`,
    () => `DTEND${zone()}:${time()}`,
    () => `DURATION:${length()}`,
    () => `RRULE:${rule()}`,
    () => `RRULE:${rule()}`,
    () => `EXRULE:${rule()}`,
    () => `EXDATE${zone()}:${some(3, time).join(',')}`,
    () => `RDATE${zone()}:${some(3, () => `${time()}/${one([time, length])()}`).join(',')}`,
    () => `RECURRENCE-ID${one(['', ';RANGE=THISANDFUTURE'])}${zone()}:${time()}`,
    () => `UID:${below(4)}`,
    () => `SEQUENCE:${number()}`,
    () => one(['STATUS:CANCELLED', 'TRANSP:TRANSPARENT', 'STATUS:', 'DTSTAMP:20260101T000000Z']),
    () => `FREQ=${one(['DAILY', 'WEEKLY', 'MONTHLY'])};COUNT=${1 + below(9)}`.replace(/^/, 'RRULE:'),
    () =>
      one([
        'X-NOTE:a',
        'DESCRIPTION:a\r\n b\r\n RRULE:FREQ=DAILY',
        'LOCATION;X="a:b":c',
        'x-note:a',
        'NOTE',
        'DTSTARTS:1',
      ]),
    () =>
      [
        'BEGIN:VALARM',
        ...some(3, () => one(['UID:0', 'TRIGGER:-PT15M', 'DURATION:P9D', `DTSTART:${time()}`, 'x:y'])),
        one(['END:VALARM', 'END:VALARM', '']),
      ].join('\r\n'),
  ])();
const vtimezone = () =>
  [
    'BEGIN:VTIMEZONE',
    'TZID:Z',
    ...some(
      3,
      () =>
        `BEGIN:STANDARD\r\nDTSTART:${time()}\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:${one(['+0200', '-2359', 'x', '+99'])}\r\nRRULE:${rule()}\r\nEND:STANDARD`,
    ),
    'END:VTIMEZONE',
  ].join('\r\n');

const made = () =>
  calendar(
    ...some(1, vtimezone),
    ...some(5, () => event(...some(7, line))),
    ...some(
      1,
      () => `BEGIN:VFREEBUSY\r\nFREEBUSY:${some(3, () => `${time()}/${length()}`).join(',')}\r\nEND:VFREEBUSY`,
    ),
  );
const broken = () =>
  some(8, () => [below(5000), below(60), one(JUNK)] as const).reduce(
    (text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut),
    one(fixtures),
  );

/** Made ones and broken ones by turns. */
export function* calendars(count: number): Generator<string> {
  for (let index = 0; index < count; index += 1) yield index % 2 === 0 ? made() : broken();
}
