/** Getting into the desk: asking for a link, using it, and why it cannot be used from here. */
import type { Child } from 'hono/jsx';
import { Card, Message } from '../components.tsx';
import { TextField } from '../fields.tsx';
import { Page } from '../layout.tsx';
import { PasskeyForm } from './passkey-form.tsx';

/** A narrow page outside of any practice. */
export function SignInPage({ title, end, children }: { title: string; end?: Child; children?: Child }) {
  return (
    <Page title={title} brand="Openhours" navEnd={end} hidden script="desk.js" style="desk.css">
      <div class="narrow stack">
        <h1>{title}</h1>
        {children}
      </div>
    </Page>
  );
}

export function AskForLink(props: {
  mail: boolean;
  /** What a browser is asked to show a passkey; undefined where passkeys cannot be. */
  passkey: string | undefined;
  email?: string;
  error?: string | undefined;
  problem?: string;
  /** Said once, after something was done. */
  done?: string;
  passkeyError?: string;
}) {
  return (
    <SignInPage title="Sign in to the desk">
      {props.done ? <Message tone="good" title={props.done} /> : undefined}
      {props.problem ? (
        <Message tone="warn" title={props.problem}>
          <p>Ask for a new one here.</p>
        </Message>
      ) : undefined}
      {props.mail ? (
        <Card>
          <form method="post" action="/desk/sign-in" class="stack" novalidate>
            <TextField
              name="email"
              label="Your email"
              type="email"
              hint="You get a link that signs you in once, and a code to type here."
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
      {props.passkey === undefined ? undefined : (
        <PasskeyForm
          ask={{ kind: 'show', action: '/desk/sign-in/passkey', options: props.passkey }}
          error={props.passkeyError}
          class="card"
        >
          <p class="soft">Or with your finger, face, PIN or security key, where you added a passkey:</p>
          <div class="row">
            <button class="button button-quiet">Sign in with a passkey</button>
          </div>
        </PasskeyForm>
      )}
    </SignInPage>
  );
}

/** The same words for every address, known or not; the code works in this browser alone. */
export function LinkSent({ email, error }: { email: string; error?: string }) {
  return (
    <SignInPage title="Look at your mail">
      <Card>
        <p>
          {email ? (
            <>
              If <bdi>{email}</bdi> belongs to somebody who works here, a mail is on its way.
            </>
          ) : (
            'If the address belongs to somebody who works here, a mail is on its way.'
          )}{' '}
          Press the link in it, or type its code here.
        </p>
        <form method="post" action="/desk/sign-in/code" class="stack" novalidate data-once>
          <input type="hidden" name="email" value={email} />
          <TextField
            name="code"
            label="Code"
            hint="Eight digits. It works in this browser, for ten minutes."
            error={error}
            autocomplete="one-time-code"
            inputmode="numeric"
            maxlength={20}
            short
          />
          <div class="row">
            <button class="button">Sign in</button>
          </div>
        </form>
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
