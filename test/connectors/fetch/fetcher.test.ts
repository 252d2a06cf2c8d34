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

test('E20: after two of a host in a row were lost whoever waits there is told so at once; who comes later is tried', async () => {
  const inTurn = takeTurns(2, { isLost: (error) => String(error) === 'Error: lost' });
  const ends: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const work = () => inTurn('a', () => new Promise<string>((resolve, reject) => ends.push({ resolve, reject })));
  const told: string[] = [];
  const begin = (count: number) => {
    for (let index = 0; index < count; index += 1)
      void work().then(
        (value) => told.push(value),
        (error: unknown) => told.push(String(error)),
      );
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  begin(8);
  ends[0]?.reject(new Error('lost'));
  await settle();
  // One may be bad luck, and so may two with something between them.
  expect(told).toEqual(['Error: lost']);
  ends[1]?.reject(new Error('refused'));
  await settle();
  ends[2]?.reject(new Error('lost'));
  await settle();
  expect([told.length, ends.length]).toEqual([3, 5]);
  ends[3]?.reject(new Error('lost'));
  await settle();
  expect([told.slice(3), ends.length]).toEqual([Array.from({ length: 4 }, () => 'Error: lost'), 5]);
  begin(1);
  expect(ends).toHaveLength(6);
  ends[4]?.resolve('fourth');
  ends[5]?.resolve('later');
  await settle();
  expect(told.slice(7)).toEqual(['fourth', 'later']);
  // An answer between two that were lost shows that the host is there.
  begin(5);
  ends[6]?.reject(new Error('lost'));
  await settle();
  ends[7]?.resolve('there');
  await settle();
  ends[8]?.reject(new Error('lost'));
  await settle();
  expect(ends).toHaveLength(11);
});

test('E20: many calendars of a server that says nothing are told so together, not two by two', async () => {
  let [asked, inside, most] = [0, 0, 0];
  const exchange: Exchange = async (_outgoing, signal) => {
    asked += 1;
    most = Math.max(most, ++inside);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    inside -= 1;
    throw new Error('The total time is over.');
  };
  const fetcher = fetcherOf(exchange, { ...fetchLimits, connect: 20, total: 40 }, now);
  const all = await Promise.allSettled(
    Array.from({ length: 50 }, (_, index) => fetcher.fetch(`https://calendar.example/${index}`)),
  );
  expect(all.every(({ status }) => status === 'rejected')).toBe(true);
  // A third got the place of the first before the second was lost.
  expect([asked, most]).toEqual([3, 2]);
});

test('a server that refuses at once is asked by each of its calendars', async () => {
  let asked = 0;
  const exchange: Exchange = () => Promise.reject(new Error(`refused ${++asked}`));
  const fetcher = fetcherOf(exchange, fetchLimits, now);
  await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) => fetcher.fetch(`https://calendar.example/${index}`)),
  );
  expect(asked).toBe(20);
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
