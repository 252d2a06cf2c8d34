/** The patient's page of one appointment: what it is, and what can still be done with it. */
import { Badge, Card, Message } from '../components.tsx';
import { manageAddress, practiceAddress } from './addresses.ts';
import { AppointmentFacts } from './appointment-facts.tsx';
import { CalendarLinks, type WebCalendars } from './calendar-links.tsx';
import { Policy } from './details-page.tsx';
import { Contact, PublicFrame } from './public-frame.tsx';
import type { ShownAppointment, ShownPractice } from './shown.ts';

/** What the patient may do: both, only cancel (online booking is closed), or nothing and why. */
export type ManageState = 'changeable' | 'cancellable' | 'changes-off' | 'past' | 'cancelled';

export function ManagePage(props: {
  practice: ShownPractice;
  token: string;
  appointment: ShownAppointment;
  calendars: WebCalendars;
  state: ManageState;
  /** What was just done: said once on top. */
  done?: 'moved' | 'cancelled';
  /** Whether the patient gets a mail of what was just done. */
  mails: boolean;
  /** Why what was asked was not done. */
  problem?: string;
}) {
  const { practice, token, appointment, calendars, state, done, mails, problem } = props;
  return (
    <PublicFrame practice={practice} title="Your appointment" hidden>
      {done === 'moved' ? (
        <Message tone="good" title="Your appointment was moved.">
          <p>The new time is below.{mails ? ' An email with it is on its way.' : ''}</p>
        </Message>
      ) : undefined}
      {done === 'cancelled' ? (
        <Message tone="good" title="Your appointment is cancelled.">
          <p>Nothing more is to be done.{mails ? ' An email that says so is on its way.' : ''}</p>
        </Message>
      ) : undefined}
      {problem ? <Message tone="bad">{problem}</Message> : undefined}
      <h1>Your appointment</h1>
      <Card>
        <div class="row">
          <StateBadge state={state} />
        </div>
        <AppointmentFacts appointment={appointment} />
        <Actions token={token} state={state} practice={practice} />
      </Card>
      {state === 'changeable' || state === 'cancellable' || state === 'changes-off' ? (
        <>
          {practice.policyText ? <Policy text={practice.policyText} /> : undefined}
          <CalendarLinks token={token} calendars={calendars} />
        </>
      ) : undefined}
    </PublicFrame>
  );
}

function StateBadge({ state }: { state: ManageState }) {
  if (state === 'cancelled') return <Badge tone="bad">Cancelled</Badge>;
  if (state === 'past') return <Badge>Past</Badge>;
  return <Badge tone="good">Confirmed</Badge>;
}

function Actions({ token, state, practice }: { token: string; state: ManageState; practice: ShownPractice }) {
  switch (state) {
    case 'changeable':
      return (
        <div class="row no-print">
          <a class="button" href={manageAddress(token, 'reschedule')}>
            Move to another time
          </a>
          <a class="button button-quiet" href={manageAddress(token, 'cancel')}>
            Cancel appointment
          </a>
        </div>
      );
    case 'cancellable':
      return (
        <>
          <Contact
            practice={practice}
            lead="Moving it online is not possible at the moment. For another time, please contact"
          />
          <div class="row no-print">
            <a class="button button-quiet" href={manageAddress(token, 'cancel')}>
              Cancel appointment
            </a>
          </div>
        </>
      );
    case 'changes-off':
      return <Contact practice={practice} lead="To move or cancel this appointment, please contact" />;
    case 'past':
      return (
        <Contact practice={practice} lead="This appointment is over. If you have a question about it, please contact" />
      );
    case 'cancelled':
      return (
        <div class="row no-print">
          <a class="button button-quiet" href={practiceAddress(practice)}>
            Book another appointment
          </a>
        </div>
      );
  }
}
