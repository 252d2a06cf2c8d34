/** Expands monthly and yearly rules, month by month on the wall's calendar; the rare parts of yearly ones are left to `rrule`. */

import { takePeriod } from './expand-days.ts';
import { yearsByRrule } from './expand-rrule.ts';
import type { Found } from './found.ts';
import { DAY } from './interval.ts';
import type { Rule } from './rule.ts';
import { timesOfDay } from './rule-times.ts';
import { weekday } from './wall.ts';

export function monthsAndYears(rule: Rule, found: Found): void {
  const yearly = rule.freq === 'YEARLY';
  const ofYear = yearly && rule.days !== undefined && rule.months === undefined;
  if (ofYear || rule.weekNumbers !== undefined || rule.yearDays !== undefined) {
    yearsByRrule(rule, found);
    return;
  }
  const first = new Date(found.start);
  const near = new Date(found.from);
  const step = yearly ? 12 * rule.interval : rule.interval;
  // Months are counted from January of the year 0.
  const base = first.getUTCFullYear() * 12 + (yearly ? 0 : first.getUTCMonth());
  const behind = near.getUTCFullYear() * 12 + near.getUTCMonth() - (yearly ? 12 : 1) - base;
  // Without COUNT nothing before the window matters.
  const skipped = rule.count === undefined && behind > 0 ? Math.floor(behind / step) * step : 0;
  const months = monthsOf(rule, first.getUTCMonth());
  const days = daysOf(rule, first.getUTCDate());
  const times = timesOfDay(rule, found.start);
  for (let month = base + skipped; monthStart(month) * DAY < found.to; month += step) {
    if (!found.step()) return;
    const dates = yearly
      ? months.flatMap((each) => days(month + each))
      : months.includes(modulo(month, 12))
        ? days(month)
        : [];
    if (!takePeriod(rule, found, dates, times)) return;
  }
}

const ALL = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

/** January is 0. A year that names neither months nor days has the month of its start. */
function monthsOf({ freq, months, monthDays }: Rule, ofStart: number): readonly number[] {
  if (months !== undefined) return months.map((month) => month - 1);
  return freq === 'YEARLY' && monthDays === undefined ? [ofStart] : ALL;
}

/** The days of a month that the rule gives, sorted, as days since 1970. */
function daysOf({ monthDays, days }: Rule, ofStart: number): (month: number) => readonly number[] {
  return (month) => {
    const begin = monthStart(month);
    const span = { begin, length: monthStart(month + 1) - begin };
    if (days === undefined) return datesOf(monthDays ?? [ofStart], span);
    const onWeekdays = weekdaysOf(days, span);
    if (monthDays === undefined) return onWeekdays;
    const named = new Set(datesOf(monthDays, span));
    return onWeekdays.filter((date) => named.has(date));
  };
}

type Month = { readonly begin: number; readonly length: number };

/** Days of the month by their number, from its end when negative. */
function datesOf(named: readonly number[], { begin, length }: Month): readonly number[] {
  const dates: number[] = [];
  for (const day of named) {
    const index = day > 0 ? day - 1 : length + day;
    if (index >= 0 && index < length) dates.push(begin + index);
  }
  return sorted(dates);
}

/** All of a weekday, or the nth of the month, from its end when negative. */
function weekdaysOf(days: NonNullable<Rule['days']>, { begin, length }: Month): readonly number[] {
  const dates: number[] = [];
  for (const { day, nth } of days) {
    const first = modulo(day - weekday(begin), 7);
    const count = Math.floor((length - 1 - first) / 7) + 1;
    const from = nth === undefined ? 0 : nth > 0 ? nth - 1 : count + nth;
    const to = nth === undefined ? count : from + 1;
    for (let week = Math.max(from, 0); week < Math.min(to, count); week++) dates.push(begin + first + 7 * week);
  }
  return sorted(dates);
}

function sorted(dates: readonly number[]): readonly number[] {
  return dates.length < 2 ? dates : [...new Set(dates)].sort((a, b) => a - b);
}

/** The first day of a month, as days since 1970. */
function monthStart(month: number): number {
  // Years begin in March, so that the leap day is the last.
  const year = Math.floor((month - 2) / 12);
  const inYear = modulo(month - 2, 12);
  const leapDays = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
  return year * 365 + leapDays + Math.floor((153 * inYear + 2) / 5) - 719_468;
}

function modulo(value: number, size: number): number {
  return ((value % size) + size) % size;
}
