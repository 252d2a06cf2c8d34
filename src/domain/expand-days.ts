/** Expands daily and weekly rules: whole days counted on the wall's calendar. */

import type { Found } from './found.ts';
import { DAY } from './interval.ts';
import type { Rule } from './rule.ts';
import { daySet, takePositions, timesOfDay } from './rule-times.ts';
import { dayNumber, weekday } from './wall.ts';

export function daysAndWeeks(rule: Rule, found: Found): void {
  const times = timesOfDay(rule, found.start);
  const first = dayNumber(found.start);
  const weekly = rule.freq === 'WEEKLY';
  const base = weekly ? first - ((weekday(first) - rule.weekStart + 7) % 7) : first;
  const length = weekly ? 7 : 1;
  const period = rule.interval * length;
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

function takePeriod(rule: Rule, found: Found, dates: readonly number[], times: readonly number[]): boolean {
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
