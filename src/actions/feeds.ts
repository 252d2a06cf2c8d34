/** Secret feed addresses of a practitioner: derived so that they can be shown again, replaced so that the old one is dead. */
import type { Tx } from '../db/database.ts';
import {
  loadPractitioner,
  raiseFeedVersion,
  routeToken,
  unrouteTokens,
  type PractitionerRecord,
} from '../db/practitioners.ts';
import type { Outcome, PractitionerId } from '../domain/types.ts';
import { deriveToken, hashToken } from '../secrets/keys.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

/** `full` shows appointments as the practitioner sees them, `busy` only that time is taken. */
export type FeedKind = 'full' | 'busy';

/** Paths; the public URL goes before them. */
export type FeedPaths = { readonly full: string; readonly busy: string };

type FeedOwner = Pick<PractitionerRecord, 'id' | 'feed'>;

function feedToken(ctx: Context, owner: FeedOwner, kind: FeedKind): string {
  const { keyId } = owner.feed;
  return deriveToken(ctx.keys, { keyId, purpose: `feed-${kind}`, id: owner.id, version: owner.feed[kind] });
}

function feedPaths(ctx: Context, owner: FeedOwner): FeedPaths {
  return { full: `/feeds/${feedToken(ctx, owner, 'full')}.ics`, busy: `/feeds/${feedToken(ctx, owner, 'busy')}.ics` };
}

/** Makes the addresses of a new practitioner's feeds findable; part of the transaction that makes the practitioner. */
export async function routeFeeds(ctx: Context, tx: Tx, owner: FeedOwner): Promise<void> {
  for (const kind of ['full', 'busy'] as const) {
    await routeToken(tx, { hash: hashToken(feedToken(ctx, owner, kind)), purpose: `feed-${kind}`, subject: owner.id });
  }
}

/** Both addresses of a practitioner's feeds. Who sees them can read the feeds: for the practitioner and the desk alone. */
export async function feedAddresses(
  ctx: Context,
  practitionerId: PractitionerId,
): Promise<Outcome<FeedPaths, NotFound>> {
  const owner = await ctx.db.tenant(ctx.practiceId, (tx) => loadPractitioner(tx, practitionerId));
  return owner ? { ok: true, value: feedPaths(ctx, owner) } : NOT_FOUND;
}

/** Gives a feed a new address; the old one is not found any more from the moment this returns. */
export async function replaceFeed(
  ctx: Context,
  practitionerId: PractitionerId,
  kind: FeedKind,
): Promise<Outcome<FeedPaths, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    await raiseFeedVersion(tx, practitionerId, kind); // locks the row: two replacements go one after the other
    const owner = await loadPractitioner(tx, practitionerId);
    if (!owner) return NOT_FOUND;
    const purpose = `feed-${kind}`;
    await unrouteTokens(tx, purpose, practitionerId);
    await routeToken(tx, { hash: hashToken(feedToken(ctx, owner, kind)), purpose, subject: practitionerId });
    await writeAudit(ctx, tx, {
      action: 'feed.replaced',
      subject: ['practitioner', practitionerId],
      details: { kind },
    });
    return { ok: true, value: feedPaths(ctx, owner) };
  });
}
