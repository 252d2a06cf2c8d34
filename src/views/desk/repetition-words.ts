/** How an opening repeats, in words: `Every Monday and Wednesday until March 31, 2027`. */
import { WEEKDAY_KEYS, type Repetition, type WeekdayKey } from '../../domain/repetition.ts';
import { longDate } from '../format.ts';

export const WEEKDAY_NAMES: Readonly<Record<WeekdayKey, string>> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
};

export function repetitionInWords(repetition: Repetition): string {
  if (repetition.kind === 'once') return 'Once';
  if (repetition.kind === 'rule') return `By the rule ${repetition.rule}`;
  const { every, days, until } = repetition;
  const weeks = every === 1 ? 'Every' : `Every ${every} weeks on`;
  return `${weeks} ${daysInWords(days)}${until === undefined ? '' : ` until ${longDate(until)}`}`;
}

function daysInWords(days: readonly WeekdayKey[]): string {
  if (days.length === 7) return 'day';
  if (days.join() === WEEKDAY_KEYS.slice(0, 5).join()) return 'weekday';
  const names = days.map((day) => WEEKDAY_NAMES[day]);
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
}
