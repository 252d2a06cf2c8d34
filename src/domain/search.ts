/** What a slot search rests on, made ready once: the stretches that each rule of product.md speaks of. */

import { addBusy, silence } from './busy.ts';
import { drawnTimes } from './drawn.ts';
import type { Grid } from './grid.ts';
import { DAY, instant, MINUTE } from './interval.ts';
import { addOpenings } from './openings.ts';
import { LIMITS } from './settings.ts';
import { SpanList, type Spans } from './spans.ts';
import type { AppointmentType, Interval, SlotSearch, TakenTime, Zone } from './types.ts';
import { dayNumber, weekday } from './wall.ts';
import { addDays, localDate, startOfDay, toWall, zoneTable } from './zone.ts';

/** Openings that join for longer than this begin their grid anew each week (docs/decisions/0002-packed-grid.md). */
const LONG = 7 * DAY;
/** So far back a packed grid may begin, and a day more to see that a stretch is long. */
export const BACK = LONG + DAY;
/** So far on lies what decides about a start or its neighbour on the grid, and the rest of its local day. */
export const AHEAD = 2 * (LIMITS.length.max + LIMITS.padding.max) * MINUTE + DAY;

/** Length and padding together, in milliseconds: what must fit. */
export function totalOf({ type }: SlotSearch): number {
  return (type.length + type.padding) * MINUTE;
}

/** The part of the load window that decides about starts in `asked`: only a packed grid looks back. */
export function reachOf(asked: Interval, search: SlotSearch): Interval {
  const packed = search.type.startRule.kind === 'packed';
  return {
    start: packed ? instant(asked.start - BACK) : asked.start,
    end: instant(asked.end + Math.max(totalOf(search), packed ? BACK : 0)),
  };
}

/** Rule 3: the union of the openings that admit the type, those drawn in calendars among them. */
export function openSpans(search: SlotSearch, reach: Interval): Spans {
  return reservedFor(search.type, search, reach);
}

/** The union of all openings, whatever they admit. */
export function reservedSpans(search: SlotSearch, reach: Interval): Spans {
  return reservedFor(undefined, search, reach);
}

function reservedFor(type: AppointmentType | undefined, search: SlotSearch, reach: Interval): Spans {
  const list = new SpanList();
  for (const drawn of search.drawn) {
    for (const { start, end } of drawnTimes(drawn, search)) {
      if (end > reach.start && start < reach.end) list.add(start, end);
    }
  }
  addOpenings(list, search.openings, type, { zone: search.practitioner.zone, reach });
  return list.merged();
}

/** Rule 4, as far as it makes the grid: what blocking calendars, closures and appointments take of `open`. */
export function takenSpans(search: SlotSearch, open: Spans): Spans {
  const list = new SpanList();
  for (const calendar of search.calendars) addBusy(list, calendar, open);
  for (const { start, end } of search.closures) list.add(start, end);
  for (const { start, blockedUntil } of standing(search)) list.add(start, blockedUntil);
  return list.merged();
}

/** What closes starts of the grid without moving it: holds of others, and where calendars are silent. */
export function closedSpans({ calendars, holds }: SlotSearch, reach: Interval): Spans {
  const list = new SpanList();
  for (const { start, end } of holds) if (end > reach.start && start < reach.end) list.add(start, end);
  for (const calendar of calendars) {
    for (const { edges, count } of Object.values(silence(calendar, reach))) {
      for (let i = 0; i < count; i += 1) list.add(edges[2 * i] as number, edges[2 * i + 1] as number); // i < count
    }
  }
  return list.merged();
}

/** Rule 5. */
export function gridOf(search: SlotSearch, reach: Interval): Grid {
  const { zone } = search.practitioner;
  return {
    rule: search.type.startRule,
    total: totalOf(search),
    table: zoneTable(zone, reach),
    restarts: (start, end) => (end - start > LONG ? mondays(zone, Math.max(start, reach.start), end) : []),
  };
}

/** The appointments that stand in the way: all but the one that is being moved. */
export function standing({ appointments, moving }: SlotSearch): readonly TakenTime[] {
  return moving === undefined ? appointments : appointments.filter(({ id }) => id !== moving);
}

/** Is the local day of `start` full? Undefined where there is no limit, so that the list need not ask. */
export function dayLimit(search: SlotSearch): ((start: number) => boolean) | undefined {
  const { dailyLimit, zone } = search.practitioner;
  if (dailyLimit === undefined) return undefined;
  const dayOf = (start: number) => dayNumber(toWall(instant(start), zone));
  const booked = new Map<number, number>();
  for (const { start } of standing(search)) booked.set(dayOf(start), (booked.get(dayOf(start)) ?? 0) + 1);
  return (start) => (booked.get(dayOf(start)) ?? 0) >= dailyLimit;
}

/** Local midnights of Mondays inside `[start, end)`. */
function mondays(zone: Zone, start: number, end: number): number[] {
  const found: number[] = [];
  const first = localDate(instant(start), zone);
  for (let day = addDays(first, -weekday(dayNumber(toWall(instant(start), zone)))); ; day = addDays(day, 7)) {
    const midnight = startOfDay(day, zone);
    if (midnight >= end) return found;
    if (midnight > start) found.push(midnight);
  }
}
