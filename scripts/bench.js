/** Runs `bench/*.bench.ts`, prints their rows and puts them into bench/results.json. `npm run bench -- slots` runs one area. */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
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

const file = new URL('results.json', folder);
let kept = JSON.parse(readFileSync(file, 'utf8')).rows;
for (const area of areas) {
  if (wanted.length > 0 && !wanted.includes(area)) continue;
  const { bench } = await import(new URL(`${area}.bench.ts`, folder).href);
  console.log(`${area}\n${bench.about.map((line) => `  ${line}\n`).join('')}`);
  console.log(
    `${'row'.padEnd(34)}${'ours'.padStart(14)}${'yardstick'.padStart(14)}${'ratio'.padStart(8)}${'inverse'.padStart(9)}`,
  );
  const rows = [];
  for await (const row of 'rows' in bench ? bench.rows() : measure([...bench.pairs()])) {
    rows.push(row);
    const figure = (value) => `${value.toFixed(2)} ${row.unit}`.padStart(14);
    const ratios = `${row.ratio.toFixed(3).padStart(8)}${(1 / row.ratio).toFixed(1).padStart(8)}×`;
    console.log(`${row.name.padEnd(34)}${figure(row.ours)}${figure(row.yardstick)}${ratios}`);
  }
  // The rows of other areas stay as they were measured.
  kept = [...kept.filter(({ name }) => !name.startsWith(`${area}/`)), ...rows];
}

const machine = `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}`;
writeFileSync(file, `${JSON.stringify({ machine, commit: commit(), rows: kept }, undefined, 1)}\n`);

function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown'; // no repository here, as in an unpacked archive
  }
}
