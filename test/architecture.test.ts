/** The shape of the code, read from its sources: who may import whom, what the domain never touches, how long a file may be. */
import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';

type Source = { readonly path: string; readonly text: string; readonly imports: readonly string[] };

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** Folder → the folders of ours and the packages that it may import. Folders may import themselves. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'src/domain': ['rrule', 'temporal-polyfill'],
  'src/secrets': ['src/domain', '@simplewebauthn/server', 'node:'],
  'src/db': ['src/domain', 'postgres', 'zod', 'node:'],
  'src/email': ['src/domain', 'src/feed', 'src/views', 'nodemailer', 'hono', 'node:'],
  'src/feed': ['src/domain', 'src/views/format.ts', 'ical.js', 'ics', 'node:'],
  'src/views': ['src/domain', 'hono', 'qrcode-generator'],
  'src/actions': ['src/domain', 'src/db', 'src/secrets', 'node:'],
  'src/sync': [
    ...['src/domain', 'src/db', 'src/secrets', 'src/actions', 'src/deps.ts', 'src/log.ts'],
    ...['connectors/provider.ts', 'connectors/oauth.ts', 'connectors/push.ts'],
  ],
  'src/outbox': [
    ...['src/domain', 'src/db', 'src/email', 'src/feed', 'src/secrets', 'src/views/public/addresses.ts'],
    ...['src/deps.ts', 'src/log.ts', 'node:'],
  ],
  'src/http': [
    ...['src/domain', 'src/db', 'src/actions', 'src/feed', 'src/views', 'src/sync', 'src/secrets', 'src/email'],
    'src/outbox/resend.ts',
    ...['src/deps.ts', 'src/log.ts', 'src/config.ts', 'hono', '@hono/zod-openapi', 'zod', 'node:'],
  ],
  connectors: [
    ...['@microsoft/microsoft-graph-client', 'googleapis/build/src/apis/calendar'],
    ...['src/domain', 'ical.js', 'ipaddr.js', 'saxes', 'windows-iana', 'temporal-polyfill', 'zod', 'node:'],
  ],
};

/** Where each vendor's package may be imported: in one folder, so that one folder knows it. */
const VENDORS: Readonly<Record<string, RegExp>> = {
  postgres: /^src\/db\//,
  nodemailer: /^src\/email\//,
  pino: /^src\/log\.ts$/,
  rrule: /^src\/domain\//,
  'ical.js': /^(connectors\/(ical|caldav)|src\/feed)\//,
  saxes: /^connectors\/caldav\//,
  ics: /^src\/feed\//,
  'qrcode-generator': /^src\/views\//,
  '@microsoft/microsoft-graph-client': /^connectors\/outlook\//,
  googleapis: /^connectors\/google\//,
  'ipaddr.js': /^connectors\/fetch\//,
  '@simplewebauthn/server': /^src\/secrets\//,
  '@simplewebauthn/browser': /^src\/browser\//,
  'windows-iana': /^connectors\/ical\//,
};

const TOP = new Set(['src/app.ts', 'src/node.ts', 'src/worker.ts', 'src/cli.ts', 'src/open.ts', 'src/deps.ts']);

let sources: Source[];
beforeAll(async () => {
  sources = [...(await read('src')), ...(await read('connectors'))].filter(
    ({ path }) => !path.endsWith('.generated.ts'),
  );
});

describe('layers', () => {
  test.each(Object.keys(LAYERS))('%s imports only what its layer may', (folder) => {
    const allowed = [folder, ...LAYERS[folder]!];
    const own = sources.filter(({ path }) => path.startsWith(`${folder}/`));
    expect(own.length).toBeGreaterThan(0);
    const strangers = own.flatMap(({ path, imports }) =>
      imports.filter((name) => !allowed.some((one) => belongs(name, one))).map((name) => `${path} imports ${name}`),
    );
    expect(strangers).toEqual([]);
  });

  test('the registry of providers is known only where the program is put together', () => {
    const users = sources.filter(({ imports }) => imports.includes('connectors/registry.ts')).map(({ path }) => path);
    expect(users.filter((path) => !TOP.has(path))).toEqual([]);
  });

  test.each(Object.keys(VENDORS))('%s is imported in its own folder only', (vendor) => {
    const users = sources
      .filter(({ imports }) => imports.some((name) => belongs(name, vendor)))
      .map(({ path }) => path);
    expect(users.filter((path) => !VENDORS[vendor]!.test(path))).toEqual([]);
  });

  test('of Google’s packages the calendar alone is imported: the whole costs 119 MB and a second', () => {
    const users = sources.filter(({ imports }) =>
      imports.some((name) => belongs(name, 'googleapis') && !belongs(name, 'googleapis/build/src/apis/calendar')),
    );
    expect(users.map(({ path }) => path)).toEqual([]);
  });

  test('the environment is read where the program begins, and nowhere else', () => {
    const readers = sources.filter(({ text }) => /process\.env|import\.meta\.env/.test(text)).map(({ path }) => path);
    expect(readers.filter((path) => path !== 'src/node.ts' && path !== 'src/cli.ts')).toEqual([]);
  });

  test('files and processes are left to what runs on Node alone', () => {
    const onNode =
      /^src\/(node|cli|open|erased-list|ical-thread)\.ts$|^src\/(cli|db\/embedded)\/|^src\/db\/(migrate|backup|restore|backup-format)\.ts$|^src\/secrets\/key-file\.ts$|^connectors\/(fetch\/guarded|ical\/on-thread)\.ts$/;
    const platform = /^node:(fs|child_process|net|http|https|dns|os|process|zlib|readline|stream|worker_threads)(\/|$)/;
    const users = sources.filter(({ imports }) => imports.some((name) => platform.test(name))).map(({ path }) => path);
    expect(users.filter((path) => !onNode.test(path))).toEqual([]);
  });
});

