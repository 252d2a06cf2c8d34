/** When a Graph event is: its times as instants, its days as days of the one who looks. */

import { DAY, HOUR, instant, interval } from '../../src/domain/interval.ts';
import type { Interval, Zone } from '../../src/domain/types.ts';
import { date, readWall, type Wall } from '../../src/domain/wall.ts';
import { startOfDay, toWall } from '../../src/domain/zone.ts';
import { utc } from '../ical/clock.ts';
import type { ClockFinder } from '../ical/zones.ts';
import type { GraphEvent, GraphTime } from './schemas.ts';

export type Read = Interval & {
  /** A zone that nobody knows: the stretch is all that the written time can mean. */
  readonly unknownZone?: string;
};

/** `zone` is that of whole days. Undefined when nothing in the event tells when it is. */
export function timesOf(event: GraphEvent, zone: Zone, clocks: ClockFinder): Read | undefined {
  const start = event.start ? wallOf(event.start) : undefined;
  const end = event.end ? wallOf(event.end) : undefined;
  if (start === undefined || end === undefined) return undefined;
  if (event.isAllDay === true) return daysOf(event, { start, end, zone, clocks });
  const from = clockOf(event.start, clocks);
  const to = clockOf(event.end, clocks);
  if (from === undefined || to === undefined) {
    const name = (from === undefined ? event.start?.timeZone : event.end?.timeZone) ?? '';
    return { ...interval(start - EASTMOST, end + WESTMOST), unknownZone: name.slice(0, 60) };
  }
  const begin = from.toInstant(start);
  return { start: begin, end: instant(Math.max(begin, to.toInstant(end))) };
}

// Clocks on Earth are at most so far ahead of UTC, and behind it.
const EASTMOST = 14 * HOUR;
const WESTMOST = 12 * HOUR;

/** `2027-03-09T14:00:00.0000000`, the zone beside it. */
function wallOf({ dateTime }: GraphTime): Wall | undefined {
  return readWall(dateTime.slice(0, 'YYYY-MM-DDTHH:MM:SS'.length));
}

function clockOf(time: GraphTime | null | undefined, clocks: ClockFinder) {
  const name = time?.timeZone ?? 'UTC';
  return name === 'UTC' || time?.dateTime.endsWith('Z') === true ? utc : clocks.find(name);
}

type Days = { readonly start: Wall; readonly end: Wall; readonly zone: Zone; readonly clocks: ClockFinder };

/**
 * Graph writes whole days from midnight to midnight, whatever zone was asked for: what counts is the day, and it is the day
 * of the one who looks (failures C11). Times that were turned into UTC all the same are turned back.
 */
function daysOf(event: GraphEvent, { start, end, zone, clocks }: Days): Interval {
  const isDays = (...walls: readonly Wall[]): boolean => walls.every((wall) => wall % DAY === 0);
  if (isDays(start, end)) return between(start, end, zone);
  const written = clockOf(event.start, clocks) ?? utc;
  const own = clocks.find(event.originalStartTimeZone ?? 'UTC') ?? utc;
  const [first, last] = [written.toInstant(start), written.toInstant(end)];
  const [from, to] = [own.toLocal(first), own.toLocal(last)];
  if (isDays(from, to)) return between(from, to, zone);
  // No midnights anywhere: every day that is touched.
  const [begin, stop] = [toWall(first, zone), toWall(last, zone)];
  return between(begin, (Math.ceil(stop / DAY) * DAY) as Wall, zone); // still a wall time
}

function between(start: Wall, end: Wall, zone: Zone): Interval {
  const last = Math.max(end, Math.floor(start / DAY) * DAY + DAY);
  return { start: startOfDay(date(start), zone), end: startOfDay(date(last), zone) };
}
