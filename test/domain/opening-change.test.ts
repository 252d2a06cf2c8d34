/** Changes of repeating openings: laws of splitting and moving over many rules, and the corners by name. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reviseOpening, withdrawOpening, type OpeningRevision } from '../../src/domain/opening-change.ts';
import { splitOpening } from '../../src/domain/opening-split.ts';
import { occurrencesIn, occurrenceTimes } from '../../src/domain/occurrences.ts';
import type { Opening, OpeningId } from '../../src/domain/types.ts';
import { dateTime, wall } from '../../src/domain/wall.ts';
import { OTHER, sampleOpening, span } from './sample.ts';

const NEW = 'new' as OpeningId;
// Occurrences are looked at on the wall clock: UTC has no changes.
const window = span('2027-01-01T00:00Z', '2028-07-01T00:00Z');
const HOUR = 3_600_000;

type Shown = { readonly occurrence: string; readonly times: string };

function shown(openings: readonly Opening[]): Shown[] {
  return occurrencesIn(openings, { zone: 'UTC', window }).map(({ occurrence, localStart, localEnd }) => ({
    occurrence,
    times: `${localStart}/${localEnd}`,
  }));
}

const times = (openings: readonly Opening[]) => shown(openings).map((each) => each.times);

function revised(opening: Opening, revision: OpeningRevision): readonly Opening[] {
  const outcome = reviseOpening(opening, revision, NEW);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value;
}

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const byDay = fc.subarray(DAYS, { minLength: 1 }).map((days) => `;BYDAY=${days.join(',')}`);
const weeklyParts = fc.tuple(
  fc.constant('FREQ=WEEKLY'),
  fc.option(byDay, { nil: '' }),
  fc.constantFrom('', ';WKST=SU'),
);
const otherParts = fc.constantFrom(
  ...['FREQ=DAILY', 'FREQ=DAILY;BYDAY=MO,WE', 'FREQ=MONTHLY', 'FREQ=MONTHLY;BYDAY=2TU,-1FR', 'FREQ=YEARLY'],
  ...['FREQ=MONTHLY;BYMONTHDAY=1,15,-1', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,-1', 'FREQ=DAILY;BYHOUR=9,14'],
  ...['FREQ=YEARLY;BYMONTH=1,6;BYDAY=1MO', 'FREQ=HOURLY;INTERVAL=31', 'FREQ=YEARLY;BYWEEKNO=3,30;BYDAY=WE'],
);
const ending = fc.oneof(
  fc.constant(''),
  fc.integer({ min: 1, max: 60 }).map((count) => `;COUNT=${count}`),
  fc.integer({ min: 2, max: 400 }).map((days) => {
    return `;UNTIL=${dateTime(wall('2027-02-01T00:00') + days * 24 * HOUR).replaceAll(/[-:]/g, '')}00`;
  }),
);
const anyRule = fc
  .tuple(
    fc.oneof(
      weeklyParts.map((parts) => parts.join('')),
      otherParts,
    ),
    fc.integer({ min: 1, max: 3 }),
    ending,
  )
  .map(([rule, interval, end]) => `${rule}${rule.includes('INTERVAL') ? '' : `;INTERVAL=${interval}`}${end}`);

/** A repeating opening with some exceptions, and one of its occurrences. */
const anyOpening = fc
  .record({
    rule: anyRule,
    day: fc.integer({ min: 0, max: 60 }),
    hour: fc.integer({ min: 0, max: 23 }),
    length: fc.integer({ min: 1, max: 30 }),
    picks: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
  })
  .map(({ rule, day, hour, length, picks }) => {
    const start = wall('2027-01-04T00:00') + day * 24 * HOUR + hour * HOUR;
    const bare = sampleOpening({ start: dateTime(start), end: dateTime(start + length * HOUR), rule });
    const given = shown([bare]).map(({ occurrence }) => occurrence);
    const picked = [...new Set(picks.map((pick) => given[pick % Math.max(1, given.length)]))].filter(
      (each) => each !== undefined,
    );
    const exceptions = picked.slice(1).map((occurrence, index) => {
      if (index === 0) return { kind: 'removed' as const, occurrence };
      const changed = wall(occurrence) + 2 * HOUR;
      return { kind: 'changed' as const, occurrence, start: dateTime(changed), end: dateTime(changed + HOUR) };
    });
    const opening: Opening = { ...bare, exceptions };
    // Of a rule that gives nothing in the window there is nothing to change.
    return { opening, occurrence: picked[0] ?? '' };
  })
  .filter(({ occurrence }) => occurrence !== '');

