/** One event with all its occurrences and changes, as instants that touch the asked window. */

import { DAY, HOUR, instant } from '../../src/domain/interval.ts';
import type { Interval } from '../../src/domain/types.ts';
import type { Wall } from '../../src/domain/wall.ts';
import type { Clock } from './clock.ts';
import { type EndOf, endOf, isCancelled, lengthOf } from './event.ts';
import type { RawEvent } from './events.ts';
import { type Family, changesByOccurrence } from './overrides.ts';
import { type WrittenTime, dayOf } from './properties.ts';
import { isSubDaily, type Starts, startsOf } from './rules.ts';
import { type Expander, Marks, momentOf, type Series, type Shift, shiftsOf } from './series.ts';

export function expandFamily({ masters, overrides }: Family, expander: Expander): void {
  const [first] = masters;
  const lead =
    first?.start === undefined ? undefined : { start: first.start, clock: expander.clockOf(first.start, first) };
  const changes = [...changesByOccurrence(overrides, (event) => occurrenceOf(event, lead, expander)).values()].flat();
  for (const event of masters) {
    if (event.start === undefined || isCancelled(event) || expander.kindOf(event) === undefined) continue;
    expandSeries({ event, start: event.start, clock: expander.clockOf(event.start, event), expander }, changes);
  }
  for (const event of changes) expandChange(event, lead?.clock, expander);
}

function expandSeries(series: Series, changes: readonly RawEvent[]): void {
  const { event, start, clock, expander } = series;
  const { window } = expander;
  const length = lengthOf(event, clock, (time) => expander.clockOf(time, event));
  const endsAt = endOf(length, clock);
  const isOnce = event.rules.length === 0 && event.extra.length === 0;
  const excepted = new Marks(event.exceptions, series);
  const replaced = new Marks(
    changes.flatMap(({ recurrence }) => recurrence ?? []),
    series,
  );
  const shifts = isOnce ? [] : shiftsOf(changes, series);
  const runs = new Runs(expander, event.rules.some(isSubDaily));
  const seen = new Set<number>();

  const range = rangeOf(series, shifts, { reach: length.days * DAY + length.exact });
  const excluded = new Set(event.exclusionRules.flatMap((rule) => localStarts(rule, series, range)?.starts ?? []));

  const give = (local: Wall, ownEnd?: EndOf) => {
    const at = clock.toInstant(local);
    if (excluded.has(local)) return;
    if (excepted.has(local, at) || replaced.has(local, at)) return;
    const occurrence = start.isDate ? local : at;
    const shift = shifts.findLast(({ from }) => from <= occurrence);
    if (shift !== undefined && expander.kindOf(shift.event) === undefined) return;
    const moved = (local + (shift?.by ?? 0)) as Wall; // a wall time moved on the wall
    const begin = shift === undefined ? at : clock.toInstant(moved);
    const end = (ownEnd ?? shift?.end ?? endsAt)(moved, begin);
    if (!length.isCertain && end <= begin)
      expander.uncertain(event, { start: begin, end: instant(begin + DAY) }, 'length');
    if (end > begin && end > window.start && begin < window.end) {
      runs.add({ event: shift?.event ?? event, occurrence, start: begin, end });
    }
  };
  const giveOnce = (local: Wall) => {
    if (seen.has(local)) return;
    seen.add(local);
    give(local);
  };

  // The first date always counts, also where the rule does not make it.
  giveOnce(start.isDate ? dayOf(start.local) : start.local);
  for (const { start: extra, end, length: own } of event.extra) {
    const local = start.isDate ? dayOf(extra.local) : onClock(extra, series);
    if (end !== undefined) give(local, () => momentOf(end, event, series));
    else if (own !== undefined) give(local, endOf(own, clock));
    else giveOnce(local);
  }
  if (event.rules.length > 0) expandRules(series, range, giveOnce);
  runs.end();
}

