/** Openings drawn in the practitioner's own calendar: which events open time, and when what they opened is believed. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawnTimes, isChosenTitle, opensTime } from '../../src/domain/drawn.ts';
import { explain } from '../../src/domain/explain.ts';
import { instant, MINUTE, overlaps } from '../../src/domain/interval.ts';
import { loadWindow, openSlots } from '../../src/domain/slots.ts';
import type { BusyKind, SlotSearch } from '../../src/domain/types.ts';
import { anyDrawn, anySearch, anySpan } from './any-search.ts';
import { at, busyRow, OTHER, sampleCalendar, sampleDrawn, sampleOpening, sampleSearch, span, times } from './sample.ts';

const KINDS: readonly BusyKind[] = ['busy', 'tentative', 'free', 'oof', 'elsewhere'];
const starts = (search: SlotSearch) => openSlots(search).map(({ start }) => start);
/** From 09:00 to 10:30 of the sample's Tuesday, and nothing else is open. */
const MORNING = span('2027-03-02T09:00-05:00', '2027-03-02T10:30-05:00');
const onlyDrawn = (changes: Parameters<typeof sampleDrawn>[0] = {}, others: Parameters<typeof sampleSearch>[0] = {}) =>
  sampleSearch({ openings: [], drawn: [sampleDrawn({ times: [MORNING], ...changes })], ...others });
const NINE = at('2027-03-02T09:00-05:00');