describe('split', () => {
  test('law: both parts together open what the opening opened, and the occurrence is the first of the second', () => {
    fc.assert(
      fc.property(anyOpening, ({ opening, occurrence }) => {
        const split = splitOpening(opening, occurrence, NEW);
        const before = split?.before ? shown([split.before]) : [];
        const following = split ? shown([split.following]) : [];
        const all = shown([opening]);
        expect(before).toEqual(all.filter((each) => each.occurrence < occurrence));
        expect(following).toEqual(all.filter((each) => each.occurrence >= occurrence));
      }),
      { numRuns: 400 },
    );
  });

  test('law: withdrawing all that follow leaves what came before, and nothing where nothing did', () => {
    fc.assert(
      fc.property(anyOpening, ({ opening, occurrence }) => {
        const outcome = withdrawOpening(opening, { occurrence, scope: 'following' });
        const rest = outcome.ok && outcome.value ? [outcome.value] : [];
        expect(shown(rest)).toEqual(shown([opening]).filter((each) => each.occurrence < occurrence));
        if (rest.length === 1) expect(rest[0]?.id).toBe(opening.id);
      }),
      { numRuns: 200 },
    );
  });
});

describe('this and following', () => {
  test('law: what came before stays as it was; later ones take the new time of day and length', () => {
    fc.assert(
      fc.property(
        anyOpening.filter(({ opening }) => !/HOUR/.test(opening.rule ?? '')),
        fc.integer({ min: -23, max: 23 }),
        fc.integer({ min: 1, max: 12 }),
        ({ opening, occurrence }, hours, length) => {
          const at = wall(occurrence);
          const start = at + hours * HOUR;
          // The same day: only the time of day moves.
          fc.pre(dateTime(start).slice(0, 10) === occurrence.slice(0, 10));
          const bare = { ...opening, exceptions: [] };
          const changed = { start: dateTime(start), end: dateTime(start + length * HOUR) };
          const parts = revised(bare, { occurrence, scope: 'following', times: changed });
          const expected = shown([bare]).map((each) => {
            if (each.occurrence < occurrence) return each.times;
            const from = wall(each.occurrence) + hours * HOUR;
            return `${dateTime(from)}/${dateTime(from + length * HOUR)}`;
          });
          expect(times(parts).toSorted()).toEqual(expected.toSorted());
        },
      ),
      { numRuns: 300 },
    );
  });

  const weekdays = sampleOpening({
    start: '2027-03-01T09:00',
    end: '2027-03-01T12:00',
    rule: 'FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20270319',
  });

  test('another day moves that weekday alone', () => {
    const friday = { start: '2027-03-13T10:00', end: '2027-03-13T13:00' };
    const parts = revised(weekdays, { occurrence: '2027-03-12T09:00', scope: 'following', times: friday });
    expect(times(parts).map((each) => each.slice(5, 13))).toEqual(
      ['03-01T09', '03-03T09', '03-05T09', '03-08T09', '03-10T09'].concat([
        '03-13T10',
        '03-15T10',
        '03-17T10',
        '03-20T10',
      ]),
    );
    expect(parts.map(({ id }) => id)).toEqual([weekdays.id, NEW]);
  });

  test('from the first occurrence on it is the same opening', () => {
    const parts = revised(weekdays, { occurrence: '2027-03-01T09:00', scope: 'following', types: [OTHER] });
    expect(parts).toEqual([{ ...weekdays, types: [OTHER] }]);
  });

  test('other types hold from there on', () => {
    const parts = revised(weekdays, { occurrence: '2027-03-10T09:00', scope: 'following', types: [OTHER] });
    expect(parts.map(({ types }) => types)).toEqual(['all', [OTHER]]);
    expect(times(parts)).toEqual(times([weekdays]));
  });

  test('another rule holds from there on', () => {
    const parts = revised(weekdays, {
      occurrence: '2027-03-08T09:00',
      scope: 'following',
      rule: 'FREQ=WEEKLY;BYDAY=MO',
    });
    expect(
      times(parts)
        .slice(0, 5)
        .map((each) => each.slice(5, 10)),
    ).toEqual([...['03-01', '03-03', '03-05', '03-08', '03-15']]);
    expect(
      reviseOpening(weekdays, { occurrence: '2027-03-08T09:00', scope: 'following', rule: 'FREQ=X' }, NEW),
    ).toEqual({
      ok: false,
      refusal: { code: 'rule-unreadable', part: 'FREQ=X' },
    });
  });

  test('only removed ones before it leave nothing to keep', () => {
    const exceptions = [{ kind: 'removed' as const, occurrence: '2027-03-01T09:00' }];
    const outcome = withdrawOpening(
      { ...weekdays, exceptions },
      { occurrence: '2027-03-03T09:00', scope: 'following' },
    );
    expect(outcome).toEqual({ ok: true, value: undefined });
  });
});

