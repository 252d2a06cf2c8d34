/** Any slot search: what fast-check draws from. Days lie around clock changes, and everything may touch or overlap. */

import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { instant, interval } from '../../src/domain/interval.ts';
import type {
  AppointmentId,
  BusyRow,
  CalendarId,
  CalendarState,
  DrawnOpenings,
  Interval,
  Opening,
  OpeningException,
  OpeningId,
  SlotSearch,
  StartRule,
} from '../../src/domain/types.ts';
import { busyRows } from '../../src/domain/busy-rows.ts';
import { OTHER, sampleSearch, VISIT } from './sample.ts';

const MINUTE = 60_000;
const DAY = 1440;

const ZONES = [
  'America/New_York',
  'Europe/Paris',
  'Europe/Dublin',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Pacific/Auckland',
  'Pacific/Honolulu',
  'Africa/Cairo',
  'America/Santiago',
  'Asia/Beirut',
];
// Sundays and Fridays on which one of these zones changes its clocks, and a plain day.
const DAYS = [
  '2027-03-14',
  '2027-11-07',
  '2027-03-28',
  '2027-10-31',
  '2027-04-04',
  '2027-10-03',
  '2027-04-30',
  '2027-06-16',
];
const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

type Around = { readonly zone: string; readonly day: Temporal.PlainDate; readonly noon: number };

/** `days`: the longest window. */
export function anySearch(days = 3): fc.Arbitrary<SlotSearch> {
  return fc
    .record({ zone: fc.constantFrom(...ZONES), date: fc.constantFrom(...DAYS) })
    .map(({ zone, date }) => {
      const day = Temporal.PlainDate.from(date);
      return { zone, day, noon: day.toZonedDateTime({ timeZone: zone, plainTime: '12:00' }).epochMilliseconds };
    })
    .chain((around) => searchAround(around, days));
}

function searchAround(around: Around, days: number): fc.Arbitrary<SlotSearch> {
  const { zone, noon } = around;
  return fc
    .record({
      windowAt: minutes(-2 * DAY, DAY),
      windowLength: minutes(1, days * DAY),
      now: fc.oneof({ weight: 2, arbitrary: minutes(-4 * DAY, -2 * DAY) }, minutes(-2 * DAY, DAY)),
      cutoff: fc.oneof(
        { weight: 5, arbitrary: fc.constant({ amount: 0, unit: 'minutes' as const }) },
        fc.record({ amount: minutes(0, 90), unit: fc.constantFrom('minutes' as const, 'hours' as const) }),
        fc.record({ amount: minutes(0, 2), unit: fc.constant('days' as const) }),
      ),
      horizonDays: fc.oneof(minutes(0, 4), { weight: 2, arbitrary: fc.constant(60) }),
      length: minutes(1, 100),
      padding: fc.oneof(fc.constant(0), minutes(0, 40)),
      startRule: anyStartRule,
      openings: fc.array(anyOpening(around), { minLength: 1, maxLength: 4 }),
      drawn: fc.array(anyDrawn(noon), { maxLength: 2 }),
      calendars: fc.array(anyCalendar(noon), { maxLength: 2 }),
      appointments: fc.array(anySpan(noon, 120), { maxLength: 5 }),
      closures: fc.array(anySpan(noon, 240), { maxLength: 1 }),
      holds: fc.array(anySpan(noon, 90), { maxLength: 2 }),
      dailyLimit: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, minutes(1, 3)),
      moves: fc.boolean(),
    })
    .map((drawn) =>
      sampleSearch({
        now: instant(noon + drawn.now * MINUTE),
        window: span(noon, drawn.windowAt, drawn.windowLength),
        settings: { cutoff: drawn.cutoff, horizonDays: drawn.horizonDays, closingLimit: 7 * DAY },
        practitioner: { zone, dailyLimit: drawn.dailyLimit },
        type: { length: drawn.length, padding: drawn.padding, startRule: drawn.startRule },
        openings: drawn.openings,
        drawn: drawn.drawn,
        calendars: drawn.calendars,
        appointments: drawn.appointments.map(({ start, end }, index) => ({
          id: `${index}` as AppointmentId, // ids of tests
          start,
          blockedUntil: end,
        })),
        closures: drawn.closures,
        holds: drawn.holds,
        moving: drawn.moves ? ('0' as AppointmentId) : undefined,
      }),
    );
}

const anyStartRule: fc.Arbitrary<StartRule> = fc.oneof(
  fc.constant({ kind: 'packed' as const }),
  fc.constantFrom(5, 7, 15, 20, 30, 50, 60, 90, 1440).map((every) => ({ kind: 'every' as const, minutes: every })),
);

