/**
 * Rules as calendars write them, for the recurrence engine of the domain: what producers get wrong is put right, UNTIL
 * is taken out (it may be an instant, which no wall clock can compare), RSCALE and SKIP are read (RFC 7529).
 */

import { DAY, HOUR } from '../../src/domain/interval.ts';
import { expandRule } from '../../src/domain/recurrence.ts';
import type { Instant } from '../../src/domain/types.ts';
import type { Wall } from '../../src/domain/wall.ts';
import type { Clock } from './clock.ts';
import { limits } from './limits.ts';
import { type WrittenTime, dayOf, parseTime } from './properties.ts';
import { skipped } from './skip.ts';

/** Where a series starts, and the clock its rule counts on. */
export type SeriesStart = { readonly local: Wall; readonly isDate: boolean; readonly clock: Clock };

/** Steps that all rules of a calendar may still take together. */
export type Allowance = { left: number };

/** `cappedFrom`: from here on the rule gives more than was read. */
export type Starts = { readonly starts: readonly Wall[]; readonly cappedFrom: Wall | undefined };

/** The starts of a rule in `[from, to)` of the wall clock; undefined when the rule cannot be read. */
export function startsOf(
  text: string,
  start: SeriesStart,
  { from, to }: { from: Wall; to: Wall },
  allowance: Allowance,
): Starts | undefined {
  if (text.length > limits.ruleLength || allowance.left <= 0) return { starts: [], cappedFrom: from };
  const parts = partsOf(text, start.isDate);
  const scale = parts.get('RSCALE') ?? 'GREGORIAN';
  const skip = parts.get('SKIP') ?? 'OMIT';
  const until = parts.has('UNTIL') ? parseTime(parts.get('UNTIL') ?? '', undefined, false) : undefined;
  if (scale !== 'GREGORIAN' || (parts.has('UNTIL') && until === undefined)) return undefined;
  for (const name of ['RSCALE', 'SKIP', 'UNTIL']) parts.delete(name);

  const last = until === undefined ? undefined : lastWall(until, start);
  // An hour more than the wall clock says, since the two clocks cross when clocks go back; cut by instant below.
  const bound = last === undefined ? to : (Math.min(to, last + 2 * HOUR) as Wall);
  // A step over months and years takes the engine about three times as long as one over days.
  const cost = /^(MONTH|YEAR)LY$/.test(parts.get('FREQ') ?? '') ? 3 : 1;
  const window = { start: start.local, from, to: bound, cap: limits.startsPerRule, most: allowance.left / cost };
  const rule = [...parts].map(([name, value]) => `${name}=${value}`).join(';');
  const expanded = skip === 'OMIT' ? expandRule({ rule, ...window }) : skipped(parts, skip, window);
  if (!expanded.ok) return undefined;
  const { starts, capped, steps } = expanded.value;
  allowance.left -= starts.length === 0 && mayBeImpossible(parts) ? limits.emptyRule : (steps + 20) * cost;
  const kept = until === undefined ? starts : starts.filter((local) => isUntil(local, until, start));
  return { starts: kept, cappedFrom: capped ? (starts.at(-1) ?? from) : undefined };
}

/** Days named in two ways at once, or by a number, may never come: 30 February, the first Monday in week 40. */
function mayBeImpossible(parts: ReadonlyMap<string, string>): boolean {
  const freq = parts.get('FREQ');
  if (freq !== 'MONTHLY' && freq !== 'YEARLY') return false;
  if (parts.has('BYYEARDAY') || parts.has('BYWEEKNO') || parts.has('BYSETPOS')) return true;
  if (parts.has('BYDAY') && (parts.has('BYMONTHDAY') || /\d/.test((parts.get('BYDAY') ?? '').replaceAll(/[1-5]/g, ''))))
    return true;
  return /3[01]|29/.test(parts.get('BYMONTHDAY') ?? '') && (freq === 'MONTHLY' || parts.has('BYMONTH'));
}

/** Is the rule one of several a day? */
export function isSubDaily(text: string): boolean {
  return /FREQ\s*=\s*(SECONDLY|MINUTELY|HOURLY)/i.test(text) || /BY(HOUR|MINUTE|SECOND)/i.test(text);
}

/** In capitals, without blanks, empty and unknown parts, and without list items that are no weekday. */
function partsOf(text: string, isDate: boolean): Map<string, string> {
  const parts = new Map<string, string>();
  for (const part of text.toUpperCase().replaceAll(/\s+/g, '').split(';')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0));
    // The time of day of a date is its midnight (RFC 5545 3.3.10).
    const isTimeOfDay = name === 'BYHOUR' || name === 'BYMINUTE' || name === 'BYSECOND';
    if (!known.has(name) || parts.has(name) || (isDate && isTimeOfDay)) continue;
    const value = part.slice(equals + 1);
    if (!name.startsWith('BY')) parts.set(name, value);
    else parts.set(name, readableItems(name, value));
  }
  return parts;
}

const known = new Set(
  `FREQ INTERVAL COUNT UNTIL WKST BYDAY BYMONTH BYMONTHDAY BYYEARDAY BYWEEKNO BYHOUR BYMINUTE BYSECOND BYSETPOS RSCALE
  SKIP`.split(/\s+/),
);

/** List items out of their range are left out, as the rest of the list still means something; all bad stays bad. */
function readableItems(name: string, value: string): string {
  const [low, high] = ranges[name] ?? [0, 0];
  const items = value.split(',').filter((item) => {
    if (name === 'BYDAY') return /^[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU)$/.test(item) && !/^[+-]?0/.test(item);
    const size = /^[+-]?\d{1,3}$/.test(item) ? (low === 1 ? Math.abs(Number(item)) : Number(item)) : -1;
    return size >= low && size <= high;
  });
  return items.length === 0 ? value : items.join(',');
}

const ranges: Record<string, readonly [number, number]> = {
  BYMONTH: [1, 12],
  BYMONTHDAY: [1, 31],
  BYYEARDAY: [1, 366],
  BYWEEKNO: [1, 53],
  BYHOUR: [0, 23],
  BYMINUTE: [0, 59],
  BYSECOND: [0, 60],
  BYSETPOS: [1, 366],
};

/** An UNTIL on the wall clock of the series: the end of its day for a date, the moment itself for a time. */
function lastWall(until: WrittenTime, start: SeriesStart): Wall {
  if (start.isDate) return dayOf(until.local);
  if (until.isDate) return (until.local + DAY - 1) as Wall; // still a wall time
  return until.utc ? start.clock.toLocal(until.local as number as Instant) : until.local; // UTC: wall time is the instant
}

function isUntil(local: Wall, until: WrittenTime, start: SeriesStart): boolean {
  if (start.isDate || until.isDate || !until.utc) return local <= lastWall(until, start);
  return start.clock.toInstant(local) <= (until.local as number);
}
