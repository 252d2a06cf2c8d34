/** What a start-time rule comes to: the starts that a type has in a stretch of a day with nothing in it. */

import { DAY, instant, interval } from './interval.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { openSlots } from './slots.ts';
import type { AppointmentType, LocalDateTime, OpeningId, PractitionerId, TypeId } from './types.ts';
import { dateTime } from './wall.ts';

/** A day on which no clock changes. */
const SOME_DAY = instant(Date.UTC(2030, 0, 7));

/** `from` and `to`: `HH:MM` of that day. */
export function sampleStarts(
  type: Pick<AppointmentType, 'length' | 'padding' | 'startRule'>,
  { from, to }: { readonly from: string; readonly to: string },
): LocalDateTime[] {
  const day = dateTime(SOME_DAY).slice(0, 10);
  const slots = openSlots({
    now: instant(SOME_DAY - DAY),
    window: interval(SOME_DAY, SOME_DAY + DAY),
    settings: { ...DEFAULT_SETTINGS, cutoff: { amount: 0, unit: 'minutes' } },
    // Nobody's: the ids are looked up nowhere.
    practitioner: { id: 'sample' as PractitionerId, name: '', zone: 'UTC', active: true, dailyLimit: undefined },
    type: {
      ...{ id: 'sample' as TypeId, name: '', state: 'listed', audience: 'everyone', colour: 'teal', note: '' },
      ...{ location: undefined, offeredBy: 'all' },
      ...type,
    },
    openings: [
      {
        ...{ id: 'sample' as OpeningId, start: `${day}T${from}`, end: `${day}T${to}` },
        ...{ rule: undefined, types: 'all', exceptions: [] },
      },
    ],
    ...{ drawn: [], calendars: [], appointments: [], closures: [], holds: [], audience: 'everyone' },
  });
  return slots.map(({ start }) => dateTime(start));
}