function anyOpening({ day }: Around): fc.Arbitrary<Opening> {
  return fc
    .record({
      daysBefore: minutes(-2, 25),
      startMinute: minutes(0, DAY - 1).map((minute) => (minute % 3 === 0 ? minute : minute - (minute % 30))),
      length: fc.oneof(
        { weight: 5, arbitrary: minutes(10, 12 * 60) },
        fc.constantFrom(DAY, 12 * 60, 9 * DAY, 20 * DAY),
        minutes(20 * 60, 60 * 60),
      ),
      rule: anyRule(day),
      types: fc.constantFrom<Opening['types']>('all', 'all', [VISIT], [OTHER]),
      exceptions: fc.array(fc.tuple(minutes(-3, 3), fc.boolean(), minutes(-300, 300), minutes(5, 400)), {
        maxLength: 2,
      }),
    })
    .map(({ daysBefore, startMinute, length, rule, types, exceptions }) => {
      const time = { hour: Math.floor(startMinute / 60), minute: startMinute % 60 };
      const start = day.subtract({ days: daysBefore }).toPlainDateTime(time);
      return {
        id: 'opening' as OpeningId, // ids of tests
        start: text(start),
        end: text(start.add({ minutes: length })),
        rule,
        types,
        exceptions: unlike(exceptions).map(([offset, removed, moved, newLength]): OpeningException => {
          const occurrence = day.add({ days: offset }).toPlainDateTime(time);
          if (removed) return { kind: 'removed', occurrence: text(occurrence) };
          const changed = occurrence.add({ minutes: moved });
          const end = text(changed.add({ minutes: newLength }));
          return { kind: 'changed', occurrence: text(occurrence), start: text(changed), end };
        }),
      };
    });
}

/** One exception a day at most. */
function unlike<Drawn extends readonly [number, ...unknown[]]>(exceptions: readonly Drawn[]): Drawn[] {
  return exceptions.filter(([offset], index) => exceptions.findIndex(([other]) => other === offset) === index);
}

function anyRule(day: Temporal.PlainDate): fc.Arbitrary<string | undefined> {
  const until = minutes(-3, 10).map((days) => `;UNTIL=${day.add({ days }).toString().replaceAll('-', '')}T120000`);
  const ends = fc.oneof({ weight: 3, arbitrary: fc.constant('') }, until);
  return fc.oneof(
    fc.constant(undefined),
    fc.tuple(minutes(1, 3), ends).map(([every, end]) => `FREQ=DAILY;INTERVAL=${every}${end}`),
    fc
      .tuple(minutes(1, 2), fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }), ends)
      .map(([every, days, end]) => `FREQ=WEEKLY;INTERVAL=${every};BYDAY=${days.join(',')}${end}`),
  );
}

function anyCalendar(noon: number): fc.Arbitrary<CalendarState> {
  return fc
    .record({
      rules: fc.record({
        tentative: fc.boolean(),
        allDay: fc.boolean(),
        free: fc.boolean(),
        oof: fc.boolean(),
        elsewhere: fc.boolean(),
      }),
      covered: fc.oneof(
        { weight: 3, arbitrary: fc.constant(span(noon, -60 * DAY, 120 * DAY)) },
        fc.tuple(minutes(-3 * DAY, 0), minutes(DAY, 4 * DAY)).map(([from, length]) => span(noon, from, length)),
      ),
      uncertain: fc.array(anySpan(noon, 300), { maxLength: 2 }),
      busy: fc.array(anyBusyRow(noon), { maxLength: 12 }),
    })
    .map((drawn) => ({
      id: 'calendar' as CalendarId, // ids of tests
      name: 'Calendar',
      readAt: instant(noon - 4 * DAY * MINUTE),
      ...drawn,
      busy: busyRows(drawn.busy),
    }));
}

/** Read at any time, or never; what it opens may lie anywhere, days long or minutes. */
export function anyDrawn(noon: number): fc.Arbitrary<DrawnOpenings> {
  return fc
    .record({
      readAt: fc.oneof(
        { weight: 4, arbitrary: fc.constant(-4 * DAY) },
        fc.constantFrom(-30 * DAY, -9 * DAY),
        fc.constant(undefined),
      ),
      covered: fc.oneof(
        { weight: 3, arbitrary: fc.constant(span(noon, -60 * DAY, 120 * DAY)) },
        fc.tuple(minutes(-3 * DAY, 0), minutes(DAY, 4 * DAY)).map(([from, length]) => span(noon, from, length)),
        fc.constant(undefined),
      ),
      uncertain: fc.array(anySpan(noon, 300), { maxLength: 2 }),
      times: fc.array(fc.oneof({ weight: 6, arbitrary: anySpan(noon, 600) }, anySpan(noon, 12 * DAY)), {
        maxLength: 6,
      }),
    })
    .map(({ readAt, ...drawn }) => ({
      id: 'drawn' as CalendarId, // ids of tests
      name: 'Online booking',
      readAt: readAt === undefined ? undefined : instant(noon + readAt * MINUTE),
      ...drawn,
    }));
}

export function anyBusyRow(noon: number): fc.Arbitrary<BusyRow> {
  return fc
    .record({
      time: fc.oneof({ weight: 6, arbitrary: anySpan(noon, 240) }, anySpan(noon, 12 * DAY)),
      kind: fc.constantFrom('busy', 'busy', 'tentative', 'free', 'oof', 'elsewhere'),
      allDay: fc.boolean(),
    })
    .map(({ time, kind, allDay }) => ({ ...time, kind, allDay }));
}

export function anySpan(noon: number, longest: number): fc.Arbitrary<Interval> {
  return fc.tuple(minutes(-2 * DAY, 2 * DAY), minutes(1, longest)).map(([from, length]) => span(noon, from, length));
}

function minutes(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min, max });
}

function span(noon: number, from: number, length: number): Interval {
  return interval(noon + from * MINUTE, noon + (from + length) * MINUTE);
}

function text(local: Temporal.PlainDateTime): string {
  return local.toString().slice(0, 16);
}
