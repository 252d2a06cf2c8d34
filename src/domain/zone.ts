/** Wall clock ⇄ instants. The only file that knows offsets. */

import { Temporal } from 'temporal-polyfill';
import { DAY, instant, MINUTE } from './interval.ts';
import type { Instant, Interval, LocalDate, LocalDateTime, Minutes, Zone } from './types.ts';
import { date, dateTime, wall, type Wall } from './wall.ts';

/**
 * A zone's offsets (local minus UTC, in milliseconds): `offsets[i]` holds from `from[i]` on, until `from[i + 1]`.
 * `from[0]` is minus infinity. Speaks only for instants in `span`.
 */
export type ZoneTable = { readonly span: Interval; readonly from: Float64Array; readonly offsets: Float64Array };

/** `[from, to)`, on the wall or in instants, where a zone keeps one offset and for two days around. */
export type Calm = { readonly from: number; readonly to: number; readonly offset: number };

const tables = new Map<Zone, ZoneTable>();
let calm: (Calm & { readonly zone: Zone }) | undefined;
let recent: { readonly zone: Zone; readonly table: ZoneTable } | undefined;
// Outside these years each year that is asked for has a table of its own, so that a stray year 9999 makes none of 16,000 changes.
const TABLED = { start: Date.UTC(1970, 0, 1), end: Date.UTC(2100, 0, 1) };
const FIRST_CHANGE = Date.UTC(1800, 0, 1);
const CYCLE = 146_097 * DAY;
let far: { readonly zone: Zone; readonly years: Map<number, ZoneTable> } = { zone: 'UTC', years: new Map() };
const known = new Map<Zone, boolean>();

/** Is it an IANA id that this platform knows? Plain offsets such as `+01:00` are not zones. */
export function isZone(id: string): boolean {
  const remembered = known.get(id);
  if (remembered !== undefined) return remembered;
  if (!/^[A-Za-z][\w+\-/]*$/.test(id)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(id);
  } catch {
    return false;
  }
  known.set(id, true);
  return true;
}

/** The instant of a wall-clock time. In a gap by the offset before it (02:30 becomes 03:30), in a fold the first. */
export function toInstant(local: LocalDateTime, zone: Zone): Instant {
  return wallToInstant(wall(local), zone);
}

/** The wall-clock time of an instant, without its seconds. */
export function toLocal(at: Instant, zone: Zone): LocalDateTime {
  return dateTime(toWall(at, zone));
}

/** The calendar day of an instant. */
export function localDate(at: Instant, zone: Zone): LocalDate {
  return date(toWall(at, zone));
}

/** The first instant of a calendar day, also where midnight is skipped. */
export function startOfDay(day: LocalDate, zone: Zone): Instant {
  return wallDayStart(wall(day), zone);
}

/** {@link startOfDay} of a midnight on the wall. */
export function wallDayStart(midnight: Wall, zone: Zone): Instant {
  const first = wallToInstant(midnight, zone);
  // Midnight inside a gap: the day begins where the gap ends, not as far behind it as midnight lay inside.
  return toWall(first, zone) > midnight ? lastChange(first, zone) : first;
}

/** Calendar days later, or earlier when negative. */
export function addDays(day: LocalDate, days: number): LocalDate {
  return date(wall(day) + days * DAY);
}

/** Local minus UTC. */
export function offsetMinutes(at: Instant, zone: Zone): Minutes {
  return offsetAt(at, zone) / MINUTE;
}

/** The wall clock at an instant, to the millisecond. */
export function toWall(at: Instant, zone: Zone): Wall {
  return (at + offsetAt(at, zone)) as Wall; // a wall time is an instant plus its offset
}

/** {@link toInstant} for wall times as numbers. */
export function wallToInstant(local: Wall, zone: Zone): Instant {
  if (calm !== undefined && calm.zone === zone && calm.from <= local && local < calm.to)
    return instant(local - calm.offset);
  // No zone changes its offset twice within two days, so these two are all that can matter.
  const before = offsetAt(local - DAY, zone);
  const after = offsetAt(local + DAY, zone);
  if (before === after) {
    const around = calmAround(local, zone);
    calm = around && { ...around, zone };
    return instant(local - before);
  }
  if (offsetAt(local - before, zone) === before) return instant(local - before);
  if (offsetAt(local - after, zone) === after) return instant(local - after);
  return instant(local - before);
}

