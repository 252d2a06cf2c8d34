/** Openings turned into stretches of time: occurrences, their exceptions, and the union of those that admit a type. */

import { DAY, instant } from './interval.ts';
import { expandRule, type Expanded } from './recurrence.ts';
import { readRule, type RuleProblem } from './rule.ts';
import { SpanList } from './spans.ts';
import type { AppointmentType, Instant, Interval, LocalDateTime, Opening, Outcome, Zone } from './types.ts';
import { dateTime, readWall, wall, type Wall } from './wall.ts';
import { toWall, wallToInstant } from './zone.ts';

/** More than an opening each five minutes for two months; beyond it, time counts as not opened. */
const MOST_OCCURRENCES = 20_000;

export type OpeningProblem =
  | { readonly code: 'start-unreadable' }
  | { readonly code: 'end-unreadable' }
  | { readonly code: 'end-not-after-start' }
  | RuleProblem;

type OpeningTimes = Pick<Opening, 'start' | 'end' | 'rule'>;

/** Is it an opening that {@link openingSpans} can read? */
export function checkOpening<Input extends OpeningTimes>(input: Input): Outcome<Input, OpeningProblem> {
  const start = readWall(input.start);
  const end = readWall(input.end);
  if (start === undefined) return { ok: false, refusal: { code: 'start-unreadable' } };
  if (end === undefined) return { ok: false, refusal: { code: 'end-unreadable' } };
  if (end <= start) return { ok: false, refusal: { code: 'end-not-after-start' } };
  const rule = input.rule === undefined ? undefined : readRule(input.rule);
  return rule?.ok === false ? rule : { ok: true, value: input };
}

/** Does the opening let patients book this type? */
export function admits(opening: Opening, type: Pick<AppointmentType, 'id'>): boolean {
  return opening.types === 'all' || opening.types.includes(type.id);
}

/** Adds the occurrences of the openings that admit `type` (of all, where it is undefined), as far as they meet `reach`. */
export function addOpenings(
  list: SpanList,
  openings: readonly Opening[],
  type: Pick<AppointmentType, 'id'> | undefined,
  { zone, reach }: { readonly zone: Zone; readonly reach: Interval },
): void {
  for (const opening of openings) {
    if (type === undefined || admits(opening, type)) {
      eachOccurrence(opening, { zone, reach }, (from, to) => list.add(from, to));
    }
  }
}

/** The union of what {@link addOpenings} adds. It is not clipped: the first and the last may reach beyond `window`. */
export function openingIntervals(
  openings: readonly Opening[],
  type: Pick<AppointmentType, 'id'> | undefined,
  { zone, window }: { readonly zone: Zone; readonly window: Interval },
): Interval[] {
  const list = new SpanList();
  addOpenings(list, openings, type, { zone, reach: window });
  const { edges, count } = list.merged();
  return Array.from({ length: count }, (_, index) => ({
    start: instant(edges[2 * index] as number), // index < count
    end: instant(edges[2 * index + 1] as number),
  }));
}

/** One occurrence as it lies on the wall clock: `occurrence` is the start that the rule gives, whatever an exception made of it. */
export type OccurrenceWalls = { readonly occurrence: Wall; readonly start: Wall; readonly end: Wall };

/** Hands over each occurrence that meets `reach`, exceptions heeded, in no order. */
export function eachOccurrence(
  opening: Opening,
  { zone, reach }: { readonly zone: Zone; readonly reach: Interval },
  take: (from: Instant, to: Instant, walls: OccurrenceWalls) => void,
): void {
  const length = wall(opening.end) - wall(opening.start);
  const add = (walls: OccurrenceWalls) => {
    // Each edge by its own local time: an opening ends when the wall clock says so, however long that took.
    const from = wallToInstant(walls.start, zone);
    const to = wallToInstant(walls.end, zone);
    if (to > reach.start && from < reach.end) take(from, to, walls);
  };
  // Two days more than any offset change: instants decide in `add`.
  const from = (toWall(reach.start, zone) - length - 2 * DAY) as Wall;
  const to = (toWall(reach.end, zone) + 2 * DAY) as Wall;
  const { exceptions } = opening;
  const excepted = new Set(exceptions.map(({ occurrence }) => wall(occurrence)));
  for (const start of occurrences(opening, from, to)) {
    if (!excepted.has(start)) add({ occurrence: start, start, end: (start + length) as Wall });
  }
  for (const exception of exceptions) {
    // A changed occurrence may have come from far outside the reach, or from no occurrence at all.
    if (exception.kind === 'changed' && occurs(opening, exception.occurrence)) {
      add({ occurrence: wall(exception.occurrence), start: wall(exception.start), end: wall(exception.end) });
    }
  }
}

function occurs(opening: Opening, occurrence: LocalDateTime): boolean {
  const at = wall(occurrence);
  return occurrences(opening, at, (at + 1) as Wall).includes(at);
}

/** The local starts of the occurrences that the rule gives in `[from, to)`. */
function occurrences({ id, start, rule }: Opening, from: Wall, to: Wall): readonly Wall[] {
  const first = wall(start);
  if (rule === undefined) return first >= from && first < to ? [first] : [];
  const expanded: Outcome<Expanded, RuleProblem> = expandRule({ rule, start: first, from, to, cap: MOST_OCCURRENCES });
  if (!expanded.ok) {
    throw new RangeError(`Opening ${id} at ${dateTime(first)} has the rule "${rule}"; it must be checked before.`);
  }
  return expanded.value.starts;
}
