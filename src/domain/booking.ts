/** What becomes of an appointment: booked, moved, cancelled. Decides from what was loaded; saving and telling follow from the change. */

import { instant, MINUTE } from './interval.ts';
import { refusalOfSlot, refusalToChange, refusalToStaff, staleCalendars, type BookingRefusal } from './refusal.ts';
import type {
  AppointmentId,
  AppointmentType,
  Instant,
  LocalDateTime,
  Location,
  Minutes,
  Outcome,
  PatientId,
  PractitionerId,
  Settings,
  SlotSearch,
  TypeId,
  Zone,
} from './types.ts';
import { toLocal } from './zone.ts';

/** Who is seen. `email` is undefined when staff booked without an address. */
export type Patient = {
  readonly id: PatientId;
  readonly name: string;
  readonly email: string | undefined;
  readonly phone: string;
};

/** Who made a change: patients themselves, the practice for them, or the practitioner in their own calendar. */
export type Party = 'patient' | 'staff' | 'practitioner';

/** Type, length, padding and location are as they were when it was booked, whatever became of the type since. */
export type Appointment = {
  readonly id: AppointmentId;
  readonly practitionerId: PractitionerId;
  readonly practitionerName: string;
  readonly patient: Patient;
  readonly typeId: TypeId;
  readonly typeName: string;
  readonly length: Minutes;
  /** Never shown to patients. */
  readonly padding: Minutes;
  readonly start: Instant;
  readonly end: Instant;
  /** End plus padding: until here nothing else may start. Never shown to patients. */
  readonly blockedUntil: Instant;
  /** The wall-clock time as agreed, in `zone`, the practitioner's when it was booked. */
  readonly localStart: LocalDateTime;
  readonly zone: Zone;
  /** The zone that the patient booked in. */
  readonly patientZone: Zone;
  readonly status: 'confirmed' | 'cancelled';
  readonly location: Location | undefined;
  /** What the patient typed. For the practitioner only, never mailed back. */
  readonly note: string;
  /** The same for its whole life, in every calendar. */
  readonly uid: string;
  /** RFC 5545 SEQUENCE. */
  readonly sequence: number;
  /** Raised by every change. */
  readonly revision: number;
  readonly bookedBy: 'patient' | 'staff';
  /** Booked although a calendar was stale: the practice chose to accept and look at it. */
  readonly toVerify: boolean;
  readonly createdAt: Instant;
  readonly changedAt: Instant;
  /** What the manage link is derived from. */
  readonly linkKey: string;
  readonly linkVersion: number;
  readonly cancelledAt: Instant | undefined;
  readonly cancelledBy: Party | undefined;
  /** It began, and nobody came. For staff only. */
  readonly noShow: boolean;
  /** Booked together with others of the same id. */
  readonly seriesId: string | undefined;
};

/** What happened, from which follows what is saved, who is told, and what calendars must show. */
export type Change = {
  readonly kind: 'booked' | 'moved' | 'cancelled';
  readonly by: Party;
  /** The state that is true now. */
  readonly appointment: Appointment;
  /** The state before; undefined when it was just booked. */
  readonly before: Appointment | undefined;
  /** Whether the patient gets a mail about it. */
  readonly tell: boolean;
};

/** A booking before it is decided: ids and details are given, times follow from the search. */
export type BookingRequest = {
  readonly id: AppointmentId;
  readonly uid: string;
  readonly start: Instant;
  readonly practitionerName: string;
  readonly patient: Patient;
  readonly patientZone: Zone;
  readonly note: string;
  readonly linkKey: string;
  readonly seriesId?: string;
};

/**
 * How a patient asks. `live`: their hold of this very slot fixed bounds, openings and grid; `over`: it had run out, so that all
 * is asked anew. A blocking calendar that was read longer ago than `freshFor` is stale to a booking (failures A15).
 */
export type PatientAsking = { readonly hold: 'live' | 'over' | 'none'; readonly freshFor: Minutes };

/** How staff ask: `anyway` once they confirmed the warnings, `tell` when the patient is to get a mail. */
export type StaffAsking = { readonly anyway: boolean; readonly tell: boolean };

/** The revision that whoever asks has seen: on another one they decided on what is not so any more. Undefined: not asked. */
export type Seen = { readonly revision: number | undefined };

/** A patient books an open slot. */
export function book(
  request: BookingRequest,
  asking: PatientAsking,
  search: SlotSearch,
): Outcome<Change, BookingRefusal> {
  const refusal = refusalOfSlot(request.start, asking, search);
  if (refusal) return { ok: false, refusal };
  const toVerify = staleCalendars(search, asking.freshFor).length > 0;
  const appointment = newAppointment(request, search, { bookedBy: 'patient', toVerify });
  return changed({ kind: 'booked', by: 'patient', appointment, before: undefined, tell: true });
}

