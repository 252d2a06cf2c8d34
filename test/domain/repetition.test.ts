/** How openings repeat, in the words of a form and back. */

import { expect, test } from 'vitest';
import { repetitionOf, ruleOf } from '../../src/domain/repetition.ts';

const start = '2027-03-02T09:00';

test.each([
  ['FREQ=WEEKLY;BYDAY=MO,WE', { kind: 'weekly', every: 1, days: ['MO', 'WE'], until: undefined }],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270331', { kind: 'weekly', every: 2, days: ['TU'], until: '2027-03-31' }],
  [undefined, { kind: 'once' }],
  ['FREQ=MONTHLY;BYDAY=1TU', { kind: 'rule', rule: 'FREQ=MONTHLY;BYDAY=1TU' }],
] as const)('%s is said in words and comes back the same', (rule, repetition) => {
  expect(repetitionOf({ start, rule })).toEqual(repetition);
  expect(ruleOf(repetitionOf({ start, rule }))).toBe(rule);
});

test.each([
  'FREQ=WEEKLY;COUNT=3',
  'FREQ=WEEKLY;INTERVAL=9',
  'FREQ=WEEKLY;BYDAY=TU;BYMONTH=3',
  'FREQ=WEEKLY;INTERVAL=2;WKST=SU',
])('%s has more to it than the words and stays a rule', (rule) => {
  expect(repetitionOf({ start, rule })).toEqual({ kind: 'rule', rule });
});

test('weekly without days means the day of its start', () => {
  expect(repetitionOf({ start, rule: 'FREQ=WEEKLY' })).toMatchObject({ days: ['TU'] });
});

test('one that was split at 09:00 ends on the day before', () => {
  expect(repetitionOf({ start, rule: 'FREQ=WEEKLY;UNTIL=20270316T085959' })).toMatchObject({ until: '2027-03-15' });
  expect(repetitionOf({ start, rule: 'FREQ=WEEKLY;UNTIL=20270316T090000' })).toMatchObject({ until: '2027-03-16' });
});
