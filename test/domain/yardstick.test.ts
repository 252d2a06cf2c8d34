/** The bench's workloads: the slot list is that of a straight merge written on its own, so that the bench compares like with like. */

import { expect, test } from 'vitest';
import { searchOf } from '../../bench/clinic.ts';
import { mergeBusy, slots } from '../../bench/limit.mjs';
import { busyEvents, workloads } from '../../bench/workload.mjs';
import { openSlots } from '../../src/domain/slots.ts';
import { slotsByDefinition } from './definition.ts';

const all = [...workloads()];

test.each(all)('workload $id gives the slots of the yardstick', (workload) => {
  const events = busyEvents(workload.n, workload.profile);
  const expected = slots(workload, mergeBusy(events, workload.padBeforeMin * 60_000, workload.padAfterMin * 60_000));
  expect(openSlots(searchOf(workload, events)).map(({ start }) => start)).toEqual([...expected]);
});

test.each(all.filter(({ windowDays, n }) => windowDays === 7 && n < 50_000))(
  'packed, workload $id gives the slots of the definition',
  (workload) => {
    const search = searchOf(workload, busyEvents(workload.n, workload.profile), { kind: 'packed' });
    const starts = openSlots(search).map(({ start }) => start);
    expect(starts).toEqual(slotsByDefinition(search));
    expect(starts.length).toBeGreaterThan(0);
  },
);
