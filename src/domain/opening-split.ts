/** One repeating opening becomes two at one of its occurrences; together they open what it opened. */

import { DAY } from './interval.ts';
import { occursAt } from './opening-days.ts';
import { expandRule } from './recurrence.ts';
import { readRule } from './rule.ts';
import { ruleWith, untilWall } from './rule-text.ts';
import type { LocalDateTime, Opening, OpeningId } from './types.ts';
import { dateTime, wall, type Wall } from './wall.ts';

/** Beyond so many occurrences a COUNT is not followed: the opening cannot be split there. */
const MOST_COUNTED = 20_000;

export type Split = {
  /** Undefined when nothing is open before the occurrence. Keeps the id. */
  readonly before: Opening | undefined;
  /** From the occurrence on. */
  readonly following: Opening;
};

/**
 * Law: the occurrences of both parts are those of the opening, and `occurrence` is the first of `following`.
 * Undefined when the opening has no such occurrence.
 */
export function splitOpening(opening: Opening, occurrence: LocalDateTime, newId: OpeningId): Split | undefined {
  const { start, rule: text } = opening;
  if (!occursAt(opening, occurrence)) return undefined;
  if (text === undefined) return { before: undefined, following: opening };
  const at = wall(occurrence);
  const count = countOf(text);
  const earlier = count === undefined ? undefined : startsBefore({ start, rule: text }, at, MOST_COUNTED);
  if (earlier?.capped) return undefined;
  const length = wall(opening.end) - wall(start);
  const side = (keep: (each: Wall) => boolean) =>
    opening.exceptions.filter((exception) => keep(wall(exception.occurrence)));
  const left = count === undefined || earlier === undefined ? undefined : count - earlier.starts.length;
  const following: Opening = {
    ...opening,
    start: occurrence,
    end: dateTime(at + length),
    rule: left === undefined ? text : ruleWith(text, { COUNT: String(left) }),
    exceptions: side((each) => each >= at),
  };
  const before: Opening = {
    ...opening,
    rule: ruleWith(text, { COUNT: undefined, UNTIL: untilWall((at - 1000) as Wall) }),
    exceptions: side((each) => each < at),
  };
  if (!opensBefore(before, at)) return { before: undefined, following };
  return { before, following: { ...following, id: newId } };
}

/** Is there an occurrence before `at` that was not removed? */
function opensBefore({ start, rule, exceptions }: Opening, at: Wall): boolean {
  const removed = new Set(exceptions.filter(({ kind }) => kind === 'removed').map((each) => wall(each.occurrence)));
  return startsBefore({ start, rule: rule ?? '' }, at, removed.size + 1).starts.some((each) => !removed.has(each));
}

function startsBefore({ start, rule }: { start: LocalDateTime; rule: string }, at: Wall, cap: number) {
  // A second of a day more would be the occurrence itself.
  const expanded = expandRule({ rule, start: wall(start), from: (wall(start) - DAY) as Wall, to: at, cap });
  if (!expanded.ok) throw new RangeError(`The rule "${rule}" must be checked before.`);
  return expanded.value;
}

function countOf(rule: string): number | undefined {
  const read = readRule(rule);
  return read.ok ? read.value.count : undefined;
}
