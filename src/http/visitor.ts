/** What every public page begins with: the practice behind the address, and the context of a patient who asks. */
import type { Context as RequestContext } from 'hono';
import type { Context } from '../actions/context.ts';
import { practiceOfPersonalLink } from '../actions/personal-link.ts';
import { publicPractice, type PublicPage } from '../actions/public-page.ts';
import type { Deps } from '../deps.ts';
import type { PracticeId, SlotSearch, Zone } from '../domain/types.ts';
import { isZone } from '../domain/zone.ts';
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

/** `audience`: whom the link is for, and so which types can be booked with it. */
export type PublicPractice = PublicPage & ShownPractice & { readonly audience: SlotSearch['audience'] };

/**
 * Slugs are lower case; anything else is no link of ours and not asked for. A personal link that opens nothing any more is not
 * answered with what everyone sees: its patient would look for their type in vain.
 */
export async function practiceBehind(deps: Deps, slug: string, personal = ''): Promise<PublicPractice | undefined> {
  if (!/^[a-z0-9-]{1,63}$/.test(slug)) return undefined;
  const audience = personal === '' ? 'everyone' : 'existing';
  const [page, practiceId] = await Promise.all([
    publicPractice(deps.db, slug, undefined, audience),
    audience === 'existing' ? practiceOfPersonalLink(deps, personal, deps.clock()) : undefined,
  ]);
  if (!page || (audience === 'existing' && practiceId !== page.practiceId)) return undefined;
  return { ...page, slug, audience, ...(audience === 'existing' && { personal }) };
}

/** The zone of the address, if it names one that exists. */
export function askedZone(c: RequestContext): Zone | undefined {
  return readZone(c.req.query('zone'));
}

export function readZone(text: string | undefined): Zone | undefined {
  return text !== undefined && text.length <= 60 && isZone(text) ? text : undefined;
}
