/** Why a time is not open, in words for staff. Patients are never told these. */
import type { Reason, Zone } from '../../domain/types.ts';
import { Message } from '../components.tsx';
import { clock, dateInWords, dayAndClock } from '../format.ts';

export function reasonInWords(reason: Reason, zone: Zone): string {
  switch (reason.code) {
    case 'online-booking-off':
      return 'Online booking is switched off.';
    case 'practitioner-inactive':
      return 'The practitioner takes no bookings at the moment.';
    case 'type-not-offered':
      return 'The practitioner does not offer this appointment type.';
    case 'type-hidden':
      return 'The appointment type is hidden.';
    case 'type-archived':
      return 'The appointment type is archived.';
    case 'existing-patients-only':
      return 'The appointment type is offered through personal links only.';
    case 'before-cutoff':
      return `It is within the cut-off: the first time online is ${dayAndClock(reason.earliest, zone)}.`;
    case 'beyond-horizon':
      return `It is further out than is bookable online: the last day is ${dateInWords(reason.lastDate)}.`;
    case 'outside-openings':
      return 'It lies outside the hours reserved for booking.';
    case 'openings-unknown':
      return reason.readAt === undefined
        ? 'A calendar that defines openings has not been read yet.'
        : `A calendar that defines openings was last read on ${dayAndClock(reason.readAt, zone)}: whether it has one at this time is not known.`;
    case 'opening-not-for-type':
      return 'The hours at this time are reserved for other appointment types.';
    case 'closed':
      return 'This time was closed for the practitioner.';
    case 'busy':
      return 'The practitioner’s calendar says busy.';
    case 'appointment':
      return 'Another appointment is at this time.';
    case 'hold':
      return 'Somebody is filling in the form for this time.';
    case 'daily-limit':
      return `The day has its most appointments (${reason.limit}).`;
    case 'off-grid': {
      const near = [reason.before, reason.after].filter((at) => at !== undefined).map((at) => clock(at, zone));
      return near.length > 0 ? `Start times here are ${near.join(' and ')}.` : 'It is not one of the start times.';
    }
    case 'calendar-unread':
      return 'A calendar has not been read yet: nobody knows whether this time is free.';
    case 'calendar-stale':
      return `A calendar was last read on ${dayAndClock(reason.readAt, zone)}: what it holds since then is not known.`;
    case 'not-covered':
      return 'The last reading of a calendar does not reach so far.';
    case 'uncertain':
      return 'A calendar holds something at this time that could not be read.';
  }
}

/** What staff are asked to confirm. */
export function Warnings({ title, reasons, zone }: { title: string; reasons: readonly Reason[]; zone: Zone }) {
  const sentences = new Set(reasons.map((reason) => reasonInWords(reason, zone)));
  return (
    <Message tone="warn" title={title}>
      <ul class="error-list">
        {[...sentences].map((sentence) => (
          <li>{sentence}</li>
        ))}
      </ul>
    </Message>
  );
}
