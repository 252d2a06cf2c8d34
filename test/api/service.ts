/** The whole app listening on a free port, and requests to it as a program sends them. */
import { serve, type ServerType } from '@hono/node-server';
import type { AddressInfo } from 'node:net';
import { issueApiKey } from '../../src/actions/api-keys.ts';
import type { Database } from '../../src/db/database.ts';
import { publicApp } from '../support/public-app.ts';
import { contextOf, type SamplePractice } from '../support/practice.ts';

/** `body` is what JSON gave; of an answer that is no JSON, its text is the only field. */
export type Answer = { readonly status: number; readonly type: string; readonly body: Body; readonly headers: Headers };
type Body = Readonly<Record<string, unknown>>;
type Sent = {
  readonly key?: string | undefined;
  readonly json?: unknown;
  readonly raw?: string | Uint8Array<ArrayBuffer> | ReadableStream;
  readonly headers?: Record<string, string>;
};

export type Service = {
  readonly origin: string;
  request(method: string, path: string, sent?: Sent): Promise<Answer>;
  keyOf(practice: Pick<SamplePractice, 'practiceId'>): Promise<string>;
  close(): Promise<void>;
};

export async function startService(db: Database, options?: Parameters<typeof publicApp>[1]): Promise<Service> {
  const { app } = publicApp(db, options);
  const server = await new Promise<ServerType>((resolve) => {
    const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(listening));
  });
  // Longer than any pause of a busy machine: a connection that is closed while it is used again fails the wrong test.
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = 300_000;
  const { port } = server.address() as AddressInfo; // it listens on a port
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    async request(method, path, { key, json, raw, headers = {} } = {}) {
      const response = await fetch(`${origin}/api/v1${path}`, {
        method,
        headers: {
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: json === undefined ? raw : JSON.stringify(json),
        ...(raw instanceof ReadableStream ? { duplex: 'half' } : {}),
      });
      const text = await response.text();
      const type = response.headers.get('content-type') ?? '';
      const body = type.includes('json') ? (JSON.parse(text) as Body) : { text }; // every answer of the API is an object
      return { status: response.status, type, body, headers: response.headers };
    },
    keyOf: async (practice) => (await issueApiKey(contextOf(db, practice), 'test')).apiKey,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/** The id of what an answer shows. */
export function idIn({ body }: Pick<Answer, 'body'>): string {
  if (typeof body['id'] !== 'string') throw new Error(`The answer has no id: ${JSON.stringify(body)}`);
  return body['id'];
}

/** A list in an answer. */
export function listed({ body }: Pick<Answer, 'body'>, name: string): Body[] {
  const list = body[name];
  if (!Array.isArray(list)) throw new Error(`The answer has no list "${name}": ${JSON.stringify(body)}`);
  return list as Body[]; // lists of the API hold objects
}

/** Every field name in an answer, however deep. */
export function fieldNames(answer: unknown): string[] {
  if (Array.isArray(answer)) return answer.flatMap(fieldNames);
  if (typeof answer !== 'object' || answer === null) return [];
  return Object.entries(answer).flatMap(([name, value]) => [name, ...fieldNames(value)]);
}
