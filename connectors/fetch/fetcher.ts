/**
 * What every fetch of a foreign address keeps, on whatever runtime: limits, redirects looked at one by one, what each
 * status means. How one request is made is in `guarded.ts` (Node) and `edge.ts` (Workers).
 */

import type { Instant } from '../../src/domain/types.ts';
import { limits as calendarLimits } from '../ical/limits.ts';
import { type Login, ProviderError } from '../provider.ts';
import { decoded } from './charset.ts';
import { errorOfStatus, referred, unreachable } from './failures.ts';
import { takeTurns } from './turns.ts';

export type FetchRequest = {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  readonly login?: Login | undefined;
};

/** One request as it stands, of WebDAV mostly. Repeating it is the caller's to decide. */
export type SendRequest = {
  readonly method: 'GET' | 'PUT' | 'DELETE' | 'PROPFIND' | 'REPORT';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly login?: Login | undefined;
};

/** Whatever status it has. */
export type Sent = {
  readonly status: number;
  readonly text: string;
  readonly header: (name: string) => string | undefined;
  /** What the status means by itself, where it is not what was hoped for. */
  readonly failure: () => ProviderError;
};

export type Fetched =
  | { readonly status: 'unchanged' }
  | {
      readonly status: 'ok';
      readonly text: string;
      readonly etag: string | undefined;
      readonly lastModified: string | undefined;
      /** Where it came from at last, after redirects. */
      readonly url: string;
    };

/** Throws ProviderError for whatever the other side does. Addresses never stand in its messages: they are secrets. */
export interface Fetcher {
  fetch(url: string, request?: FetchRequest): Promise<Fetched>;
  /** Redirects are followed on the same server only: nothing that is sent is another server's business. */
  send(url: string, request: SendRequest): Promise<Sent>;
}

/** Milliseconds and bytes. `total` spans all redirects and the body. */
export type FetchLimits = {
  readonly connect: number;
  readonly headers: number;
  readonly idle: number;
  readonly total: number;
  readonly raw: number;
  readonly unpacked: number;
  readonly redirects: number;
};

/** A server that trickles may hold a reader for half a minute. */
export const fetchLimits: FetchLimits = {
  connect: 5_000,
  headers: 10_000,
  idle: 10_000,
  total: 30_000,
  raw: calendarLimits.body,
  unpacked: calendarLimits.unpackedBody,
  redirects: 5,
};

/** One answer, its body still to be read. */
export type Answer = {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: () => Promise<Uint8Array>;
  readonly discard: () => void;
};

/** What goes out. */
export type Outgoing = {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
};

/** Makes one request without following anything. It must end when `signal` does, and refuse forbidden addresses. */
export type Exchange = (outgoing: Outgoing, signal: AbortSignal) => Promise<Answer>;

export function fetcherOf(exchange: Exchange, limits: FetchLimits, now: () => Instant): Fetcher {
  // Time that ran out, and not a refusal, which costs those who wait nothing.
  const isLost = (error: unknown, tookMs: number): boolean =>
    error instanceof ProviderError && error.reason === 'retry' && tookMs >= limits.connect;
  const inTurn = takeTurns(PER_HOST, { isLost });

  function within<Result>(typed: string, work: (way: Way) => Promise<Result>): Promise<Result> {
    const first = URL.parse(typed.replace(/^webcals?:/i, 'https:'));
    if (first === null || !isFetchable(first)) {
      return Promise.reject(
        new ProviderError('rejected', 'The calendar address must begin with https:// or webcal://.'),
      );
    }
    return inTurn(first.host, async () => {
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(new Error('The total time is over.')), limits.total);
      try {
        return await work({ first, ask: (outgoing) => exchange(outgoing, stop.signal), most: limits.redirects });
      } catch (error) {
        throw error instanceof ProviderError ? error : unreachable(error);
      } finally {
        clearTimeout(timer);
        stop.abort();
      }
    });
  }

  return {
    fetch: (typed, request = {}) =>
      within(typed, async (way) => {
        const headers = conditionsOf(request);
        const { answer, url } = await follow(way, { method: 'GET', headers, login: request.login });
        return read(answer, url, { request, now });
      }),

    send: (typed, request) =>
      within(typed, async (way) => {
        const { answer } = await follow(way, request, 'stays');
        const text = decoded(await answer.body(), answer.header('content-type'));
        const failure = (): ProviderError => errorOfStatus(answer.status, answer.header('retry-after'), now());
        return { status: answer.status, text, header: answer.header, failure };
      }),
  };
}

