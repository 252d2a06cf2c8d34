/** Reads RFC 5545 recurrence rules into checked parts. Says what is wrong with a bad one; expands nothing. */

import type { Outcome, Zone } from './types.ts';
import { instant } from './interval.ts';
import { readWall, type Wall } from './wall.ts';
import { toWall } from './zone.ts';

export const FREQUENCIES = ['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

/** `day`: 0 is Monday. `nth`: the how-manieth of the month or year, negative from its end; undefined for each. */
export type RuleDay = { readonly day: number; readonly nth: number | undefined };

/** A checked rule. An absent BY-part is undefined, never an empty list; UNTIL is a wall time. */
export type Rule = {
  readonly freq: Frequency;
  readonly interval: number;
  readonly count: number | undefined;
  readonly until: Wall | undefined;
  readonly weekStart: number;
  readonly months: readonly number[] | undefined;
  readonly weekNumbers: readonly number[] | undefined;
  readonly yearDays: readonly number[] | undefined;
  readonly monthDays: readonly number[] | undefined;
  readonly days: readonly RuleDay[] | undefined;
  readonly hours: readonly number[] | undefined;
  readonly minutes: readonly number[] | undefined;
  readonly seconds: readonly number[] | undefined;
  readonly positions: readonly number[] | undefined;
};

/** Which part of the rule could not be read, as it stood there. */
export type RuleProblem = { readonly code: 'rule-unreadable'; readonly part: string };

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const UNTIL = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?$/;
// Each list's smallest and largest value; where the smallest is 1, its negative counts from the end.
const LISTS = {
  BYMONTH: { min: 1, max: 12, signed: false },
  BYWEEKNO: { min: 1, max: 53, signed: true },
  BYYEARDAY: { min: 1, max: 366, signed: true },
  BYMONTHDAY: { min: 1, max: 31, signed: true },
  BYHOUR: { min: 0, max: 23, signed: false },
  BYMINUTE: { min: 0, max: 59, signed: false },
  BYSECOND: { min: 0, max: 60, signed: false },
  BYSETPOS: { min: 1, max: 366, signed: true },
} as const;

class Unreadable extends Error {
  readonly part: string;

  constructor(part: string) {
    super(part);
    this.part = part;
  }
}

/**
 * Reads a rule, with or without `RRULE:` before it. UNTIL with a Z is turned local by `zone`, without one it is taken
 * as it stands; an UNTIL that is a day ends with that day.
 */
export function readRule(text: string, zone?: Zone): Outcome<Rule, RuleProblem> {
  try {
    return { ok: true, value: readParts(text, zone) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { ok: false, refusal: { code: 'rule-unreadable', part: error.part } };
  }
}

function readParts(text: string, zone: Zone | undefined): Rule {
  const parts = new Map<string, string>();
  for (const part of text
    .trim()
    .replace(/^RRULE:/i, '')
    .toUpperCase()
    .split(';')) {
    if (part === '') continue; // a trailing semicolon, as some programs write
    const equals = part.indexOf('=');
    const name = part.slice(0, equals);
    if (equals < 1 || parts.has(name)) throw new Unreadable(part);
    parts.set(name, part.slice(equals + 1));
  }
  for (const name of parts.keys()) if (!KNOWN.has(name) && !name.startsWith('X-')) throw new Unreadable(name);
  const freq = FREQUENCIES.find((each) => each === parts.get('FREQ'));
  if (freq === undefined) throw new Unreadable(`FREQ=${parts.get('FREQ') ?? ''}`);
  const weekNumbers = list(parts, 'BYWEEKNO');
  if (weekNumbers !== undefined && freq !== 'YEARLY') throw new Unreadable('BYWEEKNO');
  return {
    freq,
    interval: positive(parts, 'INTERVAL') ?? 1,
    count: positive(parts, 'COUNT'),
    until: readUntil(parts.get('UNTIL'), zone),
    weekStart: parts.has('WKST') ? readWeekday(parts.get('WKST') ?? '') : 0,
    months: list(parts, 'BYMONTH'),
    weekNumbers,
    yearDays: list(parts, 'BYYEARDAY'),
    monthDays: list(parts, 'BYMONTHDAY'),
    days: readDays(parts.get('BYDAY')),
    hours: list(parts, 'BYHOUR'),
    minutes: list(parts, 'BYMINUTE'),
    seconds: list(parts, 'BYSECOND'),
    positions: list(parts, 'BYSETPOS'),
  };
}

const KNOWN = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'WKST', 'BYDAY', ...Object.keys(LISTS)]);

function list(parts: ReadonlyMap<string, string>, name: keyof typeof LISTS): number[] | undefined {
  const text = parts.get(name);
  if (text === undefined) return undefined;
  const { min, max, signed } = LISTS[name];
  const values = text.split(',').map((each) => {
    const value = /^[+-]?\d{1,3}$/.test(each) ? Number(each) : NaN;
    if (!(signed ? Math.abs(value) >= min && Math.abs(value) <= max : value >= min && value <= max)) {
      throw new Unreadable(`${name}=${text}`);
    }
    return value;
  });
  return [...new Set(values)].sort((a, b) => a - b);
}

function positive(parts: ReadonlyMap<string, string>, name: 'INTERVAL' | 'COUNT'): number | undefined {
  const text = parts.get(name);
  if (text === undefined) return undefined;
  // Ten digits: more than any calendar needs, and no number that arithmetic could lose.
  if (!/^\d{1,10}$/.test(text) || Number(text) === 0) throw new Unreadable(`${name}=${text}`);
  return Number(text);
}

function readDays(text: string | undefined): RuleDay[] | undefined {
  return text?.split(',').map((each) => {
    const parts = /^([+-]?\d{1,2})?([A-Z]{2})$/.exec(each);
    if (parts === null) throw new Unreadable(`BYDAY=${text}`);
    const nth = parts[1] === undefined ? undefined : Number(parts[1]);
    if (nth === 0 || Math.abs(nth ?? 1) > 53) throw new Unreadable(`BYDAY=${text}`);
    return { day: readWeekday(parts[2] ?? ''), nth };
  });
}

function readWeekday(text: string): number {
  const day = WEEKDAYS.indexOf(text);
  if (day < 0) throw new Unreadable(text);
  return day;
}

function readUntil(text: string | undefined, zone: Zone | undefined): Wall | undefined {
  if (text === undefined) return undefined;
  const [, year, month, day, hour, minute, second, utc] = UNTIL.exec(text) ?? [];
  const time = hour === undefined ? 'T23:59:59' : `T${hour}:${minute}:${second}`;
  const until = readWall(`${year}-${month}-${day}${time}`);
  if (until === undefined) throw new Unreadable(`UNTIL=${text}`);
  return utc === undefined || zone === undefined ? until : toWall(instant(until), zone);
}
