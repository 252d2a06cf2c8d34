/** The program itself, as a person or a script runs it, against a real database. */
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownerOfApiKey } from '../../src/actions/api-keys.ts';
import { addFeedConnection } from '../../src/actions/connections.ts';
import { readPractice } from '../../src/actions/practice.ts';
import { isSetupToken, setupToken } from '../../src/actions/setup.ts';
import { sessionOf, signIn } from '../../src/actions/sign-in.ts';
import type { Instant } from '../../src/domain/types.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { contextOf, samplePractice } from '../support/practice.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await testDatabase();
  folder = await buildProgram();
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.close();
});

const ROOT = new URL('../../', import.meta.url);

/** As scripts/build.js makes it, into a folder of its own: below node_modules, where packages are found from. */
async function buildProgram(): Promise<string> {
  const cache = fileURLToPath(new URL('node_modules/.cache/', ROOT));
  await mkdir(cache, { recursive: true });
  const made = await mkdtemp(join(cache, 'openhours-cli-'));
  await build({
    entryPoints: [fileURLToPath(new URL('src/cli.ts', ROOT))],
    outdir: made,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    logLevel: 'error',
  });
  await cp(fileURLToPath(new URL('src/db/migrations/', ROOT)), join(made, 'db/migrations'), { recursive: true });
  return made;
}
const clock = () => Date.now() as Instant; // the program's own clock

type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

function openhours(args: readonly string[], environment: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(folder, 'cli.js'), ...args], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        DATABASE_URL: database.url,
        DATABASE_OWNER_URL: database.ownerUrl,
        SECRET_KEY: 'A7kq-Zm29x-Lp04w-Tu81c-Rb57d-Yh36e',
        PUBLIC_URL: 'http://127.0.0.1:9',
        ...environment,
      },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

const FLAGS = [
  '--practice',
  'Sample Practice',
  '--practitioner',
  'Dr. Lee',
  '--owner',
  'owner@practice.example',
  '--zone',
  'Europe/Paris',
];

test('setup --json makes everything in one go, prints nothing else, and what it prints works', async () => {
  const waiting = await setupToken(database);
  const ran = await openhours(['setup', ...FLAGS, '--phone', '+33 1 23 45 67 89', '--json']);
  expect([ran.code, ran.err]).toEqual([0, '']);
  const made = JSON.parse(ran.out);
  expect(made).toMatchObject({
    practice: { slug: 'sample-practice', name: 'Sample Practice' },
    practitioner: { slug: 'dr-lee', zone: 'Europe/Paris' },
    owner: { email: 'owner@practice.example' },
    bookingUrl: 'http://127.0.0.1:9/book/sample-practice',
    apiUrl: 'http://127.0.0.1:9/api/v1',
    feeds: { full: expect.stringMatching(/\/feeds\/[\w-]{43}\.ics$/) },
  });
  expect(await ownerOfApiKey(database, made.apiKey, clock())).toMatchObject({ practiceId: made.practice.id });
  const session = await signIn({ db: database.db, clock }, made.signInUrl.split('/').at(-1));
  expect((await sessionOf({ db: database.db, clock }, session!))?.workplaces).toMatchObject([
    { slug: 'sample-practice', role: 'owner' },
  ]);
  expect(await readPractice(contextOf(database.db, { practiceId: made.practice.id }))).toMatchObject({
    phone: '+33 1 23 45 67 89',
  });
  expect(await isSetupToken(database, waiting!)).toBe(false);
});

test('setup in words names the booking link, the sign-in link and the key', async () => {
  const ran = await openhours(['setup', ...FLAGS, '--slug', 'lee']);
  expect(ran.code).toBe(0);
  expect(ran.out).toMatch(/\/book\/lee\n[\s\S]*\/desk\/sign-in\/[\w-]{43}\n[\s\S]*oh_[\w-]{43}/);
});

test('sign-in prints a link that works once, and says when nobody has the address', async () => {
  const ran = await openhours(['sign-in', 'Owner@practice.example']);
  expect(ran).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^http:\/\/127\.0\.0\.1:9\/desk\/sign-in\/[\w-]{43}\n$/),
  });
  expect(await signIn({ db: database.db, clock }, ran.out.trim().split('/').at(-1)!)).toBeDefined();
  expect(await openhours(['sign-in', 'nobody@practice.example'])).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringMatching(/^openhours: .*nobody@.*\n$/),
  });
});

