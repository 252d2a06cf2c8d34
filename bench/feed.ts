/**
 * Calendar feeds as a busy person's calendar program would write them, the same for the same number of events: 70 % single,
 * 20 % recurring, 5 % whole days, 5 % changed occurrences, exceptions, four zones, of which one is the calendar's own and one
 * bears Windows' name. About 880 bytes an event, over ten years, most of it past.
 */

import { DAY, HOUR, MINUTE } from '../src/domain/interval.ts';
import { rng } from './workload.mjs';

type Zone = { readonly tzid: string; readonly lines: readonly string[] };

/** A weekly series that a later event may change an occurrence of. */
type Weekly = {
  readonly uid: string;
  readonly first: number;
  readonly zone: Zone;
  readonly minutes: number;
  readonly step: number;
};

const FROM = Date.UTC(2019, 6, 1);
const DAYS = 10 * 365;
export const WINDOW_START = Date.UTC(2027, 2, 1);
export const YEAR = 365;
const WORDS = 'call visit review notes therapy follow-up letters supervision lunch team patient room referral'.split(
  ' ',
);

/** The text in pieces of some thousand lines, since the largest feed has 86 MB. */
export function* feed(events: number): Generator<string> {
  const random = rng(20270301);
  const below = (limit: number) => Math.floor(random() * limit);
  const weekly: Weekly[] = [];
  yield text(['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Sample//Bench//EN', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH']);
  for (const { lines } of ZONES) yield text(lines);
  for (let index = 0; index < events; index += 1) {
    const part = random();
    const uid = `${index.toString(36)}-${below(1e9).toString(36)}@calendar.example`;
    const zone = ZONES[below(ZONES.length)] as Zone; // below the length
    // Hours that no clock skips or repeats, on which all engines agree.
    const start = FROM + below(DAYS) * DAY + (7 + below(12)) * HOUR + below(4) * 15 * MINUTE;
    const minutes = 15 * (1 + below(8));
    if (part < 0.7) yield event(uid, below, timed(zone, start, minutes));
    else if (part < 0.75)
      yield event(uid, below, [
        `DTSTART;VALUE=DATE:${day(start)}`,
        `DTEND;VALUE=DATE:${day(start + (1 + below(3)) * DAY)}`,
      ]);
    else if (part < 0.95 || weekly.length === 0)
      yield event(uid, below, series({ uid, zone, start, minutes, below, weekly }));
    else {
      const of = weekly[below(weekly.length)] as Weekly; // below the length
      const occurrence = of.first + below(2) * of.step * DAY;
      const moved = [
        `RECURRENCE-ID;TZID=${of.zone.tzid}:${local(occurrence)}`,
        ...timed(of.zone, occurrence + DAY, of.minutes),
      ];
      yield event(of.uid, below, moved);
    }
  }
  yield text(['END:VCALENDAR']);
}

type Made = {
  readonly uid: string;
  readonly zone: Zone;
  readonly start: number;
  readonly minutes: number;
  readonly below: (limit: number) => number;
  readonly weekly: Weekly[];
};

/** The first date is one that the rule makes: on others engines do not agree. */
function series({ uid, zone, start: any, minutes, below, weekly }: Made): string[] {
  const kind = KINDS[below(KINDS.length)] as (typeof KINDS)[number]; // below the length
  let start = any;
  while (!kind.fits(new Date(start))) start += DAY;
  const end = below(100);
  const days = kind.days * (2 + below(12)) + 60;
  const ends = end < 60 ? '' : end < 80 ? `;UNTIL=${utc(start + days * DAY)}` : `;COUNT=${2 + below(24)}`;
  const rule = kind.rule.replace('{day}', String(new Date(start).getUTCDate()));
  const isExcepted = below(3) === 0;
  if (kind.rule.startsWith('FREQ=WEEKLY;INTERVAL') && !isExcepted)
    weekly.push({ uid, first: start, zone, minutes, step: kind.days });
  const exceptions = isExcepted
    ? [1 + below(4), 5 + below(4)].map((each) => local(start + each * kind.days * DAY))
    : [];
  return [
    ...timed(zone, start, minutes),
    `RRULE:${rule}${ends}`,
    ...exceptions.map((each) => `EXDATE;TZID=${zone.tzid}:${each}`),
  ];
}

const always = () => true;
const onMonday = (date: Date) => date.getUTCDay() === 1;
const onSecondTuesday = (date: Date) => date.getUTCDay() === 2 && date.getUTCDate() > 7 && date.getUTCDate() < 15;
const KINDS = [
  ...Array.from({ length: 4 }, () => ({ rule: 'FREQ=WEEKLY;INTERVAL=1', days: 7, fits: always })),
  ...Array.from({ length: 2 }, () => ({ rule: 'FREQ=WEEKLY;INTERVAL=2', days: 14, fits: always })),
  { rule: 'FREQ=WEEKLY;BYDAY=MO,WE,FR', days: 7, fits: onMonday },
  { rule: 'FREQ=DAILY', days: 1, fits: always },
  { rule: 'FREQ=MONTHLY;BYMONTHDAY={day}', days: 30, fits: (date: Date) => date.getUTCDate() < 29 },
  { rule: 'FREQ=MONTHLY;BYDAY=2TU', days: 30, fits: onSecondTuesday },
] as const;

function timed({ tzid }: Zone, start: number, minutes: number): string[] {
  return [`DTSTART;TZID=${tzid}:${local(start)}`, `DTEND;TZID=${tzid}:${local(start + minutes * MINUTE)}`];
}

function event(uid: string, below: (limit: number) => number, lines: readonly string[]): string {
  const words = (count: number) => Array.from({ length: count }, () => WORDS[below(WORDS.length)]).join(' ');
  return text([
    'BEGIN:VEVENT',
    `UID:${uid}`,
    'DTSTAMP:20270220T080000Z',
    'CREATED:20260105T091500Z',
    'LAST-MODIFIED:20270219T143000Z',
    'SEQUENCE:0',
    ...lines,
    `SUMMARY:${words(4)}`,
    `LOCATION:Room ${below(40)}\\, ${words(2)}`,
    'ORGANIZER;CN="Practice, front desk":mailto:desk@practice.example',
    `ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Person ${below(500)}:mailto:person@practice.example`,
    `DESCRIPTION:${words(24)}`,
    'STATUS:CONFIRMED',
    below(10) === 0 ? 'TRANSP:TRANSPARENT' : 'TRANSP:OPAQUE',
    'CLASS:PRIVATE',
    'X-APPLE-TRAVEL-ADVISORY-BEHAVIOR:AUTOMATIC',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'TRIGGER:-PT15M',
    'DESCRIPTION:Reminder',
    'END:VALARM',
    'END:VEVENT',
  ]);
}

/** Lines folded at 75 octets, ended by CR LF. */
function text(lines: readonly string[]): string {
  return lines.map((line) => `${line.replaceAll(/(.{74})(?=.)/g, '$1\r\n ')}\r\n`).join('');
}

function local(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
}

function utc(at: number): string {
  return `${local(at)}Z`;
}

function day(at: number): string {
  return local(at).slice(0, 8);
}

function zoneOf(tzid: string, [winter, summer]: [string, string], rules: { on: string; off: string }): Zone {
  const part = (name: string, [from, to]: [string, string], rule: string) => [
    `BEGIN:${name}`,
    `TZOFFSETFROM:${from}`,
    `TZOFFSETTO:${to}`,
    'DTSTART:19700101T020000',
    `RRULE:FREQ=YEARLY;${rule}`,
    `END:${name}`,
  ];
  return {
    tzid,
    lines: [
      'BEGIN:VTIMEZONE',
      `TZID:${tzid}`,
      ...part('DAYLIGHT', [winter, summer], rules.on),
      ...part('STANDARD', [summer, winter], rules.off),
      'END:VTIMEZONE',
    ],
  };
}

const europe = { on: 'BYMONTH=3;BYDAY=-1SU', off: 'BYMONTH=10;BYDAY=-1SU' };
const america = { on: 'BYMONTH=3;BYDAY=2SU', off: 'BYMONTH=11;BYDAY=1SU' };
const ZONES = [
  zoneOf('Europe/Paris', ['+0100', '+0200'], europe),
  zoneOf('America/New_York', ['-0500', '-0400'], america),
  zoneOf('W. Europe Standard Time', ['+0100', '+0200'], europe),
  zoneOf('Practice Time', ['+0330', '+0430'], europe),
];
