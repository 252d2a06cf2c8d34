/** Busy time out of iCalendar text: the way in. What it means, rule by rule, is in docs/decisions/0003. */

import { clip, merge } from '../../src/domain/interval.ts';
import type { BusyKind, Interval } from '../../src/domain/types.ts';
import { isZone } from '../../src/domain/zone.ts';
import type { Instance, ReadQuery, Reading, Warning, WarningRule } from '../provider.ts';
import { type Clock, utc, zoneClock } from './clock.ts';
import { describe, endOf, hashOf, isAllDay, isCancelled, kindOf } from './event.ts';
import { type RawCalendar, type RawEvent, readComponents } from './events.ts';
import { expandFamily } from './expand.ts';
import { limits } from './limits.ts';
import { families } from './overrides.ts';
import { type Period, parseLength } from './properties.ts';
import type { Expander } from './series.ts';
import { type ClockFinder, clockFinder } from './zones.ts';

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
  if (!isZone(query.zone)) throw new RangeError(`"${query.zone}" is not a time zone.`);
  const calendar = readComponents(text);
  if (!calendar.isCalendar) throw new NotACalendar('The text is not a calendar: it has no BEGIN:VCALENDAR.');
  return new CalendarReader(calendar, query).read();
}

/** Merged and clipped busy time by the default rules: all but free and working elsewhere blocks. */
export function busyFromIcs(
  text: string,
  query: ReadQuery,
): { intervals: readonly Interval[]; warnings: readonly Warning[] } {
  const { instances, warnings } = readIcs(text, query);
  const busy = instances.filter(({ kind }) => kind !== 'free' && kind !== 'elsewhere');
  return { intervals: merge(clip(busy, query)), warnings };
}

class CalendarReader {
  private readonly instances: Instance[] = [];
  private readonly uncertain: Interval[] = [];
  private readonly warnings: Warning[] = [];
  private unsaid = 0;
  private readonly said = new Set<string>();
  private readonly keys = new Map<string, number>();
  private readonly hashes = new Map<string, string>();
  private readonly calendar: RawCalendar;
  private readonly query: ReadQuery;
  private readonly allowance = { left: limits.steps };
  private readonly zones: ClockFinder;
  private readonly local: Clock;
  private isFull = false;

  constructor(calendar: RawCalendar, query: ReadQuery) {
    this.calendar = calendar;
    this.query = query;
    this.zones = clockFinder(calendar.zones, query, this.allowance);
    this.local = zoneClock(query.zone);
  }

