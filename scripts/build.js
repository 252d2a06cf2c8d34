/** Bundles the service, the command line and the thread that reads calendars into dist: one file each, packages left where npm put them. */
import { cp, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildAssets } from './assets.js';
import './mend-postgres.js'; // for installs that ran no scripts

const ROOT = new URL('../', import.meta.url);
const path = (name) => fileURLToPath(new URL(name, ROOT));

await buildAssets();
await rm(path('dist'), { recursive: true, force: true });
await build({
  entryPoints: ['src/node.ts', 'src/cli.ts', 'src/ical-thread.ts'].filter((name) => existsSync(path(name))).map(path),
  outdir: path('dist'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  packages: 'external',
  jsx: 'automatic',
  jsxImportSource: 'hono/jsx',
  sourcemap: true,
  logLevel: 'warning',
});
// Where migrate() looks: beside the program.
await cp(path('src/db/migrations'), path('dist/db/migrations'), { recursive: true });
