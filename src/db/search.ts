/** All that a slot search rests on, read in one batch: nothing is asked that waits for another answer. */
import { loadWindow } from '../domain/slots.ts';
import type {
  AppointmentId,
  AppointmentType,
  CalendarId,
  HoldId,
  Instant,
  Interval,
  Minutes,
  PractitionerId,
  SlotSearch,
  TypeId,
} from '../domain/types.ts';
import { takenTimes } from './appointments.ts';
import { calendarTimes } from './calendar-times.ts';
import { closuresOf } from './closures.ts';
import type { Tx } from './database.ts';
import { liveHolds } from './holds.ts';
import { loadOpenings } from './openings.ts';
import { loadPractice, type Practice } from './practices.ts';
import { loadPractitioner, type PractitionerRecord } from './practitioners.ts';
import { toDate } from './times.ts';
import { loadType } from './types.ts';

export type AskedSearch = {
  readonly practitionerId: PractitionerId;
  readonly typeId: TypeId;
  /** Starts asked about. */
  readonly window: Interval;
  readonly now: Instant;
  readonly audience: SlotSearch['audience'];
  readonly moving?: AppointmentId | undefined;
  /** The asker's own hold and visit, which do not stand in their way. */
  readonly own?: HoldId | undefined;
  readonly visit?: Uint8Array | undefined;
};

export type LoadedSearch = {
  readonly search: SlotSearch;
  readonly practice: Practice;
  readonly practitioner: PractitionerRecord;
  /** A blocking calendar read longer ago is stale to a booking. */
  readonly freshFor: Minutes;
};

/** Undefined when the practice has no such practitioner or type. */
export async function loadSearch(tx: Tx, asked: AskedSearch): Promise<LoadedSearch | undefined> {
  const { practitionerId, typeId, now, window } = asked;
  const load = loadWindow(window);
  const [practice, freshFor, practitioner, type, openings, read, appointments, closures, holds] = await Promise.all([
    loadPractice(tx),
    loadFreshFor(tx),
    loadPractitioner(tx, practitionerId),
    loadType(tx, typeId),
    loadOpenings(tx, practitionerId),
    calendarTimes(tx, practitionerId, load),
    takenTimes(tx, practitionerId, load),
    closuresOf(tx, practitionerId, load),
    liveHolds(tx, { practitionerId, window: load, now, own: asked.own, visit: asked.visit }),
  ]);
  if (!practice || !practitioner || !type) return undefined;
  const { settings } = practice;
  const { audience, moving } = asked;
  const base = { now, window, settings, practitioner, type, openings, audience };
  const found = { ...base, ...read, appointments, closures, holds };
  return { search: moving === undefined ? found : { ...found, moving }, practice, practitioner, freshFor };
}

/** The same search for another form of its type. */
export function withType(loaded: LoadedSearch, type: AppointmentType): LoadedSearch {
  return { ...loaded, search: { ...loaded.search, type } };
}

async function loadFreshFor(tx: Tx): Promise<Minutes> {
  const [row] = await tx<{ minutes: Minutes }[]>`
    select live_read_minutes as minutes from practices where practice_id = current_practice()`;
  return row?.minutes ?? 0;
}

/** Blocking calendars of a practitioner that are too old to book on without looking again. */
export async function calendarsToFreshen(tx: Tx, practitionerId: PractitionerId, now: Instant): Promise<CalendarId[]> {
  const rows = await tx<{ id: CalendarId }[]>`
    select c.calendar_id as id from calendars c join practices s using (practice_id)
    where practice_id = current_practice() and c.practitioner_id = ${practitionerId} and c.blocks
      and (c.read_at is null or c.read_at < ${toDate(now)}::timestamptz - make_interval(mins => s.live_read_minutes))
    order by c.calendar_id`;
  return rows.map((row) => row.id);
}
