/** After confirming: what was booked, how to keep it, what happens next. Reloading shows it again. */
import { Card } from '../components.tsx';
import { Icon } from '../icons.tsx';
import { manageAddress } from './addresses.ts';
import { AppointmentFacts } from './appointment-facts.tsx';
import { CalendarLinks, type WebCalendars } from './calendar-links.tsx';
import { Policy } from './details-page.tsx';
import { ContactLinks, PublicFrame } from './public-frame.tsx';
import type { ShownAppointment, ShownPractice } from './shown.ts';
import { PageNotice } from './types-page.tsx';

export function BookedPage(props: {
  practice: ShownPractice;
  token: string;
  appointment: ShownAppointment;
  calendars: WebCalendars;
  /** Masked, so that a page left open on a shared computer does not show it. Undefined where no mail goes out. */
  maskedEmail: string | undefined;
}) {
  const { practice, token, appointment, calendars, maskedEmail } = props;
  return (
    <PublicFrame practice={practice} title="Appointment confirmed" hidden>
      <div class="stack-tight">
        <span class="tick">
          <Icon name="check" size={30} />
        </span>
        <h1>Your appointment is confirmed</h1>
        {maskedEmail ? (
          <p class="lead">
            A confirmation goes to <span dir="auto">{maskedEmail}</span>.
          </p>
        ) : undefined}
      </div>
      <Card>
        <AppointmentFacts appointment={appointment} />
        <CalendarLinks token={token} calendars={calendars} />
      </Card>
      <Card title="What happens next" id="next">
        <ul class="plain-list">
          {maskedEmail ? (
            <li>
              The email holds a link to see, move or cancel the appointment. If it does not come within some minutes,
              look into the spam folder.
            </li>
          ) : (
            <li>
              No email goes out for this appointment. Keep the address of this page: with it you can see, move or cancel
              it.
            </li>
          )}
          <li>Keep that link to yourself: whoever has it can change the appointment.</li>
          {practice.phone || practice.email ? (
            <li>
              Questions? <span class="foot-links">{<ContactLinks practice={practice} />}</span>
            </li>
          ) : undefined}
        </ul>
        <div class="row no-print">
          {/* Inside a practice's own site this one page is shown in a frame; what acts is not. */}
          <a class="button button-quiet" href={manageAddress(token)} target="_top">
            See or change this appointment
          </a>
        </div>
      </Card>
      {practice.policyText ? <Policy text={practice.policyText} /> : undefined}
      {practice.pageNotice ? <PageNotice text={practice.pageNotice} /> : undefined}
    </PublicFrame>
  );
}
