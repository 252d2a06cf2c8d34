/** The guarded fetcher against real servers on this machine (failures E05 to E10). */

import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import type { FetchLimits, FetchRequest } from '../../../connectors/fetch/fetcher.ts';
import { createFetcher } from '../../../connectors/fetch/guarded.ts';
import { ProviderError } from '../../../connectors/provider.ts';
import { instant } from '../../../src/domain/interval.ts';

const now = instant(Date.UTC(2026, 2, 1));
const servers: http.Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** A server on 127.0.0.1, with the requests it saw. */
async function serve(handler: Handler): Promise<{ url: string; port: number; seen: http.IncomingMessage[] }> {
  const seen: http.IncomingMessage[] = [];
  const server = http.createServer((request, response) => {
    seen.push(request);
    handler(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server
  return { url: `http://127.0.0.1:${port}/calendar.ics`, port, seen };
}

const small = { raw: 100_000, unpacked: 200_000 };
const quick = { ...small, headers: 150, idle: 150, total: 600 };
type Options = {
  allow?: string[];
  limits?: Partial<FetchLimits>;
  resolve?: (name: string) => Promise<readonly string[]>;
  request?: FetchRequest;
};

function fetchFrom(url: string, { allow = ['127.0.0.1'], limits = small, resolve, request }: Options = {}) {
  return createFetcher({ allow, limits, now: () => now, ...(resolve === undefined ? {} : { resolve }) }).fetch(
    url,
    request,
  );
}

async function failure(work: Promise<unknown>): Promise<ProviderError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

const unreachable = "The calendar's server cannot be reached, or does not answer in time.";

describe('E08: addresses', () => {
  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:8080/',
    'http://[::1]:8080/',
    'http://[::ffff:7f00:1]:8080/',
    'http://[fd00:ec2::254]/',
    'http://100.64.0.1/',
    'http://0.0.0.0:8080/',
    'http://10.0.0.1/',
    'http://192.168.1.1/',
    'http://[fe80::1]/',
    'http://2130706433:8080/',
    'http://0x7f.1:8080/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'https://127.0.0.1:8443/',
    'https://[::1]:8443/',
    'https://224.0.0.1/',
    'http://93.184.216.34/',
  ])('%s is refused, in the words of any failure', async (url) => {
    const error = await failure(fetchFrom(url, { allow: [] }));
    expect([error.reason, error.message]).toEqual(['retry', unreachable]);
  });

  test('no packet reaches a refused server', async () => {
    const { url, seen } = await serve((_, response) => response.end('secret'));
    await failure(fetchFrom(url, { allow: ['127.0.0.2'] }));
    await failure(fetchFrom(url.replace('127.0.0.1', 'localhost'), { allow: ['127.0.0.2'] }));
    expect(seen).toHaveLength(0);
  });

  test('a name that leads to an allowed address first and to a refused one then is refused then', async () => {
    const { port, seen } = await serve((_, response) =>
      response.writeHead(302, { location: `http://calendar.example:${port}/second` }).end(),
    );
    let asked = 0;
    const resolve = () => Promise.resolve([asked++ === 0 ? '127.0.0.1' : '169.254.169.254']);
    const error = await failure(fetchFrom(`http://calendar.example:${port}/first`, { resolve }));
    expect(error.message).toBe(unreachable);
    expect(seen.map((request) => request.url)).toEqual(['/first']);
  });

  test('of several addresses only those that may be reached are tried', async () => {
    const { port } = await serve((_, response) => response.end('fine'));
    const resolve = () => Promise.resolve(['10.0.0.1', '127.0.0.1', '::1']);
    expect(await fetchFrom(`http://calendar.example:${port}/`, { resolve })).toMatchObject({ text: 'fine' });
  });

  test.each([
    'http://169.254.169.254/',
    'http://127.0.0.2/',
    'http://[::1]/',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'http://127.0.0.1:22/',
    'http://127.0.0.1:6000/',
    'http://',
  ])('a redirect to %s is refused, in the words of any failure', async (location) => {
    const { url } = await serve((_, response) => response.writeHead(302, { location }).end());
    const error = await failure(fetchFrom(url));
    expect([error.reason, error.message]).toEqual(['retry', unreachable]);
  });

  test('a network may be allowed; what is no network stops the start', async () => {
    const { url } = await serve((_, response) => response.end('fine'));
    expect(await fetchFrom(url, { allow: ['127.0.0.0/8'] })).toMatchObject({ text: 'fine' });
    expect(() => createFetcher({ allow: ['localhost'], now: () => now })).toThrow(
      'FETCH_ALLOW: "localhost" is neither an address nor a network',
    );
  });

  test.each(['ftp://example.org/', 'file:///etc/passwd', 'javascript:1', 'not an address', ''])(
    '%j is no calendar address',
    async (url) => {
      expect((await failure(fetchFrom(url))).reason).toBe('rejected');
    },
  );
});

describe('E09, E10: redirects', () => {
  test('five are followed, a sixth is not', async () => {
    const { url } = await serve((request, response) => {
      const left = Number(new URL(request.url ?? '', 'http://x').searchParams.get('left') ?? 0);
      if (left === 0) response.end('arrived');
      else response.writeHead(307, { location: `?left=${left - 1}` }).end();
    });
    expect(await fetchFrom(`${url}?left=5`)).toMatchObject({ text: 'arrived', url: `${url}?left=0` });
    expect((await failure(fetchFrom(`${url}?left=6`))).message).toBe(unreachable);
  });

  test('the login goes to its own host only', async () => {
    const other = await serve((_, response) => response.end('fine'));
    const { url, seen } = await serve((request, response) =>
      request.url === '/calendar.ics'
        ? response.writeHead(302, { location: '/same' }).end()
        : response.writeHead(302, { location: other.url }).end(),
    );
    await fetchFrom(url, { request: { login: { user: 'ann', password: 'pä:ss' } } });
    const sent = `Basic ${Buffer.from('ann:pä:ss').toString('base64')}`;
    expect(seen.map((request) => request.headers.authorization)).toEqual([sent, sent]);
    expect(other.seen.map((request) => request.headers.authorization)).toEqual([undefined]);
  });
});

describe('E05, E06: sizes', () => {
  test('a body that never ends is cut at the limit', async () => {
    const { url } = await serve((_, response) => {
      const more = (): void =>
        void (response.destroyed || response.write('x'.repeat(10_000), () => setImmediate(more)));
      more();
    });
    const error = await failure(fetchFrom(url));
    expect([error.reason, error.message]).toEqual([
      'rejected',
      'The calendar is larger than 0 MB. Publish a smaller one.',
    ]);
  });

  test('a length that is too large is believed at once, one that lies is not', async () => {
    const honest = await serve((_, response) => response.writeHead(200, { 'content-length': '50000000' }).end());
    expect((await failure(fetchFrom(honest.url))).reason).toBe('rejected');
    const cut = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '5000' });
      response.write('BEGIN:VCALENDAR\r\n');
      setImmediate(() => response.destroy());
    });
    expect((await failure(fetchFrom(cut.url))).reason).toBe('retry');
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('%s is unpacked, and a bomb in it is cut', async (encoding, pack) => {
    const [bomb, plain] = [pack(Buffer.alloc(5_000_000)), pack(Buffer.from('grüße'))];
    const { url } = await serve((request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(request.url === '/bomb' ? bomb : plain),
    );
    expect(await fetchFrom(url)).toMatchObject({ text: 'grüße' });
    expect((await failure(fetchFrom(url.replace('/calendar.ics', '/bomb')))).reason).toBe('rejected');
  });

  test.each(['gzip, gzip', 'gzip, br', 'compress'])('the encoding "%s" is not read', async (encoding) => {
    const { url } = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(gzipSync(gzipSync('x'))),
    );
    expect((await failure(fetchFrom(url))).reason).toBe('retry');
  });

  test('a packed body that is broken is a failure', async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(500)).subarray(0, 20)),
    );
    expect((await failure(fetchFrom(url))).reason).toBe('retry');
  });
});