/** One slow host must not hold up all others, nor be hit by all calendars it serves at once. */
const PER_HOST = 2;

type Way = {
  readonly first: URL;
  readonly ask: (outgoing: Outgoing) => Promise<Answer>;
  /** Redirects. */
  readonly most: number;
};

async function follow(
  { first, ask, most }: Way,
  request: SendRequest,
  elsewhere: 'follows' | 'stays' = 'follows',
): Promise<{ answer: Answer; url: URL }> {
  const { method, body } = request;
  let url = first;
  for (let redirects = 0; redirects <= most; redirects++) {
    const answer = await ask({ url, method, headers: headersFor(url, first, request), body });
    const next = redirectOf(answer, url);
    if (next === undefined) return { answer, url };
    answer.discard();
    // The same words as for a server that is down: where a redirect leads inside is nobody's business.
    if (!isFetchable(next) || (url.protocol === 'https:' && next.protocol === 'http:')) {
      throw unreachable(new Error('It redirects to where calendars may not be fetched from.'));
    }
    if (elsewhere === 'stays' && next.host !== first.host) throw referred(next.host);
    url = next;
  }
  throw unreachable(new Error(`It redirects more than ${most} times.`));
}

async function read(
  answer: Answer,
  url: URL,
  { request, now }: { request: FetchRequest; now: () => Instant },
): Promise<Fetched> {
  const isConditional = request.etag !== undefined || request.lastModified !== undefined;
  if (answer.status === 304 && isConditional) {
    answer.discard();
    return { status: 'unchanged' };
  }
  if (answer.status !== 200) {
    answer.discard();
    throw errorOfStatus(answer.status, answer.header('retry-after'), now());
  }
  const bytes = await answer.body();
  return {
    status: 'ok',
    text: decoded(bytes, answer.header('content-type')),
    etag: answer.header('etag'),
    lastModified: answer.header('last-modified'),
    url: url.href,
  };
}

function conditionsOf({ etag, lastModified }: FetchRequest): Record<string, string> {
  return {
    accept: 'text/calendar, */*;q=0.5',
    ...(etag !== undefined && { 'if-none-match': etag }),
    ...(lastModified !== undefined && { 'if-modified-since': lastModified }),
  };
}

function headersFor(url: URL, first: URL, { headers, login }: SendRequest): Record<string, string> {
  return {
    ...headers,
    'accept-encoding': 'gzip, deflate, br',
    'user-agent': 'Openhours (calendar reader)',
    // Another host is another party, whoever named it.
    ...(login !== undefined && url.host === first.host && { authorization: basic(login) }),
  };
}

function basic({ user, password }: Login): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function redirectOf(answer: Answer, url: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(answer.status)) return undefined;
  const location = answer.header('location');
  const next = location === undefined ? null : URL.parse(location, url);
  if (next === null) throw unreachable(new Error('It redirects without saying where to.'));
  next.username = '';
  next.password = '';
  return next;
}

// Below 1024 only the web's own; above, what browsers refuse too (fetch.spec.whatwg.org, "bad port").
const badPorts = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

function isFetchable(url: URL): boolean {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return false;
  const port = url.port === '' ? 443 : Number(url.port);
  return port === 80 || port === 443 || (port >= 1024 && !badPorts.has(port));
}
