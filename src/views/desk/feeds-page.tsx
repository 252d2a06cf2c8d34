/** Addresses to hand on: booking links for patients, secret calendar feeds for practitioners. */
import type { PractitionerId } from '../../domain/types.ts';
import { Card } from '../components.tsx';
import { CopyField } from './copy-field.tsx';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';

export type PractitionerLinks = {
  readonly id: PractitionerId;
  readonly name: string;
  readonly bookingUrl: string;
  readonly fullUrl: string;
  readonly busyUrl: string;
};

export function FeedsPage(props: {
  seat: Seat;
  bookingUrl: string;
  practitioners: readonly PractitionerLinks[];
  done?: string | undefined;
}) {
  const { seat, practitioners } = props;
  return (
    <DeskPage seat={seat} title="Links and feeds" place="/desk/feeds" done={props.done}>
      <Card title="Booking link" id="booking">
        <p class="soft">For your website, mails and cards. It is not secret.</p>
        <CopyField label="Booking link of the practice" value={props.bookingUrl} />
        {practitioners.length > 1
          ? practitioners.map(({ name, bookingUrl }) => (
              <div class="stack-tight">
                <p class="label">{name}</p>
                <CopyField label={`Booking link of ${name}`} value={bookingUrl} />
              </div>
            ))
          : undefined}
      </Card>
      <Card title="Calendar feeds" id="feeds">
        <p class="soft">
          Subscribe to a feed in a calendar app, and appointments show up there. Apple and Thunderbird look every few
          minutes to hours, as set there; Outlook every few hours; Google about once a day and not on request. Whoever
          has an address can read the feed: when one got into the wrong hands, replace it.
        </p>
      </Card>
      {practitioners.map((practitioner) => (
        <Card title={practitioner.name} id={`feeds-${practitioner.id}`}>
          <Feed
            seat={seat}
            practitioner={practitioner}
            kind="full"
            title={`Appointments, with the ${seat.patientWord}’s name`}
            url={practitioner.fullUrl}
          />
          <hr />
          <Feed
            seat={seat}
            practitioner={practitioner}
            kind="busy"
            title="Busy only, for others to see"
            url={practitioner.busyUrl}
          />
        </Card>
      ))}
    </DeskPage>
  );
}

function Feed(props: {
  seat: Seat;
  practitioner: PractitionerLinks;
  kind: 'full' | 'busy';
  title: string;
  url: string;
}) {
  const { seat, practitioner, kind, title, url } = props;
  return (
    <div class="stack-tight">
      <h3>{title}</h3>
      <CopyField label={`${title}: ${practitioner.name}`} value={url} />
      <details>
        <summary>Replace this address</summary>
        <DeskForm seat={seat} action={`/desk/feeds/${practitioner.id}/${kind}/replace`} class="stack-tight">
          <p class="soft">The old address stops working at once, in every calendar app that has it.</p>
          <div class="row">
            <button class="button button-quiet button-small">Replace</button>
          </div>
        </DeskForm>
      </details>
    </div>
  );
}
