/** Stretches of time as plain numbers, merged while they are collected: what the hot path walks. */

import type { Interval } from './types.ts';

/** `count` stretches, sorted and apart: `[edges[2i], edges[2i + 1])`. */
export type Spans = { readonly edges: Float64Array; readonly count: number };

/** Collects stretches in any order. Rows that come sorted by start, as the database gives them, are never sorted again. */
export class SpanList {
  private edges = new Float64Array(128);
  private size = 0;
  private sorted = true;

  add(start: number, end: number): void {
    if (start >= end) return;
    const { edges, size } = this;
    if (size > 0) {
      const lastStart = edges[size - 2] as number; // size > 0
      const lastEnd = edges[size - 1] as number;
      if (start < lastStart) this.sorted = false;
      else if (start <= lastEnd) {
        if (end > lastEnd) edges[size - 1] = end;
        return;
      }
    }
    if (size === edges.length) {
      this.edges = new Float64Array(size * 2);
      this.edges.set(edges);
    }
    this.edges[size] = start;
    this.edges[size + 1] = end;
    this.size = size + 2;
  }

  merged(): Spans {
    if (this.sorted) return { edges: this.edges, count: this.size / 2 };
    const { edges, size } = this;
    const order = Array.from({ length: size / 2 }, (_, index) => index * 2);
    order.sort((a, b) => (edges[a] as number) - (edges[b] as number)); // even indexes below size
    const again = new SpanList();
    for (const index of order) again.add(edges[index] as number, edges[index + 1] as number);
    return again.merged();
  }
}

export function toSpans(intervals: Iterable<Interval>): Spans {
  const list = new SpanList();
  for (const { start, end } of intervals) list.add(start, end);
  return list.merged();
}

/** Index of the first stretch that ends after `at`; `count` when none does. */
export function firstAfter({ edges, count }: Spans, at: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[2 * middle + 1] as number) <= at) low = middle + 1; // middle < count
    else high = middle;
  }
  return low;
}

/** Does one of the stretches share time with `[start, end)`? */
export function meets(spans: Spans, start: number, end: number): boolean {
  const index = firstAfter(spans, start);
  return index < spans.count && (spans.edges[2 * index] as number) < end; // index < count
}

/** Does one of the stretches hold all of `[start, end)`? */
export function contains(spans: Spans, start: number, end: number): boolean {
  const index = firstAfter(spans, start);
  if (index === spans.count) return false;
  return (spans.edges[2 * index] as number) <= start && end <= (spans.edges[2 * index + 1] as number); // index < count
}
