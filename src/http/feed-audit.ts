/** Calendar apps in the audit log (failures L04): which feed they read, and from where. */
import type { Context } from 'hono';
import { insertAudit } from '../db/audit.ts';
import type { Deps } from '../deps.ts';
import { DAY } from '../domain/interval.ts';
import type { FeedId, Instant, PracticeId } from '../domain/types.ts';
import type { CutFeed } from '../feed/practitioner-feed.ts';
import { clientAddress } from './client-address.ts';

export type FeedReading = {
  readonly practiceId: PracticeId;
  readonly feedId: FeedId;
  readonly feed: CutFeed;
  /** Of what it is answered with. */
  readonly tag: string;
  readonly now: Instant;
};

const REMEMBERED_AT_MOST = 10_000;

/**
 * Keeps that a feed was read, where there is anything about patients in it. Apps come back every few minutes, so what one
 * address got from one process is kept once a day, and again when it is something else.
 */
export function feedAudit(deps: Pick<Deps, 'db' | 'config'>): (c: Context, reading: FeedReading) => Promise<void> {
  const kept = new Map<string, Instant>();
  return async (c, { practiceId, feedId, feed, tag, now }) => {
    const { level, appointments } = feed;
    if (level === 'busy' || appointments.length === 0) return;
    const address = clientAddress(c, deps.config.trustedProxies);
    const name = `${feedId} ${address ?? ''} ${tag}`;
    const before = kept.get(name);
    if (before !== undefined && now < before + DAY) return;
    await deps.db.tenant(practiceId, (tx) =>
      insertAudit(tx, {
        ...{ at: now, actorKind: 'feed', actorId: feedId, action: 'feed.viewed', address },
        ...{ subjectKind: 'feed', subjectId: feedId, details: { found: appointments.length } },
      }),
    );
    // Oldest out first: who is forgotten is written down again.
    kept.delete(name);
    const oldest = kept.size >= REMEMBERED_AT_MOST ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(name, now);
  };
}