describe('only this', () => {
  const weekly = sampleOpening();

  test('takes its new times, and loses them to a change of all', () => {
    const moved = { start: '2027-03-10T13:00', end: '2027-03-10T15:00' };
    const [one] = revised(weekly, { occurrence: '2027-03-09T09:00', scope: 'one', times: moved });
    expect(times([one!]).slice(0, 3)).toEqual([
      '2027-03-02T09:00/2027-03-02T12:00',
      '2027-03-10T13:00/2027-03-10T15:00',
      '2027-03-16T09:00/2027-03-16T12:00',
    ]);
    expect(occurrenceTimes(one!, '2027-03-09T09:00')).toEqual(moved);
    const [all] = revised(one!, {
      occurrence: '2027-03-09T09:00',
      scope: 'all',
      times: { start: '2027-03-09T10:00', end: '2027-03-09T12:00' },
    });
    expect(times([all!]).slice(0, 2)).toEqual([
      '2027-03-02T10:00/2027-03-02T12:00',
      '2027-03-09T10:00/2027-03-09T12:00',
    ]);
  });

  test('with types of its own it leaves the series', () => {
    const parts = revised(weekly, { occurrence: '2027-03-09T09:00', scope: 'one', types: [OTHER] });
    expect(parts[1]).toEqual({
      id: NEW,
      start: '2027-03-09T09:00',
      end: '2027-03-09T12:00',
      rule: undefined,
      exceptions: [],
      types: [OTHER],
    });
    expect(times(parts)).toEqual(times([weekly]));
  });

  test('removed it is gone, and of an opening that is once nothing is left', () => {
    const outcome = withdrawOpening(weekly, { occurrence: '2027-03-09T09:00', scope: 'one' });
    expect(outcome.ok && outcome.value && times([outcome.value])).toEqual(
      times([weekly]).filter((each) => !each.startsWith('2027-03-09')),
    );
    const once = sampleOpening({ rule: undefined });
    expect(withdrawOpening(once, { occurrence: once.start, scope: 'one' })).toEqual({ ok: true, value: undefined });
  });
});

describe('all', () => {
  test('exceptions move along with their occurrences', () => {
    const exceptions = [{ kind: 'removed' as const, occurrence: '2027-03-16T09:00' }];
    const [all] = revised(sampleOpening({ exceptions }), {
      occurrence: '2027-03-02T09:00',
      scope: 'all',
      times: { start: '2027-03-04T14:00', end: '2027-03-04T18:00' },
    });
    expect(
      times([all!])
        .slice(0, 3)
        .map((each) => each.slice(5, 13)),
    ).toEqual(['03-04T14', '03-11T14', '03-25T14']);
  });

  test('once becomes weekly, weekly becomes once', () => {
    const once = sampleOpening({ rule: undefined });
    const [weekly] = revised(once, { occurrence: once.start, scope: 'all', rule: 'FREQ=WEEKLY;COUNT=2' });
    expect(times([weekly!])).toHaveLength(2);
    const [again] = revised(weekly!, { occurrence: '2027-03-09T09:00', scope: 'all', rule: null });
    expect(times([again!])).toEqual(['2027-03-09T09:00/2027-03-09T12:00']);
  });

  test.each([
    ['FREQ=MONTHLY;BYDAY=1TU', '2027-03-03T09:00'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH', '2027-02-28T09:00'],
    ['FREQ=DAILY;BYHOUR=9', '2027-03-02T10:00'],
  ])('%s names its own days or times: moved to %s it says so', (rule, start) => {
    const moved = { start, end: `${start.slice(0, 10)}T20:00` };
    const outcome = reviseOpening(
      sampleOpening({ rule }),
      { occurrence: '2027-03-02T09:00', scope: 'all', times: moved },
      NEW,
    );
    expect(outcome).toEqual({ ok: false, refusal: { code: 'rule-names-times' } });
  });

  test('what is no occurrence is refused', () => {
    const wrong = { occurrence: '2027-03-03T09:00', scope: 'all' } as const;
    const refusal = { code: 'no-occurrence', occurrence: wrong.occurrence };
    expect(reviseOpening(sampleOpening(), wrong, NEW)).toEqual({ ok: false, refusal });
    expect(withdrawOpening(sampleOpening(), wrong)).toEqual({ ok: false, refusal });
  });
});
