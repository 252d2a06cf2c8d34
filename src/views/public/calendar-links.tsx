/** Ways to put an appointment into the patient's own calendar. */
import { manageAddress } from './addresses.ts';

/** Addresses that open a web calendar with the appointment filled in. They carry its time and place, and no secret. */
export type WebCalendars = { readonly google: string; readonly outlook: string; readonly microsoft365: string };

export function CalendarLinks({ token, calendars }: { token: string; calendars: WebCalendars }) {
  return (
    <section class="stack-tight no-print">
      <h2 class="label">Add to your calendar</h2>
      <div class="row">
        <a
          class="button button-quiet button-small"
          href={manageAddress(token, 'appointment.ics')}
          download="appointment.ics"
        >
          Calendar file (.ics)
        </a>
        <WebCalendar href={calendars.google} name="Google" />
        <WebCalendar href={calendars.outlook} name="Outlook.com" />
        <WebCalendar href={calendars.microsoft365} name="Microsoft 365" />
      </div>
    </section>
  );
}

function WebCalendar({ href, name }: { href: string; name: string }) {
  return (
    <a class="button button-quiet button-small" href={href} rel="noopener noreferrer external" target="_blank">
      {name}
      <span class="unseen"> calendar, opens a new tab</span>
    </a>
  );
}
