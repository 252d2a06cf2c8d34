/** A day side by side: every column is cut into the same rows, and shows each entry once at its height. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cellsOf, rowsOf } from '../../src/domain/day-grid.ts';

const NEVER = () => false;
const ALWAYS = () => true;

test('rows begin at whole hours and wherever an entry begins or ends in any column', () => {
  const rows = rowsOf([[{ from: 545, to: 595, entry: 'a' }], [{ from: 560, to: 600, entry: 'b' }]], 540, 660);
  expect(rows.map(({ from }) => from)).toEqual([540, 545, 560, 595, 600]);
  expect(rows.at(-1)).toEqual({ from: 600, to: 660 });
});

test('entries that overlap share a cell, and free rows are joined as told', () => {
  const entries = [
    { from: 540, to: 600, entry: 'a' },
    { from: 570, to: 630, entry: 'b' },
  ];
  const rows = rowsOf([entries, [{ from: 650, to: 655, entry: 'c' }]], 540, 660);
  const [first, ...free] = cellsOf(entries, rows, NEVER);
  expect(first).toEqual({ row: 0, rows: 3, entries: ['a', 'b'] });
  expect(free.map((cell) => cell.rows)).toEqual([1, 1, 1]);
  expect(cellsOf(entries, rows, ALWAYS).slice(1)).toEqual([{ row: 3, rows: 3, entries: [] }]);
});

test('whatever a day holds, cells fill all rows without a gap, and every entry within the day stands in exactly one', () => {
  const entry = fc
    .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 300 }))
    .map(([from, length]) => ({ from, to: Math.min(1440, from + length), entry: `${from}-${length}` }));
  fc.assert(
    fc.property(
      fc.array(fc.array(entry, { maxLength: 8 }), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      (columns, joined) => {
        const rows = rowsOf(columns, 0, 1440);
        for (const column of columns) {
          const cells = cellsOf(column, rows, () => joined);
          let next = 0;
          for (const cell of cells) {
            expect(cell.row).toBe(next);
            next += cell.rows;
          }
          expect(next).toBe(rows.length);
          expect(cells.flatMap(({ entries }) => entries).toSorted()).toEqual(column.map((one) => one.entry).toSorted());
        }
      },
    ),
  );
});
