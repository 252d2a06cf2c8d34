/** What the public pages show, as types: what they need of a practice, and no more. */
import type { Instant, Interval, Location, Minutes, Zone } from '../../domain/types.ts';

export type ShownPractice = {
  readonly slug: string;
  /** The secret of the personal link that the page was opened with. */
  readonly personal?: string | undefined;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly patientWord: 'patient' | 'client';
  readonly policyText: string;
  readonly pageNotice: string;
  /** Websites that may show the booking page in a frame. */
  readonly embedOrigins: readonly string[];
};

export type ShownPractitioner = { readonly slug: string; readonly name: string; readonly zone: Zone };

/** Padding is not here, so that no page can show it. */
export type ShownType = {
  readonly id: string;
  readonly name: string;
  readonly length: Minutes;
  readonly location: Location | undefined;
  readonly note: string;
};

/** A slot with whom it is, which matters where the first available practitioner was asked for. */
export type ShownSlot = Interval & { readonly practitioner: ShownPractitioner };

/**
 * The zone whose days and clocks are shown first, and the other person's where it differs: in person it is the
 * practitioner's clock on the wall that counts, by video or phone the patient's own.
 */
export type ShownZones = { readonly first: Zone; readonly other: Zone | undefined };

export function shownZones(location: Location | undefined, patient: Zone | undefined, practitioner: Zone): ShownZones {
  if (patient === undefined || patient === practitioner) return { first: practitioner, other: undefined };
  const remote = location?.kind === 'video' || location?.kind === 'phone';
  return remote ? { first: patient, other: practitioner } : { first: practitioner, other: patient };
}

/** What a patient sees of an appointment. */
export type ShownAppointment = Interval & {
  readonly practitionerName: string;
  readonly typeName: string;
  readonly length: Minutes;
  readonly location: Location | undefined;
  readonly zone: Zone;
  readonly patientZone: Zone;
  readonly status: 'confirmed' | 'cancelled';
};

export type Countdown = { readonly expiresAt: Instant; readonly now: Instant };
