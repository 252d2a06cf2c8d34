/** One reading of one calendar: families of events one after the other, uncertain stretches, warnings. */

import { clip, merge } from '../../src/domain/interval.ts';
import type { BusyKind, Interval } from '../../src/domain/types.ts';
import type { ReadQuery, Reading } from '../provider.ts';
import { type Clock, utc, zoneClock } from './clock.ts';
import { endOf, hashOf, isCancelled, kindOf, uidOf } from './event.ts';
import { expandFamily } from './expand.ts';
import type { Found } from './found.ts';
import { limits } from './limits.ts';
import { families } from './overrides.ts';
import { type Period, parseLength } from './properties.ts';
import type { RawCalendar, RawEvent } from './raw.ts';
import { allowanceOf } from './rules.ts';
import type { Expander } from './series.ts';
import { Warnings } from './warnings.ts';
import { type ClockFinder, clockFinder } from './zones.ts';

export class CalendarReading {
  private readonly calendar: RawCalendar;
  private readonly query: ReadQuery;
  private readonly whole: Interval;
  private readonly uncertain: Interval[] = [];
  private readonly found: Found;
  private readonly warnings = new Warnings((event) => hashOf(uidOf(event)));
  private readonly allowance = allowanceOf(limits.steps);
  private readonly zones: ClockFinder;
  private readonly local: Clock;

  constructor(calendar: RawCalendar, query: ReadQuery, found: Found) {
    this.calendar = calendar;
    this.query = query;
    this.whole = { start: query.start, end: query.end };
    this.found = found;
    this.zones = clockFinder(calendar.zones, query, this.allowance);
    this.local = zoneClock(query.zone);
  }

  /** Puts what blocks or may block into `found`, and says how far that can be trusted. */
  read(): Omit<Reading, 'instances'> {
    const { events, leftOut, periods } = this.calendar;
    for (const event of events) this.report(event);
    const expander = this.expander();
    for (const family of families(events, leftOut)) {
      if (this.found.isFull || this.allowance.left <= 0) break;
      expandFamily(family, expander);
    }
    for (const { kind, period, scope, uid } of periods) {
      if (this.found.isFull) break;
      this.addPeriod(uid, kinds[kind] ?? 'busy', { period, floating: expander.floating(scope) });
    }
    this.judgeWhole();
    return {
      covered: this.whole,
      uncertain: merge(clip(this.uncertain, this.whole)),
      warnings: this.warnings.end(),
    };
  }

  /** What makes the whole calendar uncertain, and not one event. */
  private judgeWhole(): void {
    const { ends, isCapped, unreadablePeriods } = this.calendar;
    if (ends === 'cut') this.doubt('cut-file', 'The calendar ends in the middle, so events may be missing.');
    if (ends === 'open')
      this.doubt('no-end', 'The calendar has no last line (END:VCALENDAR), so events may be missing.');
    if (unreadablePeriods > 0)
      this.warnings.add('unreadable-event', `${unreadablePeriods} busy periods cannot be read and were left out.`);
    if (isCapped) this.doubt('capped', 'The calendar is longer than any real one and was not read whole.');
    if (this.found.isFull)
      this.doubt('capped', 'The calendar has more events in this time than are read of any; not all were.');
    // Zones are read by rules too, so no time of the calendar is certain any more.
    if (this.allowance.left <= 0)
      this.doubt('capped', 'The repeating events of the calendar are too many to be read whole.');
    if (this.zones.isFull())
      this.doubt('capped', `The calendar names more than ${limits.zones} time zones; not all were looked up.`);
  }

  private doubt(rule: 'cut-file' | 'no-end' | 'capped', text: string): void {
    this.uncertain.push(this.whole);
    this.warnings.add(rule, text);
  }

  private expander(): Expander {
    const floating: Expander['floating'] = (scope) =>
      (scope.zone === undefined ? undefined : this.zones.find(scope.zone)) ?? this.local;
    const owner = this.query.owner?.map((address) => address.toLowerCase()) ?? [];
    return {
      window: this.query,
      allowance: this.allowance,
      floating,
      kindOf: (event) => kindOf(event, owner),
      clockOf: (time, event) => {
        if (time.utc) return utc;
        if (time.tzid === undefined || time.isDate) return floating(event.scope);
        const clock = this.zones.find(time.tzid);
        if (clock === undefined) this.warnOfZone(event, time.tzid);
        return clock ?? floating(event.scope);
      },
      found: this.found,
      uncertain: (event, stretch, why) => {
        this.uncertain.push(stretch);
        if (why === 'capped') this.warnings.ofEvent(event, 'capped', CAPPED);
        else this.warnings.ofEvent(event, 'unreadable-event', NO_END);
      },
      badRule: (event) => this.warnings.ofEvent(event, 'unreadable-rule', BAD_RULE),
    };
  }

  private addPeriod(uid: string, kind: BusyKind, { period, floating }: { period: Period; floating: Clock }): void {
    const clockOf = (time: Period['start']) => (time.utc ? utc : (this.zones.find(time.tzid ?? '') ?? floating));
    const clock = clockOf(period.start);
    const start = clock.toInstant(period.start.local);
    const length = period.length ?? parseLength('PT0S');
    const end =
      period.end === undefined
        ? length === undefined
          ? start
          : endOf(length, clock)(period.start.local, start)
        : clockOf(period.end).toInstant(period.end.local);
    if (end <= start || end <= this.query.start || start >= this.query.end) return;
    this.found.addPeriod(uid, kind, start, end);
  }

  /** What could not be read of an event, whether or not it lies in the window: its time may be what is unreadable. */
  private report(event: RawEvent): void {
    if (event.start === undefined && !isCancelled(event)) {
      this.warnings.ofEvent(event, 'unreadable-event', 'has no start that can be read and was left out');
    } else if (event.isCapped) {
      this.uncertain.push(this.whole);
      this.warnings.ofEvent(event, 'capped', 'is longer than any real event and was not read whole');
    } else if (
      event.unreadable.length > 0 &&
      event.unreadable.some((name) => name === 'EXDATE' || name === 'RDATE' || name === 'RECURRENCE-ID')
    ) {
      this.warnings.ofEvent(event, 'unreadable-exception', 'has exceptions that cannot be read');
    }
  }

  private warnOfZone(event: RawEvent, tzid: string): void {
    const name = tzid.length > 60 ? `${tzid.slice(0, 60)}…` : tzid;
    const what = `names a time zone that nobody knows ("${name}"); its times are read as local ones`;
    this.warnings.ofEvent(event, 'unknown-zone', what);
  }
}

const CAPPED = 'repeats too often to be read whole; time after what was read is kept closed';
const NO_END = 'has an end that cannot be read; the day after its start is kept closed';
const BAD_RULE = 'repeats by a rule that cannot be read; only its first date counts';

const kinds: Record<string, BusyKind> = { 'BUSY-UNAVAILABLE': 'oof', 'BUSY-TENTATIVE': 'tentative', BUSY: 'busy' };
