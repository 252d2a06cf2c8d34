/** Asks once before cancelling: the policy is shown, the patient decides. */
import { Card } from '../components.tsx';
import { manageAddress } from './addresses.ts';
import { AppointmentFacts } from './appointment-facts.tsx';
import { Policy } from './details-page.tsx';
import { PublicFrame } from './public-frame.tsx';
import type { ShownAppointment, ShownPractice } from './shown.ts';

export function CancelPage({
  practice,
  token,
  appointment,
}: {
  practice: ShownPractice;
  token: string;
  appointment: ShownAppointment;
}) {
  return (
    <PublicFrame practice={practice} title="Cancel appointment" hidden>
      <h1>Cancel this appointment?</h1>
      <Card>
        <AppointmentFacts appointment={appointment} />
        {practice.policyText ? <Policy text={practice.policyText} /> : undefined}
        <form class="row" method="post" action={manageAddress(token, 'cancel')} data-once="">
          <button class="button button-danger">Yes, cancel it</button>
          <a class="button button-quiet" href={manageAddress(token)}>
            Keep it
          </a>
        </form>
      </Card>
    </PublicFrame>
  );
}
