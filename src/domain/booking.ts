/** What becomes of an appointment: booked, moved, cancelled. Decides from what was loaded; saving and telling follow from the change. */

import type {
  AppointmentId,
  Instant,
  LocalDateTime,
  Location,
  Minutes,
  PatientId,
  PractitionerId,
  Reason,
  TypeId,
  Zone,
} from './types.ts';

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

/** Why nothing was changed. `reasons` and `warnings` name calendars and appointments: for staff only. */
export type BookingRefusal = {
  readonly code:
    | 'online-booking-off'
    | 'changes-off'
    | 'just-taken'
    | 'not-offered'
    | 'hold-expired'
    | 'stale-calendar'
    | 'already-cancelled'
    | 'in-the-past'
    | 'needs-confirmation'
    | 'conflict';
  readonly reasons?: readonly Reason[];
  /** What staff are asked to confirm. */
  readonly warnings?: readonly Reason[];
};
