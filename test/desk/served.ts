/** The whole app on a real port of this machine, with real feeds and a clock that the test sets; a browser of its own where asked. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { createFetcher } from '../../connectors/fetch/guarded.ts';
import { createProviders } from '../../connectors/registry.ts';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import { demoRoutes } from '../../src/demo/demo.tsx';
import type { Deps } from '../../src/deps.ts';
import type { Instant } from '../../src/domain/types.ts';
import { mailServer } from '../../src/mail-server.ts';
import { KEYS, NOW } from '../support/practice.ts';

export type Served = {
  readonly origin: string;
  readonly deps: Deps;
  setClock(now: Instant): void;
  /** A form as the page itself sends it; `cookie` of a session. Redirects are not followed. */
  post(path: string, fields: Readonly<Record<string, string>>, headers?: Record<string, string>): Promise<Response>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
};

/** `host`: 127.0.0.1, or `localhost` where the address needs a name. */
export async function serve(
  db: Database,
  environment: Record<string, string> = {},
  host: '127.0.0.1' | 'localhost' = '127.0.0.1',
): Promise<Served> {
  let now = NOW;
  let answer: (request: Request, env: object) => Response | Promise<Response> = () => new Response('', { status: 503 });
  const server = createAdaptorServer({ fetch: (request: Request, env: object) => answer(request, env) }) as Server; // http alone
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://${host}:${(server.address() as AddressInfo).port}`; // listening on a port
  const config = readConfig({ PUBLIC_URL: origin, DATA_DIR: '/nowhere', FETCH_ALLOW: '127.0.0.1', ...environment });
  const deps: Deps = {
    db,
    clock: () => now,
    newId: randomUUID,
    random: () => 0.5,
    keys: KEYS,
    config,
    mailer: mailServer({ db, keys: KEYS, config, pooled: false }),
    providers: createProviders({
      fetcher: createFetcher({ allow: config.fetchAllow, now: () => now }),
      accounts: { google: config.google, microsoft: config.microsoft, now: () => now },
    }),
    log: {
      info: () => {},
      warn: () => {},
      error: (event, details) => void process.stderr.write(`${event} ${JSON.stringify(details)}\n`),
    },
  };
  const app = createApp(deps, { isOpen: () => true, more: demoRoutes(deps) });
  answer = (request, env) => app.fetch(request, env);
  return {
    origin,
    deps,
    setClock: (to) => {
      now = to;
    },
    get: (path, headers = {}) => fetch(origin + path, { headers, redirect: 'manual' }),
    post: (path, fields, headers = {}) =>
      fetch(origin + path, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { 'sec-fetch-site': 'same-origin', ...headers },
        redirect: 'manual',
      }),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
