/** What foreign calendars say: which rows block, when a calendar closes everything, and where it is silent. */

import { blockingKinds } from './busy-rows.ts';
import { MINUTE } from './interval.ts';
import { SpanList, type Spans } from './spans.ts';
import type { BusyRow, BusyRules, CalendarState, Interval, Reason, SlotSearch } from './types.ts';

/** Tentative and all-day events count, out-of-office too; free ones and working elsewhere do not. */
export const DEFAULT_RULES: BusyRules = { tentative: true, allDay: true, free: false, oof: true, elsewhere: false };

/** Does this row block time under the calendar's rules? An all-day row blocks only if both its rules say so. */
export function blocks(row: Pick<BusyRow, 'kind' | 'allDay'>, rules: BusyRules): boolean {
  if (row.allDay && !rules.allDay) return false;
  return row.kind === 'busy' || rules[row.kind];
}

/** Calendars never read, or last read longer ago than the practice allows: while there is one, nothing is open. */
export function closedBy({ now, settings, calendars }: Pick<SlotSearch, 'now' | 'settings' | 'calendars'>): Reason[] {
  const oldest = now - settings.closingLimit * MINUTE;
  return calendars.flatMap(({ id, readAt }): Reason[] => {
    if (readAt === undefined) return [{ code: 'calendar-unread', calendar: id }];
    return readAt < oldest ? [{ code: 'calendar-stale', calendar: id, readAt }] : [];
  });
}

/** Adds all that blocks and meets `within`, and perhaps more. Rows that lie between these stretches are not looked at. */
export function addBusy(list: SpanList, { busy, rules }: CalendarState, within: Spans): void {
  const { count, starts, ends, latestEnds, kinds } = busy;
  const blocking = blockingKinds(rules, blocks);
  let next = 0;
  let start = Infinity;
  let end = -Infinity;
  for (let k = 0; k < within.count; k += 1) {
    const until = within.edges[2 * k + 1] as number; // k < count
    next = firstAbove(latestEnds, within.edges[2 * k] as number, next);
    for (; next < count; next += 1) {
      const rowStart = starts[next] as number; // next < count, in all columns
      // Also once all the rest is taken: what reaches beyond it is found again from the next stretch.
      if (rowStart >= until || end >= until) break;
      if (((blocking >> (kinds[next] as number)) & 1) === 0) continue;
      const rowEnd = ends[next] as number;
      if (rowStart > end) {
        list.add(start, end);
        start = rowStart;
        end = rowEnd;
      } else end = Math.max(end, rowEnd);
    }
  }
  list.add(start, end);
}

/** Index of the first of the rising `values` above `limit`, at `from` or after it: nearby in leaps that double. */
function firstAbove(values: Float64Array, limit: number, from: number): number {
  let low = from;
  let high = from;
  for (let leap = 1; high < values.length && (values[high] as number) <= limit; leap *= 2) {
    low = high + 1;
    high += leap;
  }
  high = Math.min(high, values.length);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) <= limit) low = middle + 1; // middle < length
    else high = middle;
  }
  return low;
}

/** Where the calendar's last reading says nothing: outside what it covered, and what it could not settle. */
export function silence(
  { covered, uncertain }: CalendarState,
  reach: Interval,
): { uncovered: Spans; uncertain: Spans } {
  const outside = new SpanList();
  outside.add(reach.start, Math.min(reach.end, covered?.start ?? reach.end));
  outside.add(Math.max(reach.start, covered?.end ?? reach.end), reach.end);
  const unsettled = new SpanList();
  for (const { start, end } of uncertain) if (end > reach.start && start < reach.end) unsettled.add(start, end);
  return { uncovered: outside.merged(), uncertain: unsettled.merged() };
}
