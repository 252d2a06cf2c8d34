/** A stretch of one practitioner's time as the desk shows it: what is reserved, what is taken, what is open, and why a time is not. */
import { loadAppointments, takenTimes } from '../db/appointments.ts';
import { calendarTimes } from '../db/calendar-times.ts';
import { closuresOf } from '../db/closures.ts';
import type { Tx } from '../db/database.ts';
import { liveHolds } from '../db/holds.ts';
import { loadOpenings, type OpeningRecord } from '../db/openings.ts';
import { loadPractice } from '../db/practices.ts';
import { loadPractitioner, type PractitionerRecord } from '../db/practitioners.ts';
import { loadTypes } from '../db/types.ts';
import type { Appointment } from '../domain/booking.ts';
import { addBusy, closedBy, silence } from '../domain/busy.ts';
import { drawnIn, type DrawnTime } from '../domain/drawn.ts';
import { explain } from '../domain/explain.ts';
import { clip, instant } from '../domain/interval.ts';
import { occurrencesIn, type Occurrence } from '../domain/occurrences.ts';
import { loadWindow, openSlots } from '../domain/slots.ts';
import { SpanList, toSpans, type Spans } from '../domain/spans.ts';
import type {
  AppointmentType,
  Instant,
  Interval,
  Outcome,
  PractitionerId,
  Reason,
  Slot,
  SlotSearch,
} from '../domain/types.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, type NotFound } from './refused.ts';
import { around } from './search.ts';
import { writeAudit } from './write-audit.ts';

export type Week = {
  readonly practitioner: PractitionerRecord;
  readonly openings: readonly OpeningRecord[];
  readonly occurrences: readonly Occurrence[];
  /** What the practitioner's own calendar events open. They are changed in the calendar, not here. */
  readonly drawn: readonly DrawnTime[];
  /** What calendars block, merged. */
  readonly busy: readonly Interval[];
  /** Where a calendar says nothing, so that nothing is offered. */
  readonly unknown: readonly Interval[];
  /** What the practice closed, as far as it meets the week. */
  readonly closures: readonly Interval[];
  readonly appointments: readonly Appointment[];
  /** Types that are not archived, with what patients could book now; a type kept to existing patients as they would see it. */
  readonly types: readonly { readonly type: AppointmentType; readonly slots: readonly Slot[] }[];
  /** Why no time at all is open. */
  readonly closed: readonly Reason[];
};

export async function readWeek(
  ctx: Context,
  { practitionerId, window }: { readonly practitionerId: PractitionerId; readonly window: Interval },
): Promise<Outcome<Week, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const [base, all] = await Promise.all([
      loadBase(ctx, tx, { practitionerId, window }),
      loadAppointments(tx, { window, practitionerId }),
    ]);
    if (!base) return NOT_FOUND;
    const { practitioner, openings, calendars } = base.search;
    const value: Week = {
      practitioner,
      openings,
      occurrences: occurrencesIn(openings, { zone: practitioner.zone, window }),
      drawn: drawnIn(window, base.search),
      busy: covered(window, (list) => {
        for (const calendar of calendars) addBusy(list, calendar, toSpans([window]));
      }),
      unknown: covered(window, (list) => {
        for (const calendar of calendars.filter(({ readAt }) => readAt !== undefined)) {
          for (const spans of Object.values(silence(calendar, window))) addAll(list, spans);
        }
      }),
      closures: clip(base.search.closures, window),
      appointments: all.filter(({ status }) => status === 'confirmed'),
      types: base.types.map((type) => ({ type, slots: openSlots(searchFor(base, type)) })),
      closed: [
        ...(base.search.settings.allowOnlineBooking ? [] : [{ code: 'online-booking-off' } as const]),
        ...(practitioner.active ? [] : [{ code: 'practitioner-inactive' } as const]),
        ...closedBy(base.search),
      ],
    };
    const subject = ['practitioner', practitionerId] as const;
    const details = { found: value.appointments.length };
    if (details.found > 0) await writeAudit(ctx, tx, { action: 'appointments.listed', subject, details });
    return { ok: true, value };
  });
}

/** How one start looks for each type that is not archived. */
export type Explained = {
  readonly practitioner: PractitionerRecord;
  readonly types: readonly { readonly type: AppointmentType; readonly reasons: readonly Reason[] }[];
};

export async function explainTypes(
  ctx: Context,
  { practitionerId, start }: { readonly practitionerId: PractitionerId; readonly start: Instant },
): Promise<Outcome<Explained, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const base = await loadBase(ctx, tx, { practitionerId, window: around(start) });
    if (!base) return NOT_FOUND;
    const types = base.types.map((type) => ({ type, reasons: explain(start, searchFor(base, type)) }));
    return { ok: true, value: { practitioner: base.search.practitioner, types } };
  });
}

export type Base = {
  readonly search: Omit<SlotSearch, 'type' | 'audience' | 'openings' | 'practitioner'> & {
    readonly openings: readonly OpeningRecord[];
    readonly practitioner: PractitionerRecord;
  };
  readonly types: readonly AppointmentType[];
};

export async function loadBase(
  ctx: Context,
  tx: Tx,
  { practitionerId, window }: { readonly practitionerId: PractitionerId; readonly window: Interval },
): Promise<Base | undefined> {
  const load = loadWindow(window);
  const { now } = ctx;
  const [practice, practitioner, types, openings, read, appointments, closures, holds] = await Promise.all([
    loadPractice(tx),
    loadPractitioner(tx, practitionerId),
    loadTypes(tx),
    loadOpenings(tx, practitionerId),
    calendarTimes(tx, practitionerId, load),
    takenTimes(tx, practitionerId, load),
    closuresOf(tx, practitionerId, load),
    liveHolds(tx, { practitionerId, window: load, now, own: undefined, visit: undefined }),
  ]);
  if (!practice || !practitioner) return undefined;
  const base = { now, window, settings: practice.settings, practitioner, openings };
  const search = { ...base, ...read, appointments, closures, holds };
  return { search, types: types.filter(({ state }) => state !== 'archived') };
}

/** As those see it whom the type is for. */
export function searchFor({ search }: Base, type: AppointmentType): SlotSearch {
  return { ...search, type, audience: type.audience };
}

function covered(window: Interval, collect: (list: SpanList) => void): Interval[] {
  const list = new SpanList();
  collect(list);
  const { edges, count } = list.merged();
  const all = Array.from({ length: count }, (_, index) => ({
    start: instant(edges[2 * index] as number), // index < count
    end: instant(edges[2 * index + 1] as number),
  }));
  return clip(all, window);
}

function addAll(list: SpanList, { edges, count }: Spans): void {
  for (let i = 0; i < count; i += 1) list.add(edges[2 * i] as number, edges[2 * i + 1] as number); // i < count
}
