/** Expands a rule from January 1, 2027, 09:00, as text, for tests. */

import { expandRule, type Expansion } from '../../src/domain/recurrence.ts';
import { dateTime, wall } from '../../src/domain/wall.ts';

type Asked = { start?: string; from?: string; to?: string; cap?: number; zone?: string };

export function expand(
  rule: string,
  { start = '2027-01-01T09:00', from = start, to = '2028-01-01', cap = 50, zone }: Asked = {},
) {
  const expansion: Expansion = { rule, start: wall(start), from: wall(from), to: wall(to), cap, zone };
  return expandRule(expansion);
}

export function starts(rule: string, asked: Asked = {}): string[] {
  const expanded = expand(rule, asked);
  if (!expanded.ok) throw new Error(`The rule "${rule}" was refused at ${expanded.refusal.part}.`);
  return expanded.value.starts.map(dateTime);
}
