/** A clock on a wall: local times to instants and back, whatever tells its offsets. */

import { instant } from '../../src/domain/interval.ts';
import type { Instant, Zone } from '../../src/domain/types.ts';
import type { Wall } from '../../src/domain/wall.ts';
import { type Calm, calmAround, toWall, wallToInstant } from '../../src/domain/zone.ts';

/** In a gap the offset before it holds, in a fold the first (RFC 5545 3.3.5). */
export type Clock = {
  readonly toInstant: (local: Wall) => Instant;
  readonly toLocal: (at: Instant) => Wall;
};

/** `zone` is one the platform knows. */
export function zoneClock(zone: Zone): Clock {
  return rememberingClock(
    { toInstant: (local) => wallToInstant(local, zone), toLocal: (at) => toWall(at, zone) },
    (local) => calmAround(local, zone),
  );
}

/** Remembers where it was last: the times of a series lie close to each other. */
export function rememberingClock(clock: Clock, calmAt: (local: Wall) => Calm | undefined): Clock {
  let calm: Calm | undefined;
  return {
    toInstant(local) {
      if (calm !== undefined && calm.from <= local && local < calm.to) return instant(local - calm.offset);
      const around = calmAt(local);
      if (around === undefined) return clock.toInstant(local);
      calm = around;
      return instant(local - around.offset);
    },
    toLocal(at) {
      if (calm !== undefined && calm.from <= at && at < calm.to) return (at + calm.offset) as Wall; // as below
      return clock.toLocal(at);
    },
  };
}

/** `offset`: local minus UTC in milliseconds. */
export function fixedClock(offset: number): Clock {
  return {
    toInstant: (local) => instant(local - offset),
    toLocal: (at) => (at + offset) as Wall, // an instant plus its offset is a wall time
  };
}

export const utc = fixedClock(0);
