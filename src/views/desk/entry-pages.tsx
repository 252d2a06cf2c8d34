/** Between signing in and the desk: the second factor, and which practice. */
import type { PracticeId } from '../../domain/types.ts';
import { Card, Message } from '../components.tsx';
import { Icon } from '../icons.tsx';
import { TextField } from '../fields.tsx';
import { NoPasskeys, PasskeyForm } from './passkey-form.tsx';
import { SignInPage } from './sign-in.tsx';

function SignOut() {
  return (
    <form method="post" action="/desk/sign-out" class="sign-out">
      <button>Sign out</button>
    </form>
  );
}

type Ask = { readonly options: string | undefined; readonly formToken: string; readonly error?: string | undefined };

/** A passkey is asked for by a practice, or to change passkeys, and the person has one. */
export function ShowPasskeyPage({ options, formToken, error, isAskedFor }: Ask & { isAskedFor: boolean }) {
  return (
    <SignInPage title="Confirm with your passkey" end={<SignOut />}>
      <Card>
        <p>
          {isAskedFor
            ? 'Your practice asks for a passkey besides the mail: your finger, face, PIN or security key.'
            : 'You signed in by mail. Confirm with your finger, face, PIN or security key to change your passkeys.'}
        </p>
        {options === undefined ? undefined : (
          <PasskeyForm ask={{ kind: 'show', action: '/desk/passkey', options, formToken }} error={error}>
            <div class="row">
              <button class="button">Confirm</button>
            </div>
          </PasskeyForm>
        )}
        <NoPasskeys />
      </Card>
      <p class="soft">
        Lost it? An owner of your practice can have your passkeys forgotten, at the desk under People; so can whoever
        runs Openhours, with <code>npm run cli -- sign-in --forget-passkeys</code> and your address.
      </p>
    </SignInPage>
  );
}

/** A passkey is asked for, and the person has none yet. */
export function FirstPasskeyPage({ options, formToken, error, name }: Ask & { name: string }) {
  return (
    <SignInPage title="Add a passkey" end={<SignOut />}>
      <Card>
        <p>
          Your practice asks for a passkey besides the mail. Add one on this device, or on a phone or security key that
          you carry with you.
        </p>
        {options === undefined ? (
          <Message tone="warn" title="Passkeys do not work at this address.">
            <p>Tell whoever runs Openhours: it needs a public address with a name.</p>
          </Message>
        ) : (
          <PasskeyForm ask={{ kind: 'add', action: '/desk/passkey', options, formToken }} error={error} class="stack">
            <TextField name="name" label="Name" hint="To know it again." value={name} maxlength={100} />
            <div class="row">
              <button class="button">Add a passkey</button>
            </div>
          </PasskeyForm>
        )}
        <NoPasskeys />
      </Card>
    </SignInPage>
  );
}

export function PracticesPage(props: {
  practices: readonly { readonly id: PracticeId; readonly name: string; readonly role: string }[];
  formToken: string;
}) {
  return (
    <SignInPage title="Which practice?" end={<SignOut />}>
      <ul class="choices">
        {props.practices.map(({ id, name, role }) => (
          <li>
            <form method="post" action={`/desk/practices/${id}/choose`}>
              <input type="hidden" name="form-token" value={props.formToken} />
              <button class="choice choice-button">
                <span class="choice-words">
                  <span class="choice-title">
                    <bdi>{name}</bdi>
                  </span>
                  <span class="soft small">{role}</span>
                </span>
                <span class="choice-arrow">
                  <Icon name="next" />
                </span>
              </button>
            </form>
          </li>
        ))}
      </ul>
    </SignInPage>
  );
}
