/** One event with all its occurrences and changes, as instants that touch the asked window. */

import { DAY, HOUR, instant } from '../../src/domain/interval.ts';
import type { Instant } from '../../src/domain/types.ts';
import type { Wall } from '../../src/domain/wall.ts';
import type { Clock } from './clock.ts';
import { type EndOf, endOf, isCancelled, lengthOf } from './event.ts';
import { limits } from './limits.ts';
import { type Family, newestChanges } from './overrides.ts';
import { type WrittenTime, dayOf } from './properties.ts';
import type { RawEvent } from './raw.ts';
import { isSubDaily, type Starts, startsOf } from './rules.ts';
import { Runs } from './runs.ts';
import {
  type Expander,
  isFar,
  marksOf,
  momentOf,
  type Range,
  type Series,
  shiftAt,
  type Shift,
  shiftsOf,
} from './series.ts';
import { isPeriodOutside, isSeriesOutside, liesOutside } from './outside.ts';

export function expandFamily({ masters, overrides }: Family, expander: Expander): void {
  if (overrides.length === 0) {
    expandMasters(masters, overrides, expander);
    return;
  }
  const [first] = masters;
  const lead =
    first?.start === undefined ? undefined : { start: first.start, clock: expander.clockOf(first.start, first) };
  const changes = newestChanges(overrides, (event) => occurrenceOf(event, lead, expander));
  expandMasters(masters, changes, expander);
  for (const event of changes) expandChange(event, lead?.clock, expander);
}

function expandMasters(masters: readonly RawEvent[], changes: readonly RawEvent[], expander: Expander): void {
  const { found, allowance, window } = expander;
  // A change of all that follow may bring them into the window.
  const canMove = changes.some(({ andFuture }) => andFuture);
  for (const event of masters) {
    if (found.isFull || allowance.left <= 0) return; // the whole calendar is uncertain then
    const { start } = event;
    if (start === undefined || isCancelled(event) || expander.kindOf(event) === undefined) continue;
    if (!canMove && isSeriesOutside(event, window, allowance)) continue;
    new SeriesExpansion({ event, start, clock: expander.clockOf(start, event), expander }, changes).run();
  }
}

const none: ReadonlySet<Wall> = new Set();
/** What it takes to find where a change belongs, in steps of a rule. */
const STEPS_A_CHANGE = 6;

class SeriesExpansion {
  private readonly series: Series;
  private readonly endsAt: EndOf;
  private readonly isCertain: boolean;
  private readonly isExcepted: (local: Wall, at: Instant) => boolean;
  private readonly isReplaced: (local: Wall, at: Instant) => boolean;
  private readonly shifts: readonly Shift[];
  private readonly range: Range;
  private readonly excluded: ReadonlySet<Wall>;
  private readonly runs: Runs;

  constructor(series: Series, changes: readonly RawEvent[]) {
    const { event, clock, expander } = series;
    const length = lengthOf(event, clock, (time) => expander.clockOf(time, event));
    const isOnce = event.rules.length === 0 && event.extra.length === 0;
    this.series = series;
    this.endsAt = endOf(length, clock);
    this.isCertain = length.isCertain;
    // Several events of one UID are each compared with all its changes.
    expander.allowance.left -= STEPS_A_CHANGE * changes.length;
    this.isReplaced = marksOf(
      changes.length === 0 ? [] : changes.flatMap(({ recurrence }) => recurrence ?? []),
      series,
    );
    this.shifts = isOnce || changes.length === 0 ? [] : shiftsOf(changes, series);
    const isDense = event.rules.some(isSubDaily);
    this.range = rangeOf(series, this.shifts, { reach: length.days * DAY + length.exact, isDense });
    // An extra date may be longer than any other, and so lie further back.
    this.isExcepted = marksOf(event.exceptions, series, event.extra.length === 0 ? this.range : undefined);
    this.excluded = event.exclusionRules.length === 0 ? none : this.excludedStarts(event.exclusionRules);
    this.runs = new Runs(expander, isDense);
  }

  run(): void {
    const { event, start, clock, expander } = this.series;
    // The first date always counts, also where the rule does not make it.
    const first = start.isDate ? dayOf(start.local) : start.local;
    if (event.extra.length === 0 && event.rules.length < 2) {
      // Starts of one rule are unlike each other.
      this.give(first);
      for (const rule of event.rules) this.expandRule(rule, (local) => local !== first && this.give(local));
    } else {
      const given = new Set<Wall>();
      let isCut = false;
      const giveOnce = (local: Wall) => {
        if (given.has(local)) return;
        if (given.size >= limits.datesPerEvent) {
          isCut = true;
          return;
        }
        given.add(local);
        this.give(local);
      };
      giveOnce(first);
      for (const period of event.extra) {
        const { start: extra, end, length } = period;
        const isOwn = end !== undefined || length !== undefined;
        if (isOwn ? isPeriodOutside(period, expander.window) : isFar(extra, this.range)) continue;
        const local = start.isDate ? dayOf(extra.local) : onClock(extra, this.series);
        if (end !== undefined) this.give(local, () => momentOf(end, event, { clock, expander }));
        else if (length !== undefined) this.give(local, endOf(length, clock));
        else giveOnce(local);
      }
      for (const rule of event.rules) if (!isCut) this.expandRule(rule, giveOnce);
      if (isCut) expander.uncertain(event, expander.window, 'capped');
    }
    this.runs.end();
  }

