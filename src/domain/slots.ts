/** The open slots of a practitioner and a type: product.md, "Open slots: the definition". The heart of it all. */

import { closedBy } from './busy.ts';
import { explain } from './explain.ts';
import { gridStarts } from './grid.ts';
import { instant, MINUTE } from './interval.ts';
import { switchedOff } from './offers.ts';
import { clashes, outsideOpenings, spanOf, unknown } from './reasons.ts';
import { AHEAD, BACK, closedSpans, dayLimit, gridOf, openSpans, reachOf, takenSpans, totalOf } from './search.ts';
import { startBounds } from './settings.ts';
import type { Instant, Interval, Reason, Slot, SlotSearch } from './types.ts';

/** All open slots that start in `search.window`, in order. Each of them passes {@link explain} without a reason. */
export function openSlots(search: SlotSearch): Slot[] {
  if (switchedOff(search).length > 0 || closedBy(search).length > 0) return [];
  const { first, end } = startBounds(search.now, search.settings, search.practitioner.zone);
  const from = first > search.window.start ? first : search.window.start;
  const to = end < search.window.end ? end : search.window.end;
  if (from >= to) return [];
  const reach = reachOf({ start: from, end: to }, search);
  const open = openSpans(search, reach);
  const { starts, count } = gridStarts(open, takenSpans(search, open), { from, to, grid: gridOf(search, reach) });
  const closed = closedSpans(search, reach);
  const full = dayLimit(search);
  const total = totalOf(search);
  const length = search.type.length * MINUTE;
  const slots: Slot[] = [];
  let next = 0;
  for (let i = 0; i < count; i += 1) {
    const start = starts[i] as Instant; // i < count
    while (next < closed.count && (closed.edges[2 * next + 1] as number) <= start) next += 1; // next < count
    if (next < closed.count && (closed.edges[2 * next] as number) < start + total) continue;
    if (full?.(start)) continue;
    slots.push({ start, end: (start + length) as Instant });
  }
  return slots;
}

/** The time of which busy rows, appointments and holds must be loaded, so that the answer for `window` is whole. */
export function loadWindow({ start, end }: Interval): Interval {
  return { start: instant(start - BACK), end: instant(end + AHEAD) };
}

/** Is `start` an open slot? `search` must hold what lies in `loadWindow` around it. */
export function isOpen(start: Instant, search: SlotSearch): boolean {
  return explain(start, search).length === 0;
}

/**
 * Why a patient who holds `start` can no longer confirm it: the switches, freshness, and what overlaps or fills the day.
 * Bounds, openings and grid were fixed by the hold. Who holds nothing is asked of {@link explain}.
 */
export function confirmable(start: Instant, search: SlotSearch): Reason[] {
  const span = spanOf(start, search);
  return [...switchedOff(search), ...closedBy(search), ...clashes(span, search), ...unknown(span, search)];
}

/** Why staff cannot book `span` (padding included): an appointment of the same practitioner. Nothing else stops them. */
export function staffRefusals(span: Interval, search: SlotSearch): Reason[] {
  return clashes(span, search).filter(({ code }) => code === 'appointment');
}

/** What staff should know before they book `span` (padding included) all the same. */
export function staffWarnings(span: Interval, search: SlotSearch): Reason[] {
  return [
    ...closedBy(search),
    ...outsideOpenings(span, search),
    ...clashes(span, search).filter(({ code }) => code !== 'appointment'),
    ...unknown(span, search),
  ];
}
