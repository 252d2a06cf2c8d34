/** One week of a practitioner's events that every kind of calendar can hold, and the time that it blocks. */

export type SampleEvent = {
  /** In the calendar's own app; ours have other ones. */
  readonly uid: string;
  readonly title: string;
  /** Wall-clock times `2027-03-09T09:00`, or days `2027-03-10` of which the end is the first free one. */
  readonly start: string;
  readonly end: string;
  /** IANA name. `floating`: whoever looks. `custom`: {@link CUSTOM_ZONE}, which no table has. All-day events have none. */
  readonly zone: string;
  /** RFC 5545 rule, weekly here. */
  readonly rule?: string;
  readonly removed?: readonly string[];
  /** Occurrences by their rule's start, and where they are now. */
  readonly moved?: readonly { readonly occurrence: string; readonly start: string; readonly end: string }[];
  /** `declined`: by the owner of the calendar. */
  readonly as: 'busy' | 'free' | 'tentative' | 'declined' | 'cancelled';
};

/** Half an hour off any zone that is in use: offset minutes, and its name where a vendor writes names. */
export const CUSTOM_ZONE = { name: 'Practice Time', offset: '-04:30', minutes: -270 } as const;

/** Whose calendar it is. */
export const OWNER = 'ada@practice.example';

/** What is read, and in which zone days and floating times are. Clocks change on 14 March at 02:00. */
export const WEEK = {
  start: '2027-03-08T00:00-05:00',
  end: '2027-03-22T00:00-04:00',
  zone: 'America/New_York',
} as const;

const one = { zone: 'America/New_York', as: 'busy' } as const;

export const SAMPLE_WEEK: readonly SampleEvent[] = [
  {
    ...one,
    uid: 'series@calendar.example',
    title: 'Team',
    start: '2027-03-02T09:00',
    end: '2027-03-02T10:00',
    rule: 'FREQ=WEEKLY;BYDAY=TU,TH',
    removed: ['2027-03-16T09:00'],
    moved: [{ occurrence: '2027-03-11T09:00', start: '2027-03-12T15:00', end: '2027-03-12T15:45' }],
  },
  { ...one, uid: 'day@calendar.example', title: 'Course', start: '2027-03-10', end: '2027-03-11' },
  {
    ...one,
    uid: 'floating@calendar.example',
    title: 'Lunch',
    start: '2027-03-09T12:00',
    end: '2027-03-09T12:30',
    zone: 'floating',
  },
  {
    ...one,
    uid: 'custom@calendar.example',
    title: 'Call',
    start: '2027-03-15T09:00',
    end: '2027-03-15T09:30',
    zone: 'custom',
  },
  {
    ...one,
    uid: 'abroad@calendar.example',
    title: 'Talk',
    start: '2027-03-17T15:00',
    end: '2027-03-17T16:00',
    zone: 'Europe/Berlin',
  },
  {
    ...one,
    uid: 'free@calendar.example',
    title: 'Reminder',
    start: '2027-03-09T13:00',
    end: '2027-03-09T14:00',
    as: 'free',
  },
  {
    ...one,
    uid: 'tentative@calendar.example',
    title: 'Perhaps',
    start: '2027-03-12T09:00',
    end: '2027-03-12T09:30',
    as: 'tentative',
  },
  {
    ...one,
    uid: 'declined@calendar.example',
    title: 'Party',
    start: '2027-03-12T11:00',
    end: '2027-03-12T12:00',
    as: 'declined',
  },
  {
    ...one,
    uid: 'cancelled@calendar.example',
    title: 'Nothing',
    start: '2027-03-12T13:00',
    end: '2027-03-12T14:00',
    as: 'cancelled',
  },
];

/** What blocks, in UTC: the whole day first and last in New York's time, the series at 09:00 local on both sides of the change. */
export const BLOCKED: readonly string[] = [
  '2027-03-09T14:00/2027-03-09T15:00',
  '2027-03-09T17:00/2027-03-09T17:30',
  '2027-03-10T05:00/2027-03-11T05:00',
  '2027-03-12T14:00/2027-03-12T14:30',
  '2027-03-12T20:00/2027-03-12T20:45',
  '2027-03-15T13:30/2027-03-15T14:00',
  '2027-03-17T14:00/2027-03-17T15:00',
  '2027-03-18T13:00/2027-03-18T14:00',
];

/** As iCalendar: one VCALENDAR with all of them, or one for each object of a CalDAV collection. */
export function toIcs(events: readonly SampleEvent[]): string {
  const zones = events.some(({ zone }) => zone === 'custom') ? [CUSTOM] : [];
  return lines(
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Sample//Calendar//EN',
    ...zones,
    ...events.flatMap(eventLines),
    'END:VCALENDAR',
    '',
  );
}

const CUSTOM = lines(
  'BEGIN:VTIMEZONE',
  `TZID:${CUSTOM_ZONE.name}`,
  'BEGIN:STANDARD',
  'DTSTART:19700101T000000',
  'TZOFFSETFROM:-0430',
  'TZOFFSETTO:-0430',
  'END:STANDARD',
  'END:VTIMEZONE',
);

function eventLines(event: SampleEvent): string[] {
  const { uid, title, start, end, rule, removed = [], moved = [], as } = event;
  const common = [
    `UID:${uid}`,
    'DTSTAMP:20270101T000000Z',
    `SUMMARY:${title}`,
    ...(as === 'free' ? ['TRANSP:TRANSPARENT'] : []),
    ...(as === 'tentative' ? ['STATUS:TENTATIVE'] : []),
    ...(as === 'cancelled' ? ['STATUS:CANCELLED'] : []),
    ...(as === 'declined'
      ? ['ORGANIZER:mailto:host@elsewhere.example', `ATTENDEE;PARTSTAT=DECLINED:mailto:${OWNER}`]
      : []),
  ];
  const at = (name: string, local: string) => stamp(name, local, event.zone);
  const main = [
    ...common,
    at('DTSTART', start),
    at('DTEND', end),
    ...(rule === undefined ? [] : [`RRULE:${rule}`]),
    ...removed.map((occurrence) => at('EXDATE', occurrence)),
  ];
  const overrides = moved.map((move) => [
    ...common,
    at('RECURRENCE-ID', move.occurrence),
    at('DTSTART', move.start),
    at('DTEND', move.end),
  ]);
  return [main, ...overrides].flatMap((content) => ['BEGIN:VEVENT', ...content, 'END:VEVENT']);
}

function stamp(name: string, local: string, zone: string): string {
  const basic = local.replaceAll(/[-:]/g, '');
  if (!local.includes('T')) return `${name};VALUE=DATE:${basic}`;
  if (zone === 'floating') return `${name}:${basic}00`;
  return `${name};TZID=${zone === 'custom' ? CUSTOM_ZONE.name : zone}:${basic}00`;
}

function lines(...all: string[]): string {
  return all.join('\r\n');
}
