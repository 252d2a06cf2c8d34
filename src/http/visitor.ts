/** What every public page begins with: the practice behind the address, and the context of a patient who asks. */
import type { Context as RequestContext } from 'hono';
import type { Context } from '../actions/context.ts';
import { publicPractice, type PublicPage } from '../actions/public-page.ts';
import type { Deps } from '../deps.ts';
import type { PracticeId } from '../domain/types.ts';
import { isZone } from '../domain/zone.ts';
import type { Zone } from '../domain/types.ts';
import type { ShownPractice } from '../views/public/shown.ts';
import { clientAddress } from './client-address.ts';

/** One reading of the clock for the whole request. */
export function visitor(deps: Deps, c: RequestContext, practiceId: PracticeId): Context {
  return {
    db: deps.db,
    keys: deps.keys,
    practiceId,
    actor: { kind: 'patient' },
    now: deps.clock(),
    newId: deps.newId,
    address: clientAddress(c, deps.config.trustedProxies),
  };
}

export type PublicPractice = PublicPage & ShownPractice;

/** Slugs are lower case; anything else is no link of ours and not asked for. */
export async function practiceBehind(deps: Deps, slug: string): Promise<PublicPractice | undefined> {
  if (!/^[a-z0-9-]{1,63}$/.test(slug)) return undefined;
  const page = await publicPractice(deps.db, slug);
  return page && { ...page, slug };
}

/** The zone of the address, if it names one that exists. */
export function askedZone(c: RequestContext): Zone | undefined {
  return readZone(c.req.query('zone'));
}

export function readZone(text: string | undefined): Zone | undefined {
  return text !== undefined && text.length <= 60 && isZone(text) ? text : undefined;
}
