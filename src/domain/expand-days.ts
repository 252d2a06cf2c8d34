/** Expands daily and weekly rules: whole days counted on the wall's calendar. */

import type { Found } from './found.ts';
import { DAY } from './interval.ts';
import type { Rule } from './rule.ts';
import { daySet, takePositions, timesOfDay } from './rule-times.ts';
import { dayNumber, type Wall, weekday } from './wall.ts';

export function daysAndWeeks(rule: Rule, found: Found): void {
  const times = timesOfDay(rule, found.start);
  const first = dayNumber(found.start);
  const weekly = rule.freq === 'WEEKLY';
  const base = weekly ? first - ((weekday(first) - rule.weekStart + 7) % 7) : first;
  const length = weekly ? 7 : 1;
  const period = rule.interval * length;
  const offsets = weekly ? weekOffsets(rule, base, first) : [0];
  if (isPlain(rule, weekly) && times.length === 1) {
    plainPeriods({ base, period, length, offsets, time: times[0] as number }, { rule, found }); // one of length 1
    return;
  }
  const days = daySet(rule, weekly ? weekday(first) : undefined);
  const behind = dayNumber(found.from) - length - base;
  // Without COUNT nothing before the window matters.
  const skipped = rule.count === undefined && behind > 0 ? Math.floor(behind / period) : 0;
  for (let begin = base + skipped * period; begin * DAY < found.to; begin += period) {
    if (!found.step()) return;
    const dates: number[] = [];
    for (let day = begin; day < begin + length; day += 1) if (days(day)) dates.push(day);
    if (!takePeriod(rule, found, dates, times)) return;
  }
}

/** Nothing but weekdays of weeks, or every so many days: what most series of a calendar are. */
function isPlain({ months, monthDays, yearDays, positions, days }: Rule, weekly: boolean): boolean {
  if (months !== undefined || monthDays !== undefined || yearDays !== undefined || positions !== undefined)
    return false;
  return weekly || days === undefined;
}

/**
 * A wall time that no start of a daily or weekly rule with COUNT lies behind, without finding them; undefined for rules whose days
 * or weeks may be empty, for others and without COUNT.
 */
export function lastCounted(rule: Rule, start: Wall): Wall | undefined {
  const weekly = rule.freq === 'WEEKLY';
  if (rule.count === undefined || (!weekly && rule.freq !== 'DAILY') || !isPlain(rule, weekly)) return undefined;
  // Each day or week holds one at least, but for the first, which may lie before the start.
  return (start + (rule.count * rule.interval + 1) * (weekly ? 7 : 1) * DAY) as Wall; // a wall time and days
}

/** The days of a week that the rule names, or the weekday of the start, counted from the first day of its weeks. */
function weekOffsets({ days }: Rule, base: number, first: number): number[] {
  const wanted = days?.map(({ day }) => day) ?? [weekday(first)];
  return [0, 1, 2, 3, 4, 5, 6].filter((offset) => wanted.includes(weekday(base + offset)));
}

type Periods = {
  readonly base: number;
  readonly period: number;
  readonly length: number;
  readonly offsets: readonly number[];
  readonly time: number;
};

function plainPeriods(
  { base, period, length, offsets, time }: Periods,
  { rule, found }: { rule: Rule; found: Found },
): void {
  let begin = base;
  const behind = dayNumber(found.from) - length - base;
  const skipped = behind > 0 ? Math.floor(behind / period) : 0;
  if (skipped > 1) {
    if (rule.count !== undefined) {
      // The first period may lack the days before the start; all between it and the window are whole.
      for (const offset of offsets) if (!found.take((begin + offset) * DAY + time)) return;
      if (!found.skip((skipped - 1) * offsets.length)) return;
    }
    begin += skipped * period;
  }
  for (; begin * DAY < found.to; begin += period) {
    if (!found.step()) return;
    for (let index = 0; index < offsets.length; index++) {
      if (!found.take((begin + (offsets[index] as number)) * DAY + time)) return; // index < length
    }
  }
}

/** Takes the dates of one period of a rule at its times of day, or those that BYSETPOS picks. False: enough. */
export function takePeriod(rule: Rule, found: Found, dates: readonly number[], times: readonly number[]): boolean {
  if (rule.positions === undefined) {
    for (const day of dates) {
      if (day * DAY > found.start && (day + 1) * DAY <= found.from) {
        if (!found.skip(times.length)) return false;
      } else for (const time of times) if (!found.take(day * DAY + time)) return false;
    }
    return true;
  }
  return takePositions(rule.positions, dates.length * times.length, (index) => {
    const day = dates[Math.floor(index / times.length)] as number; // index < dates × times
    return found.take(day * DAY + (times[index % times.length] as number)); // a remainder is inside
  });
}
