/** Measures two functions side by side on a noisy machine. */

/** A line of the table; `ours` and `yardstick` in `unit`. */
export type Row = {
  readonly name: string;
  readonly workload: string;
  readonly ours: number;
  readonly yardstick: number;
  readonly ratio: number;
  readonly unit: 'µs';
};

/** An area's rows, made one after another so that the table grows while it is watched. */
export type Bench = { readonly about: readonly string[]; readonly rows: () => Iterable<Row> };

const ROUNDS = 51;
// Shorter than the turn that a busy machine gives a process.
const ROUND_MS = 1;

/** Medians of repeated runs that take turns, so that a slow moment of the machine strikes both alike. */
export function compare(
  name: string,
  workload: string,
  { ours, yardstick }: Record<'ours' | 'yardstick', () => unknown>,
): Row {
  const times = { ours: [] as number[], yardstick: [] as number[] };
  const repeats = { ours: repeatsOf(ours), yardstick: repeatsOf(yardstick) };
  for (let round = 0; round < ROUNDS; round += 1) {
    times.ours.push(timed(ours, repeats.ours));
    times.yardstick.push(timed(yardstick, repeats.yardstick));
  }
  const [own, other] = [median(times.ours), median(times.yardstick)];
  return { name, workload, ours: own, yardstick: other, ratio: own / other, unit: 'µs' };
}

/** Runs for some milliseconds, so that the first rows are measured as warm as the last. */
export function warm(run: () => unknown): void {
  repeatsOf(run);
}

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