describe('which events open time', () => {
  const own = { organised: true, titled: false };

  test('busy and free ones of a calendar that defines openings; tentative, away and elsewhere open nothing', () => {
    const opening = KINDS.filter((kind) => opensTime({ kind, ...own }, { definesOpenings: true }));
    expect(opening).toEqual(['busy', 'free']);
  });

  test('by title in any calendar, and without it only where the calendar defines openings', () => {
    const opens = (titled: boolean, definesOpenings: boolean) =>
      opensTime({ kind: 'busy', organised: true, titled }, { definesOpenings });
    expect([opens(false, false), opens(true, false), opens(false, true), opens(true, true)]).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  test('a stranger’s invitation opens nothing, whatever it is called and wherever it lies', () => {
    for (const kind of KINDS) {
      for (const titled of [false, true]) {
        for (const definesOpenings of [false, true]) {
          expect(opensTime({ kind, organised: false, titled }, { definesOpenings })).toBe(false);
        }
      }
    }
  });

  test('a title is the chosen one when it is the same but for the space around it', () => {
    const titles = ['Online booking', '  Online booking\t', 'online booking', 'Online  booking', 'Online booking!', ''];
    expect(titles.filter((title) => isChosenTitle(title, ' Online booking '))).toEqual(titles.slice(0, 2));
    expect(isChosenTitle(undefined, 'Online booking')).toBe(false);
    // The same letter, stored whole or as e and an accent.
    expect(isChosenTitle('Entre\u0301e', 'Entr\u00e9e')).toBe(true);
  });

  test('as long as no title is chosen, no title is it', () => {
    for (const title of [undefined, '', '  ', 'Online booking']) {
      expect(isChosenTitle(title, '')).toBe(false);
      expect(isChosenTitle(title, '  ')).toBe(false);
    }
  });
});

describe('what was drawn opens time', () => {
  test('for every type, as an opening made at the desk does', () => {
    expect(times(onlyDrawn())).toEqual(['09:00', '09:30', '10:00']);
    expect(times(onlyDrawn({}, { type: { id: OTHER } }))).toEqual(['09:00', '09:30', '10:00']);
  });

  test('joined with openings of the desk that touch it', () => {
    const openings = [sampleOpening({ start: '2027-03-02T10:30', end: '2027-03-02T11:10' })];
    const search = onlyDrawn({}, { openings });
    expect(times(search)).toEqual(['09:00', '09:30', '10:00', '10:30']);
    const long = { ...search, type: { ...search.type, length: 55 } };
    expect(times(long)).toEqual(['09:00', '10:00']);
  });

  test('a whole local day, also the one of 23 hours', () => {
    // Sunday, March 14, 2027: clocks go from 02:00 to 03:00.
    const day = span('2027-03-14T00:00-05:00', '2027-03-15T00:00-04:00');
    const search = onlyDrawn(
      { times: [day] },
      { window: day, type: { length: 55, startRule: { kind: 'every', minutes: 60 } } },
    );
    expect(times(search)).toHaveLength(23);
    expect(times(search).slice(0, 3)).toEqual(['00:00', '01:00', '03:00']);
  });

  test('busy time, closures and appointments take it as they take any opening', () => {
    const calendars = [sampleCalendar({ busy: [busyRow('2027-03-02T09:30-05:00', '2027-03-02T10:00-05:00')] })];
    expect(times(onlyDrawn({}, { calendars }))).toEqual(['09:00', '10:00']);
    expect(times(onlyDrawn({}, { closures: [MORNING] }))).toEqual([]);
  });
});

describe('unknown is never open', () => {
  const codes = (search: SlotSearch) => explain(NINE, search);
  const unknown = (readAt: number | undefined) => [
    { code: 'outside-openings' },
    { code: 'openings-unknown', calendar: 'drawn', readAt },
  ];

  test('a calendar that was never read opens nothing', () => {
    const search = onlyDrawn({ readAt: undefined });
    expect(times(search)).toEqual([]);
    expect(codes(search)).toEqual(unknown(undefined));
  });

  test('what it opened closes once its last reading is older than the closing limit, and not before', () => {
    const settings = { closingLimit: 60 };
    const { now } = sampleSearch();
    const justYet = onlyDrawn({ readAt: instant(now - 60 * MINUTE) }, { settings });
    expect(times(justYet)).toHaveLength(3);
    const tooOld = onlyDrawn({ readAt: instant(now - 60 * MINUTE - 1) }, { settings });
    expect(times(tooOld)).toEqual([]);
    expect(codes(tooOld)).toEqual(unknown(now - 60 * MINUTE - 1));
  });

  test('a stale calendar that only opens closes nothing that others opened', () => {
    const search = sampleSearch({ drawn: [sampleDrawn({ readAt: undefined })] });
    expect(times(search)).toEqual(times(sampleSearch()));
    expect(explain(NINE, search)).toEqual([]);
  });

  test('time that the last reading did not cover or could not settle opens nothing', () => {
    const until = onlyDrawn({ covered: span('2027-01-01T00:00Z', '2027-03-02T09:40-05:00') });
    expect(times(until)).toEqual(['09:00']);
    const unsettled = onlyDrawn({ uncertain: [span('2027-03-02T09:00-05:00', '2027-03-02T09:10-05:00')] });
    expect(times(unsettled)).toEqual(['09:10', '09:40']);
    expect(codes(unsettled)).toEqual(unknown(at('2027-03-01T07:55-05:00')));
    expect(times(onlyDrawn({ covered: undefined }))).toEqual([]);
  });

  test('hours that nothing opened are outside openings, and nothing else is said', () => {
    expect(explain(at('2027-03-02T15:00-05:00'), onlyDrawn())).toEqual([{ code: 'outside-openings' }]);
  });
});

describe('laws', () => {
  const wall = (search: SlotSearch, minutes: number): SlotSearch => ({
    ...search,
    type: { ...search.type, startRule: { kind: 'every', minutes } },
  });

  test('a drawn calendar that is not believed changes nothing', () => {
    fc.assert(
      fc.property(anySearch(), anyDrawn(0), fc.constantFrom('unread', 'stale', 'uncovered'), (search, drawn, why) => {
        const fresh = { ...drawn, readAt: search.now };
        const silent = {
          unread: { ...drawn, readAt: undefined },
          stale: { ...drawn, readAt: instant(search.now - search.settings.closingLimit * MINUTE - 1) },
          uncovered: { ...fresh, covered: undefined },
        }[why];
        expect(starts({ ...search, drawn: [...search.drawn, silent] })).toEqual(starts(search));
      }),
      { numRuns: 100 },
    );
  });

  test('one more event that opens takes no slot away, with a fixed grid', () => {
    fc.assert(
      fc.property(
        anySearch().chain((search) => fc.tuple(fc.constant(search), anySpan(search.window.start, 600))),
        fc.constantFrom(5, 15, 60),
        ([search, opened], minutes) => {
          const fixed = wall(search, minutes);
          const covered = loadWindow(search.window);
          const more = sampleDrawn({ readAt: search.now, covered, times: [opened] });
          const after = new Set(starts({ ...fixed, drawn: [...fixed.drawn, more] }));
          expect(starts(fixed).filter((start) => !after.has(start))).toEqual([]);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('drawn times are those that were read, as far as the reading vouches for them', () => {
    fc.assert(
      fc.property(anyDrawn(0), fc.integer({ min: -3000, max: 3000 }), (drawn, minute) => {
        const search = sampleSearch({ now: instant(0), settings: { closingLimit: 7 * 1440 } });
        const one = { start: instant(minute * MINUTE), end: instant((minute + 1) * MINUTE) };
        const { readAt, covered, uncertain } = drawn;
        const believed =
          readAt !== undefined &&
          readAt >= -7 * 1440 * MINUTE &&
          covered !== undefined &&
          overlaps(covered, one) &&
          !uncertain.some((stretch) => overlaps(stretch, one));
        const isOpen = drawnTimes(drawn, search).some((each) => overlaps(each, one));
        expect(isOpen).toBe(believed && drawn.times.some((each) => overlaps(each, one)));
      }),
      { numRuns: 300 },
    );
  });
});
