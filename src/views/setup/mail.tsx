/** Step four of set-up: the mail server, tried with a real mail before it is kept, or skipped with what that means. */
import { Card, Message } from '../components.tsx';
import { ErrorSummary, SelectField, TextField, type FieldErrors } from '../fields.tsx';
import { Help, SetupPage } from './frame.tsx';

export type MailForm = {
  readonly host: string;
  readonly port: string;
  readonly security: string;
  readonly user: string;
  readonly password: string;
  readonly from: string;
  readonly url: string;
};

export type MailStepProps = {
  readonly form: MailForm;
  readonly errors: FieldErrors;
  readonly ownerEmail: string;
  /** The server is given by the installation's environment and cannot be changed here. */
  readonly fixed: boolean;
  /** A server was kept before. */
  readonly kept: boolean;
  /** Why the trial did not work: a sentence. */
  readonly problem?: string | undefined;
};

export function MailStep(props: MailStepProps) {
  return (
    <SetupPage
      step="Mail"
      title="The mail server"
      lead="Confirmations, changes and reminders go out by email, through a mail server of yours."
    >
      <ErrorSummary errors={props.errors} labels={{ from: 'Sender’s address', port: 'Port', url: 'SMTP address' }} />
      {props.problem ? (
        <Message tone="bad" title="The test mail could not be sent.">
          <p>{props.problem}</p>
          <p>Nothing was saved. Correct it and try again, or go on without mail for now.</p>
        </Message>
      ) : undefined}
      {props.kept && !props.problem ? (
        <Message tone="good" title="A mail server is set up.">
          <p>Another one replaces it.</p>
        </Message>
      ) : undefined}
      {props.fixed ? <Fixed ownerEmail={props.ownerEmail} /> : <ServerForm {...props} />}
      <Skip kept={props.kept || props.fixed} />
    </SetupPage>
  );
}

function Fixed({ ownerEmail }: { ownerEmail: string }) {
  return (
    <Card>
      <p>
        This installation has its mail server from its configuration (SMTP_URL). A test mail to {ownerEmail} shows
        whether it works.
      </p>
      <form method="post" class="row">
        <button class="button" name="do" value="test">
          Send a test mail and go on
        </button>
      </form>
    </Card>
  );
}

function ServerForm({ form, errors, ownerEmail }: MailStepProps) {
  return (
    <Card>
      <form method="post" class="stack" novalidate data-once>
        <div class="fields">
          <TextField
            name="host"
            label="Server"
            placeholder="smtp.example.com"
            value={form.host}
            error={errors.host}
            autocomplete="off"
          />
          <TextField
            name="port"
            label="Port"
            type="number"
            inputmode="numeric"
            min={1}
            max={65_535}
            short
            value={form.port}
            error={errors.port}
          />
        </div>
        <SelectField
          name="security"
          label="Encryption"
          value={form.security}
          error={errors.security}
          options={[
            { value: 'starttls', label: 'STARTTLS (mostly port 587)' },
            { value: 'tls', label: 'TLS from the start (mostly port 465)' },
          ]}
        />
        <div class="fields">
          <TextField name="user" label="User name" optional value={form.user} error={errors.user} autocomplete="off" />
          <TextField
            name="password"
            label="Password"
            optional
            type="password"
            hint="With Google or Microsoft: an app password."
            value={form.password}
            error={errors.password}
            autocomplete="off"
          />
        </div>
        <TextField
          name="from"
          label="Sender’s address"
          type="email"
          hint="The From line of every mail. The server must be allowed to send for it."
          value={form.from}
          error={errors.from}
          autocomplete="off"
        />
        <Help title="I have an SMTP address (smtp://…)">
          <TextField
            name="url"
            label="SMTP address"
            optional
            placeholder="smtps://user:password@smtp.example.com:465"
            hint="Takes the place of server, port, encryption, user name and password above."
            value={form.url}
            error={errors.url}
            autocomplete="off"
          />
        </Help>
        <p class="soft small">A test mail goes to {ownerEmail}. The server is kept when it was taken.</p>
        <div class="row">
          <button class="button" name="do" value="test">
            Send a test mail and go on
          </button>
        </div>
      </form>
    </Card>
  );
}

function Skip({ kept }: { kept: boolean }) {
  return (
    <form method="post" class="stack-tight">
      {kept ? undefined : (
        <p class="soft small">
          Without a mail server no mail leaves this machine: no confirmation, no reminder, no notice to you. Each mail
          is kept and can be read at the desk, marked as not sent.
        </p>
      )}
      <div class="row">
        <button class="button button-text" name="do" value="skip">
          {kept ? 'Go on without a test' : 'Go on without mail'}
        </button>
      </div>
    </form>
  );
}
