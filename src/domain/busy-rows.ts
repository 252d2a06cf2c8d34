/** Busy rows in columns: what the database loads and the slot list reads. The only file that knows their layout. */

import { instant } from './interval.ts';
import type { BusyKind, BusyRow, BusyRows, BusyRules } from './types.ts';

const KINDS: readonly BusyKind[] = ['busy', 'tentative', 'free', 'oof', 'elsewhere'];
/** Added to a kind's index when the row is an all-day event. */
const ALL_DAY = 8;

/** Sorts by start what is not sorted yet. */
export function busyRows(rows: readonly BusyRow[]): BusyRows {
  const inOrder = rows.every((row, index) => index === 0 || (rows[index - 1] as BusyRow).start <= row.start); // index > 0
  const sorted = inOrder ? rows : rows.toSorted((a, b) => a.start - b.start);
  let latest = -Infinity;
  const columns = {
    count: rows.length,
    starts: Float64Array.from(sorted, ({ start }) => start),
    ends: Float64Array.from(sorted, ({ end }) => end),
    latestEnds: Float64Array.from(sorted, ({ end }) => (latest = Math.max(latest, end))),
    kinds: Uint8Array.from(sorted, ({ kind, allDay }) => KINDS.indexOf(kind) + (allDay ? ALL_DAY : 0)),
  };
  return columns as unknown as BusyRows; // the brand's one door
}

export function rowsOf({ count, starts, ends, kinds }: BusyRows): BusyRow[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = kinds[index] as number; // index < count, in all three
    return {
      start: instant(starts[index] as number),
      end: instant(ends[index] as number),
      kind: KINDS[kind % ALL_DAY] as BusyKind,
      allDay: kind >= ALL_DAY,
    };
  });
}

/** A bit for each value that `kinds` can have: set where `blocks` says that such a row blocks. */
export function blockingKinds(
  rules: BusyRules,
  blocks: (row: Pick<BusyRow, 'kind' | 'allDay'>, rules: BusyRules) => boolean,
): number {
  let bits = 0;
  for (const [index, kind] of KINDS.entries()) {
    if (blocks({ kind, allDay: false }, rules)) bits |= 1 << index;
    if (blocks({ kind, allDay: true }, rules)) bits |= 1 << (index + ALL_DAY);
  }
  return bits;
}
