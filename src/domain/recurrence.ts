/** The one recurrence engine: the wall-clock starts that a rule gives inside a window. Knows no zone and never hangs. */

import { daysAndWeeks } from './expand-days.ts';
import { shorter } from './expand-hours.ts';
import { monthsAndYears } from './expand-months.ts';
import { Found } from './found.ts';
import { readRule, type Rule, type RuleProblem } from './rule.ts';
import type { Outcome, Zone } from './types.ts';
import type { Wall } from './wall.ts';

export type Expansion = {
  /** RRULE value, with or without `RRULE:`. */
  readonly rule: string;
  /** DTSTART on the wall clock: no occurrence lies before it, and what the rule leaves open is taken from it. */
  readonly start: Wall;
  /** Starts wanted: `[from, to)` on the wall clock. */
  readonly from: Wall;
  readonly to: Wall;
  /** The most starts to give. */
  readonly cap: number;
  /** The most steps to take, where many rules share one allowance; no more than one call takes anyway. */
  readonly most?: number | undefined;
  /** Turns an UNTIL that ends in Z local; without it such an UNTIL is taken as it stands. */
  readonly zone?: Zone | undefined;
};

/**
 * `capped`: the rule gives more starts in the window than these, or finding them would have taken too long. `steps`: how
 * many it took.
 */
export type Expanded = { readonly starts: readonly Wall[]; readonly capped: boolean; readonly steps: number };

/**
 * Expands a rule in floating local time (RFC 5545 3.3.10). Starts are sorted and unlike each other. DTSTART itself is
 * among them only where the rule gives it. A bad rule is a value, never a throw, and every call ends soon: rules without
 * COUNT start near the window, all others stop after a fixed number of steps.
 */
export function expandRule(expansion: Expansion): Outcome<Expanded, RuleProblem> {
  const read = readRule(expansion.rule, expansion.zone);
  return read.ok ? { ok: true, value: expandRead(read.value, expansion) } : read;
}

/** {@link expandRule} for a rule that was read before, as where many series have the same. */
export function expandRead(rule: Rule, expansion: Omit<Expansion, 'rule' | 'zone'>): Expanded {
  const to = rule.until === undefined ? expansion.to : Math.min(expansion.to, rule.until + 1);
  const found = new Found(rule, { ...expansion, to });
  if (expansion.start < to && expansion.from < to) {
    if (rule.freq === 'YEARLY' || rule.freq === 'MONTHLY') monthsAndYears(rule, found);
    else if (rule.freq === 'WEEKLY' || rule.freq === 'DAILY') daysAndWeeks(rule, found);
    else shorter(rule, found);
  }
  return { starts: found.starts, capped: found.capped, steps: found.steps };
}
