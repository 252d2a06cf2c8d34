/** What holds for every slot search: the definition, minute by minute, and the laws that follow from it. */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { busyRows, rowsOf } from '../../src/domain/busy-rows.ts';
import { blocks } from '../../src/domain/busy.ts';
import { explain } from '../../src/domain/explain.ts';
import { instant, MINUTE, overlaps } from '../../src/domain/interval.ts';
import { isOpen, loadWindow, openSlots } from '../../src/domain/slots.ts';
import type { CalendarState, Interval, SlotSearch } from '../../src/domain/types.ts';
import { anyBusyRow, anySearch, anySpan } from './any-search.ts';
import { slotsByDefinition } from './definition.ts';
import { sampleCalendar } from './sample.ts';

const starts = (search: SlotSearch) => openSlots(search).map(({ start }) => start);

test('the slot list is what the definition gives, minute by minute', () => {
  fc.assert(
    fc.property(anySearch(), (search) => {
      expect(starts(search)).toEqual(slotsByDefinition(search));
    }),
    { numRuns: 200 },
  );
});

test('a time is a slot exactly when nothing explains why it is not', () => {
  fc.assert(
    fc.property(anySearch(0.3), (search) => {
      const unexplained: number[] = [];
      for (let start = search.window.start; start < search.window.end; start = instant(start + MINUTE)) {
        if (explain(start, search).length === 0) unexplained.push(start);
      }
      expect(unexplained).toEqual(starts(search));
    }),
    { numRuns: 60 },
  );
});

test('A04: no slot meets busy time, an appointment or a hold with its padding, and each is open when asked again', () => {
  fc.assert(
    fc.property(anySearch(), (search) => {
      const taken = takenTimes(search);
      for (const { start, end } of openSlots(search)) {
        expect(end - start).toBe(search.type.length * MINUTE);
        const total = { start, end: instant(end + search.type.padding * MINUTE) };
        expect(taken.filter((each) => overlaps(each, total))).toEqual([]);
        expect(isOpen(start, search)).toBe(true);
      }
    }),
    { numRuns: 60 },
  );
});

test('the asked range does not matter: the slots of two halves are those of the whole', () => {
  fc.assert(
    fc.property(anySearch(), fc.double({ min: 0, max: 1, noNaN: true }), (search, share) => {
      const { start, end } = search.window;
      const middle = instant(start + Math.floor(((end - start) * share) / MINUTE) * MINUTE);
      const halves = [
        { start, end: middle },
        { start: middle, end },
      ].filter((half) => half.start < half.end);
      expect(halves.flatMap((window) => starts({ ...search, window }))).toEqual(starts(search));
    }),
    { numRuns: 120 },
  );
});

test('what lies outside the load window does not matter', () => {
  fc.assert(
    fc.property(anySearch(), (search) => {
      const load = loadWindow(search.window);
      const calendars = search.calendars.map((calendar) => ({
        ...calendar,
        busy: busyRows(rowsOf(calendar.busy).filter((row) => overlaps(row, load))),
      }));
      const appointments = search.appointments.filter(({ start, blockedUntil }) =>
        overlaps({ start, end: blockedUntil }, load),
      );
      expect(starts({ ...search, calendars, appointments })).toEqual(starts(search));
    }),
    { numRuns: 60 },
  );
});

test('now moves the bounds and never the grid: later, the same slots are left, but for the past', () => {
  fc.assert(
    fc.property(anySearch(), fc.integer({ min: 0, max: 3000 }), (search, minutes) => {
      const cutoff = { amount: 0, unit: 'minutes' as const };
      const settings = { ...search.settings, cutoff, horizonDays: 60, closingLimit: 90 * 1440 };
      const later = instant(search.now + minutes * MINUTE);
      const now = starts({ ...search, settings });
      expect(starts({ ...search, settings, now: later })).toEqual(now.filter((start) => start >= later));
    }),
    { numRuns: 100 },
  );
});

test('more busy time never offers more time, and with a fixed grid never another slot', () => {
  fc.assert(
    fc.property(anySearch(), fc.constantFrom(5, 15, 60), (search, minutes) => {
      const wall: SlotSearch = { ...search, type: { ...search.type, startRule: { kind: 'every', minutes } } };
      fc.assert(
        fc.property(anyBusyRow(search.window.start), (row) => {
          const busier = { ...wall, calendars: [...wall.calendars, busyCalendar(search, [row])] };
          const before = new Set(starts(wall));
          expect(starts(busier).filter((start) => !before.has(start))).toEqual([]);
        }),
        { numRuns: 5 },
      );
    }),
    { numRuns: 40 },
  );
});

test('a hold or an unsettled stretch takes slots away and adds none, packed too', () => {
  fc.assert(
    fc.property(
      anySearch().chain((search) => fc.tuple(fc.constant(search), anySpan(search.window.start, 600))),
      ([search, stretch]) => {
        const before = starts(search);
        const total = (search.type.length + search.type.padding) * MINUTE;
        const left = before.filter((start) => !overlaps({ start, end: instant(start + total) }, stretch));
        const unsettled = { ...busyCalendar(search, []), uncertain: [stretch] };
        expect(starts({ ...search, holds: [...search.holds, stretch] })).toEqual(left);
        expect(starts({ ...search, calendars: [...search.calendars, unsettled] })).toEqual(left);
      },
    ),
    { numRuns: 100 },
  );
});

function busyCalendar(search: SlotSearch, busy: Parameters<typeof busyRows>[0]): CalendarState {
  const { start, end } = loadWindow(search.window);
  return sampleCalendar({ busy, readAt: search.now, covered: { start, end } });
}

function takenTimes({ calendars, appointments, closures, holds, moving }: SlotSearch): Interval[] {
  return [
    ...closures,
    ...calendars.flatMap(({ busy, rules }) => rowsOf(busy).filter((row) => blocks(row, rules))),
    ...appointments.filter(({ id }) => id !== moving).map(({ start, blockedUntil }) => ({ start, end: blockedUntil })),
    ...holds,
  ];
}
