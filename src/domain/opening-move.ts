/** Moves an opening with all its occurrences as one of them is moved: later or earlier, to another weekday, longer or shorter. */

import { DAY } from './interval.ts';
import { occursAt } from './opening-days.ts';
import { readRule, type Rule } from './rule.ts';
import { ruleWith, untilWall } from './rule-text.ts';
import type { LocalDateTime, Opening, Outcome } from './types.ts';
import { dateTime, dayNumber, wall, weekday, type Wall } from './wall.ts';

/** The rule itself names days or times, so that they do not move along. */
export type MoveProblem = { readonly code: 'rule-names-times' };

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const REFUSED = { ok: false, refusal: { code: 'rule-names-times' } } as const;

type Moved = {
  readonly occurrence: LocalDateTime;
  readonly start: LocalDateTime;
  readonly end: LocalDateTime;
};

/**
 * The opening as it is when `occurrence` lies at other times: every occurrence takes the new time of day and length. A new
 * day moves its weekday alone, where the opening repeats on several. Exceptions go along with their occurrences.
 */
export function moveOpening(opening: Opening, moved: Moved): Outcome<Opening, MoveProblem> {
  const [from, to] = [wall(moved.occurrence), wall(moved.start)];
  const length = wall(moved.end) - to;
  const days = dayNumber(to) - dayNumber(from);
  const time = to - from - days * DAY;
  const { rule: text } = opening;
  if (text === undefined) return { ok: true, value: { ...opening, ...timesAt(to, length), exceptions: [] } };
  const read = readRule(text);
  if (!read.ok) throw new RangeError(`The rule "${text}" of opening ${opening.id} must be checked before.`);
  const rule = read.value;
  if (namesTimes(rule) && to !== from) return REFUSED;
  if (days !== 0 && !movesDays(rule, { from, to })) return REFUSED;
  const several = rule.freq === 'WEEKLY' && (rule.days?.length ?? 1) > 1;
  const shifts = (at: Wall) => !several || weekday(dayNumber(at)) === weekday(dayNumber(from));
  const shifted = (at: Wall) => (at + time + (shifts(at) ? days * DAY : 0)) as Wall;
  const start = shifted(wall(opening.start));
  const changed = { ...opening, ...timesAt(start, length), rule: movedRule(text, rule, { from, to, several }) };
  const exceptions = opening.exceptions
    .map((exception) => ({ ...exception, occurrence: dateTime(shifted(wall(exception.occurrence))) }))
    .filter(({ occurrence }) => occursAt(changed, occurrence));
  return { ok: true, value: { ...changed, exceptions } };
}

function timesAt(start: number, length: number): { start: LocalDateTime; end: LocalDateTime } {
  return { start: dateTime(start), end: dateTime(start + length) };
}

function namesTimes({ freq, hours, minutes, seconds }: Rule): boolean {
  return [hours, minutes, seconds].some((part) => part !== undefined) || /HOURLY|MINUTELY|SECONDLY/.test(freq);
}

/** Weekly rules move their weekday; others move only as far as DTSTART alone says on which days they fall. */
function movesDays(rule: Rule, { from, to }: { from: Wall; to: Wall }): boolean {
  const { freq, months, weekNumbers, yearDays, monthDays, days, positions, interval, weekStart } = rule;
  if ([months, weekNumbers, yearDays, monthDays, positions].some((part) => part !== undefined)) return false;
  if (freq !== 'WEEKLY') return days === undefined;
  const week = (at: Wall) => Math.floor((dayNumber(at) + 3 - weekStart) / 7);
  // Every other week: the days that stay would change their week with a start that moves into another one.
  return (days?.length ?? 1) === 1 || interval === 1 || week(from) === week(to);
}

function movedRule(
  text: string,
  rule: Rule,
  { from, to, several }: { from: Wall; to: Wall; several: boolean },
): string {
  const weekdayOf = (at: Wall) => weekday(dayNumber(at));
  const changes: { BYDAY?: string; UNTIL?: string } = {};
  if (rule.freq === 'WEEKLY' && rule.days !== undefined && weekdayOf(from) !== weekdayOf(to)) {
    const days = rule.days.map(({ day }) => (day === weekdayOf(from) ? weekdayOf(to) : day));
    changes.BYDAY = [...new Set(days)]
      .toSorted((a, b) => a - b)
      .map((day) => DAYS[day])
      .join(',');
  }
  const { until } = rule;
  if (until !== undefined) {
    const days = dayNumber(to) - dayNumber(from);
    const wholeDay = (until + 1000) % DAY === 0;
    const time = wholeDay ? 0 : to - from - days * DAY;
    // Of several days the last may be another one: its week's end is not moved back, nor further than the moved day.
    const along = several ? Math.max(days, 0) : days;
    changes.UNTIL = untilWall((until + time + along * DAY) as Wall);
  }
  return ruleWith(text, changes);
}
