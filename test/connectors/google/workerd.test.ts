/** Google Calendar in workerd, the runtime of Cloudflare Workers: the same client reads and writes there. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestHarness, type TestHarness } from 'wrangler';
import { HOUR } from '../../../src/domain/interval.ts';
import { CLIENT } from '../../support/google/stand-in.ts';
import { CALENDAR, googleRig, type GoogleRig, WEEK_QUERY } from './rig.ts';

const file = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

let rig: GoogleRig;
let folder: string;
let worker: TestHarness;

beforeAll(async () => {
  rig = await googleRig();
  folder = await mkdtemp(join(tmpdir(), 'openhours-google-'));
  // Each request names a method of the provider and its arguments.
  await writeFile(
    join(folder, 'main.ts'),
    `import { googleProvider } from ${JSON.stringify(file('connectors/google/provider.ts'))};
    export default {
      async fetch(request, env) {
        const provider = googleProvider({ ...env, now: () => Date.now() });
        const [method, ...given] = await request.json();
        const part = method === 'refresh' ? provider.oauth : provider;
        return part[method](...given).then(
          (value) => Response.json({ value }),
          ({ name, reason, message, cause }) => Response.json({ error: { name, reason, message, cause: String(cause) } }),
        );
      },
    };`,
  );
  const own = await readFile(file('wrangler.toml'), 'utf8');
  const date = /compatibility_date = "([\d-]+)"/.exec(own)?.[1];
  const config = { name: 'google', main: 'main.ts', compatibility_date: date, compatibility_flags: ['nodejs_compat'] };
  await writeFile(join(folder, 'wrangler.json'), JSON.stringify(config));
  const vars = {
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    apiUrl: rig.google.origin,
    tokenUrl: `${rig.google.origin}/token`,
  };
  worker = createTestHarness({ workers: [{ configPath: join(folder, 'wrangler.json'), vars }] });
  await worker.listen();
}, 120_000);

afterAll(async () => {
  await worker?.close();
  await rig?.close();
  if (folder) await rm(folder, { recursive: true });
});

type Answer = { readonly value?: unknown; readonly error?: unknown };

async function ask(...call: readonly unknown[]): Promise<Answer> {
  const answer = await worker.fetch('https://worker.example/', { method: 'POST', body: JSON.stringify(call) });
  return (await answer.json()) as Answer; // what the worker above writes
}

test('reads, writes, removes, and says what is wrong, as it does in Node', async () => {
  const time = { start: WEEK_QUERY.start, end: WEEK_QUERY.start + HOUR };
  const event = { ...time, uid: 'u@openhours.example', sequence: 0, zone: 'UTC', title: 'Appointment' };
  const put = await ask('put', rig.access, CALENDAR, event);
  expect(put.value).toMatchObject({ generation: 0 });
  expect(await rig.provider.find(rig.access, CALENDAR, event.uid)).toMatchObject({ ...time, written: put.value });
  const { isOurs: _, ...query } = WEEK_QUERY;
  const read = await ask('changes', rig.access, CALENDAR, undefined, query);
  expect(read.value).toMatchObject({ kind: 'full', instances: [time] });
  expect(await ask('remove', rig.access, CALENDAR, put.value)).toEqual({});
  expect(await rig.count()).toBe(0);
  const stranger = await ask('calendars', { connection: 'c1', token: 'none' });
  expect(stranger.error).toMatchObject({ name: 'ProviderError', reason: 'reconnect' });
  expect((await ask('refresh', 'none')).error).toMatchObject({ reason: 'reconnect' });
});
