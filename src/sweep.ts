/**
 * Once a day, whichever process comes first forgets what ran out: holds, keys of requests, links, sessions, jobs and invitations that
 * are through; and seals anew what an older key of the installation sealed.
 */
import { sweepInvitations } from './db/members.ts';
import { practiceIds } from './db/practices.ts';
import { claimSweep, sweepAnswered, sweepHolds, sweepOutside } from './db/sweep.ts';
import type { Deps } from './deps.ts';
import { DAY, instant } from './domain/interval.ts';
import type { Instant } from './domain/types.ts';
import { resealAccounts, resealMailServer } from './reseal.ts';

/** A little less than a day, so that rounds that come an hour apart do not drift through the day. */
const AGAIN = 0.95 * DAY;
/** What ran out is of no use; a day of it helps whoever asks what happened. */
const EXPIRED = DAY;
/** So long a request that is sent again gets its answer again, and jobs and invitations that are through can be looked at. */
const ANSWERED = 30 * DAY;

/** Safe to call as often as one likes, from any number of processes. */
export async function sweepDue(deps: Pick<Deps, 'db' | 'keys' | 'clock' | 'log'>): Promise<void> {
  const { db, clock, log } = deps;
  const now = clock();
  const before = (age: number): Instant => instant(now - age);
  if (!(await claimSweep(db.sql, now, before(AGAIN)))) return;
  const outside = await sweepOutside(db.sql, before(EXPIRED), before(ANSWERED));
  const inside = { holds: 0, keys: 0, invitations: 0, resealed: 0, withoutKey: 0 };
  for (const id of await practiceIds(db.sql)) {
    await db.tenant(id, async (tx) => {
      const [holds, answered, invitations] = await Promise.all([
        sweepHolds(tx, before(EXPIRED)),
        sweepAnswered(tx, before(ANSWERED)),
        sweepInvitations(tx, before(ANSWERED)),
      ]);
      inside.holds += holds;
      inside.keys += answered;
      inside.invitations += invitations;
    });
    const { resealed, withoutKey } = await db.tenant(id, (tx) => resealAccounts(tx, deps.keys));
    inside.resealed += resealed;
    inside.withoutKey += withoutKey;
  }
  await resealMailServer(db.sql, deps.keys);
  // By count, so that an operator can show that it happened (failures L07).
  log.info('sweep.done', { ...outside, ...inside });
}
