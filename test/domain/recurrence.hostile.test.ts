/** Rules made to hang, and rules that are none. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expand, starts } from './expand.ts';

describe('E12: no rule hangs or throws', () => {
  test.each([
    ['INTERVAL=0', 'FREQ=DAILY;INTERVAL=0'],
    ['INTERVAL=-1', 'FREQ=DAILY;INTERVAL=-1'],
    ['INTERVAL=.007', 'FREQ=DAILY;INTERVAL=.007'],
    ['COUNT=0', 'FREQ=DAILY;COUNT=0'],
    ['FREQ=', 'COUNT=3'],
    ['FREQ=FORTNIGHTLY', 'FREQ=FORTNIGHTLY'],
    ['BYDAY=XX', 'FREQ=WEEKLY;BYDAY=XX'],
    ['BYDAY=0MO', 'FREQ=MONTHLY;BYDAY=0MO'],
    ['BYMONTHDAY=0', 'FREQ=MONTHLY;BYMONTHDAY=0'],
    ['BYMONTH=13', 'FREQ=YEARLY;BYMONTH=13'],
    ['UNTIL=20271301', 'FREQ=DAILY;UNTIL=20271301'],
    ['FREQ=WEEKLY', 'FREQ=DAILY;FREQ=WEEKLY'],
    ['BYEASTER', 'FREQ=YEARLY;BYEASTER=1'],
    ['JUNK', 'JUNK'],
  ])('%s is refused and named', (part, rule) => {
    const expanded = expand(rule);
    expect(expanded.ok).toBe(false);
    if (!expanded.ok) expect(part).toContain(expanded.refusal.part.replace(/=XX$/, ''));
  });

  test.each([
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=31',
    'FREQ=YEARLY;BYWEEKNO=53;BYYEARDAY=100',
    'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=HOURLY;INTERVAL=24;BYHOUR=3',
    'FREQ=HOURLY;INTERVAL=2;BYHOUR=10',
    'FREQ=MINUTELY;INTERVAL=60;BYMINUTE=7',
    'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=SECONDLY;INTERVAL=60;BYSECOND=7;COUNT=5',
    'FREQ=MONTHLY;BYSETPOS=366;BYDAY=MO',
  ])('%s never happens, and that is found', (rule) => {
    expect(starts(rule)).toEqual([]);
  });

  test('endless ones stop at the cap or say that they were cut', () => {
    for (const rule of [
      'FREQ=SECONDLY',
      'FREQ=SECONDLY;COUNT=1000000000',
      'FREQ=MINUTELY;COUNT=1000000000',
      'FREQ=DAILY;COUNT=1000000000',
    ]) {
      for (const start of ['1970-01-01T00:00', '2027-01-01T09:00']) {
        const expanded = expand(rule, { start, from: '2027-06-01' });
        expect(expanded).toMatchObject({ ok: true, value: { capped: true } });
      }
    }
    const everySecond = Array.from({ length: 60 }, (_, index) => index).join(',');
    const dense = `FREQ=YEARLY;BYHOUR=${everySecond.split(',').slice(0, 24).join(',')};BYMINUTE=${everySecond};BYSECOND=${everySecond}`;
    expect(starts(`${dense};BYDAY=MO`, { cap: 10 })).toHaveLength(10);
    expect(starts(`${dense};BYDAY=MO;BYSETPOS=-1`, { cap: 10 })).toEqual(['2027-12-27T23:59']);
  });

  test('any text at all is read or refused', () => {
    const names = fc.constantFrom(
      'FREQ',
      'INTERVAL',
      'COUNT',
      'UNTIL',
      'BYDAY',
      'BYMONTHDAY',
      'BYHOUR',
      'BYSETPOS',
      'WKST',
      'BYYEARDAY',
    );
    const values = fc.oneof(
      fc.constantFrom(
        'DAILY',
        'WEEKLY',
        'MONTHLY',
        'YEARLY',
        'SECONDLY',
        'HOURLY',
        '1',
        '-1',
        '0',
        '366',
        '1000000000',
        '1MO,-1SU',
        'MO',
      ),
      fc.string({ maxLength: 8 }),
    );
    const parts = fc.array(
      fc.tuple(names, values).map(([name, value]) => `${name}=${value}`),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          parts.map((each) => each.join(';')),
        ),
        (rule) => {
          expect(typeof expand(rule, { cap: 100 }).ok).toBe('boolean');
        },
      ),
      { numRuns: 500 },
    );
  });
});
