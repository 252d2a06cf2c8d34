/** Wall-clock times as numbers: what recurrence and zone arithmetic count in, free of any zone. */

import { DAY } from './interval.ts';
import type { LocalDate, LocalDateTime } from './types.ts';

declare const brand: unique symbol;
/** A wall-clock time without a zone: the milliseconds since 1970 that it would be if it were UTC. */
export type Wall = number & { readonly [brand]: 'Wall' };

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d))?)?$/;

/** Reads `YYYY-MM-DD`, `YYYY-MM-DDTHH:MM` or `YYYY-MM-DDTHH:MM:SS`; undefined when there is no such day or time. */
export function readWall(text: string): Wall | undefined {
  const parts = LOCAL.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1).map((part) => Number(part ?? 0)) as Six;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const midnight = new Date(0).setUTCFullYear(year, month - 1, day);
  if (date(midnight) !== text.slice(0, 10)) return undefined;
  // A leap second (`:60`) is read as the second before it, as clocks here show it.
  return (midnight + ((hour * 60 + minute) * 60 + Math.min(second, 59)) * 1000) as Wall; // the brand's door
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

type Six = [number, number, number, number, number, number];