  private excludedStarts(rules: readonly string[]): ReadonlySet<Wall> {
    const excluded = new Set<Wall>();
    for (const rule of rules) {
      for (const local of localStarts(rule, this.series, this.range)?.starts ?? []) excluded.add(local);
      // What is not excluded is busy: too few of them open nothing.
      if (excluded.size > limits.datesPerEvent) break;
    }
    return excluded;
  }

  private expandRule(rule: string, give: (local: Wall) => void): void {
    const { event, clock, expander } = this.series;
    const found = localStarts(rule, this.series, this.range);
    if (found === undefined) {
      expander.badRule(event);
      return;
    }
    const { starts } = found;
    for (let index = 0; index < starts.length; index++) give(starts[index] as Wall); // index < length
    if (found.cappedFrom !== undefined) {
      // Changes may have moved what was not read to earlier times.
      const ahead = clock.toInstant(this.range.to) - expander.window.end;
      const from = instant(clock.toInstant(found.cappedFrom) - ahead);
      expander.uncertain(event, { start: from, end: expander.window.end }, 'capped');
    }
  }

  private give(local: Wall, ownEnd?: EndOf): void {
    const { event, start, clock, expander } = this.series;
    const at = clock.toInstant(local);
    if (this.excluded.has(local) || this.isExcepted(local, at) || this.isReplaced(local, at)) return;
    const occurrence = start.isDate ? local : at;
    const shift = this.shifts.length === 0 ? undefined : shiftAt(this.shifts, occurrence);
    if (shift !== undefined && expander.kindOf(shift.event) === undefined) return;
    const moved = shift === undefined ? local : ((local + shift.by) as Wall); // a wall time moved on the wall
    const begin = shift === undefined ? at : clock.toInstant(moved);
    const end = (ownEnd ?? shift?.end ?? this.endsAt)(moved, begin);
    if (!this.isCertain && end <= begin) {
      expander.uncertain(event, { start: begin, end: instant(begin + DAY) }, 'length');
    }
    if (end > begin && end > expander.window.start && begin < expander.window.end) {
      this.runs.add(shift?.event ?? event, occurrence, begin, end);
    }
  }
}

/** On the clock of the series. */
function rangeOf(
  { start, clock, expander }: Series,
  shifts: readonly Shift[],
  { reach, isDense }: { reach: number; isDense: boolean },
): Range {
  let longest = Math.max(0, reach);
  let back = 0;
  let ahead = 0;
  if (shifts.length > 0) {
    const first = clock.toInstant(start.local);
    for (const { end, by } of shifts) {
      longest = Math.max(longest, end(start.local, first) - first);
      back = Math.max(back, by);
      ahead = Math.max(ahead, -by);
    }
  }
  // Clocks move by an hour or so; rules of days are cheap enough to look a day further.
  const slack = isDense ? 2 * HOUR : 26 * HOUR;
  return {
    from: (clock.toLocal(expander.window.start) - longest - back - slack) as Wall, // wall times moved on the wall
    to: (clock.toLocal(expander.window.end) + ahead + slack) as Wall,
  };
}

function localStarts(rule: string, { start, clock, expander }: Series, range: Range): Starts | undefined {
  const found = startsOf(rule, { local: start.local, isDate: start.isDate, clock }, range, expander.allowance);
  return start.isDate && found !== undefined ? { ...found, starts: found.starts.map(dayOf) } : found;
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
  if (start === undefined || liesOutside(event, expander.window) || expander.kindOf(event) === undefined) return;
  const clock = expander.clockOf(start, event);
  const length = lengthOf(event, clock, (time) => expander.clockOf(time, event));
  const begin = clock.toInstant(start.local);
  const end = endOf(length, clock)(start.local, begin);
  if (!length.isCertain && end <= begin)
    expander.uncertain(event, { start: begin, end: instant(begin + DAY) }, 'length');
  if (end <= begin || end <= expander.window.start || begin >= expander.window.end) return;
  const occurrence =
    recurrence === undefined ? begin : momentOf(recurrence, event, { clock: seriesClock ?? clock, expander });
  expander.found.add(event, recurrence?.isDate === true ? recurrence.local : occurrence, begin, end);
}

/** Names the occurrence that a change is of, however its recurrence id is written. */
function occurrenceOf(
  event: RawEvent,
  lead: { start: WrittenTime; clock: Clock } | undefined,
  expander: Expander,
): string {
  const { recurrence, start } = event;
  if (recurrence === undefined) return `unreadable ${event.index}`;
  if (recurrence.isDate || lead?.start.isDate === true) return `day ${dayOf(recurrence.local)}`;
  const clock = lead?.clock ?? (start === undefined ? expander.floating(event.scope) : expander.clockOf(start, event));
  return `moment ${momentOf(recurrence, event, { clock, expander })}`;
}
