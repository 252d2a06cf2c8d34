/** A time in words, in one zone or in two. */
import type { Instant, Interval, Zone } from '../../domain/types.ts';
import { clock, clockRange, day, machineTime, shortDay, zoneName, zonePlace } from '../format.ts';
import type { ShownZones } from './shown.ts';

/** Day, clock and zone; the other zone's below where there is one. */
export function When({ time, zones }: { time: Interval; zones: ShownZones }) {
  return (
    <>
      <time datetime={machineTime(time.start)}>
        {day(time.start, zones.first)}
        <br />
        {clockRange(time, zones.first)}
      </time>
      <br />
      <span class="soft small">{zoneName(zones.first, time.start)}</span>
      {zones.other ? (
        <>
          <br />
          <span class="soft small">
            {otherClock(time.start, zones.first, zones.other)} ({zoneName(zones.other, time.start)})
          </span>
        </>
      ) : undefined}
    </>
  );
}

/** `3:00 PM in Paris`, with the day where it is another (the date line, or late in the evening). */
export function otherClock(at: Instant, first: Zone, other: Zone): string {
  const otherDay = day(at, first) === day(at, other) ? '' : `${shortDay(at, other)}, `;
  return `${otherDay}${clock(at, other)} in ${zonePlace(other)}`;
}
