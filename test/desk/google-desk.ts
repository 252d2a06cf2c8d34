/** A desk whose installation is registered at Google's stand-in: signing in there as a browser does, a proxy that fails on request. */
import { expect } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { faultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { CLIENT, googleStandIn, type GoogleStandIn } from '../support/google/stand-in.ts';
import { valueOf } from '../support/page.ts';
import type { AtDesk } from './at-desk.ts';
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

/** Where the provider sends the browser back to, after whatever the person did on its page. */
export async function consented(
  desk: AtDesk,
  query: Readonly<Record<string, string>>,
  kind: 'google' | 'outlook' = 'google',
): Promise<URL> {
  const away = await desk.get(`/desk/calendars/sign-in/${kind}?${new URLSearchParams(query).toString()}`);
  const back = await fetch(away.headers.get('location') ?? '', { redirect: 'manual' });
  return new URL(back.headers.get('location') ?? '');
}

/** The page that is come back to, and its one button. */
export async function finished(desk: AtDesk, back: URL): Promise<Response> {
  const page = await desk.page(back.pathname + back.search);
  return desk.post(back.pathname, { state: valueOf(page, 'state') ?? '', code: valueOf(page, 'code') ?? '' });
}

/** @returns the id of the connected account. */
export async function connected(
  desk: AtDesk,
  query: Readonly<Record<string, string>>,
  kind?: 'google' | 'outlook',
): Promise<string> {
  const answer = await finished(desk, await consented(desk, query, kind));
  const id = /accounts\/([\da-f-]{36})\?done=connected$/.exec(answer.headers.get('location') ?? '')?.[1];
  if (answer.status !== 303 || !id) throw new Error(`It was not connected: ${answer.status}.`);
  return id;
}
