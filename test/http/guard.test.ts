import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { clientAddress } from '../../src/http/client-address.ts';
import { sameOrigin } from '../../src/http/guard.ts';

const app = new Hono().use(sameOrigin('https://booking.example')).all('/', (c) => c.text('done'));
const send = async (method: string, headers: Record<string, string>): Promise<number> =>
  (await app.request('http://127.0.0.1:3000/', { method, headers })).status;

test.each([
  [{ 'sec-fetch-site': 'same-origin' }, 200],
  [{ 'sec-fetch-site': 'none' }, 200],
  [{ 'sec-fetch-site': 'same-site' }, 403],
  [{ 'sec-fetch-site': 'cross-site' }, 403],
  // The newer header decides: an Origin is not asked when it is there.
  [{ 'sec-fetch-site': 'cross-site', origin: 'https://booking.example' }, 403],
  [{ 'sec-fetch-site': 'same-origin', origin: 'null' }, 200],
  [{ origin: 'https://booking.example' }, 200],
  [{ origin: 'http://127.0.0.1:3000' }, 200],
  [{ origin: 'https://booking.example.evil' }, 403],
  [{ origin: 'null' }, 200],
  [{}, 200],
])('I02 a write with %j is answered %i', async (headers, status) => {
  expect(await send('POST', headers)).toBe(status);
});

test('reading is for everyone', async () => {
  for (const method of ['GET', 'HEAD', 'OPTIONS'])
    expect(await send(method, { 'sec-fetch-site': 'cross-site' })).toBe(200);
});

const NODE = { incoming: { socket: { remoteAddress: '10.0.0.9' } } };
const address = async (trusted: number, forwarded?: string, env: object = NODE): Promise<string> => {
  const echo = new Hono().get('/', (c) => c.text(clientAddress(c, trusted) ?? 'unknown'));
  return (await echo.request('/', { headers: forwarded ? { 'x-forwarded-for': forwarded } : {} }, env)).text();
};

test('J04 a forged X-Forwarded-For counts for nothing without a trusted proxy', async () => {
  expect(await address(0, '203.0.113.7')).toBe('10.0.0.9');
});

test('J04 behind one proxy its own entry counts, not what the caller claimed before it', async () => {
  expect(await address(1, '198.51.100.1, 203.0.113.7')).toBe('203.0.113.7');
  expect(await address(2, '198.51.100.1, 203.0.113.7')).toBe('198.51.100.1');
  expect(await address(1)).toBe('10.0.0.9');
});

test('J04 what a proxy forwards in another spelling is the same address, and what is none counts for nothing', async () => {
  expect(await address(1, '203.0.113.7:51234')).toBe('203.0.113.7');
  expect(await address(1, '::ffff:203.0.113.7')).toBe('203.0.113.7');
  expect(await address(1, 'unknown')).toBe('10.0.0.9');
});

test('J04 on Workers the platform tells the address, whatever the caller claimed', async () => {
  expect(await address(0, '203.0.113.7', { clientAddress: '198.51.100.1' })).toBe('198.51.100.1');
  expect(await address(0, '203.0.113.7', { clientAddress: null })).toBe('unknown');
});
