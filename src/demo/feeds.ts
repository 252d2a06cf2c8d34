/** The demo's sample calendars as iCalendar text, with dates that follow the clock so that the demo never grows old. */
import { DAY } from '../domain/interval.ts';
import { toLocal } from '../domain/zone.ts';
import type { Instant, LocalDate } from '../domain/types.ts';

/** The zone that both practitioners of the demo work in. */
export const DEMO_ZONE = 'America/New_York';

type SampleEvent = {
  readonly uid: string;
  readonly title: string;
  /** `HHMM` local times, or undefined: the whole day. */
  readonly from?: string;
  readonly to?: string;
  readonly day: LocalDate;
  readonly rule?: string;
  readonly free?: true;
};

/** The feed of one demo practitioner by its file name, or undefined when there is none. */
export function sampleFeed(name: string, now: Instant): string | undefined {
  const events = name === 'maya' ? mayasEvents(now) : name === 'sam' ? samsEvents(now) : undefined;
  if (events === undefined) return undefined;
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Openhours//Demo//EN', ...zoneLines()];
  for (const event of events) lines.push(...eventLines(event));
  return `${[...lines, 'END:VCALENDAR'].join('\r\n')}\r\n`;
}

function mayasEvents(now: Instant): SampleEvent[] {
  return [
    // The series began two weeks ago and never ends: the reader expands it.
    {
      uid: 'team',
      title: 'Team meeting',
      day: weekday(now, -14, 1),
      from: '0900',
      to: '1000',
      rule: 'FREQ=WEEKLY;BYDAY=MO',
    },
    {
      uid: 'lunch',
      title: 'Lunch',
      day: weekday(now, -14, 1),
      from: '1200',
      to: '1245',
      rule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
    },
    {
      uid: 'supervision',
      title: 'Supervision',
      day: weekday(now, -7, 3),
      from: '1400',
      to: '1530',
      rule: 'FREQ=WEEKLY;INTERVAL=2',
    },
    { uid: 'dentist', title: 'Dentist', day: weekday(now, 2, 4), from: '1015', to: '1110' },
    { uid: 'conference', title: 'Conference', day: weekday(now, 8, 4) },
    { uid: 'birthday', title: 'Birthday', day: weekday(now, 3, 2), free: true },
  ];
}

function samsEvents(now: Instant): SampleEvent[] {
  return [
    {
      uid: 'rounds',
      title: 'Hospital rounds',
      day: weekday(now, -14, 2),
      from: '1000',
      to: '1130',
      rule: 'FREQ=WEEKLY;BYDAY=TU,TH',
    },
    {
      uid: 'lunch',
      title: 'Lunch',
      day: weekday(now, -14, 1),
      from: '1230',
      to: '1330',
      rule: 'FREQ=WEEKLY;BYDAY=TU,WE,TH,FR',
    },
    { uid: 'school', title: 'School meeting', day: weekday(now, 1, 3), from: '1600', to: '1700' },
    { uid: 'leave', title: 'Day off', day: weekday(now, 12, 5) },
  ];
}

/** The first day on ISO weekday `wanted` (1 is Monday) that lies `from` days after today or later. */
function weekday(now: Instant, from: number, wanted: number): LocalDate {
  const first = new Date(`${toLocal(now, DEMO_ZONE).slice(0, 10)}T00:00Z`).getTime() + from * DAY;
  const ahead = (wanted - new Date(first).getUTCDay() + 7) % 7;
  return new Date(first + ahead * DAY).toISOString().slice(0, 10);
}

function eventLines(event: SampleEvent): string[] {
  const day = event.day.replaceAll('-', '');
  const times =
    event.from === undefined
      ? [`DTSTART;VALUE=DATE:${day}`, `DTEND;VALUE=DATE:${dayAfter(event.day)}`]
      : [`DTSTART;TZID=${DEMO_ZONE}:${day}T${event.from}00`, `DTEND;TZID=${DEMO_ZONE}:${day}T${event.to}00`];
  return [
    'BEGIN:VEVENT',
    `UID:${event.uid}-${day}@demo.openhours.example`,
    'DTSTAMP:20260101T000000Z',
    ...times,
    ...(event.rule ? [`RRULE:${event.rule}`] : []),
    `SUMMARY:${event.title}`,
    ...(event.free ? ['TRANSP:TRANSPARENT'] : []),
    'END:VEVENT',
  ];
}

function dayAfter(day: LocalDate): string {
  return new Date(Date.parse(`${day}T00:00Z`) + DAY).toISOString().slice(0, 10).replaceAll('-', '');
}

// The rules of the United States since 2007, as calendar apps send them along.
function zoneLines(): string[] {
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${DEMO_ZONE}`,
    ...['BEGIN:DAYLIGHT', 'DTSTART:20070311T020000', 'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU'],
    ...['TZOFFSETFROM:-0500', 'TZOFFSETTO:-0400', 'TZNAME:EDT', 'END:DAYLIGHT'],
    ...['BEGIN:STANDARD', 'DTSTART:20071104T020000', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU'],
    ...['TZOFFSETFROM:-0400', 'TZOFFSETTO:-0500', 'TZNAME:EST', 'END:STANDARD'],
    'END:VTIMEZONE',
  ];
}
