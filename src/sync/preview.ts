/** Reads a calendar once and shows the busy time in it, before anything is stored. */
import { ProviderError, type Access, type Provider } from '../../connectors/provider.ts';
import type { Deps } from '../deps.ts';
import { asAnswered } from '../domain/away.ts';
import { blocks, DEFAULT_RULES } from '../domain/busy.ts';
import { clip, merge } from '../domain/interval.ts';
import type { BusyRules, Interval, Outcome, Zone } from '../domain/types.ts';
import type { ConnectionSecret } from '../secrets/connection.ts';

export type Preview = { readonly busy: readonly Interval[]; readonly warnings: readonly string[] };

/** Refused with a sentence for the person who typed the address. */
export async function preview(
  { providers }: Pick<Deps, 'providers'>,
  asked: { feed: ConnectionSecret & { readonly address: string }; zone: Zone; window: Interval },
): Promise<Outcome<Preview, string>> {
  const { address, login } = asked.feed;
  const access = { connection: 'the new calendar', address, ...(login && { login }) };
  return inWords(previewOf(providers.ics, { ...asked, access, calendar: '', rules: DEFAULT_RULES }));
}

type Asked = {
  readonly access: Access;
  readonly calendar: string;
  readonly zone: Zone;
  readonly window: Interval;
  readonly rules: BusyRules;
};

/** What a calendar blocks by these rules. Throws ProviderError. */
export async function previewOf(
  provider: Provider,
  { access, calendar, zone, window, rules }: Asked,
): Promise<Preview> {
  const delta = await provider.changes(access, calendar, undefined, { ...window, zone });
  if (delta.kind !== 'full') throw new ProviderError('retry', 'The calendar did not send its events. Try again.');
  // Of a long all-day event that is marked free nobody was asked yet.
  const blocking = delta.instances.filter((instance) => blocks(asAnswered(instance, rules, undefined), rules));
  return { busy: merge(clip(blocking, window)), warnings: delta.warnings.map(({ text }) => text) };
}

/** What a provider says no with, for the person who asked. */
export async function inWords(asked: Promise<Preview>): Promise<Outcome<Preview, string>> {
  try {
    return { ok: true, value: await asked };
  } catch (error) {
    if (error instanceof ProviderError) return { ok: false, refusal: error.message };
    throw error;
  }
}
