/** Refuses what comes too often from one place: 429 with `Retry-After`, in words. The numbers are in domain/rates.ts. */
import type { Context, MiddlewareHandler } from 'hono';
import { rateKey } from '../actions/rates.ts';
import { isDatabaseAway } from '../db/failures.ts';
import { hitRate } from '../db/rates.ts';
import type { Deps } from '../deps.ts';
import { networkOf } from '../domain/network.ts';
import { RATES, secondsUntil, type Rate } from '../domain/rates.ts';
import type { Instant } from '../domain/types.ts';
import { clientAddress } from './client-address.ts';
import { answerProblem } from './errors.ts';
import { localRates } from './local-rates.ts';

/** Counts one more; the instant from which it is allowed again when that was too much. */
export type Limiter = (rate: Rate, ...who: readonly string[]) => Promise<Instant | undefined>;

/** Of the whole limit: several processes may be up, and none sees what the others count while the database is away. */
const SHARE_ALONE = 0.25;

/** Counts in the database; in this process alone, and closer, while that is away: never unlimited (failures J02). */
export function limiter({ db, keys, clock }: Pick<Deps, 'db' | 'keys' | 'clock'>): Limiter {
  const local = localRates();
  return async function hit(rate, ...who) {
    const now = clock();
    const key = rateKey(keys, rate, who);
    const name = key.toString('base64url');
    // Who is refused costs no more writes.
    const closed = local.closedUntil(name, now);
    if (closed !== undefined) return closed;
    try {
      const until = await hitRate(db.sql, key, rate, now);
      if (until !== undefined) local.close(name, until);
      return until;
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      return local.hit(name, { ...rate, most: Math.ceil(rate.most * SHARE_ALONE) }, now);
    }
  };
}

/** The network that a request comes from, as limits count it. */
export function networkBehind(c: Context, { config }: Pick<Deps, 'config'>): string {
  return networkOf(clientAddress(c, config.trustedProxies));
}

export function tooOften(c: Context, deps: Pick<Deps, 'clock'>, until: Instant, detail: string): Response {
  c.header('Retry-After', String(secondsUntil(until, deps.clock())));
  return answerProblem(c, 429, detail);
}

/** For the writes of booking, on pages and in the API, before anything is read (failures J01). */
export function limitBookingTries(deps: Deps): MiddlewareHandler {
  const hit = limiter(deps);
  return async function limitTriesOfNetwork(c, next) {
    if (c.req.method !== 'POST') return next();
    const until = await hit(RATES.bookingTries, networkBehind(c, deps));
    if (until === undefined) return next();
    return tooOften(
      c,
      deps,
      until,
      'Too many bookings are tried from your network. Wait some minutes, or call the practice.',
    );
  };
}

/** After a secret that opened nothing: a Response once one network has tried too many (failures J06, I22). */
export function limitWrongSecrets(deps: Deps): (c: Context) => Promise<Response | undefined> {
  const hit = limiter(deps);
  return async (c) => {
    const until = await hit(RATES.wrongSecrets, networkBehind(c, deps));
    return until === undefined
      ? undefined
      : tooOften(c, deps, until, 'Too many addresses or keys from your network opened nothing. Wait some minutes.');
  };
}
