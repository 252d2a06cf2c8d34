/** The app as a browser or a program meets it, with a clock that the test sets. */
import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import type { Deps } from '../../src/deps.ts';
import type { Mailer } from '../../src/email/mailer.ts';
import type { Instant } from '../../src/domain/types.ts';
import { KEYS, NOW } from './practice.ts';

const ORIGIN = 'http://localhost:3000';

export type PublicApp = {
  readonly app: Hono;
  readonly deps: Deps;
  /** What the app takes for now. */
  setClock(now: Instant): void;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** A form of the page itself, unless the headers say otherwise. */
  post(path: string, fields: Readonly<Record<string, string>>, headers?: Record<string, string>): Promise<Response>;
};

/** A mail server that pages must only know of: sending is the outbox's. */
export const MAILER: Mailer = {
  from: 'booking@practice.example',
  send: () => Promise.reject(new Error('Pages send nothing.')),
  verify: () => Promise.resolve(),
};

/** `mailer`: undefined unless the case is about pages that speak of mails; nothing is sent by pages themselves. */
export function publicApp(db: Database, options: { mailer?: Mailer; providers?: Deps['providers'] } = {}): PublicApp {
  let now = NOW;
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const deps: Deps = {
    db,
    clock: () => now,
    newId: randomUUID,
    random: () => 0.5,
    keys: KEYS,
    config: readConfig({ PUBLIC_URL: ORIGIN, DATA_DIR: '/nowhere' }),
    mailer: () => Promise.resolve(options.mailer),
    providers: options.providers ?? ({} as Deps['providers']), // no calendar is read here
    log: silent,
  };
  const app = createApp(deps);
  return {
    app,
    deps,
    setClock: (to) => {
      now = to;
    },
    get: async (path, headers = {}) => app.request(ORIGIN + path, { headers }),
    post: async (path, fields, headers = { 'sec-fetch-site': 'same-origin' }) =>
      app.request(ORIGIN + path, {
        method: 'POST',
        body: new URLSearchParams(fields).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      }),
  };
}
