/** "Are you away?": all-day events of two days or more that are marked free take their time until somebody says that they do not. */

import { HOUR } from './interval.ts';
import type { BusyRow, BusyRules, CalendarId, Interval, PractitionerId } from './types.ts';

/** A local day lasts 23 to 25 hours, so two of them last 46 at least. */
const LONGER_THAN_A_DAY = 36 * HOUR;

/** Only where the calendar leaves it open: rules that say what free or all-day events do are an answer already. */
export function mayBeAway({ kind, allDay, start, end }: BusyRow, rules: BusyRules): boolean {
  return kind === 'free' && allDay && end - start > LONGER_THAN_A_DAY && rules.allDay && !rules.free;
}

/** The row as it counts. `away` is what was answered; undefined: nothing yet, and unknown is never free. */
export function asAnswered<Row extends BusyRow>(row: Row, rules: BusyRules, away: boolean | undefined): Row {
  return mayBeAway(row, rules) && away !== false ? { ...row, kind: 'busy' } : row;
}

/** One event that is asked about, with its first occurrence that is not over. Its title is not known here. */
export type AwayQuestion = Interval & {
  readonly calendarId: CalendarId;
  readonly calendarName: string;
  readonly practitionerId: PractitionerId;
  readonly practitionerName: string;
  readonly zone: string;
  /** Opaque; the same for all its occurrences. */
  readonly event: string;
};

/** The same with what was said of it; undefined: nothing yet. */
export type AwayEvent = AwayQuestion & { readonly away: boolean | undefined };
