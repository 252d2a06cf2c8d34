/** What must be done so that a calendar shows an appointment as it is: decided anew whenever a job runs, so that late ones do no harm. */
import type { Appointment } from './booking.ts';
import { eventTitle, type EventPrivacy } from './event-title.ts';
import type { Instant, Interval, Zone } from './types.ts';

/** The event as it is to stand. The patient is no attendee of it, and nothing of it opens the appointment. */
export type WantedEvent = Interval & {
  readonly uid: string;
  readonly sequence: number;
  readonly zone: Zone;
  readonly title: string;
  readonly location?: string;
};

export type WriteQuestion = {
  readonly now: Instant;
  readonly appointment: Pick<
    Appointment,
    'uid' | 'sequence' | 'revision' | 'status' | 'start' | 'end' | 'zone' | 'location' | 'patient'
  >;
  /** False: appointments do not go into this calendar, or not any more. */
  readonly receives: boolean;
  readonly privacy: EventPrivacy;
  /** Revision of the appointment that stands there, by what we know. */
  readonly written: { readonly revision: number } | undefined;
  /** Write although it stands there by what we know: the practitioner changed it and wants it back. */
  readonly force: boolean;
};

export type WriteDecision =
  | { readonly do: 'put'; readonly event: WantedEvent }
  | { readonly do: 'remove' }
  | { readonly do: 'nothing' };

/** Of a past appointment nothing is written any more; what stands there stays, as in a diary. */
export function decideWrite(question: WriteQuestion): WriteDecision {
  const { appointment, receives, written, now, force } = question;
  if (appointment.end <= now) return { do: 'nothing' };
  if (appointment.status === 'cancelled' || !receives) return written ? { do: 'remove' } : { do: 'nothing' };
  if (written && written.revision >= appointment.revision && !force) return { do: 'nothing' };
  return { do: 'put', event: wantedEvent(appointment, question.privacy) };
}

export function wantedEvent(appointment: WriteQuestion['appointment'], privacy: EventPrivacy): WantedEvent {
  const { uid, sequence, start, end, zone, location, patient } = appointment;
  const title = eventTitle(patient.name, privacy);
  return { uid, sequence, start, end, zone, title, ...(location && { location: location.text }) };
}