test('plan sets the plan of one practice', async () => {
  const sample = await samplePractice(database.db, { slug: 'planned' });
  expect(await openhours(['plan', 'planned', 'basic'])).toMatchObject({
    code: 0,
    out: 'Sample Practice is on the basic plan.\n',
  });
  expect(await readPractice(contextOf(database.db, sample))).toMatchObject({ plan: 'basic' });
  expect(await openhours(['plan', 'nowhere', 'basic'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('"nowhere"'),
  });
});

test.concurrent.each([
  ['an unknown command', ['frobnicate'], /no command "frobnicate"/],
  ['an unknown flag', ['setup', '--nonsense'], /--nonsense/],
  ['a missing flag', ['setup', '--json'], /--practice is missing/],
  ['a zone that is none', ['setup', ...FLAGS, '--zone', 'Mars/Olympus'], /--zone: .*time zone/],
  ['an address that is none', ['setup', ...FLAGS, '--owner', 'nobody'], /--owner: .*email/],
  ['a plan that is none', ['plan', 'planned', 'gold'], /plan SLUG premium\|basic/],
])('%s ends with one line and a code that says so', async (_what, args, line) => {
  const ran = await openhours(args);
  expect([ran.code, ran.out]).toEqual([1, '']);
  expect(ran.err).toMatch(line);
  expect(ran.err.trimEnd().split('\n').length).toBe(1);
});

test('K13 a secret that is missing, short or a default stops every command with one line', async () => {
  const weak = ['', 'short', 'change-me-change-me-change-me-change-me'];
  for (const ran of await Promise.all(weak.map((SECRET_KEY) => openhours(['migrate'], { SECRET_KEY })))) {
    expect([ran.code, ran.out]).toEqual([1, '']);
    expect(ran.err).toMatch(/^openhours: .*SECRET_KEY.*\n$/);
  }
});

test('a database that does not answer is one line, not a stack', async () => {
  const away = 'postgres://nobody:nothing@127.0.0.1:9/nowhere';
  const ran = await openhours(['doctor'], { DATABASE_URL: away, DATABASE_OWNER_URL: away });
  expect(ran.code).toBe(1);
  expect(ran.err.trimEnd().split('\n').length).toBe(1);
});

test('migrate, sync and deliver say what there was to do', async () => {
  const ran = await Promise.all(['migrate', 'sync', 'deliver'].map((name) => openhours([name])));
  expect(ran.map(({ out }) => out)).toEqual([
    'The database was up to date.\n',
    '0 calendars were due.\n',
    '0 jobs were due.\n',
  ]);
});

test('doctor says what is well, what is not, and what to do about it', async () => {
  const sample = await samplePractice(database.db, { slug: 'ailing', name: 'Ailing' });
  const ctx = { ...contextOf(database.db, sample), now: clock() };
  await addFeedConnection(ctx, {
    practitionerId: sample.practitionerId,
    address: 'https://calendar.example/secret.ics',
    name: 'Work',
  });
  const ran = await openhours(['doctor', '--json']);
  expect(ran.code).toBe(1);
  const findings: { state: string; what: string; advice?: string }[] = JSON.parse(ran.out);
  const about = (words: RegExp) => findings.find(({ what }) => words.test(what));
  expect(about(/^The database answers/)).toMatchObject({ state: 'well' });
  expect(about(/clocks/)).toMatchObject({ state: 'well' });
  expect(about(/^Nothing answers at http:\/\/127\.0\.0\.1:9/)).toMatchObject({ state: 'broken' });
  expect(about(/no mail server/)).toMatchObject({ state: 'weak', advice: expect.stringContaining('SMTP_URL') });
  expect(about(/"Work" of Dr\. Lee \(Ailing\) was never read/)).toMatchObject({ state: 'broken' });
  for (const { state, advice } of findings) if (state !== 'well') expect(advice).toBeTruthy();
  expect(ran.out).not.toContain('secret.ics');
});

test('help lists every command', async () => {
  const ran = await openhours(['help']);
  expect(ran.code).toBe(0);
  for (const name of ['setup', 'sign-in', 'plan', 'migrate', 'sync', 'deliver', 'doctor', 'backup', 'restore'])
    expect(ran.out).toContain(`openhours ${name}`);
});

test('a backup is for its owner alone, and restored elsewhere it is the same practice with the same keys', async () => {
  const file = join(folder, 'openhours.backup');
  const made = await openhours(['backup', file]);
  expect(made).toMatchObject({ code: 0, err: '' });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  await using empty = await testDatabase();
  const there = { DATABASE_URL: empty.url, DATABASE_OWNER_URL: empty.ownerUrl };
  expect(await openhours(['restore', file], there)).toMatchObject({ code: 0, err: '' });
  const slugs = (from: TestDatabase) => from.db.sql`select practice_of_slug('sample-practice') as id`;
  expect(await slugs(empty)).toEqual(await slugs(database));
  expect(await openhours(['restore', file], there)).toMatchObject({
    code: 1,
    err: expect.stringContaining('holds a practice already'),
  });
  expect(await openhours(['restore', file, '--replace'], there)).toMatchObject({ code: 0 });
});

test('a backup that is cut short changes nothing and is one line', async () => {
  const whole = join(folder, 'whole.backup');
  const short = join(folder, 'short.backup');
  await openhours(['backup', whole]);
  await writeFile(short, (await readFile(whole)).subarray(0, -40));
  const ran = await openhours(['restore', short, '--replace']);
  expect([ran.code, ran.out, ran.err.trimEnd().split('\n').length]).toEqual([1, '', 1]);
  expect(await openhours(['sign-in', 'owner@practice.example'])).toMatchObject({ code: 0 });
  expect(await openhours(['restore', join(folder, 'nothing.backup')])).toMatchObject({ code: 1 });
});
