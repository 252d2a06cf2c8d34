/** What holds for every address, whatever is behind it: limits, headers, errors, health. Over real HTTP. */
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bookAppointment } from '../../src/actions/book.ts';
import { changeEmbedOrigins } from '../../src/actions/share.ts';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { openDatabase } from '../../src/db/database.ts';
import type { Deps } from '../../src/deps.ts';
import { answerError } from '../../src/http/errors.ts';
import { requestOf } from '../support/booking.ts';
import { asAdmin, testDatabase, type TestDatabase } from '../support/database.ts';
import { publicApp } from '../support/public-app.ts';
import { contextOf, samplePractice } from '../support/practice.ts';

let database: TestDatabase;
let deps: Deps;

beforeAll(async () => {
  database = await testDatabase();
  deps = publicApp(database.db).deps;
  await samplePractice(database.db);
});
afterAll(() => database.close());

describe('bodies', () => {
  test('I20 a chunked body without a length is cut off at 64 KiB with 413', async () => {
    await using server = await serve(createApp(deps).fetch);
    const { status, sent } = await pour(`${server.url}/book/sample-practice/dr-lee/hold`, 100 * 1024 * 1024);
    expect(status).toBe(413);
    expect(sent, 'the rest is not read').toBeLessThan(20 * 1024 * 1024);
  });

  test('I20 a body that says it is long is refused before it is read', async () => {
    const answer = await createApp(deps).request('/api/v1/public/practices/sample-practice/holds', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '70000' },
      body: 'x'.repeat(70_000),
    });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ status: 413, type: 'about:blank' });
  });

  test('a body of 64 KiB passes', async () => {
    const answer = await post(
      '/api/v1/public/practices/sample-practice/holds',
      'application/json',
      `"${'x'.repeat(64 * 1024 - 2)}"`,
    );
    expect(answer.status).toBe(400);
  });

  test.each([
    ['/api/v1/public/practices/sample-practice/holds', 'text/plain'],
    ['/api/v1/public/practices/sample-practice/holds', 'application/x-www-form-urlencoded'],
    ['/api/v1/public/practices/sample-practice/holds', 'multipart/form-data; boundary=x'],
    ['/book/sample-practice/dr-lee/hold', 'text/plain'],
    ['/book/sample-practice/dr-lee/hold', 'application/json'],
  ])('I21 %s refuses %s with 415', async (path, type) => {
    expect((await post(path, type, '{}')).status).toBe(415);
  });

  test('what is not JSON is 400', async () => {
    const answer = await post(
      '/api/v1/public/practices/sample-practice/holds',
      'application/json; charset=utf-8',
      '{"type',
    );
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
  });
});

