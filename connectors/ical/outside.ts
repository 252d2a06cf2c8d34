/** Which events need not be kept until the whole calendar is read, since they can have no say in the asked window. */

import { DAY } from '../../src/domain/interval.ts';
import type { Interval } from '../../src/domain/types.ts';
import { parseLength, type Period } from './properties.ts';
import type { RawEvent } from './raw.ts';
import { type Allowance, countedEnd, untilOf } from './rules.ts';

/** A clock is at most a day from UTC, so a start and an end may each lie that far from what is written; and one more. */
export const MARGIN = 3 * DAY;

/**
 * A single event that was read without a doubt and lies far from the window, whatever its zone. Most of a calendar is
 * past: what is not kept costs no memory, and its zone is not looked up.
 */
export function isOutside(event: RawEvent, window: Interval): boolean {
  if (event.recurrence !== undefined || event.rules.length > 0 || event.extra.length > 0) return false;
  return !event.isCapped && liesOutside(event, window);
}

/** The same for an event whatever else is said of it, and for a change: its own time was read and lies far from the window. */
export function liesOutside(event: RawEvent, window: Interval): boolean {
  const { start, end } = event;
  if (start === undefined || event.unreadable.length > 0) return false;
  if (start.local > window.end + MARGIN) return true;
  // Without an end a day lasts until the next; an unreadable length keeps the day after the start closed.
  const length = end === undefined && event.duration !== undefined ? parseLength(event.duration) : undefined;
  const last = end?.local ?? start.local + (length === undefined ? DAY : length.days * DAY + length.exact);
  return Math.max(start.local, last) < window.start - MARGIN;
}

/**
 * A series by itself, without changes, that begins behind the window, or whose UNTIL or COUNT ends it before. Its zone is not
 * looked at.
 */
export function isSeriesOutside(event: RawEvent, window: Interval, allowance: Allowance): boolean {
  const { start, end, duration, extra, rules } = event;
  if (start === undefined || extra.length > 0) return false;
  if (start.local > window.end + MARGIN) return true;
  const [rule] = rules;
  // The first date counts whatever the rule says, and a length may be anything.
  if (rule === undefined || rules.length > 1 || duration !== undefined) return false;
  const length = end === undefined ? DAY : Math.max(0, end.local - start.local);
  if (event.unreadable.length > 0 || start.local + length > window.start - MARGIN) return false;
  const last = untilOf(rule)?.local ?? countedEnd(rule, start, allowance);
  return last !== undefined && last + DAY + length < window.start - MARGIN;
}

/** {@link isOutside} for a period of free/busy time. */
export function isPeriodOutside({ start, end, length }: Period, window: Interval): boolean {
  const last = end?.local ?? start.local + (length === undefined ? 0 : length.days * DAY + length.exact);
  return start.local > window.end + MARGIN || Math.max(start.local, last) < window.start - MARGIN;
}
