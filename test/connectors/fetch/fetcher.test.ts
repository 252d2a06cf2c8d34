/** What a fetch keeps whatever runtime makes the request, tried without a network; and the Workers' way of making it. */

import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createEdgeFetcher } from '../../../connectors/fetch/edge.ts';
import { type Answer, type Exchange, fetcherOf, fetchLimits } from '../../../connectors/fetch/fetcher.ts';
import { takeTurns } from '../../../connectors/fetch/turns.ts';
import { instant } from '../../../src/domain/interval.ts';

const now = () => instant(0);

function answer(status: number, headers: Record<string, string> = {}): Answer {
  return {
    status,
    header: (name) => headers[name],
    body: () => Promise.resolve(Buffer.from('x')),
    discard: () => undefined,
  };
}

test('webcal: is https:, and from https: no redirect leads to http:', async () => {
  const asked: string[] = [];
  const exchange: Exchange = ({ url }) => {
    asked.push(url.href);
    return Promise.resolve(answer(302, { location: 'http://calendar.example/' }));
  };
  await expect(fetcherOf(exchange, fetchLimits, now).fetch('webcal://calendar.example/a.ics')).rejects.toMatchObject({
    reason: 'retry',
  });
  expect(asked).toEqual(['https://calendar.example/a.ics']);
});

test('from http: a redirect to https: of the same host keeps the login', async () => {
  const sent: (string | undefined)[] = [];
  const exchange: Exchange = ({ url, headers }) => {
    sent.push(headers['authorization']);
    return Promise.resolve(
      url.protocol === 'http:' ? answer(301, { location: 'https://calendar.example/' }) : answer(200),
    );
  };
  await fetcherOf(exchange, fetchLimits, now).fetch('http://calendar.example/', {
    login: { user: 'a', password: 'b' },
  });
  expect(sent).toEqual(['Basic YTpi', 'Basic YTpi']);
});

test('E07: a host gets two requests at once, another does not wait for it, and a failure frees its place', async () => {
  const inTurn = takeTurns(2);
  const running: string[] = [];
  const ends: ((value: string) => void)[] = [];
  const work = (name: string) =>
    inTurn(name.slice(0, 1), () => {
      running.push(name);
      return new Promise<string>((resolve, reject) =>
        ends.push(name === 'a1' ? () => reject(new Error('down')) : resolve),
      );
    });
  const all = Promise.allSettled(['a1', 'a2', 'a3', 'a4', 'b1'].map(work));
  expect(running).toEqual(['a1', 'a2', 'b1']);
  for (let at = 0; at < 5; at++) {
    ends[at]?.('done');
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect((await all).map(({ status }) => status)).toEqual([
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ]);
  expect(running).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
});

describe('on Workers', () => {
  test.each([
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://10.1.2.3/',
    'https://localhost/',
    'https://intranet/',
    'https://db.internal/',
    'http://calendar.example/',
  ])('%s is refused', async (url) => {
    await expect(createEdgeFetcher({ allow: [], now }).fetch(url)).rejects.toMatchObject({ reason: 'retry' });
  });

  test('a body is read, counted, and not followed to refused places', async () => {
    const server = http.createServer((request, response) => {
      if (request.url === '/redirect') response.writeHead(302, { location: 'http://10.0.0.1/' }).end();
      else if (request.url === '/huge') response.end('x'.repeat(50_000));
      else response.writeHead(200, { etag: '"1"' }).end('fine');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // a TCP server
    const fetcher = createEdgeFetcher({ allow: ['127.0.0.1'], now, limits: { unpacked: 10_000 } });
    try {
      expect(await fetcher.fetch(`http://127.0.0.1:${port}/`)).toMatchObject({ text: 'fine', etag: '"1"' });
      await expect(fetcher.fetch(`http://127.0.0.1:${port}/huge`)).rejects.toMatchObject({ reason: 'rejected' });
      await expect(fetcher.fetch(`http://127.0.0.1:${port}/redirect`)).rejects.toMatchObject({ reason: 'retry' });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
