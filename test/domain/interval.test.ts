/** Intervals against sets of minutes. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clip, covers, interval, merge, overlaps, subtract } from '../../src/domain/interval.ts';
import { contains, meets, SpanList, toSpans } from '../../src/domain/spans.ts';
import type { Interval } from '../../src/domain/types.ts';

const anyInterval = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 20 }))
  .map(([start, length]) => interval(start, start + length));
const anyIntervals = fc.array(anyInterval, { maxLength: 12 });

const has = (intervals: readonly Interval[], point: number) =>
  intervals.some(({ start, end }) => start <= point && point < end);
const points = Array.from({ length: 90 }, (_, index) => index);
const apart = (intervals: readonly Interval[]) =>
  intervals.every(
    ({ start, end }, index) => start < end && (index === 0 || (intervals[index - 1]?.end ?? Infinity) < start),
  );

test('merging keeps every point, sorts, and joins what overlaps or touches', () => {
  fc.assert(
    fc.property(anyIntervals, (intervals) => {
      const merged = merge(intervals);
      expect(points.map((point) => has(merged, point))).toEqual(points.map((point) => has(intervals, point)));
      expect(apart(merged)).toBe(true);
    }),
  );
});

test('subtracting leaves the points of the one that are not in the other', () => {
  fc.assert(
    fc.property(anyIntervals, anyIntervals, (from, minus) => {
      const left = subtract(from, minus);
      expect(points.map((point) => has(left, point))).toEqual(
        points.map((point) => has(from, point) && !has(minus, point)),
      );
      expect(apart(left)).toBe(true);
    }),
  );
});

test('clipping keeps the points inside', () => {
  fc.assert(
    fc.property(anyIntervals, anyInterval, (intervals, bounds) => {
      const clipped = clip(intervals, bounds);
      expect(points.map((point) => has(clipped, point))).toEqual(
        points.map((point) => has(intervals, point) && has([bounds], point)),
      );
    }),
  );
});

test('two intervals overlap when they share a point', () => {
  fc.assert(
    fc.property(anyInterval, anyInterval, (a, b) => {
      expect(overlaps(a, b)).toBe(points.some((point) => has([a], point) && has([b], point)));
    }),
  );
});

test('spans are the merged intervals, whatever order they come in, and answer as they do', () => {
  fc.assert(
    fc.property(anyIntervals, anyInterval, (intervals, part) => {
      const spans = toSpans(intervals);
      const merged = merge(intervals);
      expect([...spans.edges.subarray(0, spans.count * 2)]).toEqual(merged.flatMap(({ start, end }) => [start, end]));
      expect(meets(spans, part.start, part.end)).toBe(intervals.some((each) => overlaps(each, part)));
      expect(contains(spans, part.start, part.end)).toBe(covers(merged, part));
    }),
  );
});

test('A18: empty and reversed stretches are none', () => {
  expect(merge([interval(5, 5), interval(9, 3)])).toEqual([]);
  const list = new SpanList();
  list.add(5, 5);
  list.add(9, 3);
  expect(list.merged().count).toBe(0);
});

test('many spans are kept, beyond what a list holds at first', () => {
  const many = Array.from({ length: 1000 }, (_, index) => interval(index * 10, index * 10 + 5));
  expect(toSpans(many).count).toBe(1000);
  expect(toSpans(many.toReversed()).count).toBe(1000);
});
