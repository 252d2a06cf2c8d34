/** One event with all its occurrences and changes, as instants that touch the asked window. */

import { DAY, HOUR, instant } from '../../src/domain/interval.ts';
import type { BusyKind, Instant, Interval } from '../../src/domain/types.ts';
import type { Wall } from '../../src/domain/wall.ts';
import type { Clock } from './clock.ts';
import { type EndOf, endOf, isCancelled, lengthOf } from './event.ts';
import type { RawEvent, Scope } from './events.ts';
import { type Family, changesByOccurrence } from './overrides.ts';
import { type WrittenTime, dayOf } from './properties.ts';
import { isSubDaily, startsOf } from './rules.ts';

/** What expanding needs to know, and where it puts what it finds. */
export type Expander = {
  readonly window: Interval;
  readonly clockOf: (time: WrittenTime, event: RawEvent) => Clock;
  readonly floating: (scope: Scope) => Clock;
  readonly kindOf: (event: RawEvent) => BusyKind | undefined;
  /** `occurrence` names the occurrence among those of its event, whatever became of its time. */
  readonly found: (event: RawEvent, occurrence: number, time: Interval) => void;
  readonly uncertain: (event: RawEvent, stretch: Interval, why: 'capped' | 'length') => void;
  readonly badRule: (event: RawEvent, rule: string) => void;
};

export function expandFamily({ masters, overrides }: Family, expander: Expander): void {
  const [first] = masters;
  const lead = first?.start === undefined ? undefined : { start: first.start, clock: expander.clockOf(first.start, first) };
  const changes = changesByOccurrence(overrides, (event) => occurrenceOf(event, lead, expander));
  const replacing = [...changes.values()].flat();
  for (const master of masters) expandMaster(master, replacing, expander);
  for (const event of replacing) expandOverride(event, lead?.clock, expander);
}

/** Days and moments that an exception or a change names. */
class Marks {
  readonly days = new Set<number>();
  readonly moments = new Set<number>();

  constructor(times: readonly WrittenTime[], series: Series) {
    for (const time of times) {
      if (series.isDate || time.isDate) this.days.add(dayOf(time.local));
      else this.moments.add(momentOf(time, series.event, series));
    }
  }

  has(local: Wall, at: Instant): boolean {
    return (this.moments.size > 0 && this.moments.has(at)) || (this.days.size > 0 && this.days.has(dayOf(local)));
  }
}

type Series = { readonly event: RawEvent; readonly isDate: boolean; readonly clock: Clock; readonly expander: Expander };

/** Without a zone of its own it is on the clock of the series (RFC 5545 3.8.4.4), in whatever zone it is written. */
function momentOf(time: WrittenTime, event: RawEvent, series: { clock: Clock; expander: Expander }): Instant {
  const clock = time.utc || time.tzid !== undefined ? series.expander.clockOf(time, event) : series.clock;
  return clock.toInstant(time.local);
}

/** A change of RANGE=THISANDFUTURE, for the occurrences from its own on. */
type Shift = { readonly from: number; readonly by: number; readonly event: RawEvent; readonly end: EndOf };

function expandMaster(event: RawEvent, replacing: readonly RawEvent[], expander: Expander): void {
  const { start } = event;
  if (start === undefined || isCancelled(event) || expander.kindOf(event) === undefined) return;
  const { window } = expander;
  const clock = expander.clockOf(start, event);
  const series: Series = { event, isDate: start.isDate, clock, expander };
  const clockOf = (time: WrittenTime) => expander.clockOf(time, event);
  const length = lengthOf(event, clock, clockOf);
  const endsAt = endOf(length, clock);
  const isOnce = event.rules.length === 0 && event.extra.length === 0;
  const excepted = new Marks(event.exceptions, series);
  const replaced = new Marks(replacing.flatMap(({ recurrence }) => recurrence ?? []), series);
  const shifts = isOnce ? [] : shiftsOf(replacing, series);
  const seen = new Set<number>();

  const give = (local: Wall, ownEnd?: EndOf) => {
    const at = clock.toInstant(local);
    if (excepted.has(local, at) || replaced.has(local, at)) return;
    const shift = shifts.findLast(({ from }) => from <= (series.isDate ? local : at));
    const shifted = (local + (shift?.by ?? 0)) as Wall; // a wall time moved on the wall
    const begin = shift === undefined ? at : clock.toInstant(shifted);
    if (shift !== undefined && expander.kindOf(shift.event) === undefined) return;
    const end = (ownEnd ?? shift?.end ?? endsAt)(shifted, begin);
    if (!length.isCertain && end <= begin) expander.uncertain(event, { start: begin, end: instant(begin + DAY) }, 'length');
    if (end > begin && end > window.start && begin < window.end) {
      expander.found(shift?.event ?? event, series.isDate ? local : at, { start: begin, end });
    }
  };
  const giveOnce = (local: Wall) => {
    if (seen.has(local)) return;
    seen.add(local);
    give(local);
  };

  giveOnce(series.isDate ? dayOf(start.local) : start.local);
  for (const { start: extra, end, length: own } of event.extra) {
    const at = series.isDate ? dayOf(extra.local) : onClock(extra, start, series);
    if (end !== undefined) give(at, () => momentOf(end, event, series));
    else if (own !== undefined) give(at, endOf(own, clock));
    else giveOnce(at);
  }
  if (event.rules.length === 0) return;

  const subDaily = event.rules.some(isSubDaily);
  // Clocks move by an hour or so; day rules are cheap enough to look a day further.
  const slack = subDaily ? 2 * HOUR : 26 * HOUR;
  const reach = Math.max(length.days * DAY + length.exact, 0, ...shifts.map(({ end }) => end(start.local, clock.toInstant(start.local)) - clock.toInstant(start.local)));
  const back = Math.max(0, ...shifts.map(({ by }) => by));
  const ahead = Math.max(0, ...shifts.map(({ by }) => -by));
  const range = {
    from: (clock.toLocal(window.start) - reach - back - slack) as Wall, // wall times moved on the wall
    to: (clock.toLocal(window.end) + ahead + slack) as Wall,
  };
  const excluded = new Set(event.exclusionRules.flatMap((rule) => localStarts(rule, series, start, range)?.starts ?? []));
  for (const rule of event.rules) {
    const found = localStarts(rule, series, start, range);
    if (found === undefined) expander.badRule(event, rule);
    for (const local of found?.starts ?? []) if (!excluded.has(local)) giveOnce(local);
    if (found?.cappedFrom !== undefined) {
      const from = Math.max(clock.toInstant(found.cappedFrom) - ahead, window.start);
      expander.uncertain(event, { start: instant(from), end: window.end }, 'capped');
    }
  }
}