/** Two days or more from any change, where a list of times needs no look into the table. Undefined close to one. */
export function calmAround(local: Wall, zone: Zone): Calm | undefined {
  const table = tables.get(zone);
  return table && calmIn(table, local);
}

/** {@link calmAround} in a table at hand. */
export function calmIn({ span, from, offsets }: ZoneTable, local: Wall): Calm | undefined {
  if (local < span.start + 2 * DAY || local >= span.end - 2 * DAY) return undefined;
  const place = placeIn(from, local);
  const begin = Math.max(span.start, from[place] as number) + 2 * DAY; // placeIn stays inside
  const end = Math.min(span.end, from[place + 1] ?? Infinity) - 2 * DAY;
  return local < begin || local >= end ? undefined : { from: begin, to: end, offset: offsets[place] as number };
}

/** Offsets for all of `span`, built once a zone and then grown; the hot path walks it instead of asking instant by instant. */
export function zoneTable(zone: Zone, span: Interval): ZoneTable {
  const table = tables.get(zone);
  if (table !== undefined && table.span.start <= span.start && span.end <= table.span.end) return table;
  // Whole years around, so that a window that rolls on does not build a table a day.
  const start = Math.min(table?.span.start ?? Infinity, yearStart(span.start, -1));
  const end = Math.max(table?.span.end ?? -Infinity, yearStart(span.end, 2));
  const built = buildTable(zone, { start: instant(start), end: instant(end) });
  tables.set(zone, built);
  return built;
}

function offsetAt(ms: number, zone: Zone): number {
  if (ms < TABLED.start || ms >= TABLED.end) return farOffset(ms, zone);
  // Whole lists are turned in one zone: the map is asked once for all of them.
  if (recent?.zone !== zone || ms < recent.table.span.start || ms >= recent.table.span.end) {
    recent = { zone, table: zoneTable(zone, { start: instant(ms), end: instant(ms + 1) }) };
  }
  const { from, offsets } = recent.table;
  return offsets[placeIn(from, ms)] as number; // placeIn stays inside
}

/** The index of the last entry of sorted `from` that is not after `ms`; `from[0]` must not be. */
export function placeIn(from: Float64Array, ms: number): number {
  let low = 0;
  let high = from.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((from[middle] as number) <= ms) low = middle; // middle < length
    else high = middle;
  }
  return low;
}

function buildTable(zone: Zone, span: Interval): ZoneTable {
  const from = [-Infinity];
  const offsets = [askOffset(span.start, zone)];
  let at = Temporal.Instant.fromEpochMilliseconds(span.start).toZonedDateTimeISO(zone);
  for (;;) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= span.end) break;
    from.push(next.epochMilliseconds);
    offsets.push(next.offsetNanoseconds / 1e6);
    at = next;
  }
  return { span, from: Float64Array.from(from), offsets: Float64Array.from(offsets) };
}

function askOffset(ms: number, zone: Zone): number {
  return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
}

function farOffset(ms: number, zone: Zone): number {
  const like = withSameOffset(ms);
  const year = new Date(like).getUTCFullYear();
  if (far.zone !== zone) far = { zone, years: new Map() };
  let table = far.years.get(year);
  if (table === undefined) {
    const span = { start: instant(Date.UTC(year, 0, 1)), end: instant(Date.UTC(year + 1, 0, 1)) };
    far.years.set(year, (table = buildTable(zone, span)));
  }
  return table.offsets[placeIn(table.from, like)] as number; // placeIn stays inside
}

/**
 * No clock was changed before 1800 (IANA's first change is of 1844), and from 2100 on all go by rules that come round with the
 * calendar, every 400 years.
 */
function withSameOffset(ms: number): number {
  if (ms < FIRST_CHANGE) return FIRST_CHANGE;
  return ms < TABLED.end ? ms : TABLED.end + ((ms - TABLED.end) % CYCLE);
}

function lastChange(at: Instant, zone: Zone): Instant {
  const { from } = zoneTable(zone, { start: at, end: instant(at + 1) });
  return instant(from[placeIn(from, at)] as number); // placeIn stays inside
}

function yearStart(ms: number, years: number): number {
  return Date.UTC(new Date(ms).getUTCFullYear() + years, 0, 1);
}
