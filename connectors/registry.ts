/** All providers there are. The only file that knows each of them; imported where the program is put together. */

import { caldavProvider } from './caldav/provider.ts';
import { feedProvider } from './feed/provider.ts';
import type { Fetcher } from './fetch/fetcher.ts';
import type { GoogleConfig } from './google/config.ts';
import { googleProvider } from './google/provider.ts';
import type { IcsReader } from './ical/reader.ts';
import { type OutlookOptions, outlookProvider } from './outlook/provider.ts';
import type { Provider, ProviderName } from './provider.ts';

/** Feeds and CalDAV are always there; the others where the operator has set them up. */
export type Providers = { readonly ics: Provider; readonly caldav: Provider } & Readonly<
  Partial<Record<ProviderName, Provider>>
>;

type Parts = {
  readonly fetcher: Fetcher;
  /** Else text is read in place, kept in bounds by counting. */
  readonly reader?: IcsReader;
  /** What the operator registered where people sign in to connect. */
  readonly accounts?: {
    readonly google: Registered<GoogleConfig>;
    readonly microsoft: Registered<OutlookOptions>;
    readonly now: GoogleConfig['now'];
  };
};

type Secrets = { readonly clientId: string; readonly clientSecret: string };
/** Of what the operator sets, the registration may be missing: then the provider is not there. */
type Registered<Config extends Secrets> = Omit<Config, keyof Secrets | 'now' | 'timeout'> & {
  readonly [Name in keyof Secrets]: string | undefined;
};

export function createProviders({ fetcher, reader, accounts }: Parts): Providers {
  return { ics: feedProvider(fetcher, reader), caldav: caldavProvider(fetcher, reader), ...signedIn(accounts) };
}

function signedIn(accounts: Parts['accounts']): Partial<Providers> {
  if (accounts === undefined) return {};
  const { google, microsoft, now } = accounts;
  return {
    ...(isSet(google) && { google: googleProvider({ ...google, now }) }),
    ...(isSet(microsoft) && { outlook: outlookProvider({ ...microsoft, now }) }),
  };
}

function isSet<Config extends { readonly [Name in keyof Secrets]: string | undefined }>(
  config: Config,
): config is Config & Secrets {
  return config.clientId !== undefined && config.clientSecret !== undefined;
}
