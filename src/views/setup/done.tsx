/** The last step of set-up: the booking link, the way to the desk, and what still keeps the link from real patients. */
import { Card, Message } from '../components.tsx';
import { CopyField } from '../desk/copy-field.tsx';
import { SetupPage } from './frame.tsx';

export type DoneProps = {
  readonly bookingUrl: string;
  readonly signInUrl: string;
  readonly ownerEmail: string;
  readonly patientWord: string;
  /** Whole sentences, each with what to do; empty: nothing is missing. */
  readonly missing: readonly { readonly title: string; readonly what: string; readonly href?: string }[];
};

export function DoneStep({ bookingUrl, signInUrl, ownerEmail, patientWord, missing }: DoneProps) {
  return (
    <SetupPage step="Ready" title="Your booking link works" lead="Open it and book a first appointment with yourself.">
      <Card title="Booking link" id="booking">
        <CopyField label="Booking link" value={bookingUrl} />
        <div class="row">
          <a class="button" href={bookingUrl}>
            Open the booking page
          </a>
        </div>
      </Card>
      {missing.length === 0 ? (
        <Message tone="good" title={`Nothing keeps it from ${patientWord}s.`}>
          <p>Mail goes out and the address is public and encrypted.</p>
        </Message>
      ) : (
        <Card title={`Before you give it to ${patientWord}s`} id="missing">
          <ul class="list">
            {missing.map(({ title, what, href }) => (
              <li>
                <div class="stack-tight">
                  <strong>{title}</strong>
                  <span class="soft">{what}</span>
                </div>
                {href ? (
                  <a class="button button-quiet button-small" href={href}>
                    Go back to it
                  </a>
                ) : undefined}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card title="The desk" id="desk">
        <p>
          Appointments, settings and feeds are at the desk. Finishing closes these set-up pages for good and opens your
          sign-in link ({ownerEmail}
          ).
        </p>
        <form method="post" class="row">
          <button class="button">Finish and sign in</button>
        </form>
        <p class="soft small">
          Later you sign in at <span class="break">{signInUrl}</span> with a link by email, or with a link that{' '}
          <code>npm run cli -- sign-in</code> prints on this machine.
        </p>
      </Card>
    </SetupPage>
  );
}
