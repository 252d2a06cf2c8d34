/**
 * The definition of an open slot (product.md) written minute by minute, with none of the code under test (but for the
 * reader of the columns that busy rows come in): slow, plain, and
 * the judge of the fast one. Knows whole minutes, and of rules only DAILY and WEEKLY with INTERVAL, BYDAY and local UNTIL.
 */

import { Temporal } from 'temporal-polyfill';
import { rowsOf } from '../../src/domain/busy-rows.ts';
import type { BusyRow, BusyRules, CalendarState, Opening, SlotSearch } from '../../src/domain/types.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** The starts of all open slots in `search.window`, in order. */
export function slotsByDefinition(search: SlotSearch): number[] {
  const { window, settings, type, now, practitioner, calendars } = search;
  if (!settings.allowOnlineBooking || !practitioner.active || type.state !== 'listed') return [];
  if (type.offeredBy !== 'all' && !type.offeredBy.includes(practitioner.id)) return [];
  if (type.audience === 'existing' && search.audience === 'everyone') return [];
  const oldest = now - settings.closingLimit * MINUTE;
  if (calendars.some(({ readAt }) => readAt === undefined || readAt < oldest)) return [];

  // Wide enough for a whole week before the window to show that openings go on for longer than a week.
  const time = new Minutes(window.start - 16 * DAY, window.end + 16 * DAY);
  const { zone } = practitioner;
  const open = time.none();
  for (const opening of search.openings) {
    if (opening.types !== 'all' && !opening.types.includes(type.id)) continue;
    for (const [start, end] of occurrences(opening, { zone, time })) time.paint(open, start, end);
  }
  for (const drawn of search.drawn) {
    // Unknown is never open: what is stale opens nothing, nor does time that the reading did not cover or settle.
    if (drawn.readAt === undefined || drawn.readAt < oldest) continue;
    const silent = time.none();
    paintSilence(drawn, time, silent);
    const drawnOpen = time.none();
    for (const { start, end } of drawn.times) time.paint(drawnOpen, start, end);
    for (let index = 0; index < open.length; index += 1)
      if (drawnOpen[index] === 1 && silent[index] === 0) open[index] = 1;
  }
  const taken = time.none();
  const closed = time.none();
  for (const calendar of calendars) {
    for (const row of rowsOf(calendar.busy)) if (counts(row, calendar.rules)) time.paint(taken, row.start, row.end);
    paintSilence(calendar, time, closed);
  }
  const appointments = search.appointments.filter(({ id }) => id !== search.moving);
  for (const { start, blockedUntil } of appointments) time.paint(taken, start, blockedUntil);
  for (const closure of search.closures) time.paint(taken, closure.start, closure.end);
  for (const hold of search.holds) time.paint(closed, hold.start, hold.end);

  const total = type.length + type.padding;
  const onGrid = type.startRule.kind === 'packed' ? packedGrid({ time, open, taken, zone, total }) : undefined;
  const found: number[] = [];
  for (let index = time.index(window.start); index < time.index(window.end); index += 1) {
    const start = time.at(index);
    const minuteOfDay = () => localOf(start, zone).hour * 60 + localOf(start, zone).minute;
    if (onGrid ? onGrid[index] !== 1 : type.startRule.kind === 'every' && minuteOfDay() % type.startRule.minutes !== 0)
      continue;
    const minutes = Array.from({ length: total }, (_, minute) => index + minute);
    if (!minutes.every((minute) => open[minute] === 1 && taken[minute] === 0 && closed[minute] === 0)) continue;
    if (!withinBounds(start, search) || dayIsFull(start, search)) continue;
    found.push(start);
  }
  return found;
}

function withinBounds(start: number, { now, settings, practitioner: { zone } }: SlotSearch): boolean {
  const { amount, unit } = settings.cutoff;
  const local = zonedOf(now, zone);
  const earliest =
    unit === 'days'
      ? local.add({ days: amount }).epochMilliseconds
      : now + amount * MINUTE * (unit === 'hours' ? 60 : 1);
  const lastDate = local.toPlainDate().add({ days: settings.horizonDays });
  return start >= earliest && Temporal.PlainDate.compare(localOf(start, zone).toPlainDate(), lastDate) <= 0;
}

function dayIsFull(start: number, search: SlotSearch): boolean {
  const { zone, dailyLimit } = search.practitioner;
  if (dailyLimit === undefined) return false;
  const day = localOf(start, zone).toPlainDate();
  const others = search.appointments.filter(({ id }) => id !== search.moving);
  return others.filter((other) => localOf(other.start, zone).toPlainDate().equals(day)).length >= dailyLimit;
}

/** Product.md: tentative and all-day events count unless the calendar's rules say otherwise, free ones only if they do. */
function counts({ kind, allDay }: BusyRow, rules: BusyRules): boolean {
  const byKind = {
    busy: true,
    tentative: rules.tentative,
    free: rules.free,
    oof: rules.oof,
    elsewhere: rules.elsewhere,
  };
  return byKind[kind] && (!allDay || rules.allDay);
}

