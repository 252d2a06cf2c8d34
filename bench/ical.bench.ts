/** Reading calendar feeds against ical.js and node-ical, each engine and feed in a process of its own. */

import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { DAY } from '../src/domain/interval.ts';
import { feed, WINDOW_START } from './feed.ts';
import type { FeedRun } from './feed-process.ts';
import type { Bench, Row } from './measure.ts';

const ROOT = new URL('../', import.meta.url);
/** Inside the installed packages, so that the bundled program finds them. */
const FOLDER = fileURLToPath(new URL('node_modules/.cache/openhours-bench/', ROOT));
const YARDSTICKS = ['ical.js', 'node-ical'] as const;

export const bench: Bench = {
  about: [
    'busyFromIcs against an ICAL.Event and its iterator for each event, and node-ical with expandRecurringEvent',
    'processor time of the first call in a fresh process, median of 15 (ical.js: 3; at 100,000 events: 3, yardsticks 1); text in memory, modules loaded',
    'at 10,000 events and 60 days at least 25 times as fast as ical.js and 12 times as node-ical, at 100,000 45 and 10 times',
    'peak: of the whole process, at 100,000 less than a third of that of ical.js; warm: MB of text in a second, at least 60',
    'the busy time of ical.js is the same to the minute; node-ical reads the zone that the calendar describes as UTC',
  ],
  async *rows() {
    mkdirSync(FOLDER, { recursive: true });
    const program = join(FOLDER, 'feed-process.js');
    await build({
      entryPoints: [fileURLToPath(new URL('bench/feed-process.ts', ROOT))],
      outfile: program,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'warning',
    });
    const folder = mkdtempSync(join(tmpdir(), 'openhours-bench-'));
    try {
      for (const events of [1_000, 10_000, 100_000]) {
        const file = join(folder, `${events}.ics`);
        writeFeed(file, events);
        for (const days of [60, 365]) yield* rowsOf({ program, file, events, days });
        rmSync(file);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function writeFeed(file: string, events: number): void {
  const open = openSync(file, 'w');
  for (const piece of feed(events)) writeSync(open, piece);
  closeSync(open);
}

type Asked = { readonly program: string; readonly file: string; readonly events: number; readonly days: number };

function* rowsOf(asked: Asked): Generator<Row> {
  const { events, days, file } = asked;
  const workload = `${events / 1000}k-${days}d`;
  const rounds =
    events >= 100_000 ? { ours: 3, 'ical.js': 1, 'node-ical': 1 } : { ours: 15, 'ical.js': 3, 'node-ical': 15 };
  const all = { ours: [] as FeedRun[], 'ical.js': [] as FeedRun[], 'node-ical': [] as FeedRun[] };
  // Turn by turn: a bad minute of the machine strikes all of them.
  for (let round = 0; round < rounds.ours; round += 1)
    for (const name of ['ours', ...YARDSTICKS] as const) if (round < rounds[name]) all[name].push(run(name, asked));
  const ours = middle(all.ours);
  for (const name of YARDSTICKS) {
    const theirs = middle(all[name]);
    if (name === 'ical.js' && theirs.busy !== ours.busy)
      throw new Error(`${workload}: ${ours.busy} busy minutes, with ical.js ${theirs.busy}; nothing was measured.`);
    yield row(`ical/${workload}/${name}`, workload, { ours: ours.ms, yardstick: theirs.ms, unit: 'ms' });
    yield row(`ical/${workload}/${name}/peak`, workload, { ours: ours.peak, yardstick: theirs.peak, unit: 'MB' });
  }
  const size = statSync(file).size / 1e6;
  const warm = Math.max(...all.ours.map((each) => size / ((each.warm ?? NaN) / 1000)));
  yield row(`ical/${workload}/warm`, workload, { ours: warm, yardstick: 60, unit: 'MB/s' });
}

function row(name: string, workload: string, figures: Pick<Row, 'ours' | 'yardstick' | 'unit'>): Row {
  return { name, workload, ...figures, ratio: figures.ours / figures.yardstick };
}

/** By time; its memory belongs to the same run. */
function middle(runs: readonly FeedRun[]): FeedRun {
  return runs.toSorted((a, b) => a.ms - b.ms)[runs.length >> 1] as FeedRun; // at least one
}

function run(engine: string, { program, file, days }: Asked): FeedRun {
  const window = [WINDOW_START, WINDOW_START + days * DAY].map(String);
  const { stdout, status } = spawnSync(process.execPath, [program, engine, file, ...window], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, TZ: 'UTC' },
  });
  if (status !== 0) throw new Error(`${engine} did not read ${file}.`);
  return JSON.parse(stdout) as FeedRun; // what feed-process.ts writes
}
