/** How far an opening reaches, and whether it has a given occurrence: what changing and loading openings ask. */

import { DAY } from './interval.ts';
import { expandRule } from './recurrence.ts';
import { readRule } from './rule.ts';
import type { Instant, LocalDate, LocalDateTime, Opening, Zone } from './types.ts';
import { date, readWall, wall, type Wall } from './wall.ts';
import { toLocal } from './zone.ts';

// COUNT beyond this bounds nothing that is worth knowing: such an opening is loaded as if it had no end.
const MOST_COUNTED = 5_000;
const CENTURY = 100 * 366 * DAY;

/** The last local day that any occurrence, changed ones included, reaches into; undefined: for ever. */
export function lastDayOf(opening: Opening): LocalDate | undefined {
  const length = wall(opening.end) - wall(opening.start);
  const last = lastStart(opening);
  if (last === undefined) return undefined;
  const changed = opening.exceptions.map((exception) => (exception.kind === 'changed' ? wall(exception.end) : last));
  return date(Math.max(last + length, ...changed));
}

/** The start of the last occurrence, or something later; undefined: there is no last one. */
function lastStart({ start, rule: text }: Opening): number | undefined {
  const first = wall(start);
  if (text === undefined) return first;
  const read = readRule(text);
  if (!read.ok) throw new RangeError(`The rule "${text}" must be checked before.`);
  const { until, count } = read.value;
  if (until !== undefined) return Math.max(until, first);
  if (count === undefined) return undefined;
  const expanded = expandRule({
    rule: text,
    start: first,
    from: first,
    to: (first + CENTURY) as Wall,
    cap: MOST_COUNTED,
  });
  if (!expanded.ok || expanded.value.capped) return undefined;
  return expanded.value.starts.at(-1) ?? first;
}

/** Does the rule give an occurrence with this local start? Exceptions do not matter. */
export function occursAt({ start, rule }: Pick<Opening, 'start' | 'rule'>, occurrence: LocalDateTime): boolean {
  const at = readWall(occurrence);
  if (at === undefined) return false;
  if (rule === undefined) return at === wall(start);
  const expanded = expandRule({ rule, start: wall(start), from: at, to: (at + 1) as Wall, cap: 2 });
  return expanded.ok && expanded.value.starts.includes(at);
}

/** An UNTIL in UTC, as RFC 5545 asks beside a zone, as the local time that openings keep it in. */
export function withLocalUntil(rule: string, zone: Zone): string {
  return rule.replace(
    /(UNTIL=)(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/i,
    (whole, name: string, ...digits: string[]) => {
      const [year, month, day, hour, minute, second] = digits.slice(0, 6);
      const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
      if (Number.isNaN(at)) return whole;
      return name + toLocal(at as Instant, zone).replace(/[-:]/g, '') + second;
    },
  );
}
