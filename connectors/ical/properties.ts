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
export type Period = { readonly start: WrittenTime; readonly end: WrittenTime | undefined; readonly length: Length | undefined };

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
    const [from = '', to] = text.split('/', 2);
    const start = parseTime(from, tzid, isDate);
    const end = to === undefined ? undefined : parseTime(to, tzid, isDate);
    const length = to === undefined || end !== undefined ? undefined : parseLength(to);
    if (start !== undefined && (to === undefined || end !== undefined || length !== undefined)) {
      periods.push({ start, end, length });
    } else if (text.trim() !== '') unreadable++;
  }
  return { periods, unreadable };
}

const compact = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?$/i;
const dashed = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?(Z)?)?$/i;

/**
 * Dates are known by their form too: producers forget VALUE=DATE, or write it before a time (RFC 5545 3.2.20), which is
 * a date when it is midnight and a time otherwise.
 */
export function parseTime(text: string, tzid: string | undefined, isDate: boolean): WrittenTime | undefined {
  const trimmed = text.trim();
  const parts = compact.exec(trimmed) ?? dashed.exec(trimmed);
  if (parts === null) return undefined;
  const [year, month, dayOfMonth] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const [hour, minute, second] = [Number(parts[4] ?? 0), Number(parts[5] ?? 0), Number(parts[6] ?? 0)];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, dayOfMonth);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== dayOfMonth || year === 0) return undefined;
  const isMidnight = parts[7] === undefined && hour + minute + second === 0;
  if (parts[4] === undefined || (isDate && isMidnight)) return { local: date.getTime() as Wall, isDate: true, utc: false, tzid: undefined };
  const endOfDay = hour === 24 && minute === 0 && second === 0;
  if ((hour > 23 && !endOfDay) || minute > 59 || second > 60) return undefined;
  // A leap second is read as the one before it (RFC 5545 3.3.12).
  const time = ((hour * 60 + minute) * 60 + Math.min(second, 59)) * 1000;
  const utc = parts[7] !== undefined;
  return { local: (date.getTime() + time) as Wall, isDate: false, utc, tzid: utc ? undefined : tzid };
}

const duration = /^([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/i;

/** Undefined when unreadable or longer than any event is. Weeks and days may be mixed, as many producers do. */
export function parseLength(text: string): Length | undefined {
  const parts = duration.exec(text.trim());
  if (parts === null || !/\d/.test(text)) return undefined;
  const [weeks, days, hours, minutes, seconds] = [2, 3, 4, 5, 6].map((index) => Number(parts[index] ?? 0)) as [
    number, number, number, number, number, // as: map keeps the length
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
