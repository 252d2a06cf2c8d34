/** Pages that say one thing: closed, not found, something is wrong. They name nothing that is not needed. */
import { Page } from '../layout.tsx';

/** Online booking is off: the practice's name, and nothing else of it. */
export function ClosedPage({ practiceName }: { practiceName: string }) {
  return (
    <Page title="Online booking is closed" brand={practiceName} hidden>
      <div class="card stack">
        <h1>Online booking is closed</h1>
        <p class="lead">Appointments cannot be made here at the moment. Please contact the practice directly.</p>
        <p class="soft">Appointments that were already made stay as they are.</p>
      </div>
    </Page>
  );
}

/** A new installation: who started it knows the way on, and nobody else can use it. */
export function NotSetUpPage() {
  return (
    <Page title="Not set up yet" brand="Openhours" hidden>
      <div class="card stack">
        <h1>Openhours is running, and not set up yet</h1>
        <p class="lead">Open the set-up address that the start printed where it was started.</p>
      </div>
    </Page>
  );
}

/** The same for every link that opens nothing: mistyped, expired, replaced or never given out. */
export function NotFoundPage() {
  return (
    <Page title="Page not found" brand="Openhours" hidden>
      <div class="card stack">
        <h1>There is nothing at this address</h1>
        <p class="lead">
          The link may be incomplete, or no longer valid. Open it again from the email, whole, or ask the practice for a
          new one.
        </p>
      </div>
    </Page>
  );
}
