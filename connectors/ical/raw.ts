/** What a calendar holds, still as written: the parts that say something about time. */

import type { Period, WrittenTime } from './properties.ts';

/** What belongs to one VCALENDAR and reaches all its components. Both may stand behind them in the file. */
export type Scope = { method: string | undefined; zone: string | undefined };

const nothing: never[] = [];

export class RawEvent {
  readonly scope: Scope;
  /** Place among the events of the file; stands in for a missing UID. */
  readonly index: number;
  uid: string | undefined = undefined;
  sequence = 0;
  stamp = '';
  /** Only values that mean something here are kept of these three. */
  status: string | undefined = undefined;
  transparency: string | undefined = undefined;
  busyStatus: string | undefined = undefined;
  outlookAllDay = false;
  start: WrittenTime | undefined = undefined;
  end: WrittenTime | undefined = undefined;
  duration: string | undefined = undefined;
  rules: string[] = nothing;
  exclusionRules: string[] = nothing;
  extra: Period[] = nothing;
  exceptions: WrittenTime[] = nothing;
  recurrence: WrittenTime | undefined = undefined;
  /** RANGE=THISANDFUTURE on the recurrence id. */
  andFuture = false;
  title: string | undefined = undefined;
  organiser: string | undefined = undefined;
  declinedBy: string[] = nothing;
  /** Properties that were there and could not be read. */
  unreadable: string[] = nothing;
  /** More dates or longer lines than the limits allow: not all of it was read. */
  isCapped = false;

  constructor(scope: Scope, index: number) {
    this.scope = scope;
    this.index = index;
  }
}

/** Adds to a list of an event; the empty ones are one and the same list, since most events have none. */
export function append<Item>(list: Item[], item: Item): Item[] {
  if (list === nothing) return [item];
  list.push(item);
  return list;
}

export type RawPeriod = { readonly scope: Scope; readonly kind: string; readonly period: Period; readonly uid: string };

/** One STANDARD or DAYLIGHT part of a VTIMEZONE. */
export type RawObservance = {
  start: WrittenTime | undefined;
  from: string;
  to: string;
  readonly rules: string[];
  readonly extra: Period[];
};

export type RawCalendar = {
  readonly isCalendar: boolean;
  /** How the body ends: with nothing open, with only its last VCALENDAR open, or inside another component. */
  readonly ends: 'whole' | 'open' | 'cut';
  /** Longer lines than the limit allows, where they belong to no event: times may be missing. */
  readonly isCapped: boolean;
  /** Free/busy periods that were there and could not be read. */
  readonly unreadablePeriods: number;
  /** Without those that can have no say in the asked window. */
  readonly events: readonly RawEvent[];
  /** The newest SEQUENCE above 0 by UID of events that were left out: older versions of them count no more. */
  readonly leftOut: ReadonlyMap<string, number>;
  readonly periods: readonly RawPeriod[];
  readonly zones: ReadonlyMap<string, readonly RawObservance[]>;
};
