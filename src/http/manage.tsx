/** The patient's secret link to one appointment: see it, move it, cancel it. Only POST changes anything. */
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { cancelAppointment } from '../actions/cancel.ts';
import type { Deps } from '../deps.ts';
import { appointmentIcs, calendarLinks } from '../feed/appointment-ics.ts';
import { manageAddress } from '../views/public/addresses.ts';
import { BookedPage } from '../views/public/booked-page.tsx';
import { CancelPage } from '../views/public/cancel-page.tsx';
import { ManagePage } from '../views/public/manage-page.tsx';
import { sameOrigin } from './guard.ts';
import { manageStateOf, openLink, type OpenedLink } from './manage-link.ts';
import { confirmMove, moveAppointment, showMove } from './manage-move.tsx';
import { notFoundPage } from './not-found.tsx';
import { visitor } from './visitor.ts';

export function manageRoutes(deps: Deps): Hono {
  const routes = new Hono();
  routes.use('/manage/*', secretPage, sameOrigin(deps.config.publicUrl));
  const behindLink = (answer: (c: Context, link: OpenedLink) => Response | Promise<Response>) => async (c: Context) => {
    const link = await openLink(deps, c.req.param('token') ?? '');
    return link ? answer(c, link) : notFoundPage(c);
  };
  routes.get(
    '/manage/:token',
    behindLink(async (c, link) => c.html(<Manage link={link} done={doneOf(c)} mails={await mailsGoOut(deps, link)} />)),
  );
  routes.get(
    '/manage/:token/booked',
    behindLink((c, link) => booked(deps, c, link)),
  );
  routes.get(
    '/manage/:token/appointment.ics',
    behindLink((c, link) => icsFile(c, link)),
  );
  routes.get(
    '/manage/:token/cancel',
    behindLink((c, link) => askToCancel(c, link)),
  );
  routes.post(
    '/manage/:token/cancel',
    behindLink((c, link) => cancelIt(deps, c, link)),
  );
  routes.get(
    '/manage/:token/reschedule',
    behindLink((c, link) => showMove(deps, c, link)),
  );
  routes.get(
    '/manage/:token/reschedule/confirm',
    behindLink((c, link) => confirmMove(deps, c, link)),
  );
  routes.post(
    '/manage/:token/reschedule',
    behindLink((c, link) => moveAppointment(deps, c, link)),
  );
  return routes;
}

/** Nothing of a page behind a secret is kept, found or passed on (failures I07). */
const secretPage: MiddlewareHandler = async function secretPageHeaders(c, next) {
  await next();
  c.header('Cache-Control', 'no-store');
  c.header('X-Robots-Tag', 'noindex, nofollow');
  c.header('Referrer-Policy', 'no-referrer');
};

function Manage({
  link,
  ...rest
}: {
  link: OpenedLink;
  done?: 'moved' | 'cancelled';
  mails: boolean;
  problem?: string;
}) {
  const { practice, token, appointment } = link;
  const calendars = calendarLinks(appointment, practice);
  return <ManagePage {...{ practice, token, appointment, calendars }} {...rest} state={manageStateOf(link)} />;
}

/** Only what is true now: an address that was kept says nothing of the past. */
function doneOf(c: Context): 'moved' | undefined {
  return c.req.query('done') === 'moved' ? 'moved' : undefined;
}

async function booked(deps: Deps, c: Context, link: OpenedLink): Promise<Response> {
  const { practice, token, appointment } = link;
  const state = manageStateOf(link);
  // The confirmation of an appointment that is over or cancelled would be a lie.
  if (state === 'cancelled' || state === 'past') return c.redirect(manageAddress(token), 303);
  const calendars = calendarLinks(appointment, practice);
  const maskedEmail = (await mailsGoOut(deps, link)) ? masked(appointment.patient.email) : undefined;
  return c.html(<BookedPage {...{ practice, token, appointment, calendars, maskedEmail }} />);
}

function icsFile(c: Context, { appointment, practice }: OpenedLink): Response {
  return c.body(appointmentIcs(appointment, practice), 200, {
    'Content-Type': 'text/calendar; charset=utf-8',
    'Content-Disposition': 'attachment; filename="appointment.ics"',
  });
}

function askToCancel(c: Context, link: OpenedLink): Response | Promise<Response> {
  const { practice, token, appointment } = link;
  const state = manageStateOf(link);
  if (state !== 'changeable' && state !== 'cancellable') return c.redirect(manageAddress(token), 303);
  return c.html(<CancelPage {...{ practice, token, appointment }} />);
}

/** Sent twice it is cancelled once, and both get the same answer (failures I02). */
async function cancelIt(deps: Deps, c: Context, link: OpenedLink): Promise<Response> {
  const ctx = visitor(deps, c, link.practiceId);
  const outcome = await cancelAppointment(ctx, { appointmentId: link.appointment.id });
  const mails = await mailsGoOut(deps, link);
  if (outcome.ok)
    return c.html(<Manage link={{ ...link, appointment: outcome.value.appointment }} done="cancelled" mails={mails} />);
  if (outcome.refusal.code === 'not-found') return notFoundPage(c);
  // The state's own words on the page say why.
  return c.html(<Manage link={link} mails={mails} problem="The appointment was not cancelled." />, 409);
}

/** Without a mail server, or an address, no page says that a mail is on its way. */
async function mailsGoOut(deps: Deps, { appointment }: OpenedLink): Promise<boolean> {
  return appointment.patient.email !== undefined && (await deps.mailer()) !== undefined;
}

/** `a…e@example.org`: enough to see a typing mistake in the domain, too little for whoever looks over the shoulder. */
function masked(email: string | undefined): string | undefined {
  const at = email?.lastIndexOf('@') ?? -1;
  if (email === undefined || at < 1) return undefined;
  const local = email.slice(0, at);
  return `${local.slice(0, 1)}…${local.length > 2 ? local.slice(-1) : ''}${email.slice(at)}`;
}
