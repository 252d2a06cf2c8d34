/**
 * The audit log as a chain (failures L04): each link is an HMAC over the link before and one line, in the order in which lines were
 * linked. A line that is changed, removed or put between others breaks it; without SECRET_KEY nobody can make it anew.
 */
import {
  insertLinks,
  isTakenPlace,
  lastLink,
  linksAfter,
  outsideChain,
  practicesWithUnlinked,
  unlinkedLines,
  type AuditLink,
  type NewLink,
} from '../db/audit-chain.ts';
import type { Database } from '../db/database.ts';
import type { AuditLine } from '../domain/audit.ts';
import type { Instant, PracticeId } from '../domain/types.ts';
import { deriveToken, type Keys } from '../secrets/keys.ts';
import type { Context } from './context.ts';

const LINES_AT_ONCE = 500;
const PRACTICES_AT_ONCE = 50;

type Linking = { readonly db: Database; readonly keys: Keys; readonly now: Instant };

/** The newest link of a practice: kept elsewhere, such as in a log, it shows that the end of the chain was not cut off. */
export type ChainHead = { readonly practiceId: PracticeId; readonly position: number; readonly hash: string };

/** Links what waits, of some practices. Safe from any number of processes. @returns the new heads; none: nothing waits */
export async function linkAudit(linking: Linking): Promise<ChainHead[]> {
  const heads: ChainHead[] = [];
  for (const practiceId of await practicesWithUnlinked(linking.db.sql, PRACTICES_AT_ONCE)) {
    const head = await linkPractice(linking, practiceId);
    if (head) heads.push({ practiceId, position: head.position, hash: head.hash });
  }
  return heads;
}

async function linkPractice({ db, keys, now }: Linking, practiceId: PracticeId): Promise<AuditLink | undefined> {
  try {
    return await db.tenant(practiceId, async (tx) => {
      const [last, lines] = await Promise.all([lastLink(tx), unlinkedLines(tx, LINES_AT_ONCE)]);
      const links: NewLink[] = [];
      let before = last;
      for (const line of lines) {
        const position = (before?.position ?? 0) + 1;
        const hash = hashOf(keys, { keyId: keys.current, position, before: before?.hash ?? '', line });
        const link = { position, keyId: keys.current, hash, lineId: line.id };
        links.push(link);
        before = link;
      }
      if (links.length === 0) return undefined;
      await insertLinks(tx, links, now);
      return links.at(-1);
    });
  } catch (error) {
    if (isTakenPlace(error)) return undefined; // another process is at it
    throw error;
  }
}

type Linked = { readonly keyId: string; readonly position: number; readonly before: string; readonly line: AuditLine };

function hashOf(keys: Keys, { keyId, position, before, line }: Linked): string {
  const { id, at, actorKind, actorId, action, subjectKind, subjectId, address, details } = line;
  const text = JSON.stringify([before, id, at, actorKind, actorId, action, subjectKind, subjectId, address, details]);
  return deriveToken(keys, { keyId, purpose: 'audit', id: text, version: position });
}

export type ChainCheck = {
  /** Lines that were linked and hold. */
  readonly sound: number;
  /** Not linked yet: some seconds old as a rule. */
  readonly waiting: number;
  /** Lines that are in no chain and wait for none: they were added past the program. */
  readonly strange: number;
  /** Where the chain breaks: the line there, or the place of one that is gone. */
  readonly broken: { readonly position: number; readonly lineId: string | undefined } | undefined;
};

/** Goes through the whole chain of the practice. */
export async function checkAudit(ctx: Pick<Context, 'db' | 'keys' | 'practiceId'>): Promise<ChainCheck> {
  let before: AuditLink | undefined;
  for (;;) {
    const from = before?.position ?? 0;
    const links = await ctx.db.tenant(ctx.practiceId, (tx) => linksAfter(tx, from, LINES_AT_ONCE));
    for (const { link, line } of links) {
      const holds =
        line !== undefined &&
        link.position === (before?.position ?? 0) + 1 &&
        ctx.keys.byId.has(link.keyId) &&
        link.hash ===
          hashOf(ctx.keys, { keyId: link.keyId, position: link.position, before: before?.hash ?? '', line });
      if (!holds) return result(ctx, before, { position: link.position, lineId: line?.id });
      before = link;
    }
    if (links.length < LINES_AT_ONCE) return result(ctx, before, undefined);
  }
}

async function result(
  ctx: Pick<Context, 'db' | 'practiceId'>,
  last: AuditLink | undefined,
  broken: ChainCheck['broken'],
): Promise<ChainCheck> {
  const { waiting, lost } = await ctx.db.tenant(ctx.practiceId, outsideChain);
  return { sound: last?.position ?? 0, waiting, strange: lost, broken };
}
