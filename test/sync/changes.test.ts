/** What a provider tells since the last reading leaves the same behind as reading all of it: law, with any order of edits and readings. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ProviderError } from '../../connectors/provider.ts';
import { changePractitioner } from '../../src/actions/practitioners.ts';
import { DAY, instant, MINUTE } from '../../src/domain/interval.ts';
import type { CalendarId, Instant } from '../../src/domain/types.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { memoryAccount, type Account } from '../support/memory/account.ts';
import { MemoryCalendar } from '../support/memory/calendar.ts';
import { contextOf, NOW, samplePractice } from '../support/practice.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const UIDS = ['a', 'b', 'c', 'd'];
const TITLE = 'Online booking';

type Step =
  | { readonly do: 'write'; readonly uid: string; readonly lines: readonly string[] }
  /** It stays where it is, and is somebody else's or called otherwise. */
  | { readonly do: 'change'; readonly uid: string; readonly lines: readonly string[] }
  | { readonly do: 'erase'; readonly uid: string }
  | { readonly do: 'read' | 'fail' | 'forget-cursors' };

const compact = (at: number) => new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');

const anyOwner = fc.constantFrom('', 'ORGANIZER:mailto:else@example.org', 'ORGANIZER:mailto:lee@practice.example');
const anyTitle = fc.constantFrom('', 'SUMMARY:Lunch', `SUMMARY:${TITLE}`);

/** Once or as a series, some of it moved or removed; busy, free, tentative, all-day; anybody's. */
const anyEvent: fc.Arbitrary<readonly string[]> = fc
  .record({
    // Few, so that an event often keeps its time while something else of it changes.
    hour: fc.constantFrom(-20, 5, 30, 900),
    length: fc.constantFrom(30, 60, 600, 3000),
    allDay: fc.boolean(),
    rule: fc.constantFrom('', '', 'RRULE:FREQ=DAILY;COUNT=4', 'RRULE:FREQ=WEEKLY;COUNT=12'),
    removed: fc.boolean(),
    how: fc.constantFrom('', 'TRANSP:TRANSPARENT', 'STATUS:TENTATIVE', 'STATUS:CANCELLED'),
    whose: anyOwner,
    title: anyTitle,
  })
  .map(({ hour, length, allDay, rule, removed, how, whose, title }) => {
    const start = NOW + hour * 60 * MINUTE;
    const day = (at: number) => compact(at).slice(0, 8);
    const times = allDay
      ? [`DTSTART;VALUE=DATE:${day(start)}`, `DTEND;VALUE=DATE:${day(start + (length > 600 ? 3 : 1) * DAY)}`]
      : [`DTSTART:${compact(start)}`, `DTEND:${compact(start + length * MINUTE)}`];
    const exception = rule !== '' && removed && !allDay ? `EXDATE:${compact(start)}` : '';
    return [...times, rule, exception, how, whose, title].filter(Boolean);
  });

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('write' as const), uid: fc.constantFrom(...UIDS), lines: anyEvent }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('change' as const),
      uid: fc.constantFrom(...UIDS),
      lines: fc.tuple(anyOwner, anyTitle).map((lines) => lines.filter(Boolean)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('erase' as const), uid: fc.constantFrom(...UIDS) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('read' as const, 'read' as const, 'fail' as const) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'forget-cursors' as const }) },
);

function text(uid: string, lines: readonly string[]): string {
  const event = ['BEGIN:VEVENT', `UID:${uid}`, ...lines, 'END:VEVENT'];
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', ...event, 'END:VCALENDAR'].join('\r\n');
}

test('whatever is added, moved and removed between readings: told by changes or read whole, the same rows stand there', async () => {
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 14 }), fc.boolean(), async (steps, byTitle) => {
      let now = NOW;
      const practice = await samplePractice(database.db, { slug: `practice-${randomUUID()}` });
      const calendar = new MemoryCalendar();
      const { changes } = calendar;
      calendar.changes = async (...asked) => {
        const delta = await changes.apply(calendar, asked);
        kinds.add(delta.kind);
        return delta;
      };
      // So that it is never empty: an empty answer is doubted (E04).
      calendar.own('always', text('always', ['DTSTART:20270301T200000Z', 'DURATION:PT1H']));
      const clock = (): Instant => now;
      const told = await memoryAccount(database.db, practice, { clock, calendar });
      const whole = await memoryAccount(database.db, practice, { clock, calendar });
      const ctx = contextOf(database.db, practice, { actor: { kind: 'system' } });
      if (byTitle) await changePractitioner(ctx, practice.practitionerId, { openingTitle: TITLE });

      const rowsOf = (id: CalendarId) =>
        database.db.tenant(
          practice.practiceId,
          (tx) => tx`
            select key, event, starts_at, ends_at, kind, all_day, organised, titled from busy
            where calendar_id = ${id} order by key`,
        );
      const read = async (account: Account): Promise<void> => {
        now = instant(now + MINUTE);
        expect(await account.sync()).toMatch(/^(changed|unchanged)$/);
      };
      const same = async (): Promise<void> => {
        await read(told);
        await database.db.tenant(
          practice.practiceId,
          (tx) => tx`update calendars set cursor = null where calendar_id = ${whole.calendarId}`,
        );
        await read(whole);
        expect([...(await rowsOf(told.calendarId))]).toEqual([...(await rowsOf(whole.calendarId))]);
      };

      const written = new Map<string, readonly string[]>();
      const write = (uid: string, lines: readonly string[]): void => {
        written.set(uid, lines);
        calendar.own(uid, text(uid, lines));
      };
      await read(told);
      for (const step of steps) {
        if (step.do === 'write') write(step.uid, step.lines);
        else if (step.do === 'change') {
          const before = written.get(step.uid)?.filter((line) => !/^(ORGANIZER|SUMMARY)/.test(line));
          if (before) write(step.uid, [...before, ...step.lines]);
        } else if (step.do === 'erase') calendar.erase(`own-${step.uid}`);
        else if (step.do === 'forget-cursors') calendar.forgetCursors();
        else if (step.do === 'read') await same();
        else {
          now = instant(now + MINUTE);
          calendar.fail({ when: 'after', error: () => new ProviderError('retry', 'The answer was lost.') });
          // Where the cursor is refused, too, all is read at once instead.
          expect(await told.sync()).toMatch(/^(failed|changed)$/);
        }
      }
      await same();
    }),
    { numRuns: 60 },
  );
  // The law says nothing where changes were never told.
  expect([...kinds].toSorted()).toEqual(['changes', 'full', 'unchanged']);
}, 120_000);
