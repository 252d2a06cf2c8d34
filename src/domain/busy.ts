/** What foreign calendars say: which rows block, when a calendar closes everything, and where it is silent. */

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
export function closedBy({ now, settings, calendars }: SlotSearch): Reason[] {
  const oldest = now - settings.closingLimit * MINUTE;
  return calendars.flatMap(({ id, readAt }): Reason[] => {
    if (readAt === undefined) return [{ code: 'calendar-unread', calendar: id }];
    return readAt < oldest ? [{ code: 'calendar-stale', calendar: id, readAt }] : [];
  });
}

/** Adds what blocks within `reach`. Rows may come in any order; sorted by start they are fastest. */
export function addBusy(list: SpanList, { busy, rules }: CalendarState, reach: Interval): void {
  const { start, end } = reach;
  for (const row of busy) {
    if (row.end > start && row.start < end && blocks(row, rules)) list.add(row.start, row.end);
  }
}

/** Where the calendar's last reading says nothing: outside what it covered, and what it could not settle. */
export function silence({ covered, uncertain }: CalendarState, reach: Interval): { uncovered: Spans; uncertain: Spans } {
  const outside = new SpanList();
  outside.add(reach.start, Math.min(reach.end, covered?.start ?? reach.end));
  outside.add(Math.max(reach.start, covered?.end ?? reach.end), reach.end);
  const unsettled = new SpanList();
  for (const { start, end } of uncertain) if (end > reach.start && start < reach.end) unsettled.add(start, end);
  return { uncovered: outside.merged(), uncertain: unsettled.merged() };
}