/** Where starts may lie whose occurrences touch the window, on the clock of the series. */
function rangeOf(
  { event, start, clock, expander }: Series,
  shifts: readonly Shift[],
  { reach }: { reach: number },
): Range {
  const first = clock.toInstant(start.local);
  const longest = Math.max(0, reach, ...shifts.map(({ end }) => end(start.local, first) - first));
  const [back, ahead] = [Math.max(0, ...shifts.map(({ by }) => by)), Math.max(0, ...shifts.map(({ by }) => -by))];
  // Clocks move by an hour or so; rules of days are cheap enough to look a day further.
  const slack = event.rules.some(isSubDaily) ? 2 * HOUR : 26 * HOUR;
  return {
    from: (clock.toLocal(expander.window.start) - longest - back - slack) as Wall, // wall times moved on the wall
    to: (clock.toLocal(expander.window.end) + ahead + slack) as Wall,
  };
}

type Range = { readonly from: Wall; readonly to: Wall };

function expandRules(series: Series, range: Range, give: (local: Wall) => void): void {
  const { event, clock, expander } = series;
  for (const rule of event.rules) {
    const found = localStarts(rule, series, range);
    if (found === undefined) expander.badRule(event);
    for (const local of found?.starts ?? []) give(local);
    if (found?.cappedFrom !== undefined) {
      // Changes may have moved what was not read to earlier times.
      const from = instant(clock.toInstant(found.cappedFrom) - (clock.toInstant(range.to) - expander.window.end));
      expander.uncertain(event, { start: from, end: expander.window.end }, 'capped');
    }
  }
}

function localStarts(rule: string, { start, clock, expander }: Series, range: Range): Starts | undefined {
  const found = startsOf(rule, { local: start.local, isDate: start.isDate, clock }, range, expander.allowance);
  return start.isDate && found !== undefined ? { ...found, starts: found.starts.map(dayOf) } : found;
}

type Occurrence = Interval & { readonly event: RawEvent; readonly occurrence: number };

/** Hands on occurrences several a day that touch as one: a series of one a minute would be half a million a year. */
class Runs {
  private readonly expander: Expander;
  private readonly joins: boolean;
  private run: Occurrence | undefined;

  constructor(expander: Expander, joins: boolean) {
    this.expander = expander;
    this.joins = joins;
  }

  add(next: Occurrence): void {
    const { run } = this;
    if (this.joins && run?.event === next.event && next.start >= run.start && next.start <= run.end) {
      this.run = { ...run, end: instant(Math.max(run.end, next.end)) };
      return;
    }
    this.end();
    this.run = next;
  }

  end(): void {
    if (this.run !== undefined)
      this.expander.found(this.run.event, this.run.occurrence, { start: this.run.start, end: this.run.end });
    this.run = undefined;
  }
}

/** An extra date on the wall clock of the series; a bare day means the usual time on that day. */
function onClock(extra: WrittenTime, series: Series): Wall {
  const { start } = series;
  if (extra.isDate) return (extra.local + start.local - dayOf(start.local)) as Wall; // a day plus a time of day
  if (!extra.utc && extra.tzid === undefined) return extra.local;
  return series.clock.toLocal(momentOf(extra, series.event, series));
}

/** A changed occurrence counts where it now lies, be it outside of the series or an orphan. */
function expandChange(event: RawEvent, seriesClock: Clock | undefined, expander: Expander): void {
  const { start, recurrence } = event;
  if (start === undefined || expander.kindOf(event) === undefined) return;
  const clock = expander.clockOf(start, event);
  const length = lengthOf(event, clock, (time) => expander.clockOf(time, event));
  const begin = clock.toInstant(start.local);
  const end = endOf(length, clock)(start.local, begin);
  if (!length.isCertain && end <= begin)
    expander.uncertain(event, { start: begin, end: instant(begin + DAY) }, 'length');
  if (end <= begin || end <= expander.window.start || begin >= expander.window.end) return;
  const occurrence =
    recurrence === undefined ? begin : momentOf(recurrence, event, { clock: seriesClock ?? clock, expander });
  expander.found(event, recurrence?.isDate === true ? recurrence.local : occurrence, { start: begin, end });
}

/** Names the occurrence that a change is of, however its recurrence id is written. */
function occurrenceOf(
  event: RawEvent,
  lead: { start: WrittenTime; clock: Clock } | undefined,
  expander: Expander,
): string {
  const { recurrence } = event;
  if (recurrence === undefined) return `unreadable ${event.index}`;
  if (recurrence.isDate || lead?.start.isDate === true) return `day ${dayOf(recurrence.local)}`;
  const clock = lead?.clock ?? expander.floating(event.scope);
  return `moment ${momentOf(recurrence, event, { clock, expander })}`;
}
