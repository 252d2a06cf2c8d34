/**
 * Rules as calendars write them, for the recurrence engine of the domain: what producers get wrong is put right, UNTIL
 * is taken out (it may be an instant, which no wall clock can compare), RSCALE and SKIP are read (RFC 7529).
 */

import { DAY, HOUR } from '../../src/domain/interval.ts';
import { lastCounted } from '../../src/domain/expand-days.ts';
import { expandRead } from '../../src/domain/recurrence.ts';
import { readRule, type Rule } from '../../src/domain/rule.ts';
import type { Instant } from '../../src/domain/types.ts';
import type { Wall } from '../../src/domain/wall.ts';
import type { Clock } from './clock.ts';
import { limits } from './limits.ts';
import { type WrittenTime, dayOf, parseTime } from './properties.ts';
import { skipped } from './skip.ts';

/** Where a series starts, and the clock its rule counts on. */
export type SeriesStart = { readonly local: Wall; readonly isDate: boolean; readonly clock: Clock };

/** What all rules of a calendar share: the steps that they may still take together, and rules that were read before. */
export type Allowance = { left: number; readonly known: Map<string, KnownRule | undefined> };

/** `cappedFrom`: from here on the rule gives more than was read. */
export type Starts = { readonly starts: readonly Wall[]; readonly cappedFrom: Wall | undefined };

/** A rule without its UNTIL. */
export type KnownRule = { readonly rule: Rule; readonly skip: string };

export function allowanceOf(steps: number): Allowance {
  return { left: steps, known: new Map() };
}

/** The starts of a rule in `[from, to)` of the wall clock; undefined when the rule cannot be read. */
export function startsOf(
  text: string,
  start: SeriesStart,
  { from, to }: { from: Wall; to: Wall },
  allowance: Allowance,
): Starts | undefined {
  if (text.length > limits.ruleLength || allowance.left <= 0) return { starts: [], cappedFrom: from };
  const { rest, end } = withoutUntil(text);
  const until = end === undefined ? undefined : parseTime(end);
  const known = readOnce(rest, start.isDate, allowance);
  if (known === undefined || (end !== undefined && until === undefined)) return undefined;

  const last = until === undefined ? undefined : lastWall(until, start);
  // An hour more than the wall clock says, since the two clocks cross when clocks go back; cut by instant below.
  const bound = last === undefined ? to : (Math.min(to, last + 2 * HOUR) as Wall);
  const window = { start: start.local, from, to: bound, cap: limits.startsPerRule, most: allowance.left };
  const { starts, capped, steps } =
    known.skip === 'OMIT' ? expandRead(known.rule, window) : skipped(known.rule, known.skip, window);
  allowance.left -= steps + STEPS_A_RULE;
  const kept = until === undefined ? starts : starts.filter((local) => isUntil(local, until, start));
  return { starts: kept, cappedFrom: capped ? (starts.at(-1) ?? from) : undefined };
}

/** When a rule ends; undefined where it does not say so in a way that can be read. */
export function untilOf(text: string): WrittenTime | undefined {
  const { end } = withoutUntil(text);
  return end === undefined ? undefined : parseTime(end);
}

/**
 * No start of a rule that counts lies behind this, on the wall clock; undefined where that would take finding them, and where the
 * rule does not count.
 */
export function countedEnd(text: string, { local, isDate }: WrittenTime, allowance: Allowance): Wall | undefined {
  if (!text.includes('COUNT=') || text.length > limits.ruleLength) return undefined;
  const known = readOnce(withoutUntil(text).rest, isDate, allowance);
  return known === undefined || known.skip !== 'OMIT' ? undefined : lastCounted(known.rule, local);
}

/** UNTIL and COUNT are what rules differ in. Most programs write it last. */
function withoutUntil(text: string): { rest: string; end: string | undefined } {
  const at = text.indexOf(';UNTIL=');
  if (at !== -1 && !text.includes(';', at + 1)) return { rest: text.slice(0, at), end: text.slice(at + 7) };
  const written = /(?:^|;)\s*UNTIL\s*=([^;]*)/i.exec(text);
  if (written === null) return { rest: text, end: undefined };
  return { rest: text.replace(written[0], ''), end: (written[1] ?? '').replaceAll(/\s+/g, '') };
}

/** What a rule costs that gives nothing at all. */
const STEPS_A_RULE = 20;

/** A rule with its COUNT, which is put into what was read before. */
function readOnce(text: string, isDate: boolean, allowance: Allowance): KnownRule | undefined {
  const at = text.indexOf(';COUNT=');
  const [part, count] = (at === -1 ? null : countPart.exec(text)) ?? [];
  if (part === undefined) return knownRule(text, isDate, allowance);
  const known = knownRule(text.replace(part, ''), isDate, allowance);
  // Of two, of which one may be written otherwise, the first counts.
  if (known === undefined || known.rule.count !== undefined) return knownRule(text, isDate, allowance);
  return { ...known, rule: { ...known.rule, count: Number(count) } };
}

const countPart = /;COUNT=([1-9]\d{0,9})(?=;|$)/;

/** Most series of a calendar have one of some few rules. */
function knownRule(text: string, isDate: boolean, { known }: Allowance): KnownRule | undefined {
  const name = isDate ? `DATE ${text}` : text;
  if (known.has(name)) return known.get(name);
  const parts = partsOf(text, isDate);
  const [scale, skip] = [parts.get('RSCALE') ?? 'GREGORIAN', parts.get('SKIP') ?? 'OMIT'];
  for (const part of ['RSCALE', 'SKIP', 'UNTIL']) parts.delete(part);
  const read = readRule([...parts].map(([part, value]) => `${part}=${value}`).join(';'));
  const rule = scale === 'GREGORIAN' && read.ok ? { rule: read.value, skip } : undefined;
  if (known.size < limits.knownRules) known.set(name, rule);
  return rule;
}

/** Is the rule one of several a day? */
export function isSubDaily(text: string): boolean {
  return subDaily.test(text);
}

/** In FREQ and in BYHOUR, BYMINUTE, BYSECOND. */
const subDaily = /HOUR|MINUTE|SECOND/i;

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
