/** A desk whose installation is registered at Google's stand-in: with a proxy that fails on request. */
import { expect } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { faultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { CLIENT, googleStandIn, type GoogleStandIn } from '../support/google/stand-in.ts';
import { serve, type Served } from './served.ts';

export type GoogleDesk = {
  readonly google: GoogleStandIn;
  /** In front of tokens, revoking and the calendar API; not of the consent page, which is the browser's. */
  readonly proxy: FaultProxy;
  readonly served: Served;
  close(): Promise<void>;
};

export async function googleDesk(db: Database, environment: Record<string, string> = {}): Promise<GoogleDesk> {
  const google = await googleStandIn();
  const proxy = await faultProxy(google.origin);
  const served = await serve(db, {
    GOOGLE_CLIENT_ID: CLIENT.id,
    GOOGLE_CLIENT_SECRET: CLIENT.secret,
    GOOGLE_API_URL: proxy.origin,
    GOOGLE_AUTH_URL: `${google.origin}/o/oauth2/v2/auth`,
    GOOGLE_TOKEN_URL: `${proxy.origin}/token`,
    GOOGLE_REVOKE_URL: `${proxy.origin}/revoke`,
    ...environment,
  });
  return {
    ...{ google, proxy, served },
    async close() {
      await served.close();
      await proxy.close();
      await google.close();
      expect(google.faults).toEqual([]);
    },
  };
}
