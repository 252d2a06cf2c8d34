/** Openings: occurrences, exceptions and what is refused. */

import { describe, expect, test } from 'vitest';
import { checkOpening, openingIntervals } from '../../src/domain/openings.ts';
import type { Interval, Opening } from '../../src/domain/types.ts';
import { toLocal } from '../../src/domain/zone.ts';
import { OTHER, sampleOpening, sampleSearch, span } from './sample.ts';

const zone = 'America/New_York';
const march = span('2027-03-01T00:00-05:00', '2027-04-01T00:00-04:00');

function stretches(changes: Partial<Opening>, window: Interval = march): string[] {
  return openingIntervals([sampleOpening(changes)], sampleSearch().type, { zone, window }).map(
    ({ start, end }) => `${toLocal(start, zone).slice(5)}/${toLocal(end, zone).slice(5)}`,
  );
}

test('a weekly opening stays at its local time across the clock change', () => {
  expect(stretches({})).toEqual([
    '03-02T09:00/03-02T12:00',
    '03-09T09:00/03-09T12:00',
    '03-16T09:00/03-16T12:00',
    '03-23T09:00/03-23T12:00',
    '03-30T09:00/03-30T12:00',
  ]);
});

test('without a rule it opens once; with UNTIL it ends', () => {
  expect(stretches({ rule: undefined })).toEqual(['03-02T09:00/03-02T12:00']);
  expect(stretches({ rule: 'FREQ=WEEKLY;UNTIL=20270309T090000' })).toHaveLength(2);
  expect(stretches({ rule: 'FREQ=WEEKLY;UNTIL=20270309T085959' })).toHaveLength(1);
});

test('one that began before the window and is still open is found', () => {
  const long = { start: '2027-02-20T09:00', end: '2027-03-03T12:00', rule: undefined };
  expect(stretches(long)).toEqual(['02-20T09:00/03-03T12:00']);
});

describe('exceptions', () => {
  test('a removed occurrence leaves the rest', () => {
    const exceptions = [{ kind: 'removed' as const, occurrence: '2027-03-09T09:00' }];
    expect(stretches({ exceptions })).toHaveLength(4);
    expect(stretches({ exceptions }).join()).not.toContain('03-09');
  });

  test('a changed occurrence takes its new times, however far it moves', () => {
    const moved = { kind: 'changed' as const, start: '2027-03-27T13:00', end: '2027-03-27T14:00' };
    const near = stretches({ exceptions: [{ ...moved, occurrence: '2027-03-09T09:00' }] });
    expect(near).toHaveLength(5);
    expect(near).toContain('03-27T13:00/03-27T14:00');
    expect(near.join()).not.toContain('03-09');
    const fromFar = stretches({ exceptions: [{ ...moved, occurrence: '2027-12-07T09:00' }] });
    expect(fromFar).toHaveLength(6);
  });

  test('an exception to what is no occurrence changes nothing', () => {
    const changed = { kind: 'changed' as const, start: '2027-03-27T13:00', end: '2027-03-27T14:00' };
    expect(stretches({ exceptions: [{ ...changed, occurrence: '2027-03-10T09:00' }] })).toEqual(stretches({}));
    expect(stretches({ exceptions: [{ kind: 'removed', occurrence: '2027-03-10T09:00' }] })).toEqual(stretches({}));
  });
});

test('of all types is the union, whatever each admits', () => {
  const openings = [
    sampleOpening({ types: [OTHER] }),
    sampleOpening({ start: '2027-03-02T12:00', end: '2027-03-02T13:00' }),
  ];
  const window = span('2027-03-02T00:00-05:00', '2027-03-03T00:00-05:00');
  const visit = span('2027-03-02T12:00-05:00', '2027-03-02T13:00-05:00');
  const all = span('2027-03-02T09:00-05:00', '2027-03-02T13:00-05:00');
  expect(openingIntervals(openings, sampleSearch().type, { zone, window })).toEqual([visit]);
  expect(openingIntervals(openings, undefined, { zone, window })).toEqual([all]);
});

test('G10: rules that never happen open nothing, endless ones stay bounded', () => {
  expect(stretches({ rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' })).toEqual([]);
  expect(stretches({ rule: 'FREQ=SECONDLY;COUNT=1000000000' }).length).toBeLessThan(10);
});

describe('checking', () => {
  test.each([
    [{}, true],
    [{ rule: undefined }, true],
    [{ end: '2027-03-03T01:00' }, true],
    [{ end: '2027-03-02T09:00' }, 'end-not-after-start'],
    [{ end: '2027-03-02T08:00' }, 'end-not-after-start'],
    [{ start: '2027-02-29T09:00' }, 'start-unreadable'],
    [{ end: 'noon' }, 'end-unreadable'],
    [{ rule: 'FREQ=WEEKLY;INTERVAL=0' }, 'rule-unreadable'],
    [{ rule: '' }, 'rule-unreadable'],
  ] as const)('%j: %s', (changes, expected) => {
    const opening = sampleOpening(changes);
    const checked = checkOpening(opening);
    expect(checked.ok ? true : checked.refusal.code).toBe(expected);
    if (checked.ok) expect(checked.value).toBe(opening);
  });
});
