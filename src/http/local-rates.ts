/** Counters of this process alone: for while the database is away, and for what is not worth a write. */
import type { Rate } from '../domain/rates.ts';
import type { Instant } from '../domain/types.ts';

export type LocalRates = {
  /** Counts one more; the instant from which it is allowed again when that was too much. */
  hit(key: string, rate: Rate, now: Instant): Instant | undefined;
  /** The instant until which it is known to be too much, without counting. */
  closedUntil(key: string, now: Instant): Instant | undefined;
  close(key: string, until: Instant): void;
};

type Counter = { count: number; most: number; until: Instant };

const MOST_COUNTERS = 10_000;

/** When all counters are in use, whoever is new has to wait: a flood of addresses must not make room for itself. */
export function localRates(): LocalRates {
  const counters = new Map<string, Counter>();

  const live = (key: string, now: Instant): Counter | undefined => {
    const counter = counters.get(key);
    return counter && counter.until > now ? counter : undefined;
  };
  const makeRoom = (now: Instant): void => {
    for (const [key, { until }] of counters) if (until <= now) counters.delete(key);
  };

  return {
    hit(key, { most, within }, now) {
      const counter = live(key, now);
      if (counter) return ++counter.count > most ? counter.until : undefined;
      if (counters.size >= MOST_COUNTERS && !counters.has(key)) makeRoom(now);
      const until = (now + within) as Instant; // an instant moved stays one
      if (counters.size >= MOST_COUNTERS && !counters.has(key)) return until;
      counters.set(key, { count: 1, most, until });
      return undefined;
    },
    closedUntil(key, now) {
      const counter = live(key, now);
      return counter && counter.count > counter.most ? counter.until : undefined;
    },
    close(key, until) {
      if (counters.size < MOST_COUNTERS || counters.has(key)) counters.set(key, { count: 1, most: 0, until });
    },
  };
}
