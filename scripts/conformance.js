/** Runs the conformance cases beside the project (`../shared/ical-cases`) against `busyFromIcs`; says so when they are not there. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const runner = path.join(root, '..', 'shared', 'ical-cases', 'run.mjs');

if (!existsSync(runner)) {
  console.log('conformance: SKIPPED, as there is no ../shared/ical-cases beside the project.');
  process.exit(0);
}

const folder = mkdtempSync(path.join(tmpdir(), 'openhours-conformance-'));
try {
  const engine = path.join(folder, 'engine.mjs');
  await build({
    stdin: {
      contents: `import { busyFromIcs } from './connectors/ical/busy.ts';
        export const busy = (text, query) => busyFromIcs(text, query).intervals.map(({ start, end }) => [start, end]);`,
      resolveDir: root,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: engine,
    logLevel: 'warning',
  });
  const results = path.join(folder, 'results.json');
  const run = spawnSync(process.execPath, [runner, '--engine', engine, '--json', results, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  const { by } = JSON.parse(readFileSync(results, 'utf8'));
  const tags = Object.entries(by)
    .filter(([name]) => name.startsWith('tag:'))
    .sort(([a], [b]) => a.localeCompare(b));
  for (const [name, { n, pass }] of tags) {
    console.log(
      `  ${name.slice(4).padEnd(18)} ${String(pass).padStart(5)} passed ${String(n - pass).padStart(4)} failed`,
    );
  }
  process.exitCode = run.status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
