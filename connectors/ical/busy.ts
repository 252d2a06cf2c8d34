/** Busy time out of iCalendar text: the way in. What it means, rule by rule, is in docs/decisions/0003. */

import type { Interval } from '../../src/domain/types.ts';
import { isZone } from '../../src/domain/zone.ts';
import type { ReadQuery, Reading, Warning } from '../provider.ts';
import { readComponents } from './events.ts';
import { type Found, FoundBusy, FoundInstances } from './found.ts';
import { CalendarReading } from './reading.ts';

/** The text holds no VCALENDAR: an error page, an empty body, anything but a calendar. Never to be taken for "free". */
export class NotACalendar extends Error {
  override readonly name = 'NotACalendar';
}

/**
 * Reads every occurrence that touches `[start, end)`. Throws {@link NotACalendar} when there is no VCALENDAR in the text,
 * and RangeError when `zone` is no zone; never on anything inside a calendar: that becomes a warning, and where time
 * could not be settled, an uncertain stretch.
 */
export function readIcs(text: string, query: ReadQuery): Reading {
  const found = new FoundInstances(query);
  return { ...readInto(found, text, query), instances: found.instances };
}

/** Merged and clipped busy time by the default rules: all but free and working elsewhere blocks. */
export function busyFromIcs(
  text: string,
  query: ReadQuery,
): { intervals: readonly Interval[]; uncertain: readonly Interval[]; warnings: readonly Warning[] } {
  const found = new FoundBusy();
  const { uncertain, warnings } = readInto(found, text, query);
  return { intervals: found.merged(query), uncertain, warnings };
}

function readInto(found: Found, text: string, query: ReadQuery): Omit<Reading, 'instances'> {
  if (!isZone(query.zone)) throw new RangeError(`"${query.zone}" is not a time zone.`);
  const calendar = readComponents(text, query);
  if (!calendar.isCalendar) throw new NotACalendar('The text is not a calendar: it has no BEGIN:VCALENDAR.');
  return new CalendarReading(calendar, query, found).read();
}
