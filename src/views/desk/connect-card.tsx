/** Connecting another calendar: whose, and where it is kept; and how an operator registers the installation where people sign in. */
import type { PractitionerId } from '../../domain/types.ts';
import { Card, Message } from '../components.tsx';
import { SelectField } from '../fields.tsx';
import { registrationSteps, takesRedirect, type SignInKind } from '../registration.ts';
import { KIND_NAMES, type AccountKind } from './account-kinds.ts';
import type { Seat } from './frame.tsx';

export type ConnectCardProps = {
  readonly seat: Seat;
  readonly practitioners: readonly { readonly id: PractitionerId; readonly name: string }[];
  /** Kinds that this installation can sign in to. */
  readonly signIn: readonly AccountKind[];
  readonly publicUrl: string;
};

const SIGN_IN = ['google', 'outlook'] as const;

export function ConnectCard({ seat, practitioners, signIn, publicUrl }: ConnectCardProps) {
  const [only, ...more] = practitioners;
  const missing = SIGN_IN.filter((kind) => !signIn.includes(kind));
  const options = [...SIGN_IN.filter((kind) => signIn.includes(kind)), 'caldav' as const, 'ics' as const];
  return (
    <Card title="Connect a calendar" id="connect">
      <form method="get" action="/desk/calendars/connect" class="stack">
        {only && more.length === 0 ? (
          <input type="hidden" name="practitioner" value={only.id} />
        ) : (
          <SelectField
            name="practitioner"
            label="Whose calendar"
            options={practitioners.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        <fieldset class="stack-tight">
          <legend class="label">Where it is kept</legend>
          {options.map((kind, index) => (
            <label class="check" for={`kind-${kind}`}>
              <input type="radio" id={`kind-${kind}`} name="kind" value={kind} checked={index === 0} />
              <span>
                {KIND_NAMES[kind]}
                <span class="hint">{WORDS[kind]}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div class="row">
          <button class="button">Go on</button>
        </div>
      </form>
      {missing.map((kind) => (
        <Registration seat={seat} kind={kind} publicUrl={publicUrl} />
      ))}
    </Card>
  );
}

/** For whoever runs the installation; others learn whom to ask. */
function Registration({ seat, kind, publicUrl }: { seat: Seat; kind: SignInKind; publicUrl: string }) {
  const name = KIND_NAMES[kind];
  if (seat.role !== 'owner')
    return <p class="soft small">{name}: not set up on this installation. Whoever runs it can do so.</p>;
  return (
    <details>
      <summary>{name}: how to set it up</summary>
      <div class="stack-tight">
        <p class="soft">
          This installation has to be registered once, by whoever runs it. Nobody else has to do anything.
        </p>
        {takesRedirect(publicUrl) ? undefined : (
          <Message tone="warn" title="First give the installation an https:// address (PUBLIC_URL).">
            <p>The provider sends nobody back to {publicUrl}.</p>
          </Message>
        )}
        <ol class="numbered">
          {registrationSteps(publicUrl, kind).map((step) => (
            <li class="break">{step}</li>
          ))}
        </ol>
        <p class="soft small">
          Then <code>openhours doctor</code> says whether it is taken.
        </p>
      </div>
    </details>
  );
}

const WORDS: Readonly<Record<AccountKind, string>> = {
  google: 'Sign in with the Google account that has the calendar.',
  outlook: 'Microsoft 365, Exchange Online or Outlook.com: sign in with the account.',
  caldav: 'iCloud, Fastmail, Nextcloud and other servers: a user name and an app password.',
  ics: 'An address that ends in .ics. It can be read, and nothing is written into it.',
};
