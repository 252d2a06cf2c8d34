/** From text to the components that matter: events, free/busy periods and zones, still as written. */

import { type ContentLine, eachLine, parameter } from './lines.ts';
import { limits } from './limits.ts';
import { type Period, type WrittenTime, readPeriods, readTime, readTimes } from './properties.ts';

/** What belongs to one VCALENDAR and reaches all its components. Both may stand behind them in the file. */
export type Scope = { method: string | undefined; zone: string | undefined };

export type RawEvent = {
  readonly scope: Scope;
  /** Place among the events of the file; stands in for a missing UID. */
  readonly index: number;
  uid: string | undefined;
  sequence: number;
  stamp: string;
  status: string | undefined;
  transparency: string | undefined;
  busyStatus: string | undefined;
  outlookAllDay: boolean;
  start: WrittenTime | undefined;
  end: WrittenTime | undefined;
  duration: string | undefined;
  rules: string[];
  exclusionRules: string[];
  extra: Period[];
  exceptions: WrittenTime[];
  recurrence: WrittenTime | undefined;
  /** RANGE=THISANDFUTURE on the recurrence id. */
  andFuture: boolean;
  title: string | undefined;
  organiser: string | undefined;
  declinedBy: string[];
  /** Properties that were there and could not be read. */
  unreadable: string[];
  /** More dates or longer lines than the limits allow: not all of it was read. */
  isCapped: boolean;
};

export type RawPeriod = { readonly scope: Scope; readonly kind: string; readonly period: Period; readonly uid: string };

/** One STANDARD or DAYLIGHT part of a VTIMEZONE. */
export type RawObservance = {
  start: WrittenTime | undefined;
  from: string;
  to: string;
  rules: string[];
  extra: Period[];
};

export type RawCalendar = {
  readonly isCalendar: boolean;
  /** A component was still open at the end: the body was cut. */
  readonly isCut: boolean;
  /** Longer lines than the limit allows, where they belong to no event: times may be missing. */
  readonly isCapped: boolean;
  /** Free/busy periods that were there and could not be read. */
  readonly unreadablePeriods: number;
  readonly events: readonly RawEvent[];
  readonly periods: readonly RawPeriod[];
  readonly zones: ReadonlyMap<string, readonly RawObservance[]>;
};

const wanted = new Set(
  `BEGIN END METHOD X-WR-TIMEZONE TZID TZOFFSETFROM TZOFFSETTO DTSTART DTEND DURATION RRULE EXRULE RDATE EXDATE
  RECURRENCE-ID UID SEQUENCE DTSTAMP STATUS TRANSP X-MICROSOFT-CDO-BUSYSTATUS X-MICROSOFT-CDO-ALLDAYEVENT SUMMARY
  ORGANIZER ATTENDEE FREEBUSY`.split(/\s+/),
);

/** They say nothing about time: too long ones are left out and cost nothing. */
const describing = new Set(['SUMMARY', 'ORGANIZER', 'ATTENDEE']);

/** Components that hold no other one of the kinds read here: their BEGIN closes what is left open before it. */
const topLevel = new Set(['VEVENT', 'VTODO', 'VJOURNAL', 'VFREEBUSY', 'VTIMEZONE', 'VAVAILABILITY']);

/** Never throws: what cannot be read is named in `unreadable` of its event. */
export function readComponents(text: string): RawCalendar {
  const events: RawEvent[] = [];
  const periods: RawPeriod[] = [];
  const zones = new Map<string, RawObservance[]>();
  let scope: Scope = { method: undefined, zone: undefined };
  let [isCalendar, isCapped, unreadablePeriods] = [false, false, 0];
  const open: string[] = [];
  let event: RawEvent | undefined;
  let observance: RawObservance | undefined;
  let observances: RawObservance[] = [];
  let uid = '';

  const begin = (name: string) => {
    if (name === 'VCALENDAR') {
      isCalendar = true;
      scope = { method: undefined, zone: undefined };
      open.length = 0;
    } else if (topLevel.has(name)) {
      open.length = open[0] === 'VCALENDAR' ? 1 : 0;
    }
    if (open.length < limits.nesting) open.push(name);
    if (name === 'VEVENT') events.push((event = emptyEvent(scope, events.length)));
    if (name === 'VTIMEZONE') observances = [];
    if (name === 'VFREEBUSY') uid = '';
    if (open.at(-2) === 'VTIMEZONE') {
      observances.push((observance = { start: undefined, from: '', to: '', rules: [], extra: [] }));
    }
  };
  const addZone = (value: string) => {
    // The name is text here and a parameter elsewhere: "Kuala Lumpur\, Singapore" is the same zone.
    const id = value.replaceAll(/\\(.)/g, '$1').replaceAll('"', '').trim();
    if (!zones.has(id)) zones.set(id, observances);
  };
  const finish = (name: string) => {
    const at = open.lastIndexOf(name);
    if (at !== -1) open.length = at;
  };

  eachLine(
    text,
    wanted,
    (line) => {
      const current = open.at(-1);
      if (line.name === 'BEGIN') begin(line.value.toUpperCase());
      else if (line.name === 'END') finish(line.value.toUpperCase());
      else if (current === 'VEVENT' && event !== undefined) readEventLine(event, line);
      else if (current === 'VCALENDAR') readCalendarLine(scope, line);
      else if (current === 'VTIMEZONE' && line.name === 'TZID') addZone(line.value);
      else if (open.at(-2) === 'VTIMEZONE' && observance !== undefined) readObservanceLine(observance, line);
      else if (current === 'VFREEBUSY' && line.name === 'UID') uid = line.value;
      else if (current === 'VFREEBUSY' && line.name === 'FREEBUSY') {
        const kind = parameter(line.params, 'FBTYPE')?.toUpperCase() ?? 'BUSY';
        const read = readPeriods(line);
        for (const period of read.periods) periods.push({ scope, kind, period, uid });
        unreadablePeriods += read.unreadable;
      }
    },
    (name) => {
      if (describing.has(name)) return;
      if (open.at(-1) === 'VEVENT' && event !== undefined) event.isCapped = true;
      else isCapped = true;
    },
  );
  return { isCalendar, isCut: open.length > 0, isCapped, unreadablePeriods, events, periods, zones };
}

