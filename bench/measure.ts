/** Measures two functions side by side on a noisy machine. */

/** A line of the table; `ours` and `yardstick` in `unit`. */
export type Row = {
  readonly name: string;
  readonly workload: string;
  readonly ours: number;
  readonly yardstick: number;
  readonly ratio: number;
  readonly unit: 'µs' | 'ms' | 'MB' | 'MB/s';
};

/** Two functions that give the same; who makes the pair has checked that. */
export type Pair = {
  readonly name: string;
  readonly workload: string;
  readonly ours: () => unknown;
  readonly yardstick: () => unknown;
};

/** An area of the bench: what its rows mean, and the pairs to be measured here or the rows that it measures itself. */
export type Bench = { readonly about: readonly string[] } & (
  | { readonly pairs: () => Iterable<Pair> }
  | { readonly rows: () => AsyncIterable<Row> }
);

// Every pair is measured again in each pass, and both sides take turns in it: a bad second of the machine strikes both
// sides of a pair alike, and no pair in more than one pass.
const PASSES = 7;
const ROUNDS = 9;
// Shorter than the turn that a busy machine gives a process.
const ROUND_MS = 1;

/** Medians of all rounds of all passes. */
export function measure(pairs: readonly Pair[]): Row[] {
  const runs = pairs.map((pair) => ({ pair, ours: [] as number[], yardstick: [] as number[] }));
  for (const { pair } of runs) for (const side of SIDES) repeatsOf(pair[side]);
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const run of runs) {
      const repeats = { ours: repeatsOf(run.pair.ours), yardstick: repeatsOf(run.pair.yardstick) };
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const side of SIDES) run[side].push(timed(run.pair[side], repeats[side]));
      }
    }
  }
  return runs.map(({ pair: { name, workload }, ...times }) => {
    const [ours, yardstick] = [median(times.ours), median(times.yardstick)];
    return { name, workload, ours, yardstick, ratio: ours / yardstick, unit: 'µs' };
  });
}

const SIDES = ['ours', 'yardstick'] as const;

/** Warms the function up and finds how many runs fill a round. */
function repeatsOf(run: () => unknown): number {
  let repeats = 1;
  for (;;) {
    const took = timed(run, repeats) * repeats;
    if (took >= ROUND_MS * 1000 || repeats > 1e6) return repeats;
    repeats *= 2;
  }
}

/** Microseconds a run. */
function timed(run: () => unknown, repeats: number): number {
  const begin = performance.now();
  for (let i = 0; i < repeats; i += 1) run();
  return ((performance.now() - begin) * 1000) / repeats;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}