describe('E07: times', () => {
  test.each<[string, Handler]>([
    ['headers that do not come', () => undefined],
    ['a body that stops', (_, response) => void response.write('BEGIN:VCALENDAR')],
    [
      'a body that trickles',
      (request, response) => {
        const timer = setInterval(() => response.write('x'), 50);
        request.socket.on('close', () => clearInterval(timer));
      },
    ],
  ])('%s end the request', async (_, handler) => {
    const { url } = await serve(handler);
    expect((await failure(fetchFrom(url, { limits: quick }))).reason).toBe('retry');
  });
});

describe('what a status means', () => {
  test.each([
    [401, 'reconnect'],
    [403, 'reconnect'],
    [404, 'gone'],
    [410, 'gone'],
    [400, 'rejected'],
    [418, 'rejected'],
    [429, 'retry'],
    [500, 'retry'],
    [503, 'retry'],
    [204, 'retry'],
    [206, 'retry'],
    [304, 'retry'],
  ])('%i asks to %s', async (status, reason) => {
    const { url } = await serve((_, response) => response.writeHead(status).end());
    expect((await failure(fetchFrom(url))).reason).toBe(reason);
  });

  test.each([
    ['120', 120_000],
    ['Sun, 01 Mar 2026 01:00:00 GMT', 3_600_000],
    ['99999999', 86_400_000],
    ['yesterday', undefined],
    ['0', undefined],
  ])('Retry-After: %s is kept to', async (header, wait) => {
    const { url } = await serve((_, response) => response.writeHead(503, { 'retry-after': header }).end());
    expect((await failure(fetchFrom(url))).retryAfter).toBe(wait === undefined ? undefined : now + wait);
  });

  test('a conditional request may be answered by 304, and what it was asked with is what was given', async () => {
    const { url, seen } = await serve((request, response) =>
      request.headers['if-none-match'] === '"1"'
        ? response.writeHead(304).end()
        : response.writeHead(200, { etag: '"1"', 'last-modified': 'Sun, 01 Mar 2026 00:00:00 GMT' }).end('x'),
    );
    const first = await fetchFrom(url);
    expect(first).toEqual({ status: 'ok', text: 'x', etag: '"1"', lastModified: 'Sun, 01 Mar 2026 00:00:00 GMT', url });
    const request = first.status === 'ok' ? { etag: first.etag, lastModified: first.lastModified } : {};
    expect(await fetchFrom(url, { request })).toEqual({ status: 'unchanged' });
    expect(seen[1]?.headers['if-modified-since']).toBe('Sun, 01 Mar 2026 00:00:00 GMT');
  });

  test.each([
    ['text/calendar; charset=iso-8859-1', Buffer.from('Grüße', 'latin1')],
    ['text/calendar', Buffer.from('\uFEFFGrüße', 'utf16le')],
    ['text/calendar; charset=unheard-of', Buffer.from('Grüße')],
  ])('the text of %s is read', async (type, body) => {
    const { url } = await serve((_, response) => response.writeHead(200, { 'content-type': type }).end(body));
    expect(await fetchFrom(url)).toMatchObject({ text: 'Grüße' });
  });
});

test('a failure names neither the address nor the login (E11)', async () => {
  const { url } = await serve((_, response) => response.writeHead(500).end());
  const secret = url.replace('/calendar.ics', '/private-abc123/basic.ics');
  const error = await failure(fetchFrom(secret, { request: { login: { user: 'zoe77', password: 'hunter2' } } }));
  expect(`${error.message} ${error.stack}`).not.toMatch(/abc123|hunter2|zoe77/);
});