function paintSilence(
  { covered, uncertain }: Pick<CalendarState, 'covered' | 'uncertain'>,
  time: Minutes,
  closed: Uint8Array,
): void {
  time.paint(closed, time.first, covered === undefined ? time.last : covered.start);
  time.paint(closed, covered === undefined ? time.last : covered.end, time.last);
  for (const { start, end } of uncertain) time.paint(closed, start, end);
}

type Free = { time: Minutes; open: Uint8Array; taken: Uint8Array; zone: string; total: number };

/** One total after another from where a free stretch begins; in openings of more than a week anew each Monday. */
function packedGrid({ time, open, taken, zone, total }: Free): Uint8Array {
  const grid = time.none();
  const five = (index: number) => {
    let next = index;
    while (time.at(next) % (5 * MINUTE) !== 0) next += 1;
    return next;
  };
  let stretchLength = 0;
  let next = -1;
  for (let index = 0; index < grid.length; index += 1) {
    if (open[index] === 0) {
      stretchLength = 0;
      next = -1;
      continue;
    }
    if (stretchLength === 0) while (open[index + stretchLength] === 1) stretchLength += 1;
    const long = stretchLength > 7 * 1440;
    const free = taken[index] === 0;
    const begins = free && (index === 0 || open[index - 1] === 0 || taken[index - 1] === 1);
    if (begins || (long && free && isMondayMidnight(time.at(index), zone))) next = five(index);
    if (free && index === next) {
      grid[index] = 1;
      next = five(index + total);
    }
  }
  return grid;
}

function isMondayMidnight(at: number, zone: string): boolean {
  const local = localOf(at, zone);
  if (local.dayOfWeek !== 1) return false;
  return local.toPlainDate().toZonedDateTime(zone).epochMilliseconds === at;
}

/** `[start, end]` of each occurrence, exceptions applied, by walking over every day. */
function occurrences(opening: Opening, { zone, time }: { zone: string; time: Minutes }): [number, number][] {
  const start = Temporal.PlainDateTime.from(opening.start);
  const end = Temporal.PlainDateTime.from(opening.end);
  const rule = Object.fromEntries((opening.rule ?? '').split(';').map((part) => part.split('=')));
  const instantOf = (local: Temporal.PlainDateTime) => local.toZonedDateTime(zone).epochMilliseconds;
  const found: [number, number][] = [];
  const lastDay = localOf(time.last, zone).toPlainDate();
  for (let date = start.toPlainDate(); Temporal.PlainDate.compare(date, lastDay) <= 0; date = date.add({ days: 1 })) {
    const occurrence = date.toPlainDateTime(start.toPlainTime());
    if (!falls(occurrence, { rule, start })) continue;
    const exception = opening.exceptions.find((each) => each.occurrence === occurrence.toString().slice(0, 16));
    if (exception?.kind === 'removed') continue;
    found.push(
      exception?.kind === 'changed'
        ? [
            instantOf(Temporal.PlainDateTime.from(exception.start)),
            instantOf(Temporal.PlainDateTime.from(exception.end)),
          ]
        : [instantOf(occurrence), instantOf(end.add(start.until(occurrence, { largestUnit: 'days' })))],
    );
  }
  return found;
}

function falls(
  occurrence: Temporal.PlainDateTime,
  { rule, start }: { rule: Record<string, string>; start: Temporal.PlainDateTime },
): boolean {
  const date = occurrence.toPlainDate();
  const first = start.toPlainDate();
  if (rule['FREQ'] === undefined) return date.equals(first);
  const until = rule['UNTIL']?.replace(/^(....)(..)(..)T(..)(..)(..)$/, '$1-$2-$3T$4:$5:$6');
  if (until !== undefined && Temporal.PlainDateTime.compare(occurrence, until) > 0) return false;
  const every = Number(rule['INTERVAL'] ?? 1);
  const monday = (day: Temporal.PlainDate) => day.subtract({ days: day.dayOfWeek - 1 });
  if (rule['FREQ'] === 'DAILY') return first.until(date, { largestUnit: 'days' }).days % every === 0;
  const weeks = monday(first).until(monday(date), { largestUnit: 'days' }).days / 7;
  const days = rule['BYDAY']?.split(',') ?? [DAYS[first.dayOfWeek]];
  return weeks % every === 0 && days.includes(DAYS[date.dayOfWeek]);
}

const DAYS = ['', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

function zonedOf(at: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
}

function localOf(at: number, zone: string): Temporal.PlainDateTime {
  return zonedOf(at, zone).toPlainDateTime();
}

/** A stretch of time as an array with a cell for each minute. */
class Minutes {
  readonly first: number;
  readonly last: number;

  constructor(first: number, last: number) {
    this.first = first;
    this.last = last;
  }

  none(): Uint8Array {
    return new Uint8Array((this.last - this.first) / MINUTE);
  }

  at(index: number): number {
    return this.first + index * MINUTE;
  }

  index(at: number): number {
    return (at - this.first) / MINUTE;
  }

  paint(cells: Uint8Array, start: number, end: number): void {
    cells.fill(1, Math.max(0, this.index(start)), Math.max(0, this.index(end)));
  }
}
