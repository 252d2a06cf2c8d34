/** Wall-clock times as numbers: what recurrence and zone arithmetic count in, free of any zone. */

import { DAY } from './interval.ts';
import type { LocalDate, LocalDateTime } from './types.ts';

declare const brand: unique symbol;
/** A wall-clock time without a zone: the milliseconds since 1970 that it would be if it were UTC. */
export type Wall = number & { readonly [brand]: 'Wall' };

const DATE = 'YYYY-MM-DD'.length;
const HYPHEN = '-'.charCodeAt(0);
const COLON = ':'.charCodeAt(0);
const LETTER_T = 'T'.charCodeAt(0);

/** Reads `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM` or `YYYY-MM-DDTHH:MM:SS`; undefined when there is no such day or time. */
export function readWall(text: string): Wall | undefined {
  const { length } = text;
  if (length !== DATE && length !== DATE + 6 && length !== DATE + 9) return undefined;
  if (text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN) return undefined;
  const year = number(text, 0) * 100 + number(text, 2);
  const month = number(text, 5);
  const day = number(text, 8);
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day);
  // Not a number, or a day that the calendar carries over into the next month.
  if (!(month >= 1 && month <= 12 && day >= 1 && new Date(midnight).getUTCDate() === day)) return undefined;
  if (length === DATE) return midnight as Wall; // the brand's door
  if (text.charCodeAt(DATE) !== LETTER_T || text.charCodeAt(DATE + 3) !== COLON) return undefined;
  if (length > DATE + 6 && text.charCodeAt(DATE + 6) !== COLON) return undefined;
  const hour = number(text, DATE + 1);
  const minute = number(text, DATE + 4);
  const second = length > DATE + 6 ? number(text, DATE + 7) : 0;
  if (!(hour <= 23 && minute <= 59 && second <= 60)) return undefined;
  // A leap second (`:60`) is read as the second before it, as clocks here show it.
  return (midnight + ((hour * 60 + minute) * 60 + Math.min(second, 59)) * 1000) as Wall;
}

/** Two digits; NaN when they are none. */
function number(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** {@link readWall} for times that were checked at the edge; throws on others. */
export function wall(text: LocalDateTime): Wall {
  const read = readWall(text);
  if (read === undefined) throw new RangeError(`"${text}" is not a local date or time; it must be checked before.`);
  return read;
}

/** `YYYY-MM-DD`. */
export function date(local: number): LocalDate {
  return new Date(local).toISOString().slice(0, 10);
}

/** `YYYY-MM-DDTHH:MM`, without seconds. */
export function dateTime(local: number): LocalDateTime {
  return new Date(local).toISOString().slice(0, 16);
}

/** Days since 1970-01-01 on the wall's calendar. */
export function dayNumber(local: number): number {
  return Math.floor(local / DAY);
}

/** 0 is Monday, as in RFC 5545 with WKST=MO and in `rrule`. */
export function weekday(dayNumberOf: number): number {
  return (((dayNumberOf + 3) % 7) + 7) % 7;
}
