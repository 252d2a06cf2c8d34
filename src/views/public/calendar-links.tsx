/** Ways to put an appointment into the patient's own calendar. They carry its time and place, and no secret. */
import { placeInWords } from './place.tsx';
import { manageAddress } from './addresses.ts';
import type { ShownAppointment } from './shown.ts';

export function CalendarLinks({ token, appointment, practiceName }: { token: string; appointment: ShownAppointment; practiceName: string }) {
  return (
    <div class="row">
      <a class="button button-quiet" href={manageAddress(token, 'appointment.ics')} download="appointment.ics">
        Apple, Thunderbird, others (.ics)
      </a>
      <a class="button button-quiet" href={googleAddress(appointment, practiceName)} rel="noopener noreferrer external" target="_blank">
        Google<span class="unseen"> Calendar, opens a new tab</span>
      </a>
      <a class="button button-quiet" href={outlookAddress(appointment, practiceName)} rel="noopener noreferrer external" target="_blank">
        Outlook<span class="unseen">, opens a new tab</span>
      </a>
    </div>
  );
}

// Neutral words: nothing clinical stands in an event's title.
const titleOf = (practiceName: string): string => `Appointment – ${practiceName}`;

const placeOf = ({ location }: ShownAppointment): string => location?.text || placeInWords(location);

/** support.google.com has no page for it; `dates` is UTC in basic format. */
export function googleAddress(appointment: ShownAppointment, practiceName: string): string {
  const basic = (at: number): string => new Date(at).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const address = new URL('https://calendar.google.com/calendar/render?action=TEMPLATE');
  address.searchParams.set('text', titleOf(practiceName));
  address.searchParams.set('dates', `${basic(appointment.start)}/${basic(appointment.end)}`);
  address.searchParams.set('location', placeOf(appointment));
  return address.href;
}

export function outlookAddress(appointment: ShownAppointment, practiceName: string): string {
  const address = new URL('https://outlook.live.com/calendar/0/action/compose?rru=addevent');
  address.searchParams.set('subject', titleOf(practiceName));
  address.searchParams.set('startdt', new Date(appointment.start).toISOString());
  address.searchParams.set('enddt', new Date(appointment.end).toISOString());
  address.searchParams.set('location', placeOf(appointment));
  return address.href;
}
