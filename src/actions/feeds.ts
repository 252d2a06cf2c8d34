/** Secret feed addresses of practitioners: derived so that they can be shown again, replaced so that the old one is dead. */
import type { Tx } from '../db/database.ts';
import { deleteFeed, insertFeed, loadFeed, loadFeeds, renewFeed, type FeedRecord } from '../db/feeds.ts';
import { loadPractitioner, routeToken, unrouteTokens } from '../db/practitioners.ts';
import type { FeedLevel } from '../domain/feeds.ts';
import type { FeedId, Instant, Outcome, PractitionerId } from '../domain/types.ts';
import { deriveToken, hashToken } from '../secrets/keys.ts';
import type { Context } from './context.ts';
import { invalid, NOT_FOUND, type Invalid, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

/** A feed as staff see it. Who sees the path can read the feed: for the practitioner and the owner alone. */
export type Feed = {
  readonly id: FeedId;
  readonly practitionerId: PractitionerId;
  readonly name: string;
  readonly level: FeedLevel;
  /** The public URL goes before it. */
  readonly path: string;
  readonly createdAt: Instant;
};

export type NewFeed = Pick<Feed, 'practitionerId' | 'name' | 'level'>;

/** More than anybody has calendar apps for; each one is an address that can get into wrong hands. */
const MOST_FEEDS = 20;
const LONGEST_NAME = 100;

/** Those of every practitioner that the asker may see. */
export async function listFeeds(ctx: Context): Promise<Feed[]> {
  const feeds = await ctx.db.tenant(ctx.practiceId, loadFeeds);
  return feeds.map((feed) => shown(ctx, feed));
}

/** What a feed shows is settled when it is made: whoever has its address never comes to see more than they were given. */
export async function makeFeed(ctx: Context, input: NewFeed): Promise<Outcome<Feed, NotFound | Invalid>> {
  const name = input.name.trim();
  if (name === '') return invalid('name', 'Give the feed a name, such as “My phone”.');
  if (name.length > LONGEST_NAME) return invalid('name', `This is longer than ${LONGEST_NAME} characters.`);
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    if (!(await loadPractitioner(tx, input.practitionerId))) return NOT_FOUND;
    const others = (await loadFeeds(tx)).filter(({ practitionerId }) => practitionerId === input.practitionerId);
    if (others.length >= MOST_FEEDS)
      return invalid('name', `A practitioner can have ${MOST_FEEDS} feeds. Remove one that is not used any more.`);
    return { ok: true, value: await insert(ctx, tx, { ...input, name }) };
  });
}

/** The two that each practitioner begins with; part of the transaction that makes the practitioner. */
export async function makeFirstFeeds(ctx: Context, tx: Tx, practitionerId: PractitionerId): Promise<void> {
  await insert(ctx, tx, { practitionerId, name: 'Appointments', level: 'full' });
  await insert(ctx, tx, { practitionerId, name: 'Busy times', level: 'busy' });
}

/** Gives a feed a new address; the old one is not found any more from the moment this returns. */
export async function replaceFeed(ctx: Context, id: FeedId): Promise<Outcome<Feed, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const before = await loadFeed(tx, id);
    if (!before || !(await renewFeed(tx, id, ctx.keys.current))) return NOT_FOUND;
    await forget(tx, before);
    const after = await loadFeed(tx, id);
    if (!after) return NOT_FOUND;
    await route(ctx, tx, after);
    await audit(ctx, tx, 'feed.replaced', after);
    return { ok: true, value: shown(ctx, after) };
  });
}

/** Its address is dead from the moment this returns. */
export async function removeFeed(ctx: Context, id: FeedId): Promise<Outcome<undefined, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const feed = await loadFeed(tx, id);
    if (!feed) return NOT_FOUND;
    await deleteFeed(tx, id);
    await forget(tx, feed);
    await audit(ctx, tx, 'feed.removed', feed);
    return { ok: true, value: undefined };
  });
}

async function insert(ctx: Context, tx: Tx, input: NewFeed): Promise<Feed> {
  const { practitionerId, name, level } = input;
  const id = ctx.newId() as FeedId; // a new id gets its brand here
  const keyId = ctx.keys.current;
  await insertFeed(tx, { id, practitionerId, name, level, keyId, createdAt: ctx.now });
  const made: FeedRecord = {
    ...{ id, practitionerId, name, level, createdAt: ctx.now },
    link: { purpose: 'feed', id, keyId, version: 1 },
  };
  await route(ctx, tx, made);
  await audit(ctx, tx, 'feed.made', made);
  return shown(ctx, made);
}

function tokenOf(ctx: Context, { link }: FeedRecord): string {
  return deriveToken(ctx.keys, link);
}

async function route(ctx: Context, tx: Tx, feed: FeedRecord): Promise<void> {
  const { purpose, id: subject } = feed.link;
  await routeToken(tx, { hash: hashToken(tokenOf(ctx, feed)), purpose, subject });
}

/** Every address that was made from what this one was made from: two replacements at once leave none of the old behind. */
async function forget(tx: Tx, { id, link }: FeedRecord): Promise<void> {
  await unrouteTokens(tx, link.purpose, link.id);
  await unrouteTokens(tx, 'feed', id);
}

async function audit(ctx: Context, tx: Tx, action: string, { id, practitionerId, level }: FeedRecord): Promise<void> {
  await writeAudit(ctx, tx, { action, subject: ['feed', id], details: { practitioner: practitionerId, level } });
}

function shown(ctx: Context, feed: FeedRecord): Feed {
  const { id, practitionerId, name, level, createdAt } = feed;
  return { id, practitionerId, name, level, createdAt, path: `/feeds/${tokenOf(ctx, feed)}.ics` };
}
