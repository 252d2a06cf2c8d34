/** The slot list against a straight merge over sorted arrays, over 7 to 365 days and 50 to 50,000 busy intervals. */

import { gridStarts } from '../src/domain/grid.ts';
import { gridOf, openSpans, reachOf, takenSpans } from '../src/domain/search.ts';
import { openSlots } from '../src/domain/slots.ts';
import type { SlotSearch } from '../src/domain/types.ts';
import { slotsByDefinition } from '../test/domain/definition.ts';
import { searchOf } from './clinic.ts';
import { mergeBusy, slots, type MergedBusy } from './limit.mjs';
import type { Bench, Pair } from './measure.ts';
import { busyEvents, workloads, type Workload } from './workload.mjs';

type Case = { workload: Workload; merged: MergedBusy; search: SlotSearch; packed: SlotSearch };

export const bench: Bench = {
  about: [
    'yardstick: limit.mjs over busy intervals that it merged before (not measured); the same slots are asserted',
    'slots/core: busy merged and cut to the window, openings expanded, zone table warm; starts as numbers (at most 3× from 30 days up)',
    'slots/whole: openSlots from the rows of loadWindow(window), sorted by start as the database gives them, and a weekly rule, to slots (at most 25×)',
    'slots/packed: openSlots with packed starts, checked minute by minute; the yardstick is that of every 15 minutes',
  ],
  *pairs() {
    for (const each of cases()) {
      yield core(each);
      yield whole(each);
      if (each.workload.windowDays === 60) yield packed(each);
    }
  },
};

function core({ workload, merged, search }: Case): Pair {
  const reach = reachOf(search.window, search);
  const open = openSpans(search, reach);
  const taken = takenSpans(search, open);
  const asked = { from: search.window.start, to: search.window.end, grid: gridOf(search, reach) };
  const { starts, count } = gridStarts(open, taken, asked);
  same(workload.id, [...starts.subarray(0, count)], [...slots(workload, merged)]);
  return {
    name: `slots/core/${workload.id}`,
    workload: workload.id,
    ours: () => gridStarts(open, taken, asked),
    yardstick: () => slots(workload, merged),
  };
}

function whole({ workload, merged, search }: Case): Pair {
  same(workload.id, startsOf(search), [...slots(workload, merged)]);
  return {
    name: `slots/whole/${workload.id}`,
    workload: workload.id,
    ours: () => openSlots(search),
    yardstick: () => slots(workload, merged),
  };
}

function packed({ workload, merged, packed: search }: Case): Pair {
  same(workload.id, startsOf(search), slotsByDefinition(search));
  return {
    name: `slots/packed/${workload.id}`,
    workload: workload.id,
    ours: () => openSlots(search),
    yardstick: () => slots(workload, merged),
  };
}

function* cases(): Iterable<Case> {
  for (const workload of workloads()) {
    const events = busyEvents(workload.n, workload.profile);
    yield {
      workload,
      merged: mergeBusy(events, workload.padBeforeMin * 60_000, workload.padAfterMin * 60_000),
      search: searchOf(workload, events),
      packed: searchOf(workload, events, { kind: 'packed' }),
    };
  }
}

function startsOf(search: SlotSearch): number[] {
  return openSlots(search).map(({ start }) => start);
}

function same(workload: string, ours: readonly number[], theirs: readonly number[]): void {
  const differs = ours.findIndex((start, index) => start !== theirs[index]);
  if (ours.length === theirs.length && differs < 0) return;
  throw new Error(
    `Workload ${workload}: ${ours.length} slots instead of ${theirs.length}, unlike from index ${differs}; nothing was measured.`,
  );
}
