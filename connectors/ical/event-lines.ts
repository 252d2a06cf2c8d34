/** One line of an event into what is known of the event so far. The first of two that contradict each other counts. */

import { type ContentLine, parameter } from './content-line.ts';
import { limits } from './limits.ts';
import { Names } from './names.ts';
import { eachPeriod, eachTime, readTime, type WrittenTime } from './properties.ts';
import { append, type RawEvent } from './raw.ts';

/** What may be said of events, but for what only some readings ask for. */
export const eventNames: readonly string[] = [
  ...[
    'DTSTART',
    'DTEND',
    'DURATION',
    'RRULE',
    'EXRULE',
    'RDATE',
    'EXDATE',
    'RECURRENCE-ID',
    'UID',
    'SEQUENCE',
    'DTSTAMP',
  ],
  ...['STATUS', 'TRANSP', 'X-MICROSOFT-CDO-BUSYSTATUS', 'X-MICROSOFT-CDO-ALLDAYEVENT'],
];

/** They say nothing about time: too long ones are left out and cost nothing. */
export const describingNames: ReadonlySet<string> = new Set(['SUMMARY', 'ORGANIZER', 'ATTENDEE']);

const statuses = new Names(['CANCELLED', 'TENTATIVE', 'CONFIRMED']);
const transparencies = new Names(['TRANSPARENT', 'OPAQUE']);
const busyStatuses = new Names(['FREE', 'WORKINGELSEWHERE', 'TENTATIVE', 'BUSY', 'OOF']);
const yes = new Names(['TRUE']);
const other = 'other';

export function readEventLine(event: RawEvent, line: ContentLine): void {
  switch (line.name) {
    case 'DTSTART':
      event.start ??= readable(event, line);
      break;
    case 'DTEND':
      event.end ??= readable(event, line);
      break;
    case 'UID':
      event.uid ??= line.value === '' ? undefined : line.value;
      break;
    case 'SEQUENCE':
      event.sequence = sequenceOf(line.value);
      break;
    case 'DTSTAMP':
      event.stamp ||= line.value;
      break;
    case 'STATUS':
      event.status ??= line.oneOf(statuses) ?? other;
      break;
    case 'TRANSP':
      event.transparency ??= line.oneOf(transparencies) ?? other;
      break;
    case 'X-MICROSOFT-CDO-BUSYSTATUS':
      event.busyStatus ??= line.oneOf(busyStatuses) ?? other;
      break;
    case 'X-MICROSOFT-CDO-ALLDAYEVENT':
      event.outlookAllDay = line.oneOf(yes) !== undefined;
      break;
    case 'DURATION':
      event.duration ??= line.value;
      break;
    case 'RRULE':
      event.rules = append(event.rules, line.value);
      break;
    case 'EXRULE':
      event.exclusionRules = append(event.exclusionRules, line.value);
      break;
    case 'EXDATE':
      readExceptions(event, line);
      break;
    case 'RDATE':
      readExtraDates(event, line);
      break;
    case 'RECURRENCE-ID':
      event.recurrence ??= readable(event, line);
      event.andFuture ||= parameter(line.params, 'RANGE')?.toUpperCase() === 'THISANDFUTURE';
      break;
    case 'SUMMARY':
      event.title ??= line.value.replace(/\\(.)/g, (_, mark: string) => (mark === 'n' ? ' ' : mark));
      break;
    case 'ORGANIZER':
      event.organiser ??= mailOf(line.value);
      break;
    case 'ATTENDEE':
      if (parameter(line.params, 'PARTSTAT')?.toUpperCase() === 'DECLINED')
        event.declinedBy = append(event.declinedBy, mailOf(line.value));
      break;
    default:
  }
}

function readExceptions(event: RawEvent, line: ContentLine): void {
  const unreadable = eachTime(line, (time) => {
    event.exceptions = appendWithin(event, event.exceptions, time, limits.datesPerEvent);
  });
  unread(event, line, unreadable);
}

function readExtraDates(event: RawEvent, line: ContentLine): void {
  const unreadable = eachPeriod(line, (period) => {
    event.extra = appendWithin(event, event.extra, period, limits.extraDatesPerEvent);
  });
  unread(event, line, unreadable);
}

function sequenceOf(value: string): number {
  return value !== '0' && /^\d{1,15}$/.test(value) ? Number(value) : 0;
}

function appendWithin<Item>(event: RawEvent, list: Item[], item: Item, most: number): Item[] {
  if (list.length < most) return append(list, item);
  event.isCapped = true;
  return list;
}

function readable(event: RawEvent, line: ContentLine): WrittenTime | undefined {
  const time = readTime(line);
  if (time === undefined) unread(event, line, 1);
  return time;
}

/** Told once a name, however many there are. */
function unread(event: RawEvent, line: ContentLine, count: number): void {
  if (count > 0 && !event.unreadable.includes(line.name)) event.unreadable = append(event.unreadable, line.name);
}

function mailOf(address: string): string {
  return address
    .trim()
    .toLowerCase()
    .replace(/^mailto:/, '');
}
