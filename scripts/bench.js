/** Runs `bench/*.bench.ts`, prints one table and writes bench/results.json. `npm run bench -- slots` runs one area. */

import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { setFlagsFromString } from 'node:v8';

// Collecting garbage in several threads waits for all of them: on a busy machine that is what would be measured.
setFlagsFromString('--no-parallel-scavenge');

const folder = new URL('../bench/', import.meta.url);
const { measure } = await import(new URL('measure.ts', folder).href);
const wanted = process.argv.slice(2);
const areas = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.replace('.bench.ts', ''));
const unknown = wanted.filter((name) => !areas.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench named ${unknown.join(', ')}; there are ${areas.join(', ')}.`);
  process.exit(1);
}

const rows = [];
for (const area of areas) {
  if (wanted.length > 0 && !wanted.includes(area)) continue;
  const { bench } = await import(new URL(`${area}.bench.ts`, folder).href);
  const measured = measure([...bench.pairs()]);
  rows.push(...measured);
  console.log(`${area}\n${bench.about.map((line) => `  ${line}\n`).join('')}`);
  console.log(`${'row'.padEnd(34)}${'ours'.padStart(12)}${'yardstick'.padStart(12)}${'ratio'.padStart(8)}`);
  for (const row of measured) {
    const time = (value) => `${value.toFixed(2)} ${row.unit}`.padStart(12);
    console.log(`${row.name.padEnd(34)}${time(row.ours)}${time(row.yardstick)}${row.ratio.toFixed(2).padStart(8)}`);
  }
}

const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
if (wanted.length === 0)
  writeFileSync(
    new URL('results.json', folder),
    `${JSON.stringify({ machine, commit: commit(), rows }, undefined, 1)}\n`,
  );

function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown'; // no repository here, as in an unpacked archive
  }
}