describe('the domain', () => {
  test.each([
    ['clock', /Temporal\.Now|Date\.now|new Date\(\)|performance\.now/],
    ['chance', /Math\.random|randomUUID|getRandomValues/],
    ['network, timer or process', /\bfetch\(|setTimeout|setInterval|XMLHttpRequest|WebSocket|\bprocess\./],
    ['log', /console\./],
  ])('has no %s', (_, pattern) => {
    const domain = sources.filter(({ path }) => path.startsWith('src/domain/'));
    expect(domain.filter(({ text }) => pattern.test(withoutComments(text))).map(({ path }) => path)).toEqual([]);
  });
});

describe('every file', () => {
  test('has at most 250 lines', () => {
    const long = sources.filter(({ text }) => text.split('\n').length > 251);
    expect(long.map(({ path, text }) => `${path}: ${text.split('\n').length - 1}`)).toEqual([]);
  });

  test('begins by saying what it is for', () => {
    expect(sources.filter(({ text }) => !text.startsWith('/**')).map(({ path }) => path)).toEqual([]);
  });

  test('exports by name, but for the Worker', () => {
    const unnamed = sources.filter(({ text }) => /^export default/m.test(text)).map(({ path }) => path);
    expect(unnamed).toEqual(['src/worker.ts']);
  });

  test('never asks Temporal for the time, which stands still on Workers', () => {
    expect(sources.filter(({ text }) => /Temporal\.Now/.test(withoutComments(text))).map(({ path }) => path)).toEqual(
      [],
    );
  });

  test('needs no more than Node 20', () => {
    const newer =
      /\b(Map|Object)\.groupBy\(|Promise\.(withResolvers|try)\(|Array\.fromAsync\(|RegExp\.escape\(|^\s*(await )?using /m;
    const own = sources.filter(({ path }) => !path.startsWith('src/browser/'));
    expect(own.filter(({ text }) => newer.test(withoutComments(text))).map(({ path }) => path)).toEqual([]);
  });

  test('names no folder of this machine and leaves nothing for later', () => {
    const marks = /\bTODO\b|\bFIXME\b|\bXXX\b|\/work\/|\/home\/[a-z]/;
    expect(sources.filter(({ text }) => marks.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

describe('decision records', () => {
  test('each have a number of their own, at the head of name and text', async () => {
    const names = (await readdir(join(ROOT, 'docs/decisions'))).toSorted();
    const numbers = names.map((name) => name.slice(0, 4));
    expect(numbers).toEqual(names.map((_, index) => String(index + 1).padStart(4, '0')));
    for (const name of names) {
      const [title] = (await readFile(join(ROOT, 'docs/decisions', name), 'utf8')).split('\n', 1);
      expect(title, name).toMatch(new RegExp(`^# ${name.slice(0, 4)} `));
    }
  });

  test('are named by the code only where they exist', async () => {
    const names = await readdir(join(ROOT, 'docs/decisions'));
    const named = sources.flatMap(({ text }) => [...text.matchAll(/decisions?[ /](\d{4}[\w-]*(?:\.md)?)/g)]);
    const missing = named.map(([, name]) => name!).filter((name) => !names.some((each) => each.startsWith(name)));
    expect(missing).toEqual([]);
  });
});

test('what README and ARCHITECTURE name is there', async () => {
  const pages = await Promise.all(['README.md', 'ARCHITECTURE.md'].map((name) => readFile(join(ROOT, name), 'utf8')));
  const named = pages.flatMap((text) => [
    ...text.matchAll(/[`(]((?:src|connectors|scripts|docs|test|bench)\/[\w./-]+|[\w-]+\.(?:md|toml))[`)]/g),
  ]);
  expect(named.length).toBeGreaterThan(20);
  const missing: string[] = [];
  for (const [, path] of named) await access(join(ROOT, path!)).catch(() => missing.push(path!));
  expect(missing).toEqual([]);
});

async function read(folder: string): Promise<Source[]> {
  const names = (await readdir(join(ROOT, folder), { recursive: true })).filter((name) => /\.tsx?$/.test(name));
  return Promise.all(
    names.map(async (name) => {
      const path = normalize(join(folder, name));
      const text = await readFile(join(ROOT, path), 'utf8');
      return { path, text, imports: importsOf(path, text) };
    }),
  );
}

/** What a source imports, types and re-exports too: ours as paths from the root, packages as they are named. */
function importsOf(path: string, text: string): string[] {
  const named = [...text.matchAll(/^(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]/gm)];
  const bare = [...text.matchAll(/^import\s*['"]([^'"]+)['"]/gm), ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)];
  return [...named, ...bare].map(([, name]) => (name!.startsWith('.') ? normalize(join(dirname(path), name!)) : name!));
}

function belongs(name: string, allowed: string): boolean {
  if (allowed.endsWith(':')) return name.startsWith(allowed);
  return name === allowed || name.startsWith(`${allowed}/`);
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');
}
