/** Which starts a type has in what is left of the openings: the inner loop of the slot list, in plain numbers. */

import { DAY, MINUTE } from './interval.ts';
import type { Spans } from './spans.ts';
import type { StartRule } from './types.ts';
import { placeIn, type ZoneTable } from './zone.ts';

/** `packed` starts are rounded up to this. */
export const ROUND = 5 * MINUTE;

export type Grid = {
  readonly rule: StartRule;
  /** Length and padding together, in milliseconds. */
  readonly total: number;
  readonly table: ZoneTable;
  /** Where `packed` begins anew inside the stretch that an opening makes (docs/decisions/0002-packed-grid.md). */
  readonly restarts: (start: number, end: number) => readonly number[];
};

/** Sorted starts; only the first `count` are meant. */
export type Starts = { readonly starts: Float64Array; readonly count: number };

/** The starts of the grid in `[from, to)` from which the total fits into `open` without meeting `taken`. */
export function gridStarts(
  open: Spans,
  taken: Spans,
  { from, to, grid }: { readonly from: number; readonly to: number; readonly grid: Grid },
): Starts {
  const found = new StartList();
  const { rule, total } = grid;
  let next = 0;
  for (let i = 0; i < open.count; i += 1) {
    const start = open.edges[2 * i] as number; // i < count
    const end = open.edges[2 * i + 1] as number;
    if (end - total < from) continue;
    if (start >= to) break;
    const restarts = rule.kind === 'packed' ? grid.restarts(start, end) : [];
    while (next < taken.count && (taken.edges[2 * next + 1] as number) <= start) next += 1; // next < count
    let free = start;
    for (let k = next; ; k += 1) {
      const takenAt = k < taken.count ? (taken.edges[2 * k] as number) : end; // k < count
      const last = Math.min(takenAt, end) - total;
      if (last >= free && last >= from) {
        const latest = Math.min(last, to - 1);
        if (rule.kind === 'packed') addPacked(found, { free, latest, from, total, restarts });
        else addEvery(found, { first: Math.max(free, from), latest, step: rule.minutes * MINUTE, table: grid.table });
      }
      if (takenAt >= end) break;
      free = taken.edges[2 * k + 1] as number; // k < count
    }
  }
  return found;
}

type Packed = { free: number; latest: number; from: number; total: number; restarts: readonly number[] };

function addPacked(found: StartList, { free, latest, from, total, restarts }: Packed): void {
  const step = roundUp(total, ROUND);
  let begin = free;
  const piece = (end: number) => {
    const first = roundUp(begin, ROUND);
    // Jumps to the asked range along the grid: the range never moves it.
    found.add(first + Math.max(0, roundUp(from - first, step)), Math.min(latest, end - 1), step);
    begin = end;
  };
  for (const restart of restarts) if (restart > free && restart <= latest) piece(restart);
  piece(Infinity);
}

type Every = { first: number; latest: number; step: number; table: ZoneTable };

function addEvery(found: StartList, { first, latest, step, table }: Every): void {
  for (let zone = placeIn(table.from, first); first <= latest; zone += 1) {
    const offset = table.offsets[zone] as number; // zone < length, since the last one never ends
    const changes = zone + 1 < table.from.length ? (table.from[zone + 1] as number) : Infinity;
    const last = Math.min(latest, changes - 1);
    // Where the step divides the day, its multiples since 1970 on the wall clock are those of each day.
    const run = DAY % step === 0 ? Infinity : DAY;
    while (first <= last) {
      const midnight = run === DAY ? Math.floor((first + offset) / DAY) * DAY : 0;
      const start = midnight + roundUp(first + offset - midnight, step) - offset;
      found.add(start, Math.min(last, midnight + run - offset - 1), step);
      first = midnight + run - offset;
    }
    first = changes;
  }
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

class StartList implements Starts {
  starts = new Float64Array(256);
  count = 0;

  /** Adds `first`, `first + step` … up to `last`, if it gets so far. */
  add(first: number, last: number, step: number): void {
    const size = this.count + Math.max(0, Math.floor((last - first) / step) + 1);
    if (size > this.starts.length) {
      const grown = new Float64Array(Math.max(size, this.starts.length * 2));
      grown.set(this.starts);
      this.starts = grown;
    }
    const { starts } = this;
    for (let i = this.count, start = first; i < size; i += 1, start += step) starts[i] = start;
    this.count = size;
  }
}
