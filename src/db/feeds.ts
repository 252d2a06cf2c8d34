/** Rows of `feeds`: the secret calendar addresses of practitioners, with what each may show. No address is stored. */
import type { FeedLevel } from '../domain/feeds.ts';
import type { FeedId, Instant, PracticeId, PractitionerId } from '../domain/types.ts';
import type { Sql, Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

/** What an address was derived from. Before feeds had ids of their own it was the practitioner's. */
const PURPOSES = ['feed', 'feed-full', 'feed-busy'] as const;
type FeedPurpose = (typeof PURPOSES)[number];

export type FeedRecord = {
  readonly id: FeedId;
  readonly practitionerId: PractitionerId;
  readonly name: string;
  readonly level: FeedLevel;
  readonly link: {
    readonly purpose: FeedPurpose;
    readonly id: string;
    readonly keyId: string;
    readonly version: number;
  };
  readonly createdAt: Instant;
};

type Row = Omit<FeedRecord, 'link' | 'createdAt'> & {
  purpose: FeedPurpose;
  linkId: string;
  keyId: string;
  version: number;
  createdAt: Date;
};

/** In the order in which they were made. */
export async function loadFeeds(tx: Tx): Promise<FeedRecord[]> {
  const rows = await select(tx, tx`true`);
  return rows.map(recordOf);
}

export async function loadFeed(tx: Tx, id: FeedId): Promise<FeedRecord | undefined> {
  const [row] = await select(tx, tx`feed_id = ${id}`);
  return row && recordOf(row);
}

export async function insertFeed(
  tx: Tx,
  feed: Pick<FeedRecord, 'id' | 'practitionerId' | 'name' | 'level' | 'createdAt'> & { readonly keyId: string },
): Promise<void> {
  await tx`
    insert into feeds (practice_id, feed_id, practitioner_id, name, level, link_id, link_key, created_at)
    values (current_practice(), ${feed.id}, ${feed.practitionerId}, ${feed.name}, ${feed.level}, ${feed.id}, ${feed.keyId},
      ${toDate(feed.createdAt)})`;
}

/** Another address from now on. Locks the row: two replacements go one after the other. False: no such feed. */
export async function renewFeed(tx: Tx, id: FeedId, keyId: string): Promise<boolean> {
  const rows = await tx`
    update feeds set link_version = case link_purpose when 'feed' then link_version + 1 else 1 end,
      link_purpose = 'feed', link_id = feed_id, link_key = ${keyId}
    where practice_id = current_practice() and feed_id = ${id} returning true`;
  return rows.length === 1;
}

export async function deleteFeed(tx: Tx, id: FeedId): Promise<void> {
  await tx`delete from feeds where practice_id = current_practice() and feed_id = ${id}`;
}

/** Where an address leads: the practice, and what its feed was derived from there. */
export type FeedRoute = { readonly practiceId: PracticeId; readonly purpose: FeedPurpose; readonly linkId: string };

export async function feedOfToken(sql: Sql, hash: Buffer, now: Instant): Promise<FeedRoute | undefined> {
  const [row] = await sql<FeedRoute[]>`
    select r.practice_id as "practiceId", p.purpose, r.subject_id as "linkId"
    from unnest(${[...PURPOSES]}::text[]) p (purpose), token_route(${hash}, p.purpose, ${toDate(now)}) r`;
  return row;
}

export async function feedOfRoute(tx: Tx, { purpose, linkId }: FeedRoute): Promise<FeedRecord | undefined> {
  const [row] = await select(tx, tx`link_purpose = ${purpose} and link_id = ${linkId}`);
  return row && recordOf(row);
}

function select(tx: Tx, where: ReturnType<Tx>) {
  return tx<Row[]>`
    select feed_id as id, practitioner_id as "practitionerId", name, level, link_purpose as purpose, link_id as "linkId",
      link_key as "keyId", link_version as version, created_at as "createdAt"
    from feeds where practice_id = current_practice() and ${where} order by created_at, level desc, feed_id`;
}

function recordOf({ purpose, linkId, keyId, version, createdAt, ...row }: Row): FeedRecord {
  return { ...row, link: { purpose, id: linkId, keyId, version }, createdAt: toInstant(createdAt) };
}
