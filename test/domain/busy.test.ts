/** What counts as busy, and the columns that busy rows come in. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { busyRows, rowsOf } from '../../src/domain/busy-rows.ts';
import { addBusy, blocks, DEFAULT_RULES } from '../../src/domain/busy.ts';
import { overlaps } from '../../src/domain/interval.ts';
import { meets, SpanList, toSpans } from '../../src/domain/spans.ts';
import { anyBusyRow, anySpan } from './any-search.ts';
import { sampleCalendar } from './sample.ts';

const anyRows = fc.array(anyBusyRow(0), { maxLength: 30 });

test('at first busy, tentative, out-of-office and all-day events block; free and working elsewhere do not', () => {
  const kinds = ['busy', 'tentative', 'oof', 'free', 'elsewhere'] as const;
  expect(kinds.map((kind) => blocks({ kind, allDay: false }, DEFAULT_RULES))).toEqual([true, true, true, false, false]);
  expect(kinds.map((kind) => blocks({ kind, allDay: true }, DEFAULT_RULES))).toEqual([true, true, true, false, false]);
});

test('each rule decides about its kind alone, and all-day events need their own besides', () => {
  const none = { tentative: false, allDay: false, free: false, oof: false, elsewhere: false };
  for (const kind of ['tentative', 'free', 'oof', 'elsewhere'] as const) {
    expect(blocks({ kind, allDay: false }, none)).toBe(false);
    expect(blocks({ kind, allDay: false }, { ...none, [kind]: true })).toBe(true);
    expect(blocks({ kind, allDay: true }, { ...none, [kind]: true })).toBe(false);
    expect(blocks({ kind, allDay: true }, { ...none, [kind]: true, allDay: true })).toBe(true);
  }
  expect(blocks({ kind: 'busy', allDay: false }, none)).toBe(true);
  expect(blocks({ kind: 'busy', allDay: true }, none)).toBe(false);
});

test('columns give back the rows, sorted by start', () => {
  fc.assert(
    fc.property(anyRows, (rows) => {
      expect(rowsOf(busyRows(rows))).toEqual(rows.toSorted((a, b) => a.start - b.start));
    }),
  );
});

test('whatever order rows come in, all that block and meet the wanted stretches are collected', () => {
  const rules = { tentative: true, allDay: false, free: false, oof: true, elsewhere: false };
  fc.assert(
    fc.property(anyRows, fc.array(anySpan(0, 400), { maxLength: 6 }), (rows, stretches) => {
      const list = new SpanList();
      addBusy(list, sampleCalendar({ busy: rows, rules }), toSpans(stretches));
      const found = list.merged();
      const blocking = rows.filter((row) => blocks(row, rules));
      for (const stretch of stretches) {
        for (let start = stretch.start as number; start < stretch.end; start += 60_000) {
          const minute = { start: start as typeof stretch.start, end: (start + 60_000) as typeof stretch.end }; // of a span
          expect(meets(found, minute.start, minute.end)).toBe(blocking.some((row) => overlaps(row, minute)));
        }
      }
    }),
    { numRuns: 30 },
  );
});
