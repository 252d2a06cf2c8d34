/** "Are you away?": which rows are asked about, and what they count as until and after the answer. */

import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { asAnswered, mayBeAway } from '../../src/domain/away.ts';
import { blocks, DEFAULT_RULES } from '../../src/domain/busy.ts';
import { interval } from '../../src/domain/interval.ts';
import type { BusyKind, BusyRow } from '../../src/domain/types.ts';
import { anyBusyRow } from './any-search.ts';
import { busyRow } from './sample.ts';

const KINDS: readonly BusyKind[] = ['busy', 'tentative', 'free', 'oof', 'elsewhere'];
const ZONES = ['America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'Europe/Dublin', 'Asia/Kathmandu', 'UTC'];

const anyRules = fc.record({
  tentative: fc.boolean(),
  allDay: fc.boolean(),
  free: fc.boolean(),
  oof: fc.boolean(),
  elsewhere: fc.boolean(),
});

const trip = busyRow('2027-03-02T00:00-05:00', '2027-03-05T00:00-05:00', { kind: 'free', allDay: true });

test('all-day and free from two local days on, in any zone, on days of 23 and of 25 hours too', () => {
  const anyDay = fc.integer({ min: 0, max: 730 }).map((days) => Temporal.PlainDate.from('2027-01-01').add({ days }));
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), anyDay, fc.integer({ min: 1, max: 9 }), (zone, day, days) => {
      const midnight = (date: Temporal.PlainDate) => date.toZonedDateTime(zone).epochMilliseconds;
      const row: BusyRow = {
        ...interval(midnight(day), midnight(day.add({ days }))),
        kind: 'free',
        allDay: true,
      };
      expect(mayBeAway(row, DEFAULT_RULES)).toBe(days >= 2);
    }),
    { numRuns: 500 },
  );
});

test('of other kinds, and of events with a time, nothing is asked', () => {
  expect(KINDS.filter((kind) => mayBeAway({ ...trip, kind }, DEFAULT_RULES))).toEqual(['free']);
  expect(mayBeAway({ ...trip, allDay: false }, DEFAULT_RULES)).toBe(false);
});

test('a calendar whose rules say what free or all-day events do is not asked about', () => {
  expect(mayBeAway(trip, { ...DEFAULT_RULES, free: true })).toBe(false);
  expect(mayBeAway(trip, { ...DEFAULT_RULES, allDay: false })).toBe(false);
});

test('its time is taken until the answer, and after it unless the practitioner is there', () => {
  const taken = (away: boolean | undefined) => blocks(asAnswered(trip, DEFAULT_RULES, away), DEFAULT_RULES);
  expect([taken(undefined), taken(true), taken(false)]).toEqual([true, true, false]);
});

test('whatever the row and the rules: only what is asked about counts otherwise, and no answer never frees more than one', () => {
  fc.assert(
    fc.property(anyBusyRow(0), anyRules, (row, rules) => {
      const [open, away, there] = [undefined, true, false].map((answer) => asAnswered(row, rules, answer));
      expect(there).toEqual(row);
      if (!mayBeAway(row, rules)) expect([open, away]).toEqual([row, row]);
      else expect([blocks(open!, rules), blocks(away!, rules), blocks(row, rules)]).toEqual([true, true, false]);
    }),
  );
});
