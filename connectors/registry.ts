/** All providers there are. The only file that knows each of them; imported where the program is put together. */

import { feedProvider } from './feed/provider.ts';
import type { Fetcher } from './fetch/fetcher.ts';
import type { GoogleConfig } from './google/config.ts';
import { googleProvider } from './google/provider.ts';
import type { Provider, ProviderName } from './provider.ts';

/** Feeds are always there; the others where the operator has set them up. */
export type Providers = { readonly ics: Provider } & Readonly<Partial<Record<ProviderName, Provider>>>;

type Parts = {
  readonly fetcher: Fetcher;
  /** What the operator registered where people sign in to connect. */
  readonly accounts?: { readonly google: Registered<GoogleConfig>; readonly now: GoogleConfig['now'] };
};

/** Of what the operator sets, the registration may be missing: then the provider is not there. */
type Registered<Config extends GoogleConfig> = Omit<Config, 'clientId' | 'clientSecret' | 'now'> & {
  readonly clientId: string | undefined;
  readonly clientSecret: string | undefined;
};

export function createProviders({ fetcher, accounts }: Parts): Providers {
  return { ics: feedProvider(fetcher), ...signedIn(accounts) };
}

function signedIn(accounts: Parts['accounts']): Partial<Providers> {
  if (accounts === undefined) return {};
  const { google, now } = accounts;
  const { clientId, clientSecret } = google;
  if (clientId === undefined || clientSecret === undefined) return {};
  return { google: googleProvider({ ...google, clientId, clientSecret, now }) };
}