  read(): Reading {
    const { start, end } = this.query;
    const whole = { start, end };
    for (const event of this.calendar.events) this.report(event);
    const expander = this.expander();
    for (const family of families(this.calendar.events)) {
      if (this.isFull) break;
      expandFamily(family, expander);
    }
    for (const { kind, period, scope, uid } of this.calendar.periods) {
      if (this.isFull) break;
      if (kind !== 'FREE') this.addPeriod(uid, kinds[kind] ?? 'busy', { period, floating: expander.floating(scope) });
    }
    if (this.calendar.isCut) {
      this.uncertain.push(whole);
      this.warn('cut-file', 'The calendar ends in the middle, so events may be missing.');
    }
    if (this.calendar.unreadablePeriods > 0) {
      this.warn(
        'unreadable-event',
        `${this.calendar.unreadablePeriods} busy periods cannot be read and were left out.`,
      );
    }
    if (this.calendar.isCapped) {
      this.uncertain.push(whole);
      this.warn('capped', 'The calendar has lines longer than any real one, which were not read.');
    }
    if (this.isFull) {
      this.uncertain.push(whole);
      this.warn('capped', `The calendar has more than ${limits.instances} events in this time; not all were read.`);
    }
    if (this.allowance.left <= 0) {
      // Zones are read by rules too, so no time of the calendar is certain any more.
      this.uncertain.push(whole);
      this.warn('capped', 'The repeating events of the calendar are too many to be read whole.');
    }
    if (this.zones.isFull()) {
      this.uncertain.push(whole);
      this.warn('capped', `The calendar names more than ${limits.zones} time zones; not all were looked up.`);
    }
    if (this.unsaid > 0) this.warnings.push({ rule: 'capped', text: `There are ${this.unsaid} more warnings.` });
    return {
      instances: this.instances,
      covered: whole,
      uncertain: merge(clip(this.uncertain, whole)),
      warnings: this.warnings,
    };
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
      found: (event, occurrence, time) => this.add(event, occurrence, time),
      uncertain: (event, stretch, why) => {
        this.uncertain.push(stretch);
        if (why === 'capped')
          this.warnOf(event, 'capped', 'repeats too often to be read whole; time after what was read is kept closed');
        else
          this.warnOf(
            event,
            'unreadable-event',
            'has an end that cannot be read; the day after its start is kept closed',
          );
      },
      badRule: (event) =>
        this.warnOf(event, 'unreadable-rule', 'repeats by a rule that cannot be read; only its first date counts'),
    };
  }

  private add(event: RawEvent, occurrence: number, { start, end }: Interval): void {
    const uidHash = this.hash(event);
    const organised =
      event.organiser === undefined || this.query.owner?.some((each) => each.toLowerCase() === event.organiser);
    const isOurs = event.uid !== undefined && this.query.isOurs?.(event.uid) === true;
    this.push({
      start,
      end,
      key: this.key(uidHash, occurrence),
      uidHash,
      kind: kindOf(event, []) ?? 'busy',
      allDay: isAllDay(event),
      ...(isOurs ? { ours: event.uid } : {}),
      ...(organised === undefined ? {} : { organised }),
      ...(this.query.titles === true && event.title !== undefined ? { title: event.title } : {}),
    });
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
    const uidHash = hashOf(uid);
    this.push({ start, end, key: this.key(uidHash, start), uidHash, kind, allDay: false });
  }

  private push(instance: Instance): void {
    if (this.instances.length >= limits.instances) this.isFull = true;
    else this.instances.push(instance);
  }

  /** Stable between readings; a second event with the same UID and time gets a number behind it. */
  private key(uidHash: string, occurrence: number): string {
    const key = `${uidHash}-${occurrence / 1000}`;
    const times = this.keys.get(key) ?? 0;
    this.keys.set(key, times + 1);
    return times === 0 ? key : `${key}-${times}`;
  }

  private hash(event: RawEvent): string {
    const uid = event.uid ?? `${event.index}`;
    let hash = this.hashes.get(uid);
    if (hash === undefined) this.hashes.set(uid, (hash = hashOf(uid)));
    return hash;
  }

  /** What could not be read of an event, whether or not it lies in the window: its time may be what is unreadable. */
  private report(event: RawEvent): void {
    if (event.start === undefined && !isCancelled(event)) {
      this.warnOf(event, 'unreadable-event', 'has no start that can be read and was left out');
    } else if (event.isCapped) {
      this.uncertain.push({ start: this.query.start, end: this.query.end });
      this.warnOf(event, 'capped', 'is longer than any real event and was not read whole');
    } else if (event.unreadable.some((name) => name === 'EXDATE' || name === 'RDATE' || name === 'RECURRENCE-ID')) {
      this.warnOf(event, 'unreadable-exception', 'has exceptions that cannot be read');
    }
  }

  private warnOfZone(event: RawEvent, tzid: string): void {
    const name = tzid.length > 60 ? `${tzid.slice(0, 60)}…` : tzid;
    this.warnOf(
      event,
      'unknown-zone',
      `names a time zone that nobody knows ("${name}"); its times are read as local ones`,
    );
  }

  private warnOf(event: RawEvent, rule: WarningRule, what: string): void {
    const uidHash = this.hash(event);
    const once = `${rule} ${uidHash}`;
    if (this.said.has(once)) return;
    this.said.add(once);
    this.warn(rule, `${describe(event, uidHash)} ${what}.`, uidHash);
  }

  private warn(rule: WarningRule, text: string, uidHash?: string): void {
    if (this.warnings.length >= limits.warnings) this.unsaid++;
    else this.warnings.push(uidHash === undefined ? { rule, text } : { rule, text, uidHash });
  }
}

const kinds: Record<string, BusyKind> = { 'BUSY-UNAVAILABLE': 'oof', 'BUSY-TENTATIVE': 'tentative', BUSY: 'busy' };
