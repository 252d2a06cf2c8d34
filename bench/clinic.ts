/** The workload's working hours and busy list as Openhours stores them: an opening with a weekly rule, calendar rows. */

import { instant } from '../src/domain/interval.ts';
import { DEFAULT_SETTINGS } from '../src/domain/settings.ts';
import { loadWindow } from '../src/domain/slots.ts';
import { busyRows } from '../src/domain/busy-rows.ts';
import { DEFAULT_RULES } from '../src/domain/busy.ts';
import type {
  AppointmentType,
  BusyRows,
  CalendarId,
  Interval,
  OpeningId,
  PractitionerId,
  SlotSearch,
  StartRule,
  TypeId,
} from '../src/domain/types.ts';
import type { Workload } from './workload.mjs';

const DAY = 86_400_000;
const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/**
 * The search that asks what the yardstick asks. The yardstick wants the length inside working hours and the padding free
 * of busy time; here both must lie inside the opening, which therefore ends a padding later.
 */
export function searchOf(workload: Workload, events: readonly [number, number][], startRule?: StartRule): SlotSearch {
  const window = { start: instant(workload.windowStart), end: instant(workload.windowEnd) };
  const hour = (minutes: number) => `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  return {
    now: instant(workload.windowStart),
    window,
    settings: { ...DEFAULT_SETTINGS, cutoff: { amount: 0, unit: 'minutes' }, horizonDays: workload.windowDays },
    practitioner: {
      id: 'practitioner' as PractitionerId, // ids of a bench, which no database gave
      name: 'Practitioner',
      zone: workload.timeZone,
      active: true,
      dailyLimit: undefined,
    },
    type: typeOf(workload, startRule ?? { kind: 'every', minutes: workload.stepMin }),
    openings: [
      {
        id: 'opening' as OpeningId,
        start: `2030-01-07T${hour(workload.startMin)}`,
        end: `2030-01-07T${hour(workload.endMin + workload.padAfterMin)}`,
        rule: `FREQ=WEEKLY;BYDAY=${workload.days.map((day) => WEEKDAYS[day]).join(',')}`,
        exceptions: [],
        types: 'all',
      },
    ],
    drawn: [],
    calendars: [
      {
        id: 'calendar' as CalendarId,
        name: 'Calendar',
        rules: DEFAULT_RULES,
        readAt: window.start,
        covered: { start: instant(window.start - 30 * DAY), end: instant(window.end + 30 * DAY) },
        uncertain: [],
        busy: storedRows(events, loadWindow(window)),
      },
    ],
    appointments: [],
    closures: [],
    holds: [],
    audience: 'everyone',
  };
}

/** As the database delivers them: cut to the load window, sorted by start. */
function storedRows(events: readonly [number, number][], load: Interval): BusyRows {
  const rows = events
    .filter(([start, end]) => end > load.start && start < load.end)
    .toSorted(([a], [b]) => a - b)
    .map(([start, end]) => ({ start: instant(start), end: instant(end), kind: 'busy' as const, allDay: false }));
  return busyRows(rows);
}

function typeOf(workload: Workload, startRule: StartRule): AppointmentType {
  return {
    id: 'type' as TypeId, // as above
    name: 'Visit',
    length: workload.durationMin,
    padding: workload.padAfterMin,
    state: 'listed',
    audience: 'everyone',
    startRule,
    location: undefined,
    note: '',
    colour: 'teal',
    offeredBy: 'all',
  };
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
