/** Values of iCalendar properties (RFC 5545 3.3): times, lengths, periods. Wrong ones are undefined, never thrown. */

import { DAY } from '../../src/domain/interval.ts';
import type { Wall } from '../../src/domain/wall.ts';
import { type ContentLine, parameter } from './lines.ts';
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
  const isDate = parameter(line.params, 'VALUE')?.toUpperCase() === 'DATE';
  return parseTime(line.value, parameter(line.params, 'TZID'), isDate);
}

/** Reads the list of EXDATE: what is readable of it, and how many were not. */
export function readTimes(line: ContentLine): { times: WrittenTime[]; unreadable: number } {
  const { periods, unreadable } = readPeriods(line);
  return { times: periods.map((period) => period.start), unreadable };
}

/** Reads the list of RDATE and FREEBUSY; a plain time is a period without end and length. */
export function readPeriods(line: ContentLine): { periods: Period[]; unreadable: number } {
  const tzid = parameter(line.params, 'TZID');
  const isDate = parameter(line.params, 'VALUE')?.toUpperCase() === 'DATE';
  const periods: Period[] = [];
  let unreadable = 0;
  for (const text of line.value.split(',')) {
    const slash = text.indexOf('/');
    const from = slash === -1 ? text : text.slice(0, slash);
    const to = slash === -1 ? undefined : text.slice(slash + 1);
    const start = parseTime(from, tzid, isDate);
    const end = to === undefined ? undefined : parseTime(to, tzid, isDate);
    const length = to === undefined || end !== undefined ? undefined : parseLength(to);
    if (start !== undefined && (to === undefined || end !== undefined || length !== undefined)) {
      periods.push({ start, end, length });
    } else if (text.trim() !== '') unreadable++;
  }
  return { periods, unreadable };
}

const dashed = /^(\d{4})-(\d\d)-(\d\d)(?:(T)(\d\d):(\d\d)(?::(\d\d))?(Z)?)?$/i;

/**
 * Dates are known by their form too: producers forget VALUE=DATE, or write it before a time (RFC 5545 3.2.20), which is
 * a date when it is midnight and a time otherwise.
 */
export function parseTime(text: string, tzid: string | undefined, isDate: boolean): WrittenTime | undefined {
  const trimmed = text.trim();
  const plain = dashed.exec(trimmed)?.slice(1).join('') ?? trimmed;
  const day = daysFrom(digits(plain, 0, 4), digits(plain, 4, 6), digits(plain, 6, 8));
  if (day === undefined) return undefined;
  if (plain.length === 8) return { local: (day * DAY) as Wall, isDate: true, utc: false, tzid: undefined };
  const utc = plain.endsWith('Z') || plain.endsWith('z');
  const length = plain.length - (utc ? 1 : 0);
  if ((plain[8] !== 'T' && plain[8] !== 't') || (length !== 13 && length !== 15)) return undefined;
  const [hour, minute] = [digits(plain, 9, 11), digits(plain, 11, 13)];
  const second = length === 15 ? digits(plain, 13, 15) : 0;
  const endOfDay = hour === 24 && minute === 0 && second === 0;
  // Written so that NaN fails.
  if (!((hour <= 23 || endOfDay) && minute <= 59 && second <= 60)) return undefined;
  // A leap second is read as the one before it (RFC 5545 3.3.12).
  const time = ((hour * 60 + minute) * 60 + Math.min(second, 59)) * 1000;
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

/** Undefined when unreadable or longer than any event is. Weeks and days may be mixed, as many producers do. */
export function parseLength(text: string): Length | undefined {
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
