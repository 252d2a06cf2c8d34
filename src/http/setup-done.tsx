/** Set-up, last step: the booking link, what still keeps it from patients, and the end of these pages. */
import { Hono } from 'hono';
import { finishSetup } from '../actions/setup.ts';
import { issueSignIn } from '../actions/sign-in.ts';
import type { Deps } from '../deps.ts';
import { DoneStep, type DoneProps } from '../views/setup/done.tsx';
import { setupState, type SetupState } from './setup-state.ts';

export function setupDone(deps: Deps): Hono {
  return new Hono()
    .get('/', async (c) => {
      const state = await setupState(deps);
      const undone = state ? firstUndone(state) : '';
      if (!state || undone !== undefined) return c.redirect(`/setup/${c.req.param('token')}${undone}`, 303);
      const { publicUrl } = deps.config;
      const page = (
        <DoneStep
          bookingUrl={`${publicUrl}/book/${state.practice.slug}`}
          signInUrl={`${publicUrl}/desk`}
          ownerEmail={state.practitioner.email}
          patientWord={state.practice.patientWord}
          missing={await missing(deps, state, `/setup/${c.req.param('token')}`)}
        />
      );
      return c.html(page);
    })
    .post('/', async (c) => {
      const state = await setupState(deps);
      const undone = state ? firstUndone(state) : '';
      if (!state || undone !== undefined) return c.redirect(`/setup/${c.req.param('token')}${undone}`, 303);
      const token = await issueSignIn(deps, state.practitioner.email);
      await finishSetup(deps);
      return c.redirect(token === undefined ? '/desk/sign-in' : `/desk/sign-in/${token}`, 303);
    });
}

/** Calendar and mail may be skipped; without a type and hours there is nothing to book. */
function firstUndone({ types, openings }: SetupState): string | undefined {
  return types.length === 0 || openings.length === 0 ? '/type' : undefined;
}

async function missing(
  deps: Deps,
  { practice, calendars }: SetupState,
  address: string,
): Promise<DoneProps['missing']> {
  const found: { title: string; what: string; href?: string }[] = [];
  const patients = `${practice.patientWord}s`;
  if (!deps.config.publicUrl.startsWith('https://')) {
    found.push({
      title: 'A public, encrypted address.',
      what: `This one, ${deps.config.publicUrl}, works on this machine only. Put Openhours behind a proxy with a certificate and set PUBLIC_URL to its https:// address; the README shows how.`,
    });
  }
  if ((await deps.mailer()) === undefined) {
    found.push({
      title: 'Mail.',
      what: `No mail server is known, so ${patients} get no confirmation and you get no notice. Mails are kept at the desk. It can be set up here, or with SMTP_URL and MAIL_FROM.`,
      href: `${address}/mail`,
    });
  }
  if (calendars.length === 0) {
    found.push({
      title: 'A calendar.',
      what: 'None is connected: what you enter in your own calendar does not block time here.',
      href: `${address}/calendar`,
    });
  }
  const unread = calendars.find(({ readAt }) => readAt === undefined);
  if (unread) {
    found.push({
      title: 'The first reading of the calendar.',
      what: `No time is offered until it was read. ${unread.problem ?? 'It is tried again by itself.'}`,
    });
  }
  return found;
}
