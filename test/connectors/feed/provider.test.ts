/** Calendar feeds as a provider, over real HTTP (failures E01, E02). */

import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFetcher } from '../../../connectors/fetch/guarded.ts';
import { createProviders } from '../../../connectors/registry.ts';
import { instant } from '../../../src/domain/interval.ts';
import { calendar, event, query } from '../ical/calendar.ts';

const asked = query({ start: '2026-03-01', end: '2026-04-01' });
const body = calendar(event('DTSTART:20260302T090000Z', 'DTEND:20260302T100000Z'));

let server: http.Server;
let respond: http.RequestListener;
let requests: http.IncomingMessage[];
let address: string;

beforeEach(async () => {
  requests = [];
  respond = (_, response) => response.writeHead(200, { etag: '"1"' }).end(body);
  server = http.createServer((request, response) => {
    requests.push(request);
    respond(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret/basic.ics`; // a TCP server
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const { ics } = createProviders({ fetcher: createFetcher({ allow: ['127.0.0.1'], now: () => instant(0) }) });
const changes = (cursor?: string, window = asked) => ics.changes({ connection: 'c1', address }, 'feed', cursor, window);

test('the first reading is whole and says what it covers', async () => {
  const delta = await changes();
  expect(delta).toMatchObject({
    kind: 'full',
    covered: { start: asked.start, end: asked.end },
    uncertain: [],
    warnings: [],
  });
  expect(delta.kind === 'full' && delta.instances.map(({ start }) => start)).toEqual([Date.UTC(2026, 2, 2, 9)]);
});

describe('E02: what did not change', () => {
  test('304 is unchanged, and the cursor stays as it was', async () => {
    const { cursor } = await changes();
    respond = (request, response) => response.writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 500).end();
    expect(await changes(cursor)).toEqual({ kind: 'unchanged', cursor });
  });

  test('the same content under a new name is unchanged, and the new name is asked for next', async () => {
    const { cursor } = await changes();
    respond = (_, response) => response.writeHead(200, { etag: '"2"' }).end(body);
    const again = await changes(cursor);
    expect(again.kind).toBe('unchanged');
    await changes(again.cursor);
    expect(requests.map((request) => request.headers['if-none-match'])).toEqual([undefined, '"1"', '"2"']);
  });

  test('what was not covered then is fetched without a condition and read whole', async () => {
    const { cursor } = await changes();
    const later = await changes(cursor, query({ start: '2026-03-01', end: '2026-04-15' }));
    expect(later.kind).toBe('full');
    expect(requests[1]?.headers['if-none-match']).toBeUndefined();
  });

  test('another zone for floating times is read anew', async () => {
    const { cursor } = await changes();
    expect((await changes(cursor, { ...asked, zone: 'Asia/Tokyo' })).kind).toBe('full');
  });

  test('a cursor that nobody wrote is none', async () => {
    for (const cursor of ['', 'x', '{}', '{"etag":1}']) expect((await changes(cursor)).kind).toBe('full');
    expect(requests.every((request) => request.headers['if-none-match'] === undefined)).toBe(true);
  });

  test('304 to a request without a condition is a failure', async () => {
    respond = (_, response) => response.writeHead(304).end();
    await expect(changes()).rejects.toMatchObject({ reason: 'retry' });
  });
});

describe('E01: what is no calendar', () => {
  test.each(['<!doctype html><title>Sign in</title>', '', '{}'])(
    '%j with 200 is rejected, never "free"',
    async (text) => {
      respond = (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(text);
      await expect(changes()).rejects.toMatchObject({
        reason: 'rejected',
        message: expect.stringContaining('not a calendar'),
      });
    },
  );

  test('a calendar that ends in the middle is a failure, so that the last good reading stays', async () => {
    respond = (_, response) => response.writeHead(200).end(body.slice(0, -20));
    await expect(changes()).rejects.toMatchObject({ reason: 'retry', message: expect.stringContaining('incomplete') });
  });
});

test('the login is sent', async () => {
  await ics.changes({ connection: 'c1', address, login: { user: 'ann', password: 'pw' } }, 'feed', undefined, asked);
  expect(requests[0]?.headers.authorization).toBe('Basic YW5uOnB3');
});

test('a feed is one calendar that cannot be written, named by its host alone', async () => {
  const [only] = await ics.calendars({ connection: 'c1', address });
  expect(only).toMatchObject({ writable: false, primary: true });
  expect(only?.name).not.toContain('secret');
  expect(ics.writes).toBe(false);
  await expect(ics.find({ connection: 'c1', address }, 'feed', 'uid')).rejects.toMatchObject({ reason: 'rejected' });
  await expect(ics.changes({ connection: 'c1' }, 'feed', undefined, asked)).rejects.toMatchObject({
    reason: 'rejected',
  });
});
