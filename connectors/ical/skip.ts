/** SKIP=BACKWARD and SKIP=FORWARD (RFC 7529): days that a month or year lacks fall on its last day or the next first. */

import { DAY } from '../../src/domain/interval.ts';
import { expandRead, type Expanded, type Expansion } from '../../src/domain/recurrence.ts';
import type { Rule } from '../../src/domain/rule.ts';
import type { Wall } from '../../src/domain/wall.ts';
import { dayOf } from './properties.ts';

/**
 * Rules of months and years that name days of the month or year are expanded here; with other parts no day can be
 * lacking, so the engine expands the rule as if SKIP were not there.
 */
export function skipped(rule: Rule, skip: string, window: Omit<Expansion, 'rule' | 'zone'>): Expanded {
  const yearly = rule.freq === 'YEARLY';
  const others = [rule.days, rule.weekNumbers, rule.hours, rule.minutes, rule.seconds, rule.positions];
  const own = (yearly || rule.freq === 'MONTHLY') && others.every((part) => part === undefined);
  if (!own || (skip !== 'BACKWARD' && skip !== 'FORWARD')) return expandRead(rule, window);

  const { interval } = rule;
  const count = rule.count ?? Infinity;
  const first = new Date(window.start);
  const ofMonth = rule.monthDays ?? [first.getUTCDate()];
  const months = rule.months?.map((month) => month - 1);
  const time = window.start - dayOf(window.start);
  const starts: Wall[] = [];
  let counted = 0;
  const step = yearly ? 12 * interval : interval;
  const begin = first.getUTCFullYear() * 12 + (yearly ? 0 : first.getUTCMonth());
  const near = new Date(window.from);
  const behind = near.getUTCFullYear() * 12 + near.getUTCMonth() - begin - 24;
  const jump = count === Infinity && behind > 0 ? Math.floor(behind / step) * step : 0;
  const most = Math.min(window.most ?? MOST, MOST);
  let steps = 0;
  let last = -Infinity;
  const end = (capped: boolean) => ({ starts, capped, steps });
  for (let month = begin + jump; ; month += step) {
    steps += 10;
    if (steps > most) return end(true);
    const days = yearly
      ? daysOfYear(Math.floor(month / 12), {
          ofYear: rule.yearDays,
          months: months ?? [first.getUTCMonth()],
          ofMonth,
          skip,
        })
      : months === undefined || months.includes(month % 12)
        ? ofMonth.map((each) => shifted(monthStart(month), monthStart(month + 1), each, skip))
        : [];
    for (const local of days.map((each) => each + time).sort((a, b) => a - b)) {
      // Two lacking days may fall on the same one.
      if (local < window.start || local <= last) continue;
      last = local;
      counted++;
      if (counted > count || local >= window.to) return end(false);
      if (local >= window.from) starts.push(local as Wall); // a day plus a time of day is a wall time
      if (starts.length >= window.cap) return end(true);
    }
    if (monthStart(month) > window.to + 40 * DAY) return end(false);
  }
}

// Two thousand years of months, in steps that take as long as the engine's.
const MOST = 400_000;

/** Months are counted from January of the year 0. */
function monthStart(month: number): number {
  return new Date(0).setUTCFullYear(0, month, 1);
}

function daysOfYear(
  year: number,
  by: { ofYear: readonly number[] | undefined; months: readonly number[]; ofMonth: readonly number[]; skip: string },
): number[] {
  const at = (month: number) => monthStart(year * 12 + month);
  if (by.ofYear !== undefined) return by.ofYear.map((each) => shifted(at(0), at(12), each, by.skip));
  return by.months.flatMap((month) => by.ofMonth.map((each) => shifted(at(month), at(month + 1), each, by.skip)));
}

/** The nth day of `[start, end)`, counted from its end when negative, moved where it lies outside. */
function shifted(start: number, end: number, nth: number, skip: string): number {
  const at = nth > 0 ? start + (nth - 1) * DAY : end + nth * DAY;
  if (at >= start && at < end) return at;
  if (nth > 0) return skip === 'BACKWARD' ? end - DAY : end;
  return skip === 'BACKWARD' ? start - DAY : start;
}
