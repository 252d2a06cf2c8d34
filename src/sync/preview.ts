/** Reads a feed address once and shows the busy time in it, before anything is stored. */
import { ProviderError } from '../../connectors/provider.ts';
import type { Deps } from '../deps.ts';
import { blocks, DEFAULT_RULES } from '../domain/busy.ts';
import { clip, merge } from '../domain/interval.ts';
import type { Interval, Outcome, Zone } from '../domain/types.ts';
import type { ConnectionSecret } from '../secrets/connection.ts';

export type Preview = { readonly busy: readonly Interval[]; readonly warnings: readonly string[] };

/** Refused with a sentence for the person who typed the address. */
export async function preview(
  deps: Pick<Deps, 'providers'>,
  asked: { feed: ConnectionSecret; zone: Zone; window: Interval },
): Promise<Outcome<Preview, string>> {
  try {
    const delta = await deps.providers.ics.changes({ connection: 'the new calendar', ...asked.feed }, '', undefined, {
      ...asked.window,
      zone: asked.zone,
    });
    if (delta.kind !== 'full') return { ok: false, refusal: 'The calendar did not send its events. Try again.' };
    const blocking = delta.instances.filter((instance) => blocks(instance, DEFAULT_RULES));
    const busy = merge(clip(blocking, asked.window));
    return { ok: true, value: { busy, warnings: delta.warnings.map(({ text }) => text) } };
  } catch (error) {
    if (error instanceof ProviderError) return { ok: false, refusal: error.message };
    throw error;
  }
}
