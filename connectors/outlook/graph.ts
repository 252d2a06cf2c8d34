/** One request to Microsoft Graph, through its own client: the token, the time limit, four at once, no repeating. */

import { Client, type Context, type Middleware } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import type { Instant } from '../../src/domain/types.ts';
import { takeTurns } from '../fetch/turns.ts';
import { type Access, ProviderError } from '../provider.ts';
import { refusalOf, unanswered, unreadable } from './failures.ts';

export type GraphOptions = {
  /** `https://graph.microsoft.com/`, or what stands in for it. */
  readonly graphUrl: string;
  readonly now: () => Instant;
  /** Milliseconds for one request, its answer's body included. */
  readonly timeout?: number;
};

/** Paths begin behind the version, such as `/me/calendars`; each part of one is encoded by the caller. */
export type Graph = {
  get(access: Access, path: string): Promise<unknown>;
  post(access: Access, path: string, body: unknown): Promise<unknown>;
  patch(access: Access, path: string, change: { readonly body: unknown; readonly etag?: string }): Promise<unknown>;
  delete(access: Access, path: string): Promise<unknown>;
  /** Page after page to the end, and where the next round of changes begins, if the answer says so. */
  list(access: Access, path: string): Promise<Listed>;
};

/** `deltaPath` is a path again: what a stored link named as its host is not believed. */
export type Listed = { readonly items: readonly unknown[]; readonly deltaPath: string | undefined };

const TIMEOUT = 15_000;
/** Exchange answers no more than four requests at once for one mailbox. */
const AT_ONCE = 4;
/** Of 200 events each: more than any mailbox holds in two years. */
const MOST_PAGES = 500;
const VERSION = 'v1.0';

/** Times in UTC, ids that last when an event is moved, text as text, and pages larger than ten. */
const PREFER = 'outlook.timezone="UTC", IdType="ImmutableId", outlook.body-content-type="text", odata.maxpagesize=200';

const pageSchema = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
});

/** Each method throws ProviderError alone. */
export function graphOf({ graphUrl, now, timeout = TIMEOUT }: GraphOptions): Graph {
  const inTurn = takeTurns(AT_ONCE);
  const base = new URL(`${VERSION}/`, graphUrl);

  const ask = (access: Access, send: (client: Client) => Promise<unknown>): Promise<unknown> =>
    inTurn(access.connection, async () => {
      const last = new LastHandler({ token: tokenOf(access), now, timeout });
      // The client's own chain sends a POST again and keeps tokens from all hosts but Microsoft's; this is all of ours.
      const client = Client.initWithMiddleware({ middleware: last, baseUrl: graphUrl, defaultVersion: VERSION });
      try {
        return await send(client);
      } catch (error) {
        throw last.failure ?? unreadable(error);
      }
    });
  const get = (access: Access, path: string): Promise<unknown> =>
    ask(access, (client) => client.api(path).header('Prefer', PREFER).get());

  /** A link in an answer leads to where the answer came from, or nowhere: the token goes along. */
  const pathOf = (link: string): string => {
    const url = URL.parse(link);
    if (url?.origin !== base.origin || !url.pathname.startsWith(base.pathname)) throw unreadable();
    return `/${url.pathname.slice(base.pathname.length)}${url.search}`;
  };

  return {
    get,
    post: (access, path, body) => ask(access, (client) => client.api(path).header('Prefer', PREFER).post(body)),
    patch: (access, path, { body, etag }) =>
      ask(access, (client) => {
        const headers = { Prefer: PREFER, ...(etag !== undefined && { 'If-Match': etag }) };
        return client.api(path).headers(headers).patch(body);
      }),
    delete: (access, path) => ask(access, (client) => client.api(path).header('Prefer', PREFER).delete()),
    async list(access, path) {
      const items: unknown[] = [];
      let next = path;
      for (let page = 0; page < MOST_PAGES; page++) {
        const read = pageSchema.safeParse(await get(access, next));
        if (!read.success) throw unreadable(read.error);
        items.push(...read.data.value);
        const { '@odata.nextLink': nextLink, '@odata.deltaLink': deltaLink } = read.data;
        if (nextLink === undefined) {
          return { items, deltaPath: deltaLink === undefined ? undefined : pathOf(deltaLink) };
        }
        next = pathOf(nextLink);
      }
      throw new ProviderError('rejected', `The calendar has more than ${MOST_PAGES} pages of events.`);
    },
  };
}

/** Works through a list with no more requests at once than a mailbox takes, and sends none after one that failed. */
export async function inFours<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  }
  return results;
}

/** The id of something as a part of a path. */
export function part(id: string): string {
  return encodeURIComponent(id);
}

function tokenOf({ token, connection }: Access): string {
  if (token !== undefined) return token;
  throw new ProviderError('reconnect', `The Outlook connection ${connection} has no token. Connect the account again.`);
}

type Way = { readonly token: string; readonly now: () => Instant; readonly timeout: number };

/** Where the client's chain ends. It hands on good answers only; the client would turn an error's cause into text. */
class LastHandler implements Middleware {
  failure: ProviderError | undefined;
  private readonly way: Way;

  constructor(way: Way) {
    this.way = way;
  }

  async execute(context: Context): Promise<void> {
    try {
      context.response = await this.exchange(context);
    } catch (error) {
      this.failure = error instanceof ProviderError ? error : unanswered(error);
      throw error;
    }
  }

  private async exchange({ request, options }: Context): Promise<Response> {
    const headers = new Headers(options?.headers);
    headers.set('Authorization', `Bearer ${this.way.token}`);
    const response = await fetch(request, {
      ...options,
      headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(this.way.timeout),
    });
    const text = await response.text();
    const { status } = response;
    const retryAfter = response.headers.get('retry-after') ?? undefined;
    if (!response.ok) throw refusalOf({ status, text, retryAfter }, this.way.now());
    if (status === 204 || status === 202) return new Response(null, { status: 204 });
    const type = response.headers.get('content-type') ?? '';
    if (!/^application\/json\b/i.test(type)) throw unreadable();
    return new Response(text, { status, headers: { 'content-type': 'application/json' } });
  }
}
