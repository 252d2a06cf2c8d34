/** "My appointments": ask for the link, the answer that is the same for every address, and the list behind the link. */
import { Card, Empty, Message } from '../components.tsx';
import { TextField } from '../fields.tsx';
import { clock, day, machineTime, zoneName } from '../format.ts';
import { manageAddress, myAppointmentsAddress, practiceAddress } from './addresses.ts';
import { Contact, PublicFrame } from './public-frame.tsx';
import { shownZones, type ShownAppointment, type ShownPractice } from './shown.ts';

export function AskPage({ practice, email, error }: { practice: ShownPractice; email: string; error?: string }) {
  return (
    <PublicFrame practice={practice} title="My appointments">
      <div class="stack-tight">
        <h1>My appointments</h1>
        <p class="lead">We send a link to your future appointments to the address that you booked with.</p>
      </div>
      <form class="card narrow" method="post" action={myAppointmentsAddress(practice.slug)}>
        <TextField
          name="email"
          label="Email"
          type="email"
          value={email}
          autocomplete="email"
          maxlength={254}
          error={error}
        />
        <div class="row">
          <button class="button">Send me the link</button>
        </div>
      </form>
    </PublicFrame>
  );
}

/** Says nothing about whether the address is known. */
export function AskedPage({ practice, mails }: { practice: ShownPractice; mails: boolean }) {
  if (!mails) {
    return (
      <PublicFrame practice={practice} title="No email can be sent" hidden>
        <h1>No email can be sent at the moment</h1>
        <Contact practice={practice} lead="To see or change your appointments, please contact" />
      </PublicFrame>
    );
  }
  return (
    <PublicFrame practice={practice} title="Look into your inbox" hidden>
      <h1>Look into your inbox</h1>
      <Message>
        <p>If there are future appointments for that address, an email with a link to them is on its way.</p>
        <p>Nothing there after some minutes? Look into the spam folder, or try the other address that you use.</p>
      </Message>
    </PublicFrame>
  );
}

export function ListPage(props: {
  practice: ShownPractice;
  appointments: readonly { readonly appointment: ShownAppointment; readonly manageToken: string }[];
}) {
  const { practice, appointments } = props;
  return (
    <PublicFrame practice={practice} title="My appointments" hidden>
      <h1>My appointments</h1>
      {appointments.length === 0 ? (
        <Empty title="No future appointments">
          <p>
            <a class="button button-quiet" href={practiceAddress(practice)}>
              Book an appointment
            </a>
          </p>
        </Empty>
      ) : (
        <Card>
          <ul class="list">
            {appointments.map((each) => (
              <li>
                <Line {...each} />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </PublicFrame>
  );
}

function Line({ appointment, manageToken }: { appointment: ShownAppointment; manageToken: string }) {
  const { first } = shownZones(appointment.location, appointment.patientZone, appointment.zone);
  const words = `${day(appointment.start, first)}, ${clock(appointment.start, first)}`;
  return (
    <>
      <div>
        <time class="label" datetime={machineTime(appointment.start)}>
          {words}
        </time>
        <p class="soft small">
          <span dir="auto">{appointment.typeName}</span> · <span dir="auto">{appointment.practitionerName}</span> ·{' '}
          {zoneName(first, appointment.start)}
        </p>
      </div>
      <a
        class="button button-quiet button-small"
        href={manageAddress(manageToken)}
        aria-label={`See or change: ${words}`}
      >
        See or change
      </a>
    </>
  );
}