/** Staff book for a patient: over busy time or outside openings once they confirmed it, never over an appointment. */
export function bookForPatient(
  request: BookingRequest,
  asking: StaffAsking,
  search: SlotSearch,
): Outcome<Change, BookingRefusal> {
  const refusal = refusalToStaff(request.start, asking, search);
  if (refusal) return { ok: false, refusal };
  const appointment = newAppointment(request, search, { bookedBy: 'staff', toVerify: false });
  return changed({ kind: 'booked', by: 'staff', appointment, before: undefined, tell: asking.tell });
}

export type Mover = { readonly by: 'patient'; readonly freshFor: Minutes } | ({ readonly by: 'staff' } & StaffAsking);

/**
 * Moves an appointment and keeps what it is: id, UID, manage link, length. `search` has the type of {@link typeToMove} and
 * names the appointment as the one that moves. The value is undefined when it is there already.
 */
export function reschedule(
  appointment: Appointment,
  to: Seen & { readonly start: Instant; readonly mover: Mover },
  search: SlotSearch,
): Outcome<Change | undefined, BookingRefusal> {
  const { start, mover, revision } = to;
  if (appointment.status === 'cancelled') return { ok: false, refusal: { code: 'already-cancelled' } };
  if (appointment.start === start) return { ok: true, value: undefined };
  const refusal =
    refusalToChange(appointment, {
      kind: 'moved',
      by: mover.by,
      revision,
      now: search.now,
      settings: search.settings,
    }) ??
    (mover.by === 'staff'
      ? refusalToStaff(start, mover, search)
      : refusalOfSlot(start, { hold: 'none', freshFor: mover.freshFor }, search));
  if (refusal) return { ok: false, refusal };
  const { zone } = search.practitioner;
  const moved: Appointment = {
    ...next(appointment, search.now),
    ...times(start, appointment),
    localStart: toLocal(start, zone),
    zone,
    toVerify: mover.by === 'patient' && staleCalendars(search, mover.freshFor).length > 0,
  };
  const tell = mover.by === 'patient' || mover.tell;
  return changed({ kind: 'moved', by: mover.by, appointment: moved, before: appointment, tell });
}

/** Cancels. The value is undefined when it was cancelled before. */
export function cancel(
  appointment: Appointment,
  asked: Seen & {
    readonly by: 'patient' | 'staff';
    readonly tell: boolean;
    readonly now: Instant;
    readonly settings: Settings;
  },
): Outcome<Change | undefined, BookingRefusal> {
  const { by, now } = asked;
  if (appointment.status === 'cancelled') return { ok: true, value: undefined };
  const refusal = refusalToChange(appointment, { kind: 'cancelled', ...asked });
  if (refusal) return { ok: false, refusal };
  const cancelled: Appointment = { ...next(appointment, now), status: 'cancelled', cancelledAt: now, cancelledBy: by };
  const tell = by === 'patient' || asked.tell;
  return changed({ kind: 'cancelled', by, appointment: cancelled, before: appointment, tell });
}

/** The type as the appointment was booked with it: what became of it since does not keep a patient from moving. */
export function typeToMove(appointment: Appointment, type: AppointmentType): AppointmentType {
  const { length, padding } = appointment;
  return { ...type, length, padding, state: 'listed', audience: 'everyone', offeredBy: 'all' };
}

function newAppointment(
  request: BookingRequest,
  { now, practitioner, type }: SlotSearch,
  made: Pick<Appointment, 'bookedBy' | 'toVerify'>,
): Appointment {
  const { start, ...given } = request;
  return {
    ...given,
    ...made,
    ...times(start, type),
    practitionerId: practitioner.id,
    typeId: type.id,
    typeName: type.name,
    length: type.length,
    padding: type.padding,
    location: type.location,
    localStart: toLocal(start, practitioner.zone),
    zone: practitioner.zone,
    status: 'confirmed',
    sequence: 0,
    revision: 1,
    linkVersion: 1,
    createdAt: now,
    changedAt: now,
    cancelledAt: undefined,
    cancelledBy: undefined,
    noShow: false,
    seriesId: request.seriesId,
  };
}

function times(start: Instant, { length, padding }: { length: Minutes; padding: Minutes }) {
  const end = instant(start + length * MINUTE);
  return { start, end, blockedUntil: instant(end + padding * MINUTE) };
}

function next(appointment: Appointment, now: Instant): Appointment {
  const { sequence, revision } = appointment;
  return { ...appointment, sequence: sequence + 1, revision: revision + 1, changedAt: now };
}

function changed<Made extends Change>(change: Made): Outcome<Made, never> {
  return { ok: true, value: change };
}
