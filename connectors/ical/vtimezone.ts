/** Zones that a calendar describes itself (VTIMEZONE, RFC 5545 3.6.5), as a table of when which offset begins. */

import { calmIn, placeIn } from '../../src/domain/zone.ts';
import { DAY, instant } from '../../src/domain/interval.ts';
import type { Interval } from '../../src/domain/types.ts';
import type { Wall } from '../../src/domain/wall.ts';
import type { RawObservance } from './raw.ts';
import { limits } from './limits.ts';
import { parseOffset, parseTime } from './properties.ts';
import { type Allowance, startsOf } from './rules.ts';
import { type Clock, fixedClock, rememberingClock } from './clock.ts';

/** Speaks for all times from two years before the window until a year after it. Undefined when nothing of it is readable, or far too much. */
export function describedClock(
  observances: readonly RawObservance[],
  window: Interval,
  allowance: Allowance,
): Clock | undefined {
  const changes: { at: number; before: number; after: number }[] = [];
  for (const observance of observances) {
    const [before, after] = [parseOffset(observance.from), parseOffset(observance.to)];
    if (after === undefined) continue;
    const onsets = onsetsOf(observance, { before: before ?? after, window, allowance });
    if (onsets === undefined || changes.length + onsets.length > limits.zoneChanges) return undefined;
    for (const local of onsets) changes.push({ at: local - (before ?? after), before: before ?? after, after });
  }
  changes.sort((a, b) => a.at - b.at);
  const first = changes[0];
  if (first === undefined) return undefined;
  const from = Float64Array.from([-Infinity, ...changes.map(({ at }) => at)]);
  const offsets = Float64Array.from([first.before, ...changes.map(({ after }) => after)]);
  const table = { span: { start: -Infinity, end: Infinity } as Interval, from, offsets };
  const offsetAt = (at: number) => offsets[placeIn(from, at)] as number; // placeIn stays inside
  const clock: Clock = {
    toLocal: (at) => (at + offsetAt(at)) as Wall,
    toInstant: (local) => {
      const before = offsetAt(local - DAY);
      const after = offsetAt(local + DAY);
      if (before === after || offsetAt(local - before) === before) return instant(local - before);
      return instant(local - (offsetAt(local - after) === after ? after : before));
    },
  };
  return rememberingClock(clock, (local) => calmIn(table, local));
}

type Asked = { readonly before: number; readonly window: Interval; readonly allowance: Allowance };

/** Wall times, on the clock before the change, at which an observance begins. */
function onsetsOf(
  { start, rules, extra }: RawObservance,
  { before, window, allowance }: Asked,
): readonly Wall[] | undefined {
  if (start === undefined) return [];
  const onsets = new Set([start.local, ...extra.map((period) => period.start.local)]);
  const to = (window.end + 366 * DAY) as Wall; // a bound, no exact time
  for (const rule of rules) {
    // What an era that is over did last holds still, so its end is looked at and not only the window.
    const over = /UNTIL\s*=\s*(\d{8})/i.exec(rule)?.[1];
    const last = Math.min(window.start, over === undefined ? Infinity : (parseTime(over)?.local ?? Infinity));
    const from = (/COUNT/i.test(rule) ? start.local : Math.max(start.local, last - limits.zoneLead)) as Wall; // a bound too
    const series = { local: start.local, isDate: false, clock: fixedClock(before) };
    const found = startsOf(rule, series, { from, to }, allowance);
    if (found?.cappedFrom !== undefined) return undefined;
    for (const local of found?.starts ?? []) onsets.add(local);
  }
  return [...onsets];
}
