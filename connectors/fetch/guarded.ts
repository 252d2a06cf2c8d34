/**
 * The one way from a Node process to an address that somebody typed. The address is checked where the connection is
 * made, so a name that leads elsewhere the second time (DNS rebinding) gains nothing.
 */

import { lookup as systemLookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Instant } from '../../src/domain/types.ts';
import { type AddressRule, addressRule } from './addresses.ts';
import { tooLarge, unreachable } from './failures.ts';
import {
  type Answer,
  type Exchange,
  type Fetcher,
  type FetchLimits,
  fetcherOf,
  fetchLimits,
  type Outgoing,
} from './fetcher.ts';

export type FetcherOptions = {
  /** Addresses and networks that may be reached although they are private (FETCH_ALLOW). */
  readonly allow: readonly string[];
  readonly now: () => Instant;
  readonly limits?: Partial<FetchLimits>;
  /** Addresses of a name; the system's resolver unless given. */
  readonly resolve?: (name: string) => Promise<readonly string[]>;
};

export function createFetcher({ allow, now, limits: changed, resolve }: FetcherOptions): Fetcher {
  const limits = { ...fetchLimits, ...changed };
  const rule = addressRule(allow);
  const exchange: Exchange = (outgoing, signal) => exchangeOnce({ ...outgoing, signal, limits, rule, resolve });
  return fetcherOf(exchange, limits, now);
}

type Asked = Outgoing & {
  readonly signal: AbortSignal;
  readonly limits: FetchLimits;
  readonly rule: AddressRule;
  readonly resolve: FetcherOptions['resolve'];
};

function exchangeOnce({ url, method, headers, body, signal, limits, rule, resolve }: Asked): Promise<Answer> {
  const isSecure = url.protocol === 'https:';
  const mayReach = (address: string) => rule.mayReach(address, isSecure ? 'https:' : 'http:');
  // An address instead of a name is never looked up, so it is checked here.
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0 && !mayReach(literal))
    return Promise.reject(unreachable(new Error('The address is refused.')));

  return new Promise((answered, failed) => {
    const request = (isSecure ? https : http).request(url, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) },
      signal,
      agent: false,
      lookup: guardedLookup(mayReach, resolve),
    });
    let timer = setTimeout(() => request.destroy(new Error('Connecting takes too long.')), limits.connect);
    request.once('socket', (socket) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        timer = setTimeout(() => request.destroy(new Error('The headers take too long.')), limits.headers);
      });
    });
    request.once('error', (cause) => {
      clearTimeout(timer);
      failed(unreachable(cause));
    });
    request.once('response', (response) => {
      clearTimeout(timer);
      answered({
        status: response.statusCode ?? 0,
        header: (name) => {
          const value = response.headers[name];
          return Array.isArray(value) ? value[0] : value;
        },
        body: () => readBody(response, limits),
        discard: () => response.destroy(),
      });
    });
    request.end(body);
  });
}

/** Gives the connection only addresses that may be reached. */
function guardedLookup(mayReach: (address: string) => boolean, resolve: FetcherOptions['resolve']): LookupFunction {
  return (name, options, callback) => {
    const done = (addresses: readonly string[]) => {
      const reachable = addresses.filter(mayReach).map((address) => ({ address, family: isIP(address) }));
      const [first] = reachable;
      if (first === undefined) callback(new Error('No address of the name may be reached.'), '', 0);
      else if (options.all === true) callback(null, reachable);
      else callback(null, first.address, first.family);
    };
    if (resolve !== undefined) {
      resolve(name).then(done, (error: unknown) =>
        callback(error instanceof Error ? error : new Error(String(error)), '', 0),
      );
      return;
    }
    systemLookup(name, { all: true }, (error, found) => {
      if (error !== null) callback(error, '', 0);
      else done(found.map(({ address }) => address));
    });
  };
}

/** Counted while it arrives and while it is unpacked: no length that a server claims is believed. */
async function readBody(response: http.IncomingMessage, limits: FetchLimits): Promise<Uint8Array> {
  if (Number(response.headers['content-length'] ?? 0) > limits.raw) {
    response.destroy();
    throw tooLarge(limits.raw);
  }
  const unpacked = unpackedBy(response.headers['content-encoding'], response);
  return await new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let [raw, size] = [0, 0];
    const idle = setTimeout(() => fail(new Error('Nothing arrives any more.')), limits.idle);
    const fail = (error: Error) => {
      clearTimeout(idle);
      response.destroy();
      unpacked.destroy();
      reject(error);
    };
    response.on('data', (chunk: Buffer) => {
      idle.refresh();
      raw += chunk.length;
      if (raw > limits.raw) fail(tooLarge(limits.raw));
    });
    // From here on only our own unpacking takes time.
    response.once('end', () => clearTimeout(idle));
    unpacked.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > limits.unpacked) fail(tooLarge(limits.unpacked));
    });
    // A body that breaks off says so here; it is never taken for a shorter calendar.
    response.once('error', (cause) => fail(unreachable(cause)));
    response.once('close', () => {
      if (!response.complete) fail(unreachable(new Error('The answer broke off.')));
    });
    if (unpacked !== response) unpacked.once('error', (cause) => fail(unreachable(cause)));
    unpacked.once('end', () => {
      clearTimeout(idle);
      resolve(Buffer.concat(chunks));
    });
  });
}

/** One layer at most: a calendar packed twice is an attack or a mistake. */
function unpackedBy(encoding: string | undefined, response: http.IncomingMessage): Readable {
  const name = encoding?.trim().toLowerCase() ?? 'identity';
  if (name === '' || name === 'identity') return response;
  const unpacker = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress }[
    name
  ];
  if (unpacker === undefined) {
    response.destroy();
    throw unreachable(new Error(`The content encoding "${name}" is not read.`));
  }
  return response.pipe(unpacker());
}
