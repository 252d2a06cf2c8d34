/** All providers there are. The only file that knows each of them; imported where the program is put together. */

import { feedProvider } from './feed/provider.ts';
import type { Fetcher } from './fetch/fetcher.ts';
import type { Provider, ProviderName } from './provider.ts';

/** Feeds are always there; the others where the operator has set them up. */
export type Providers = { readonly ics: Provider } & Readonly<Partial<Record<ProviderName, Provider>>>;

export function createProviders({ fetcher }: { readonly fetcher: Fetcher }): Providers {
  return { ics: feedProvider(fetcher) };
}
