/** Values of iCalendar properties (RFC 5545 3.3): times, lengths, periods. Wrong ones are undefined, never thrown. */

import { DAY } from '../../src/domain/interval.ts';
import type { Wall } from '../../src/domain/wall.ts';
import type { ContentLine, TimeForm } from './content-line.ts';
import { limits } from './limits.ts';

/** A time as written: a whole day, or a wall clock that is UTC, of a named zone, or floating. */
export type WrittenTime = {
  readonly local: Wall;
  readonly isDate: boolean;
  readonly utc: boolean;
  readonly tzid: string | undefined;
};

/** Nominal days (weeks and days of the wall clock) and exact milliseconds (RFC 5545 3.3.6). */
export type Length = { readonly days: number; readonly exact: number };

/** A start with an end or a length, as FREEBUSY and RDATE have it. */
export type Period = {
  readonly start: WrittenTime;
  readonly end: WrittenTime | undefined;
  readonly length: Length | undefined;
};

/** Reads DTSTART, DTEND and RECURRENCE-ID. */
export function readTime(line: ContentLine): WrittenTime | undefined {
  const form = line.timeForm;
  return timeIn(line.text, line.from, line.to, form);
}

/** Hands each time of an EXDATE to `take`; gives how many were not readable. */
export function eachTime(line: ContentLine, take: (time: WrittenTime) => void): number {
  return eachPeriod(line, ({ start }) => take(start));
}

/** Hands each period of an RDATE or FREEBUSY to `take`, a plain time as one without end; gives how many were not readable. */
export function eachPeriod(line: ContentLine, take: (period: Period) => void): number {
  const form = line.timeForm;
  let unreadable = 0;
  line.eachItem((text, from, to) => {
    let slash = from;
    while (slash < to && text.charCodeAt(slash) !== SLASH) slash++;
    const start = timeIn(text, from, slash, form);
    const end = slash === to ? undefined : timeIn(text, slash + 1, to, form);
    const length = slash === to || end !== undefined ? undefined : parseLength(text.slice(slash + 1, to));
    if (start !== undefined && (slash === to || end !== undefined || length !== undefined))
      take({ start, end, length });
    else if (text.slice(from, to).trim() !== '') unreadable++;
  });
  return unreadable;
}

const plain: TimeForm = { tzid: undefined, isDate: false };
const dashed = /^(\d{4})-(\d\d)-(\d\d)(?:(T)(\d\d):(\d\d)(?::(\d\d))?(Z)?)?$/i;
const [BLANK, HYPHEN, SLASH, SMALL_T, SMALL_Z] = [32, 45, 47, 116, 122] as const;
/** Makes an ASCII letter small. */
const SMALL = 32;

/** A time that stands by itself. */
export function parseTime(text: string, form: TimeForm = plain): WrittenTime | undefined {
  return timeIn(text, 0, text.length, form);
}

/**
 * Dates are known by their form too: producers forget VALUE=DATE, or write it before a time (RFC 5545 3.2.20), which is
 * a date when it is midnight and a time otherwise.
 */
function timeIn(text: string, begin: number, end: number, { tzid, isDate }: TimeForm): WrittenTime | undefined {
  let from = begin;
  let to = end;
  while (from < to && text.charCodeAt(from) <= BLANK) from++;
  while (to > from && text.charCodeAt(to - 1) <= BLANK) to--;
  const size = to - from;
  if (size < 8) return undefined;
  if (text.charCodeAt(from + 4) === HYPHEN) {
    const parts = dashed.exec(text.slice(from, to));
    return parts === null ? undefined : parseTime(parts.slice(1).join(''), { tzid, isDate });
  }
  const date = digits(text, from, from + 8);
  const day = daysFrom(Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100);
  if (day === undefined) return undefined;
  if (size === 8) return { local: (day * DAY) as Wall, isDate: true, utc: false, tzid: undefined };
  const utc = (text.charCodeAt(to - 1) | SMALL) === SMALL_Z;
  const length = size - (utc ? 1 : 0);
  if ((text.charCodeAt(from + 8) | SMALL) !== SMALL_T || (length !== 13 && length !== 15)) return undefined;
  const clock = digits(text, from + 9, from + length) * (length === 13 ? 100 : 1);
  const hour = Math.floor(clock / 10_000);
  const minute = Math.floor(clock / 100) % 100;
  // Written so that NaN fails.
  if (!((hour <= 23 && minute <= 59 && clock % 100 <= 60) || clock === 240_000)) return undefined;
  // A leap second is read as the one before it (RFC 5545 3.3.12).
  const time = ((hour * 60 + minute) * 60 + Math.min(clock % 100, 59)) * 1000;
  if (isDate && !utc && time === 0) return { local: (day * DAY) as Wall, isDate: true, utc: false, tzid: undefined };
  return { local: (day * DAY + time) as Wall, isDate: false, utc, tzid: utc ? undefined : tzid };
}

/** NaN unless all are digits. A calendar holds a hundred thousand of them, so no pattern is matched. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Days since 1970-01-01; undefined when there is no such day. */
function daysFrom(year: number, month: number, dayOfMonth: number): number | undefined {
  if (!(year >= 1 && month >= 1 && month <= 12 && dayOfMonth >= 1 && dayOfMonth <= 31)) return undefined;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  if (dayOfMonth > (month === 2 ? (isLeap ? 29 : 28) : month % 2 === Number(month > 7) ? 30 : 31)) return undefined;
  // Years begin in March, so that the leap day is the last.
  const y = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + dayOfMonth - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - 719_468;
}

const duration = /^([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;
/** The numbers of a duration are short; longer ones are a mistake, and digits without end cost time. */
const LONGEST_DURATION = 100;

/** Undefined when unreadable or longer than any event is. Weeks and days may be mixed, as many producers do. */
export function parseLength(text: string): Length | undefined {
  if (text.length > LONGEST_DURATION) return undefined;
  const parts = duration.exec(text.trim());
  if (parts === null || !/\d/.test(text)) return undefined;
  const [weeks, days, hours, minutes, seconds] = [2, 3, 4, 5, 6].map((index) => Number(parts[index] ?? 0)) as [
    number,
    number,
    number,
    number,
    number, // as: map keeps the length
  ];
  const sign = parts[1] === '-' ? -1 : 1;
  const nominal = weeks * 7 + days;
  const exact = ((hours * 60 + minutes) * 60 + seconds) * 1000;
  if (nominal + exact / DAY > limits.lengthInDays) return undefined;
  return { days: sign * nominal, exact: sign * exact };
}

/** `+hhmm`, `-hhmmss` of TZOFFSETFROM and TZOFFSETTO, in milliseconds. */
export function parseOffset(text: string): number | undefined {
  const parts = /^([+-]?)(\d\d):?(\d\d):?(\d\d)?$/.exec(text.trim());
  if (parts === null) return undefined;
  const size = (Number(parts[2]) * 60 + Number(parts[3])) * 60 + Number(parts[4] ?? 0);
  return size >= 86_400 ? undefined : (parts[1] === '-' ? -size : size) * 1000;
}

/** The local day a time lies on, at its midnight. */
export function dayOf(local: Wall): Wall {
  return (Math.floor(local / DAY) * DAY) as Wall; // still a wall time
}
