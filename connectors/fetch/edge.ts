/**
 * The same fetcher for Workers, over the platform's own `fetch`. Where a name leads cannot be seen there: only addresses
 * written as numbers and names of local networks are refused. Workers have no private network of their own behind them.
 */

import type { Instant } from '../../src/domain/types.ts';
import { addressRule } from './addresses.ts';
import { tooLarge, unreachable } from './failures.ts';
import { type Exchange, type Fetcher, type FetchLimits, fetcherOf, fetchLimits } from './fetcher.ts';

export type EdgeFetcherOptions = {
  readonly allow: readonly string[];
  readonly now: () => Instant;
  readonly limits?: Partial<FetchLimits>;
};

export function createEdgeFetcher({ allow, now, limits: changed }: EdgeFetcherOptions): Fetcher {
  const limits = { ...fetchLimits, ...changed };
  const rule = addressRule(allow);

  const exchange: Exchange = async ({ url, method, headers, body }, signal) => {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const isNumber = /^[\d.]+$/.test(host) || host.includes(':');
    const scheme = url.protocol === 'http:' ? 'http:' : 'https:';
    const isRefused = isNumber ? !rule.mayReach(host, scheme) : scheme === 'http:' || isLocalName(host);
    if (isRefused) throw unreachable(new Error('The address is refused.'));

    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), limits.connect + limits.headers);
    try {
      const response = await fetch(url, {
        method,
        headers: { ...headers },
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal: AbortSignal.any([signal, stop.signal]),
      });
      return {
        status: response.status,
        header: (name) => response.headers.get(name) ?? undefined,
        body: () => readBody(response, limits),
        discard: () => void response.body?.cancel().catch(() => undefined),
      };
    } catch (cause) {
      throw unreachable(cause);
    } finally {
      clearTimeout(timer);
    }
  };
  return fetcherOf(exchange, limits, now);
}

function isLocalName(host: string): boolean {
  return !host.includes('.') || /\.(localhost|local|internal|intranet|lan|home|arpa)\.?$/i.test(host);
}

/** The platform has unpacked the body already, so what is counted is what comes out. */
async function readBody(response: Response, limits: FetchLimits): Promise<Uint8Array> {
  const layers = response.headers.get('content-encoding')?.split(',').length ?? 0;
  if (layers > 1) throw unreachable(new Error('The body is packed more than once.'));
  if (Number(response.headers.get('content-length') ?? 0) > limits.raw) throw tooLarge(limits.raw);
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (reader !== undefined) {
    const { done, value } = await withinIdle(reader.read(), limits.idle);
    if (done) break;
    size += value.length;
    if (size > limits.unpacked) {
      await reader.cancel();
      throw tooLarge(limits.unpacked);
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks);
}

async function withinIdle<Value>(work: Promise<Value>, idle: number): Promise<Value> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(unreachable(new Error('Nothing arrives any more.'))), idle);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
