/** Connecting one calendar: the form for an address, and the last step after signing in at a provider. */
import type { ConnectedAccount } from '../../domain/connected.ts';
import type { PractitionerId } from '../../domain/types.ts';
import { Card, Message } from '../components.tsx';
import { ErrorSummary, TextField, type FieldErrors } from '../fields.tsx';
import { KIND_NAMES } from './account-kinds.ts';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';

const PATH = [{ label: 'Calendars', href: '/desk/calendars' }];

export type TypedAccount = {
  readonly address: string;
  readonly user: string;
  readonly name: string;
  /** The account that is to be connected again. */
  readonly again?: Pick<ConnectedAccount, 'id' | 'masked'> | undefined;
};

export function ConnectPage(props: {
  seat: Seat;
  kind: 'caldav' | 'ics';
  practitioner: { readonly id: PractitionerId; readonly name: string };
  typed: TypedAccount;
  errors: FieldErrors;
}) {
  const { seat, kind, practitioner, typed, errors } = props;
  return (
    <DeskPage seat={seat} title={`Connect: ${KIND_NAMES[kind]}`} place="/desk/calendars" path={PATH}>
      <ErrorSummary errors={errors} />
      <Card>
        <DeskForm seat={seat} action="/desk/calendars/connect">
          <input type="hidden" name="kind" value={kind} />
          <input type="hidden" name="practitioner" value={practitioner.id} />
          <p>
            For <strong dir="auto">{practitioner.name}</strong>. It is read once before it is kept.
          </p>
          {kind === 'caldav' ? <Caldav typed={typed} errors={errors} /> : <Feed typed={typed} errors={errors} />}
          <div class="row">
            <button class="button">Connect</button>
            <a class="button button-quiet" href="/desk/calendars">
              Back
            </a>
          </div>
        </DeskForm>
      </Card>
    </DeskPage>
  );
}

function Caldav({ typed, errors }: { typed: TypedAccount; errors: FieldErrors }) {
  return (
    <>
      {typed.again ? (
        <>
          <input type="hidden" name="account" value={typed.again.id} />
          <p>
            Server: <span class="break">{typed.again.masked}</span>
          </p>
          {errors['address'] ? <p class="field-error">{errors['address']}</p> : undefined}
        </>
      ) : (
        <TextField
          name="address"
          label="Server"
          hint="icloud.com, fastmail.com, or the address of your server, such as cloud.practice.example."
          value={typed.address}
          error={errors['address']}
        />
      )}
      <TextField name="user" label="User name" value={typed.user} autocomplete="off" error={errors['user']} />
      <TextField
        name="password"
        label="App password"
        type="password"
        hint="Made for this app alone in the account’s settings. iCloud and Fastmail take no other."
        autocomplete="off"
        error={errors['password']}
      />
      <details>
        <summary>Where to find these</summary>
        <ul class="plain-list">
          <li>
            <strong>iCloud:</strong> server icloud.com, the address of the Apple Account, and a password made at
            account.apple.com under Sign-In and Security, App-Specific Passwords.
          </li>
          <li>
            <strong>Fastmail:</strong> server fastmail.com, the address of the account, and a password made in its
            settings under Privacy & Security, App passwords, for Calendars (CalDAV).
          </li>
          <li>
            <strong>Nextcloud:</strong> the address of the cloud, the user name there, and a password made in the
            personal settings under Security, Devices & sessions.
          </li>
        </ul>
      </details>
    </>
  );
}

function Feed({ typed, errors }: { typed: TypedAccount; errors: FieldErrors }) {
  return (
    <>
      <TextField
        name="address"
        label="Address"
        type="url"
        hint="Begins with https:// or webcal://. Whoever has it can read the calendar; it is kept sealed."
        value={typed.address}
        error={errors['address']}
      />
      <TextField
        name="name"
        label="Name"
        hint="For you alone."
        value={typed.name}
        maxlength={100}
        error={errors['name']}
      />
    </>
  );
}

const ASKED: Readonly<Record<'google' | 'outlook', readonly string[]>> = {
  google: ['to see the list of the calendars', 'to see and change events in the calendars'],
  outlook: ['to read and write the calendars of the account', 'to keep this permission until it is taken back'],
};

/** Before the way to the provider: what it will ask. A link, since forms lead nowhere but to this site. */
export function SignInPage(props: {
  seat: Seat;
  kind: 'google' | 'outlook';
  practitioner: { readonly id: PractitionerId; readonly name: string };
}) {
  const { seat, kind, practitioner } = props;
  const name = KIND_NAMES[kind];
  return (
    <DeskPage seat={seat} title={`Connect: ${name}`} place="/desk/calendars" path={PATH}>
      <Card>
        <p>
          For <strong dir="auto">{practitioner.name}</strong>. Sign in with the account that has the calendar. {name}{' '}
          then asks for permission:
        </p>
        <ul class="plain-list">
          {ASKED[kind].map((permission) => (
            <li>{permission}</li>
          ))}
        </ul>
        <p>
          It takes all of them: leave every box ticked. Of events that are not appointments only the time is kept, and
          you choose next which calendars are used. You can disconnect at any time.
        </p>
        <div class="row">
          <a class="button" href={`/desk/calendars/sign-in/${kind}?practitioner=${practitioner.id}`}>
            Go to {name}
          </a>
          <a class="button button-quiet" href="/desk/calendars">
            Back
          </a>
        </div>
      </Card>
    </DeskPage>
  );
}

export function SignedInPage(props: {
  seat: Seat;
  kind: 'google' | 'outlook';
  state: string;
  code: string;
  problem: string | undefined;
}) {
  const { seat, kind, problem } = props;
  const name = KIND_NAMES[kind];
  return (
    <DeskPage seat={seat} title={`Connect: ${name}`} place="/desk/calendars" path={PATH}>
      {problem === undefined ? (
        <Card>
          <DeskForm seat={seat} action={`/desk/calendars/signed-in/${kind}`}>
            <input type="hidden" name="state" value={props.state} />
            <input type="hidden" name="code" value={props.code} />
            <p>
              You signed in at {name}. One more step connects the account to {seat.practiceName}.
            </p>
            <div class="row">
              <button class="button">Connect the account</button>
              <a class="button button-quiet" href="/desk/calendars">
                Do not connect it
              </a>
            </div>
          </DeskForm>
        </Card>
      ) : (
        <>
          <Message tone="bad" title="The account is not connected.">
            <p>{problem}</p>
          </Message>
          <p>
            <a class="button" href="/desk/calendars#connect">
              Try again
            </a>
          </p>
        </>
      )}
    </DeskPage>
  );
}
