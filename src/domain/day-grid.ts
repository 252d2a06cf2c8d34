/** A day side by side: columns of entries cut into rows that all columns share, so that the same height is the same time. */

/** In minutes of the local day, from 0 to 1440. */
export type Entry<Kind> = { readonly from: number; readonly to: number; readonly entry: Kind };

/** One row: from here to the next boundary, an hour at most. */
export type Row = { readonly from: number; readonly to: number };

export type Cell<Kind> = { readonly row: number; readonly rows: number; readonly entries: readonly Kind[] };

const HOUR = 60;

/** Boundaries of all entries and all whole hours between `from` and `to`, in order. */
export function rowsOf(columns: readonly (readonly Entry<unknown>[])[], from: number, to: number): Row[] {
  const edges = new Set<number>([from, to]);
  for (let hour = Math.ceil(from / HOUR) * HOUR; hour < to; hour += HOUR) edges.add(hour);
  for (const entry of columns.flat()) {
    for (const edge of [entry.from, entry.to]) if (edge > from && edge < to) edges.add(edge);
  }
  const sorted = [...edges].toSorted((a, b) => a - b);
  return sorted.slice(1).map((end, index) => ({ from: sorted[index] as number, to: end })); // one before it
}

/**
 * What each column shows, top to bottom: entries that overlap share a cell; rows without any are one cell while `joins` says so
 * of a row and the one below it.
 */
export function cellsOf<Kind>(
  entries: readonly Entry<Kind>[],
  rows: readonly Row[],
  joins: (row: Row, below: Row) => boolean,
): Cell<Kind>[] {
  const isFree = ({ from, to }: Row) => entries.every((entry) => entry.from >= to || entry.to <= from);
  const cells: Cell<Kind>[] = [];
  let row = 0;
  while (row < rows.length) {
    let last = row;
    let found: readonly Entry<Kind>[] = [];
    // Whatever overlaps what is found belongs to the cell too.
    for (;;) {
      const [from, to] = [rows[row]?.from ?? 0, rows[last]?.to ?? 0];
      found = entries.filter((entry) => entry.from < to && entry.to > from);
      const end = Math.max(to, ...found.map((entry) => entry.to));
      const reaches = rows.findLastIndex((one) => one.from < end);
      if (reaches <= last) break;
      last = reaches;
    }
    for (let [here, below] = [rows[last], rows[last + 1]]; found.length === 0 && here && below;) {
      if (!isFree(below) || !joins(here, below)) break;
      last += 1;
      [here, below] = [rows[last], rows[last + 1]];
    }
    cells.push({ row, rows: last - row + 1, entries: found.map(({ entry }) => entry) });
    row = last + 1;
  }
  return cells;
}
