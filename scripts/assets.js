/** Compiles src/browser into src/views/assets.generated.ts, so that pages name their files by content and every runtime can serve them. */
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { fullcalendarStyles } from './fullcalendar.js';

const SOURCE = new URL('../src/browser/', import.meta.url);
const TARGET = new URL('../src/views/assets.generated.ts', import.meta.url);
const TYPES = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' };

/** @returns {Promise<string[]>} the names that pages use, such as `openhours.css` */
export async function buildAssets() {
  const names = await readdir(SOURCE).catch(() => []);
  const entries = names.filter((name) => /(?<!\.d)\.(css|tsx?)$/.test(name)).toSorted();
  const built = await build({
    entryPoints: entries.map((name) => fileURLToPath(new URL(name, SOURCE))),
    outdir: 'assets',
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['es2022', 'chrome111', 'firefox115', 'safari16'],
    legalComments: 'none',
    plugins: [fullcalendarStyles()],
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx/dom',
  });
  /** @type {Record<string, { path: string, type: string, body: string }>} */
  const assets = {};
  for (const file of built.outputFiles) {
    const name = basename(file.path);
    const [stem, kind] = splitName(name);
    const hash = createHash('sha256').update(file.contents).digest('hex').slice(0, 12);
    assets[name] = { path: `/assets/${stem}.${hash}.${kind}`, type: TYPES[kind], body: file.text };
  }
  const text =
    '/** Made by scripts/assets.js from src/browser: not edited, not committed. */\n' +
    'export const assets: Readonly<Record<string, { readonly path: string; readonly type: string; readonly body: string }>> = ' +
    `${JSON.stringify(assets, undefined, 2)};\n`;
  // Written only when it differs: whoever watches the file is not woken for nothing.
  if ((await readFile(TARGET, 'utf8').catch(() => '')) !== text) await writeFile(TARGET, text);
  return Object.keys(assets);
}

/** @param {string} name */
function splitName(name) {
  const dot = name.lastIndexOf('.');
  return [name.slice(0, dot), name.slice(dot + 1)];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAssets();
