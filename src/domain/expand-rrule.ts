/** Expands by `rrule` the monthly and yearly rules of week numbers, days of the year and weekdays of the whole year. */

import * as rrule from 'rrule';
import type { Found } from './found.ts';
import { DAY } from './interval.ts';
import type { Rule } from './rule.ts';
import { clockSeconds } from './rule-times.ts';
import { dayNumber, weekday } from './wall.ts';

// rrule's own module differs between bundlers (named exports) and plain Node (default only).
const { RRule } = 'RRule' in rrule ? rrule : (rrule as { default: typeof import('rrule') }).default;
// The calendar repeats after 400 years, to the weekday.
const ERA = 146_097 * DAY;
// What it takes for one start, and to look through four centuries for nothing (4 ms), in steps of our own.
const DEAR = 3;
const NOTHING = 60_000;

/** Kept away from what rrule does badly: long empty searches, and zones. */
export function yearsByRrule(rule: Rule, found: Found): void {
  const start = new Date(found.start);
  const yearly = rule.freq === 'YEARLY';
  const jumped = rule.count === undefined ? jump(start, rule.interval, { yearly, to: found.from }) : start;
  // rrule looks for a next occurrence until the year 9999, however impossible the rule. Moved close to that year by
  // whole eras, it gives up at once.
  const moved = Math.floor((Date.UTC(9990, 0, 1) - found.to) / ERA) * ERA;
  const free = rule.days === undefined && rule.monthDays === undefined && rule.yearDays === undefined;
  const setter = new RRule(
    {
      freq: yearly ? RRule.YEARLY : RRule.MONTHLY,
      dtstart: new Date(jumped.getTime() + moved),
      interval: rule.interval,
      wkst: rule.weekStart,
      bymonth:
        list(rule.months) ?? (yearly && free && rule.weekNumbers === undefined ? [start.getUTCMonth() + 1] : null),
      byweekno: list(rule.weekNumbers) ?? null,
      byyearday: list(rule.yearDays) ?? null,
      bymonthday: list(rule.monthDays) ?? (free && rule.weekNumbers === undefined ? [start.getUTCDate()] : null),
      byweekday: weekdays(rule, start),
      byhour: list(rule.hours) ?? [start.getUTCHours()],
      byminute: list(rule.minutes) ?? [start.getUTCMinutes()],
      bysecond: clockSeconds(rule) ?? [start.getUTCSeconds()],
      bysetpos: list(rule.positions) ?? null,
    },
    true,
  );
  let last = NaN;
  setter.all((date) => {
    // rrule gives what BYSETPOS names twice (1 and -1 of a single one) twice; it is one, also for COUNT.
    if (date.getTime() === last) return true;
    last = date.getTime();
    found.steps += DEAR - 1;
    return found.take(last - moved);
  });
  if (Number.isNaN(last)) found.steps += NOTHING;
}

/** The first day of a period of the rule shortly before `to`, or the start itself: its phase is kept. */
function jump(start: Date, interval: number, { yearly, to }: { yearly: boolean; to: number }): Date {
  const near = new Date(to);
  const years = near.getUTCFullYear() - start.getUTCFullYear();
  const units = yearly ? years : years * 12 + near.getUTCMonth() - start.getUTCMonth();
  const skipped = Math.floor((units - 1) / interval) * interval;
  if (skipped <= 0) return start;
  return yearly
    ? new Date(Date.UTC(start.getUTCFullYear() + skipped, 0, 1))
    : new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + skipped, 1));
}

const WEEKDAYS = [RRule.MO, RRule.TU, RRule.WE, RRule.TH, RRule.FR, RRule.SA, RRule.SU];

function list(values: readonly number[] | undefined): number[] | undefined {
  return values && [...values]; // rrule's types ask for a list of its own
}

function weekdays(rule: Rule, start: Date) {
  const each = (day: number) => WEEKDAYS[day] as (typeof RRule)['MO']; // readRule gives 0 to 6
  if (rule.days === undefined) {
    const ofWeek = rule.weekNumbers !== undefined && rule.monthDays === undefined && rule.yearDays === undefined;
    return ofWeek ? [each(weekday(dayNumber(start.getTime())))] : null;
  }
  const counted = rule.days.some(({ nth }) => nth !== undefined);
  const most = rule.freq === 'MONTHLY' || rule.months !== undefined ? 5 : 53;
  return rule.days.flatMap(({ day, nth }) => {
    if (nth !== undefined) return [each(day).nth(nth)];
    // rrule wants a day to be of both kinds where counted and plain ones stand together; here each is counted.
    return counted ? Array.from({ length: most }, (_, index) => each(day).nth(index + 1)) : [each(day)];
  });
}