describe('headers', () => {
  const NEVER = [
    '/manage/x',
    '/manage/x/cancel',
    '/manage/x/reschedule',
    `/manage/${'A'.repeat(43)}/booked`,
    '/desk',
    '/desk/share',
    '/setup/x',
    '/nothing',
    '/book/sample-practice/my-appointments/x',
    '/book/no-such-practice',
    '/book/sample%2Dpractice',
    '/embed.js',
    '/api/v1/practice',
  ];

  test('no page runs foreign code, and at first none may be framed', async () => {
    const app = createApp(deps);
    const booking = await app.request('/book/sample-practice');
    expect(booking.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    );
    for (const path of ['/book/sample-practice', ...NEVER]) {
      const { headers } = await app.request(path);
      expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
      expect(headers.get('x-frame-options'), path).toBe('DENY');
    }
  });

  test('J08 only booking pages, their errors and the confirmation may be framed, by the websites that the practice named', async () => {
    const app = createApp(deps);
    const framed = await samplePractice(database.db, { slug: 'framed' });
    const origins = 'https://www.practice.example http://localhost:8080';
    const ctx = contextOf(database.db, framed);
    expect(await changeEmbedOrigins(ctx, origins.split(' '))).toMatchObject({ ok: true });
    const booked = await bookAppointment(ctx, requestOf(framed));
    if (!booked.ok) throw new Error('The test could not book.');
    const link = `/manage/${booked.value.manageToken}`;
    for (const path of [
      '/book/framed',
      '/book/framed/dr-lee',
      '/book/framed/dr-lee/details',
      '/book/framed/nobody',
      '/book/framed/my-appointments',
      `${link}/booked`,
    ]) {
      const { headers } = await app.request(path);
      expect(headers.get('content-security-policy'), path).toMatch(new RegExp(`; frame-ancestors ${origins}$`));
      expect(headers.get('x-frame-options'), path).toBeNull();
    }
    const own = ['', '/cancel', '/reschedule', '/appointment.ics'].map((page) => link + page);
    for (const path of [...NEVER, ...own, '/book/framed/my-appointments/x', '/book/sample-practice']) {
      const { headers } = await app.request(path);
      expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
    }
  });

  test('the script for websites has an address that stays, is asked about again, and works in a page of any origin', async () => {
    const app = createApp(deps);
    const { status, headers } = await app.request('/embed.js');
    expect([status, headers.get('content-type'), headers.get('cross-origin-resource-policy')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'cross-origin',
    ]);
    expect(headers.get('cache-control')).toMatch(/^public, max-age=3600/);
    const again = await app.request('/embed.js', { headers: { 'if-none-match': headers.get('etag') ?? '' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  test('I07 pages behind a secret are not stored, not indexed, and not told to others', async () => {
    const { headers } = await createApp(deps).request('/manage/some-secret');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toContain('no-store');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('Strict-Transport-Security is sent where the public address is https', async () => {
    expect((await createApp(deps).request('/health/live')).headers.has('strict-transport-security')).toBe(false);
    const secure = { ...deps, config: readConfig({ PUBLIC_URL: 'https://booking.example.org', DATA_DIR: '/nowhere' }) };
    expect((await createApp(secure).request('/health/live')).headers.get('strict-transport-security')).toBe(
      'max-age=31536000',
    );
  });

  test('a style sheet is found under its own name and kept for a year', async () => {
    const app = createApp(deps);
    const page = await (await app.request('/book/sample-practice')).text();
    const path = /\/assets\/openhours\.[0-9a-f]+\.css/.exec(page)?.[0] ?? 'none';
    const answer = await app.request(path);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      200,
      'text/css; charset=utf-8',
      'public, max-age=31536000, immutable',
    ]);
    expect((await app.request('/assets/openhours.000000000000.css')).status).toBe(404);
  });
});

describe('errors', () => {
  test('K01 a database that is away gives 503 with Retry-After, to programs and to people', async () => {
    const away = openDatabase('postgres://nobody:nothing@127.0.0.1:1/none');
    const app = createApp({ ...deps, db: away });
    const machine = await app.request('/api/v1/public/practices/sample-practice');
    expect([machine.status, machine.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await machine.json()).toMatchObject({ status: 503, title: 'Not available for a moment' });
    const page = await app.request('/book/sample-practice');
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await page.text()).toContain('Try again');
    await away.close();
  });

  test('K01 a connection that the server ends in the middle of a request gives 503, and the pool recovers', async () => {
    const db = openDatabase(database.url, { max: 1 });
    const app = new Hono().get('/cut', async (c) => {
      const [row] = await db.sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
      const asleep = `select 1 from pg_stat_activity where pid = ${row!.pid} and wait_event = 'PgSleep'`;
      const end = expect
        .poll(() => asAdmin(asleep))
        .toHaveLength(1)
        .then(() => asAdmin(`select pg_terminate_backend(${row!.pid})`));
      await Promise.all([db.sql`select pg_sleep(30)`, end]);
      return c.text('never');
    });
    app.onError((error, c) => answerError(error, c, deps.log));
    const cut = await app.request('/cut');
    expect([cut.status, cut.headers.get('retry-after')]).toEqual([503, '5']);
    await expect.poll(() => db.sql`select 1 as one`.catch(() => 'not yet')).toEqual([{ one: 1 }]);
    await db.close();
  });

  test('I10 a value that PostgreSQL refuses is 400, not 500', async () => {
    const app = throwing(() => database.db.sql`select ${'not a uuid'}::text::uuid`);
    expect((await app.request('/')).status).toBe(400);
  });

  test('what broke is answered with 500 and none of its words', async () => {
    const lines: string[] = [];
    const log = {
      ...deps.log,
      error: (event: string, details: unknown) => lines.push(JSON.stringify([event, details])),
    };
    const app = throwing(() => Promise.reject(new Error('patient Ann Example, ann@example.org')), log);
    const answer = await app.request('/', { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('Ann');
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain('Ann');
  });

  test('a schema that is not met is 400 and names the field', async () => {
    const app = throwing(() => Promise.resolve(z.object({ name: z.string() }).parse({ name: 1 })));
    const answer = await app.request('/', { headers: { accept: 'application/json' } });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ field: 'name' }] });
  });

  test('I04 whatever is not found, the page is the same', async () => {
    const app = createApp(deps);
    const pages = await Promise.all(
      ['/nothing', '/manage/wrong', '/book/no-such-practice', '/setup/wrong', '/manage/%E0%A4%A'].map(async (path) => {
        const answer = await app.request(path, { headers: { accept: 'text/html' } });
        return { path, status: answer.status, body: await answer.text() };
      }),
    );
    for (const page of pages) expect([page.path, page.status, page.body]).toEqual([page.path, 404, pages[0]!.body]);
  });
});

describe('health', () => {
  test('ready while the database answers', async () => {
    const app = createApp(deps);
    expect(await (await app.request('/health/live')).json()).toEqual({ status: 'live' });
    expect((await app.request('/health/ready')).status).toBe(200);
  });

  test('K02 not ready once the process was told to stop', async () => {
    const app = createApp(deps, { isOpen: () => false });
    expect((await app.request('/health/ready')).status).toBe(503);
    expect((await app.request('/health/live')).status).toBe(200);
  });

  test('K10 with every connection in use it answers all the same, and says that it is not ready', async () => {
    const db = openDatabase(database.url, { max: 1 });
    const [begun, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const held = db.sql.begin(() => {
      begun.resolve();
      return end.promise;
    });
    await begun.promise;
    const answer = await createApp({ ...deps, db }).request('/health/ready');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: 'database-away' });
    end.resolve();
    await held;
    await db.close();
  });
});

function throwing(work: () => PromiseLike<unknown>, log = deps.log): Hono {
  const app = new Hono().get('/', async (c) => {
    await work();
    return c.text('fine');
  });
  app.onError((error, c) => answerError(error, c, log));
  return app;
}

function post(path: string, type: string, body: string): Promise<Response> {
  const headers = { 'content-type': type, 'sec-fetch-site': 'same-origin' };
  return Promise.resolve(createApp(deps).request(path, { method: 'POST', headers, body }));
}

async function serve(fetch: (request: Request) => Response | Promise<Response>) {
  const server = createAdaptorServer({ fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a TCP port
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}

/** Sends `size` bytes as a form in chunks, as fast as they are taken, until an answer comes. */
function pour(url: string, size: number): Promise<{ status: number; sent: number }> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    const chunk = Buffer.alloc(16 * 1024, 'a');
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };
    const outgoing = request(url, { method: 'POST', headers }, (answer) => {
      resolve({ status: answer.statusCode ?? 0, sent });
      outgoing.destroy();
    });
    const more = (): void => {
      while (sent < size && !outgoing.destroyed) {
        sent += chunk.length;
        if (!outgoing.write(chunk)) return void outgoing.once('drain', more);
      }
      outgoing.end();
    };
    outgoing.on('error', (error) => sent === 0 && reject(error));
    more();
  });
}
