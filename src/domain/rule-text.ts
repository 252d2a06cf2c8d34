/** Changes single parts of a recurrence rule and leaves the rest as it was written. */

import type { Wall } from './wall.ts';

type Part = 'FREQ' | 'INTERVAL' | 'COUNT' | 'UNTIL' | 'BYDAY';

/** The rule with other values of some parts; an undefined one is left out. */
export function ruleWith(rule: string, changes: Readonly<Partial<Record<Part, string | undefined>>>): string {
  const parts = rule
    .trim()
    .replace(/^RRULE:/i, '')
    .toUpperCase()
    .split(';')
    .filter((part) => part !== '' && !Object.hasOwn(changes, part.slice(0, part.indexOf('='))));
  const given = Object.entries(changes).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  return [...parts, ...given].join(';');
}

/** The value of UNTIL that still allows `at`: local, to the second. */
export function untilWall(at: Wall): string {
  return new Date(at).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length).replaceAll(/[-:]/g, '');
}
