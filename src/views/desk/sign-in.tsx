/** Getting into the desk: asking for a link, using it, and why it cannot be used from here. */
import type { Child } from 'hono/jsx';
import { Card, Message } from '../components.tsx';
import { TextField } from '../fields.tsx';
import { Page } from '../layout.tsx';

function SignInPage({ title, children }: { title: string; children?: Child }) {
  return (
    <Page title={title} brand="Openhours" hidden style="desk.css">
      <div class="narrow stack">
        <h1>{title}</h1>
        {children}
      </div>
    </Page>
  );
}

export function AskForLink(props: { mail: boolean; email?: string; error?: string | undefined; problem?: string }) {
  return (
    <SignInPage title="Sign in to the desk">
      {props.problem ? (
        <Message tone="warn" title={props.problem}>
          <p>Ask for a new link here.</p>
        </Message>
      ) : undefined}
      {props.mail ? (
        <Card>
          <form method="post" action="/desk/sign-in" class="stack" novalidate>
            <TextField
              name="email"
              label="Your email"
              type="email"
              hint="You get a link that signs you in once."
              value={props.email}
              error={props.error}
              autocomplete="email"
            />
            <div class="row">
              <button class="button">Send me a link</button>
            </div>
          </form>
        </Card>
      ) : (
        <Message title="No mail server is set up.">
          <p>
            On the machine that runs Openhours, <code>npm run cli -- sign-in</code> prints a link that signs you in.
          </p>
        </Message>
      )}
    </SignInPage>
  );
}

/** The same words for every address, known or not. */
export function LinkSent({ email }: { email: string }) {
  return (
    <SignInPage title="Look at your mail">
      <Card>
        <p>
          If <bdi>{email}</bdi> belongs to somebody who works here, a link is on its way. It works once, for half an
          hour.
        </p>
        <p class="soft">
          Nothing there? Look among unwanted mail, or <a href="/desk/sign-in">try another address</a>.
        </p>
      </Card>
    </SignInPage>
  );
}

/** A button, because programs that look at links in mail press none. */
export function UseLink() {
  return (
    <SignInPage title="Sign in to the desk">
      <Card>
        <p>This link signs you in on this device. The desk locks itself after 15 minutes without use.</p>
        <form method="post" class="row">
          <button class="button">Sign in</button>
        </form>
      </Card>
    </SignInPage>
  );
}

export function DeskRefused({ publicUrl }: { publicUrl: string }) {
  return (
    <SignInPage title="The desk needs an encrypted address">
      <Message tone="warn" title="This page was reached over plain http from another machine.">
        <p>A sign-in could be read on the way, so the desk does not open here. Booking and manage pages work.</p>
      </Message>
      <Card title="What to do">
        <ol class="stack-tight">
          <li>Put a proxy with a certificate (such as Caddy or nginx) in front of Openhours.</li>
          <li>
            Start Openhours with <code>PUBLIC_URL=https://your.address</code>. It is <code>{publicUrl}</code> now.
          </li>
          <li>Open the desk at that address.</li>
        </ol>
        <p class="soft">On the machine itself, http://localhost works.</p>
      </Card>
    </SignInPage>
  );
}
