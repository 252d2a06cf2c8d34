/** Which days and times of day a rule's BY-parts give. Shared by the expansions of days and of shorter steps. */

import { DAY, HOUR, MINUTE } from './interval.ts';
import type { Rule } from './rule.ts';
import { dayNumber, weekday } from './wall.ts';

/** The day-long test of BYMONTH, BYYEARDAY, BYMONTHDAY and BYDAY, or of the weekday of DTSTART. */
export function daySet(
  { months, yearDays, monthDays, days }: Rule,
  ofStart: number | undefined,
): (day: number) => boolean {
  const wanted =
    days?.map(({ day }) => day) ?? (ofStart === undefined || monthDays || yearDays ? undefined : [ofStart]);
  const mask = (wanted ?? [0, 1, 2, 3, 4, 5, 6]).reduce((bits, day) => bits | (1 << day), 0);
  if (months === undefined && yearDays === undefined && monthDays === undefined) {
    return (day) => ((mask >> weekday(day)) & 1) === 1;
  }
  return (day) => {
    if (((mask >> weekday(day)) & 1) === 0) return false;
    const date = new Date(day * DAY);
    const year = date.getUTCFullYear();
    const month = date.getUTCMonth();
    if (months?.includes(month + 1) === false) return false;
    const monthDay = date.getUTCDate();
    const monthLength = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    if (monthDays && !monthDays.includes(monthDay) && !monthDays.includes(monthDay - monthLength - 1)) return false;
    const yearDay = day - Date.UTC(year, 0, 1) / DAY + 1;
    const yearLength = (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / DAY;
    return !yearDays || yearDays.includes(yearDay) || yearDays.includes(yearDay - yearLength - 1);
  };
}

/** The sorted times of day that BYHOUR, BYMINUTE and BYSECOND give, each taken from `start` where it is absent. */
export function timesOfDay(rule: Rule, start: number): number[] {
  const time = start - dayNumber(start) * DAY;
  if (rule.hours === undefined && rule.minutes === undefined && rule.seconds === undefined) return [time];
  const hours = rule.hours ?? [Math.floor(time / HOUR)];
  return hours.flatMap((hour) => timesWithin(rule, HOUR, time % HOUR).map((rest) => hour * HOUR + rest));
}

/** The sorted offsets into an hour or minute that the rule's shorter parts give. */
export function timesWithin(rule: Rule, unit: number, start: number): number[] {
  if (unit === 1000) return [0];
  const seconds = clockSeconds(rule) ?? [Math.floor((start % MINUTE) / 1000)];
  if (unit === MINUTE) return seconds.map((second) => second * 1000);
  const minutes = rule.minutes ?? [Math.floor(start / MINUTE)];
  return minutes.flatMap((minute) => seconds.map((second) => minute * MINUTE + second * 1000));
}

/** BYSECOND=60 means a leap second, which no clock here shows: it is read as the second before. */
export function clockSeconds(rule: Rule): number[] | undefined {
  return rule.seconds && [...new Set(rule.seconds.map((second) => Math.min(second, 59)))];
}

/** Calls `take` with the indexes that BYSETPOS picks out of `size`, in order; false when it says so. */
export function takePositions(positions: readonly number[], size: number, take: (index: number) => boolean): boolean {
  const indexes = new Set(positions.map((position) => (position > 0 ? position - 1 : size + position)));
  for (const index of [...indexes].sort((a, b) => a - b)) {
    if (index >= 0 && index < size && !take(index)) return false;
  }
  return true;
}
