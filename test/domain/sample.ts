/** A slot search to test with: Tuesdays 09:00–12:00 in New York, 25 + 5 minutes, packed. A test changes what it is about. */

import { busyRows } from '../../src/domain/busy-rows.ts';
import { DEFAULT_RULES } from '../../src/domain/busy.ts';
import { instant, interval } from '../../src/domain/interval.ts';
import { DEFAULT_SETTINGS } from '../../src/domain/settings.ts';
import { openSlots } from '../../src/domain/slots.ts';
import type {
  AppointmentId,
  AppointmentType,
  BusyRow,
  CalendarId,
  CalendarState,
  DrawnOpenings,
  Instant,
  Interval,
  Opening,
  OpeningId,
  Practitioner,
  PractitionerId,
  Settings,
  SlotSearch,
  TakenTime,
  TypeId,
} from '../../src/domain/types.ts';
import { toLocal } from '../../src/domain/zone.ts';

// Ids of tests, which no database gave.
export const VISIT = 'visit' as TypeId;
export const OTHER = 'other' as TypeId;
export const LEE = 'lee' as PractitionerId;
export const KIM = 'kim' as PractitionerId;

/** An instant from text with an offset, such as `2027-03-02T09:00-05:00`. */
export function at(text: string): Instant {
  return instant(Date.parse(text));
}

/** From and to as {@link at} reads them. */
export function span(from: string, to: string): Interval {
  return interval(at(from), at(to));
}

type Changes = Partial<Omit<SlotSearch, 'settings' | 'practitioner' | 'type'>> & {
  readonly settings?: Partial<Settings>;
  readonly practitioner?: Partial<Practitioner>;
  readonly type?: Partial<AppointmentType>;
};

/** It is Monday, March 1, 2027, 08:00 in New York; asked is the Tuesday after. */
export function sampleSearch(changes: Changes = {}): SlotSearch {
  return {
    now: at('2027-03-01T08:00-05:00'),
    window: span('2027-03-02T00:00-05:00', '2027-03-03T00:00-05:00'),
    openings: [sampleOpening()],
    drawn: [],
    calendars: [],
    appointments: [],
    closures: [],
    holds: [],
    audience: 'everyone',
    ...changes,
    settings: { ...DEFAULT_SETTINGS, cutoff: { amount: 0, unit: 'minutes' }, ...changes.settings },
    practitioner: {
      id: LEE,
      name: 'Dr. Lee',
      zone: 'America/New_York',
      active: true,
      dailyLimit: undefined,
      ...changes.practitioner,
    },
    type: {
      id: VISIT,
      name: 'Visit',
      length: 25,
      padding: 5,
      state: 'listed',
      audience: 'everyone',
      startRule: { kind: 'packed' },
      location: undefined,
      note: '',
      colour: 'teal',
      offeredBy: 'all',
      ...changes.type,
    },
  };
}

export function sampleOpening(changes: Partial<Opening> = {}): Opening {
  return {
    id: 'opening' as OpeningId,
    start: '2027-03-02T09:00',
    end: '2027-03-02T12:00',
    rule: 'FREQ=WEEKLY;BYDAY=TU',
    exceptions: [],
    types: 'all',
    ...changes,
  };
}

type CalendarChanges = Partial<Omit<CalendarState, 'busy'>> & { readonly busy?: readonly BusyRow[] };

/** Read at 07:55 of the sample's now, for all of 2027, opening nothing. */
export function sampleDrawn(changes: Partial<DrawnOpenings> = {}): DrawnOpenings {
  return {
    id: 'drawn' as CalendarId,
    name: 'Online booking',
    readAt: at('2027-03-01T07:55-05:00'),
    covered: span('2027-01-01T00:00Z', '2028-01-01T00:00Z'),
    uncertain: [],
    times: [],
    ...changes,
  };
}

/** Read at 07:55 of the sample's now, for all of 2027, without any busy time. */
export function sampleCalendar({ busy = [], ...changes }: CalendarChanges = {}): CalendarState {
  return {
    id: 'calendar' as CalendarId,
    name: 'Calendar',
    rules: DEFAULT_RULES,
    readAt: at('2027-03-01T07:55-05:00'),
    covered: span('2027-01-01T00:00Z', '2028-01-01T00:00Z'),
    uncertain: [],
    busy: busyRows(busy),
    ...changes,
  };
}

export function busyRow(from: string, to: string, changes: Partial<BusyRow> = {}): BusyRow {
  return { ...span(from, to), kind: 'busy', allDay: false, ...changes };
}

export function takenTime(id: string, from: string, blockedUntil: string): TakenTime {
  return { id: id as AppointmentId, start: at(from), blockedUntil: at(blockedUntil) };
}

/** Local starts of the open slots, `HH:MM`. */
export function times(search: SlotSearch): string[] {
  return openSlots(search).map(({ start }) => toLocal(start, search.practitioner.zone).slice(11));
}
