/** What a practice hands on: its booking links, as far as they lead somewhere, and the websites that may show them in a frame. */
import { saveEmbedOrigins } from '../db/embedding.ts';
import { loadTypes } from '../db/types.ts';
import { readEmbedOrigins } from '../domain/embed-origins.ts';
import type { Outcome, TypeId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { readPractice } from './practice.ts';
import { publicPractice } from './public-page.ts';
import { invalid, type Invalid } from './refused.ts';
import { writeAudit } from './write-audit.ts';

type Named = { readonly name: string };

export type Shared = {
  readonly slug: string;
  /** False: online booking is off, and every link says so. */
  readonly open: boolean;
  /** What the booking page offers everybody. */
  readonly types: readonly (Named & { readonly id: TypeId })[];
  /** With whom something can be booked; of a practitioner's own desk only themself. */
  readonly practitioners: readonly (Named & { readonly slug: string })[];
  readonly firstAvailable: boolean;
  /** Types that only a personal link offers. */
  readonly kept: readonly (Named & { readonly id: TypeId })[];
  readonly embedOrigins: readonly string[];
};

/** Read off the public page itself: no link is listed that would lead nowhere. */
export async function readShared(ctx: Context): Promise<Shared> {
  const { slug, embedOrigins } = await readPractice(ctx);
  const [page, types] = await Promise.all([
    publicPractice(ctx.db, slug),
    ctx.db.tenant(ctx.practiceId, (tx) => loadTypes(tx)),
  ]);
  const kept = types.filter(({ state, audience }) => state === 'listed' && audience === 'existing');
  return {
    slug,
    open: page?.open ?? false,
    types: (page?.types ?? []).map(({ id, name }) => ({ id, name })),
    practitioners: (page?.practitioners ?? []).map(({ name, slug: own }) => ({ name, slug: own })),
    firstAvailable: page?.firstAvailable ?? false,
    kept: kept.map(({ id, name }) => ({ id, name })),
    embedOrigins,
  };
}

/** Replaces the list. From the next answer on, no other website can show the booking page. */
export async function changeEmbedOrigins(
  ctx: Context,
  typed: readonly string[],
): Promise<Outcome<readonly string[], Invalid>> {
  const read = readEmbedOrigins(typed);
  if (!read.ok) return invalid('origins', read.refusal);
  await ctx.db.tenant(ctx.practiceId, async (tx) => {
    await saveEmbedOrigins(tx, read.value);
    const details = { origins: read.value.join(' ') };
    await writeAudit(ctx, tx, { action: 'embedding.changed', subject: ['practice', ctx.practiceId], details });
  });
  return read;
}
