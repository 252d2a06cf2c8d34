/** How an opening repeats in the few words that a form has for it, and the rule that these words mean. */

import { DAY } from './interval.ts';
import { readRule } from './rule.ts';
import type { LocalDate, Opening } from './types.ts';
import { date, dayNumber, wall, weekday } from './wall.ts';

/** As RFC 5545 writes them, Monday first. */
export const WEEKDAY_KEYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type WeekdayKey = (typeof WEEKDAY_KEYS)[number];

/** A form offers every week up to every so many weeks. */
export const MOST_WEEKS = 4;

export type Repetition =
  | { readonly kind: 'once' }
  /** `until`: the last day on which it may occur; undefined: for ever. */
  | {
      readonly kind: 'weekly';
      readonly every: number;
      readonly days: readonly WeekdayKey[];
      readonly until: LocalDate | undefined;
    }
  /** Anything else, as RFC 5545 writes it. */
  | { readonly kind: 'rule'; readonly rule: string };

/** The RRULE value; undefined: once. */
export function ruleOf(repetition: Repetition): string | undefined {
  if (repetition.kind === 'once') return undefined;
  if (repetition.kind === 'rule') return repetition.rule;
  const { every, days, until } = repetition;
  return [
    'FREQ=WEEKLY',
    ...(every === 1 ? [] : [`INTERVAL=${every}`]),
    `BYDAY=${days.join(',')}`,
    ...(until === undefined ? [] : [`UNTIL=${until.replaceAll('-', '')}`]),
  ].join(';');
}

/** {@link ruleOf} read back, as far as its words go. */
export function repetitionOf({ start, rule: text }: Pick<Opening, 'start' | 'rule'>): Repetition {
  if (text === undefined) return { kind: 'once' };
  const read = readRule(text);
  if (!read.ok || !isPlainWeekly(read.value)) return { kind: 'rule', rule: text };
  const { interval, days, until } = read.value;
  const own = days?.map(({ day }) => day) ?? [weekdayOf(start)];
  return {
    kind: 'weekly',
    every: interval,
    days: WEEKDAY_KEYS.filter((_, day) => own.includes(day)),
    until: until === undefined ? undefined : lastDay(until, wall(start)),
  };
}

/** The weekday of a local time or day; 0 is Monday. */
export function weekdayOf(local: string): number {
  return weekday(dayNumber(wall(local)));
}

function isPlainWeekly(rule: Extract<ReturnType<typeof readRule>, { ok: true }>['value']): boolean {
  const { freq, interval, count, weekStart, days } = rule;
  const others = [
    ...[rule.months, rule.weekNumbers, rule.yearDays, rule.monthDays],
    ...[rule.hours, rule.minutes, rule.seconds, rule.positions],
  ];
  return (
    freq === 'WEEKLY' &&
    interval <= MOST_WEEKS &&
    count === undefined &&
    (weekStart === 0 || interval === 1) &&
    (days ?? []).every(({ nth }) => nth === undefined) &&
    others.every((part) => part === undefined)
  );
}

/** An UNTIL before that day's start does not let it occur on that day any more. */
function lastDay(until: number, start: number): LocalDate {
  const time = start - dayNumber(start) * DAY;
  return date(dayNumber(until) * DAY + time <= until ? until : until - DAY);
}
