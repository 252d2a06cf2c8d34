/** Expands hourly, minutely and secondly rules; days, hours and minutes that the rule leaves out are jumped over. */

import type { Found } from './found.ts';
import { DAY, HOUR, MINUTE } from './interval.ts';
import type { Rule } from './rule.ts';
import { daySet, takePositions, timesWithin } from './rule-times.ts';
import { dayNumber } from './wall.ts';

const UNITS = { HOURLY: HOUR, MINUTELY: MINUTE, SECONDLY: 1000 } as const;

export function shorter(rule: Rule, found: Found): void {
  const unit = UNITS[rule.freq as keyof typeof UNITS]; // the caller has sorted the longer ones out
  const step = unit * rule.interval;
  const base = Math.floor(found.start / unit) * unit;
  const days = daySet(rule, undefined);
  const hours = memberOf(rule.hours);
  const minutes = unit < HOUR ? memberOf(rule.minutes) : always;
  const seconds = unit < MINUTE ? memberOf(rule.seconds) : always;
  const within = timesWithin(rule, unit, found.start - base);
  const behind = found.from - unit - base;
  let at = base + (rule.count === undefined && behind > 0 ? Math.floor(behind / step) * step : 0);
  const jumpTo = (next: number) => base + Math.ceil((next - base) / step) * step;
  while (at < found.to && found.step()) {
    const time = at - dayNumber(at) * DAY;
    if (!days(dayNumber(at))) at = jumpTo((dayNumber(at) + 1) * DAY);
    else if (!hours(Math.floor(time / HOUR))) at = jumpTo((Math.floor(at / HOUR) + 1) * HOUR);
    else if (!minutes(Math.floor(time / MINUTE) % 60)) at = jumpTo((Math.floor(at / MINUTE) + 1) * MINUTE);
    else {
      if (seconds(Math.floor(time / 1000) % 60)) {
        const begin = at;
        const go =
          rule.positions === undefined
            ? within.every((offset) => found.take(begin + offset))
            : takePositions(rule.positions, within.length, (index) => found.take(begin + (within[index] as number)));
        if (!go) return;
      }
      at += step;
    }
  }
}

function memberOf(values: readonly number[] | undefined): (value: number) => boolean {
  return values === undefined ? always : (value) => values.includes(value);
}

function always(): boolean {
  return true;
}
