/**
 * What every fetch of a foreign address keeps, on whatever runtime: limits, redirects looked at one by one, what each
 * status means. How one request is made is in `guarded.ts` (Node) and `edge.ts` (Workers).
 */

import type { Instant } from '../../src/domain/types.ts';
import { type Login, ProviderError } from '../provider.ts';
import { errorOfStatus, unreachable } from './failures.ts';
import { takeTurns } from './turns.ts';

export type FetchRequest = {
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
  readonly login?: Login | undefined;
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

/** A server that trickles may hold a reader for half a minute; a calendar of 10 MB holds 10,000 events. */
export const fetchLimits: FetchLimits = {
  connect: 5_000,
  headers: 10_000,
  idle: 10_000,
  total: 30_000,
  raw: 10_000_000,
  unpacked: 20_000_000,
  redirects: 5,
};

/** One answer, its body still to be read. */
export type Answer = {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  readonly body: () => Promise<Uint8Array>;
  readonly discard: () => void;
};

/** Makes one request without following anything. It must end when `signal` does, and refuse forbidden addresses. */
export type Exchange = (url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<Answer>;

export function fetcherOf(exchange: Exchange, limits: FetchLimits, now: () => Instant): Fetcher {
  const inTurn = takeTurns(PER_HOST);
  return {
    fetch(typed, request = {}) {
      const url = URL.parse(typed.replace(/^webcals?:/i, 'https:'));
      if (url === null || !isFetchable(url)) {
        return Promise.reject(
          new ProviderError('rejected', 'The calendar address must begin with https:// or webcal://.'),
        );
      }
      return inTurn(url.host, async () => {
        const stop = new AbortController();
        const timer = setTimeout(() => stop.abort(new Error('The total time is over.')), limits.total);
        try {
          return await follow(url, request, { exchange, limits, now, signal: stop.signal });
        } catch (error) {
          throw error instanceof ProviderError ? error : unreachable(error);
        } finally {
          clearTimeout(timer);
          stop.abort();
        }
      });
    },
  };
}

/** One slow host must not hold up all others, nor be hit by all calendars it serves at once. */
const PER_HOST = 2;

type Way = {
  readonly exchange: Exchange;
  readonly limits: FetchLimits;
  readonly now: () => Instant;
  readonly signal: AbortSignal;
};

async function follow(first: URL, request: FetchRequest, way: Way): Promise<Fetched> {
  let url = first;
  for (let redirects = 0; redirects <= way.limits.redirects; redirects++) {
    const answer = await way.exchange(url, headersFor(url, first, request), way.signal);
    const next = redirectOf(answer, url);
    if (next === undefined) return await read(answer, url, { request, now: way.now });
    answer.discard();
    // The same words as for a server that is down: where a redirect leads inside is nobody's business.
    if (!isFetchable(next) || (url.protocol === 'https:' && next.protocol === 'http:')) {
      throw unreachable(new Error('It redirects to where calendars may not be fetched from.'));
    }
    url = next;
  }
  throw unreachable(new Error(`It redirects more than ${way.limits.redirects} times.`));
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

function headersFor(url: URL, first: URL, { etag, lastModified, login }: FetchRequest): Record<string, string> {
  const headers: Record<string, string> = {
    accept: 'text/calendar, */*;q=0.5',
    'accept-encoding': 'gzip, deflate, br',
    'user-agent': 'Openhours (calendar reader)',
  };
  if (etag !== undefined) headers['if-none-match'] = etag;
  if (lastModified !== undefined) headers['if-modified-since'] = lastModified;
  // Another host is another party, whoever named it.
  if (login !== undefined && url.host === first.host) {
    headers['authorization'] = `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}`;
  }
  return headers;
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

/** UTF-8 unless a byte order mark or the server says otherwise. */
function decoded(bytes: Uint8Array, type: string | undefined): string {
  const mark =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  const named = /charset\s*=\s*"?([\w-]+)/i.exec(type ?? '')?.[1];
  try {
    return new TextDecoder(mark ?? named ?? 'utf-8').decode(bytes);
  } catch {
    // A charset that no platform knows: what matters in a calendar is ASCII.
    return new TextDecoder().decode(bytes);
  }
}