function localStarts(rule: string, series: Series, start: WrittenTime, range: { from: Wall; to: Wall }) {
  const found = startsOf(rule, { local: start.local, isDate: series.isDate, clock: series.clock }, range);
  return series.isDate && found !== undefined ? { ...found, starts: found.starts.map(dayOf) } : found;
}

/** An extra date on the wall clock of the series; a bare day means the usual time on that day. */
function onClock(extra: WrittenTime, start: WrittenTime, series: Series): Wall {
  if (extra.isDate) return (extra.local + start.local - dayOf(start.local)) as Wall; // a day plus a time of day
  if (!extra.utc && extra.tzid === undefined) return extra.local;
  return series.clock.toLocal(momentOf(extra, series.event, series));
}

function shiftsOf(replacing: readonly RawEvent[], series: Series): Shift[] {
  return replacing
    .flatMap((event): Shift[] => {
      const { recurrence, start, andFuture } = event;
      if (!andFuture || recurrence === undefined) return [];
      const moment = momentOf(recurrence, event, series);
      const from = series.isDate ? dayOf(recurrence.local) : moment;
      if (start === undefined) return [{ from, by: 0, event, end: (_, at) => at }];
      const clock = series.expander.clockOf(start, event);
      const length = lengthOf(event, clock, (time) => series.expander.clockOf(time, event));
      const by = series.isDate
        ? dayOf(start.local) - dayOf(recurrence.local)
        : series.clock.toLocal(clock.toInstant(start.local)) - series.clock.toLocal(moment);
      return [{ from, by, event, end: endOf(length, series.clock) }];
    })
    .sort((a, b) => a.from - b.from);
}

/** A changed occurrence counts where it now lies, be it outside of the series or an orphan. */
function expandOverride(event: RawEvent, seriesClock: Clock | undefined, expander: Expander): void {
  const { start, recurrence } = event;
  if (start === undefined || expander.kindOf(event) === undefined) return;
  const clock = expander.clockOf(start, event);
  const length = lengthOf(event, clock, (time) => expander.clockOf(time, event));
  const begin = clock.toInstant(start.local);
  const end = endOf(length, clock)(start.local, begin);
  if (!length.isCertain && end <= begin) expander.uncertain(event, { start: begin, end: instant(begin + DAY) }, 'length');
  if (end <= begin || end <= expander.window.start || begin >= expander.window.end) return;
  const occurrence = recurrence === undefined ? begin : momentOf(recurrence, event, { clock: seriesClock ?? clock, expander });
  expander.found(event, recurrence?.isDate === true ? recurrence.local : occurrence, { start: begin, end });
}

/** Names the occurrence that a change is of, however its recurrence id is written. */
function occurrenceOf(event: RawEvent, lead: { start: WrittenTime; clock: Clock } | undefined, expander: Expander): string {
  const { recurrence } = event;
  if (recurrence === undefined) return `unreadable ${event.index}`;
  if (recurrence.isDate || lead?.start.isDate === true) return `day ${dayOf(recurrence.local)}`;
  const clock = lead?.clock ?? expander.floating(event.scope);
  return `moment ${momentOf(recurrence, event, { clock, expander })}`;
}