function emptyEvent(scope: Scope, index: number): RawEvent {
  return {
    scope,
    index,
    uid: undefined,
    sequence: 0,
    stamp: '',
    status: undefined,
    transparency: undefined,
    busyStatus: undefined,
    outlookAllDay: false,
    start: undefined,
    end: undefined,
    duration: undefined,
    rules: [],
    exclusionRules: [],
    extra: [],
    exceptions: [],
    recurrence: undefined,
    andFuture: false,
    title: undefined,
    organiser: undefined,
    declinedBy: [],
    unreadable: [],
    isCapped: false,
  };
}

function readCalendarLine(scope: Scope, line: ContentLine): void {
  if (line.name === 'METHOD') scope.method ??= line.value.toUpperCase();
  if (line.name === 'X-WR-TIMEZONE') scope.zone ??= line.value;
}

function readObservanceLine(observance: RawObservance, line: ContentLine): void {
  if (line.name === 'DTSTART') observance.start ??= readTime(line);
  if (line.name === 'TZOFFSETFROM') observance.from ||= line.value;
  if (line.name === 'TZOFFSETTO') observance.to ||= line.value;
  if (line.name === 'RRULE') observance.rules.push(line.value);
  if (line.name === 'RDATE') observance.extra.push(...readPeriods(line).periods);
}

const eventReaders: Record<string, (event: RawEvent, line: ContentLine) => void> = {
  UID: (event, line) => (event.uid ??= line.value === '' ? undefined : line.value),
  SEQUENCE: (event, line) => (event.sequence = /^\d{1,15}$/.test(line.value) ? Number(line.value) : 0),
  DTSTAMP: (event, line) => (event.stamp ||= line.value),
  STATUS: (event, line) => (event.status ??= line.value.toUpperCase()),
  TRANSP: (event, line) => (event.transparency ??= line.value.toUpperCase()),
  'X-MICROSOFT-CDO-BUSYSTATUS': (event, line) => (event.busyStatus ??= line.value.toUpperCase()),
  'X-MICROSOFT-CDO-ALLDAYEVENT': (event, line) => (event.outlookAllDay = line.value.toUpperCase() === 'TRUE'),
  SUMMARY: (event, line) =>
    (event.title ??= line.value.replace(/\\(.)/g, (_, mark: string) => (mark === 'n' ? ' ' : mark))),
  ORGANIZER: (event, line) => (event.organiser ??= mailOf(line.value)),
  ATTENDEE: (event, line) => {
    if (parameter(line.params, 'PARTSTAT')?.toUpperCase() === 'DECLINED') event.declinedBy.push(mailOf(line.value));
  },
  DTSTART: (event, line) => (event.start ??= readable(event, line)),
  DTEND: (event, line) => (event.end ??= readable(event, line)),
  DURATION: (event, line) => (event.duration ??= line.value),
  RRULE: (event, line) => event.rules.push(line.value),
  EXRULE: (event, line) => event.exclusionRules.push(line.value),
  EXDATE: (event, line) => {
    const { times, unreadable } = readTimes(line);
    for (const time of times) event.exceptions.push(time);
    keepWithin(event, event.exceptions);
    if (unreadable > 0) event.unreadable.push(line.name);
  },
  RDATE: (event, line) => {
    const { periods, unreadable } = readPeriods(line);
    for (const period of periods) event.extra.push(period);
    keepWithin(event, event.extra);
    if (unreadable > 0) event.unreadable.push(line.name);
  },
  'RECURRENCE-ID': (event, line) => {
    event.recurrence ??= readable(event, line);
    event.andFuture ||= parameter(line.params, 'RANGE')?.toUpperCase() === 'THISANDFUTURE';
  },
};

function readEventLine(event: RawEvent, line: ContentLine): void {
  eventReaders[line.name]?.(event, line);
}

function keepWithin(event: RawEvent, dates: unknown[]): void {
  if (dates.length <= limits.datesPerEvent) return;
  dates.length = limits.datesPerEvent;
  event.isCapped = true;
}

function readable(event: RawEvent, line: ContentLine): WrittenTime | undefined {
  const time = readTime(line);
  if (time === undefined) event.unreadable.push(line.name);
  return time;
}

function mailOf(address: string): string {
  return address
    .trim()
    .toLowerCase()
    .replace(/^mailto:/, '');
}
