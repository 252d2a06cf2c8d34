/** "My appointments": the same answer to every address, and the list behind the link that was mailed. */
import { Hono } from 'hono';
import { z } from 'zod';
import { myAppointments, requestMyAppointments } from '../actions/my-appointments.ts';
import { loadPractice } from '../db/practices.ts';
import type { Deps } from '../deps.ts';
import { AskedPage, AskPage, ListPage } from '../views/public/my-appointments-page.tsx';
import { address, checkForm, readForm } from './desk/form.ts';
import { emailKey } from '../db/people.ts';
import { RATES, secondsUntil } from '../domain/rates.ts';
import { sameOrigin } from './guard.ts';
import { limiter, networkBehind } from './limit.ts';
import { notFoundPage } from './not-found.tsx';
import { practiceBehind, visitor } from './visitor.ts';

const askSchema = z.object({ email: address('Please give the email address that you booked with.') });

const TOO_OFTEN =
  'The link was asked for often within the hour. Look into your inbox and the spam folder, or try again later.';

/** Works while online booking is off too: appointments stay. */
export function myAppointmentsRoutes(deps: Deps): Hono {
  const routes = new Hono();
  const hit = limiter(deps);
  const page = '/book/:practice/my-appointments';
  routes.use(page, sameOrigin(deps.config.publicUrl));
  routes.get(page, async (c) => {
    const practice = await practiceBehind(deps, c.req.param('practice'));
    return practice ? c.html(<AskPage practice={practice} email="" />) : notFoundPage(c);
  });
  routes.post(page, async (c) => {
    const practice = await practiceBehind(deps, c.req.param('practice'));
    if (!practice) return notFoundPage(c);
    const form = await readForm(c);
    const read = checkForm(askSchema, form);
    if (!read.ok)
      return c.html(<AskPage practice={practice} email={form['email'] ?? ''} error={read.errors['email']} />, 400);
    // Counted alike for an address that nobody has.
    const { email } = read.value;
    const until =
      (await hit(RATES.myAppointments, networkBehind(c, deps))) ??
      (await hit(RATES.myAppointmentsOfEmail, practice.practiceId, emailKey(email)));
    if (until !== undefined) {
      c.header('Retry-After', String(secondsUntil(until, deps.clock())));
      return c.html(<AskPage practice={practice} email={email} error={TOO_OFTEN} />, 429);
    }
    await requestMyAppointments(visitor(deps, c, practice.practiceId), email);
    return c.html(<AskedPage practice={practice} mails={(await deps.mailer()) !== undefined} />);
  });
  routes.get(`${page}/:token`, async (c) => {
    const found = await myAppointments(deps, c.req.param('token'), deps.clock());
    const practice = found && (await deps.db.tenant(found.practiceId, (tx) => loadPractice(tx)));
    // A link of one practice under the name of another opens nothing.
    if (!found || practice?.slug !== c.req.param('practice')) return notFoundPage(c);
    c.header('Cache-Control', 'no-store');
    c.header('X-Robots-Tag', 'noindex, nofollow');
    return c.html(<ListPage practice={practice} appointments={found.appointments} />);
  });
  return routes;
}
