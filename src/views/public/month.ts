/** A month of days with their open slots, as the picker draws it: pure, in the zone whose days are shown. */
import type { Instant, Interval, LocalDate, Zone } from '../../domain/types.ts';
import { addDays, localDate, startOfDay } from '../../domain/zone.ts';
import { weekday } from '../../domain/wall.ts';
import { DAY } from '../../domain/interval.ts';

export type ShownDay = {
  readonly date: LocalDate;
  readonly inMonth: boolean;
  readonly today: boolean;
  readonly open: number;
};

/** `2026-11` */
export type MonthName = string;

export type ShownMonth = {
  readonly month: MonthName;
  readonly weeks: readonly (readonly ShownDay[])[];
  /** Undefined for the month that is running: nothing before it can be booked. */
  readonly previous: MonthName | undefined;
  readonly next: MonthName;
};

/** `YYYY-MM`, a real month between 1970 and 2099; undefined otherwise. */
export function readMonth(text: string | undefined): MonthName | undefined {
  return text !== undefined && /^(19[7-9]\d|20\d\d)-(0[1-9]|1[0-2])$/.test(text) ? text : undefined;
}

/** `YYYY-MM-DD`, a real day; undefined otherwise. */
export function readDay(text: string | undefined): LocalDate | undefined {
  if (text === undefined || readMonth(text.slice(0, 7)) === undefined || !/^.{7}-\d\d$/.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? text : undefined;
}

export function monthOf(date: LocalDate): MonthName {
  return date.slice(0, 7);
}

export function monthAfter(month: MonthName, count: number): MonthName {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7);
}

/** All of the month, in the zone's own days. */
export function monthWindow(month: MonthName, zone: Zone): Interval {
  return { start: startOfDay(`${month}-01`, zone), end: startOfDay(`${monthAfter(month, 1)}-01`, zone) };
}

/** Slots by the calendar day they start on. */
export function byDay<Slot extends Interval>(slots: readonly Slot[], zone: Zone): Map<LocalDate, Slot[]> {
  const days = new Map<LocalDate, Slot[]>();
  for (const slot of slots) {
    const date = localDate(slot.start, zone);
    const there = days.get(date);
    if (there) there.push(slot);
    else days.set(date, [slot]);
  }
  return days;
}

/** Whole weeks around the month. Weeks begin on Sunday in the Americas, on Monday elsewhere. */
export function monthOfDays(
  month: MonthName,
  days: ReadonlyMap<LocalDate, readonly unknown[]>,
  at: { now: Instant; zone: Zone },
): ShownMonth {
  const today = localDate(at.now, at.zone);
  const first = `${month}-01`;
  const sundayFirst = at.zone.startsWith('America/') || at.zone === 'Pacific/Honolulu';
  const lead = (weekdayOf(first) + (sundayFirst ? 1 : 0)) % 7;
  const weeks: ShownDay[][] = [];
  for (let date = addDays(first, -lead); monthOf(date) <= month;) {
    const week: ShownDay[] = [];
    for (let count = 0; count < 7; count += 1, date = addDays(date, 1)) {
      week.push({ date, inMonth: monthOf(date) === month, today: date === today, open: days.get(date)?.length ?? 0 });
    }
    weeks.push(week);
  }
  const previous = month > monthOf(today) ? monthAfter(month, -1) : undefined;
  return { month, weeks, previous, next: monthAfter(month, 1) };
}

// 0 is Monday.
function weekdayOf(date: LocalDate): number {
  return weekday(Date.parse(date) / DAY);
}

export type DayPart = 'Morning' | 'Afternoon' | 'Evening';

/** A day's slots in parts that have some, in order. */
export function partsOfDay<Slot extends Interval>(
  slots: readonly Slot[],
  hourOf: (at: Instant) => number,
): { part: DayPart; slots: Slot[] }[] {
  const parts: { part: DayPart; slots: Slot[] }[] = [
    { part: 'Morning', slots: [] },
    { part: 'Afternoon', slots: [] },
    { part: 'Evening', slots: [] },
  ];
  for (const slot of slots) {
    const hour = hourOf(slot.start);
    parts[hour < 12 ? 0 : hour < 17 ? 1 : 2]?.slots.push(slot);
  }
  return parts.filter((part) => part.slots.length > 0);
}
