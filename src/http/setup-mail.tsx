/** Set-up, step four: tries the mail server with a real mail to the owner and keeps it only when that was taken. */
import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { saveMailServer } from '../actions/setup.ts';
import type { Deps } from '../deps.ts';
import { MailError, type Mailer } from '../email/mailer.ts';
import { smtpMailer } from '../email/smtp.ts';
import type { FieldErrors } from '../views/fields.tsx';
import { MailStep, type MailForm } from '../views/setup/mail.tsx';
import { address, checkForm, line, readForm, type Form } from './desk/form.ts';
import { setupState, type SetupState } from './setup-state.ts';

const EMPTY: MailForm = { host: '', port: '587', security: 'starttls', user: '', password: '', from: '', url: '' };

const schema = z
  .object({
    host: line(253),
    port: line(5),
    security: z.enum(['starttls', 'tls'], 'Choose how the connection is encrypted.').default('starttls'),
    user: line(254),
    password: z.string().max(500).default(''),
    from: address('Mails need the address that they come from.'),
    url: line(1_000),
  })
  .superRefine((form, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (form.url !== '') {
      if (!/^smtps?:\/\/\S+$/.test(form.url) || !URL.canParse(form.url))
        refuse('url', 'This is not an address such as smtps://user:password@smtp.example.com.');
      return;
    }
    if (!/^[\w.-]+$|^\[[\da-f:]+\]$/i.test(form.host))
      refuse('host', 'Give the name of the mail server, such as smtp.example.com.');
    if (!/^\d+$/.test(form.port) || Number(form.port) < 1 || Number(form.port) > 65_535)
      refuse('port', 'The port is a number, mostly 587 or 465.');
    if (form.user === '' && form.password !== '') refuse('user', 'A password needs its user name.');
  });

type Answer = { readonly form: MailForm; readonly errors?: FieldErrors; readonly problem?: string };

export function setupMail(deps: Deps): Hono {
  return new Hono()
    .get('/', async (c) => {
      const state = await setupState(deps);
      if (!state) return c.redirect(`/setup/${c.req.param('token')}`, 303);
      return show(c, deps, state, { form: { ...EMPTY, from: state.practice.email } });
    })
    .post('/', async (c) => {
      const state = await setupState(deps);
      if (!state) return c.redirect(`/setup/${c.req.param('token')}`, 303);
      const form = await readForm(c);
      const answer = form['do'] === 'skip' ? undefined : await tryServer(deps, state, form);
      if (answer) return show(c, deps, state, answer);
      return c.redirect(`/setup/${c.req.param('token')}/done`, 303);
    });
}

/** What to show, or undefined once the test mail was taken. */
async function tryServer(deps: Deps, state: SetupState, typed: Form): Promise<Answer | undefined> {
  const form = { ...EMPTY, ...typed };
  if (deps.config.smtpUrl !== undefined) {
    const mailer = await deps.mailer();
    const problem = mailer ? await sendTest(deps, mailer, state) : 'SMTP_URL and MAIL_FROM are not both set.';
    return problem === undefined ? undefined : { form, problem };
  }
  const read = checkForm(schema, typed);
  if (!read.ok) return { form, errors: read.errors };
  const smtpUrl = read.value.url === '' ? urlOf(read.value) : read.value.url;
  const problem = await sendTest(deps, smtpMailer(smtpUrl, { from: read.value.from, pooled: false }), state);
  if (problem !== undefined) return { form, problem };
  await saveMailServer(deps, { smtpUrl, from: read.value.from });
  return undefined;
}

function urlOf({ host, port, security, user, password }: z.output<typeof schema>): string {
  const login = user === '' ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
  return `${security === 'tls' ? 'smtps' : 'smtp'}://${login}${host}:${port}`;
}

/** Why it was not sent, or undefined when the server took it. */
async function sendTest(
  deps: Deps,
  mailer: Mailer,
  { practice, practitioner }: SetupState,
): Promise<string | undefined> {
  const words = `This is the test mail of Openhours for ${practice.name}. The mail server works.`;
  try {
    await mailer.verify();
    await mailer.send({
      id: deps.newId(),
      to: practitioner.email,
      fromName: practice.name,
      subject: 'Openhours can send mail',
      text: `${words}\n`,
      html: '<p>This is the test mail of Openhours. The mail server works.</p>',
    });
    return undefined;
  } catch (error) {
    if (error instanceof MailError) return error.message;
    throw error;
  }
}

function show(c: Context, deps: Deps, state: SetupState, { form, errors = {}, problem }: Answer) {
  const page = (
    <MailStep
      form={form}
      errors={errors}
      problem={problem}
      ownerEmail={state.practitioner.email}
      fixed={deps.config.smtpUrl !== undefined}
      kept={state.mailKept}
    />
  );
  return c.html(page, problem === undefined && Object.keys(errors).length === 0 ? 200 : 422);
}
