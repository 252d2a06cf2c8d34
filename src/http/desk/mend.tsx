/** What "needs attention" offers to do: read a calendar now, read kept mails and send them after all. */
import { Hono } from 'hono';
import { listKeptMails } from '../../actions/attend.ts';
import { acceptClash } from '../../actions/clashes.ts';
import { letJobGo, retryJob } from '../../actions/jobs.ts';
import { listCalendars } from '../../actions/connections.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import type { Deps } from '../../deps.ts';
import type { AppointmentId, CalendarId } from '../../domain/types.ts';
import { resendKept } from '../../outbox/resend.ts';
import { syncCalendar } from '../../sync/read.ts';
import { MailsPage } from '../../views/desk/mails-page.tsx';
import type { DeskEnv } from '../session.ts';
import { readForm } from './form.ts';
import { readMail } from './mail-text.ts';
import { doneWords, readId, seatOf } from './seat.ts';

export function mendRoutes(deps: Deps): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .post('/desk/calendars/:id/read', async (c) => {
      const { ctx } = c.get('staff');
      const id = readId<CalendarId>(c.req.param('id'));
      const calendar = (await listCalendars(ctx)).find(({ calendarId }) => calendarId === id);
      if (!calendar) return c.notFound();
      const result = await syncCalendar(deps, ctx.practiceId, calendar.calendarId, ctx.now);
      const well = result === 'changed' || result === 'unchanged' || result === 'overtaken';
      const { back } = await readForm(c);
      return c.redirect(`/desk${back === 'calendars' ? '/calendars' : ''}?done=${well ? 'read' : 'not-read'}`, 303);
    })
    .post('/desk/jobs/:job', async (c) => {
      const { ctx } = c.get('staff');
      const job = c.req.param('job');
      const again = (await readForm(c))['do'] === 'again';
      // A number of the database's own, as bigint holds it.
      if (!/^[1-9]\d{0,17}$/.test(job)) return c.notFound();
      const outcome = again ? await retryJob(ctx, job) : await letJobGo(ctx, job);
      return outcome.ok ? c.redirect(`/desk?done=${again ? 'again' : 'let-go'}`, 303) : c.notFound();
    })
    .post('/desk/appointments/:id/accept', async (c) => {
      const id = readId<AppointmentId>(c.req.param('id'));
      const outcome = id && (await acceptClash(c.get('staff').ctx, id));
      return outcome?.ok ? c.redirect('/desk?done=accepted', 303) : c.notFound();
    })
    .get('/desk/mails', async (c) => {
      const { staff, seat } = await seatOf(c);
      const [mails, practitioners, mailer] = await Promise.all([
        listKeptMails(staff.ctx, staff.workplace.role === 'owner' ? 'all' : 'of-patients'),
        listPractitioners(staff.ctx),
        deps.mailer(),
      ]);
      const shown = mails.map(({ id, recipient, subject, keptAt, raw }) => ({
        id,
        to: recipient,
        subject,
        keptAt,
        ...readMail(raw),
      }));
      const zone = practitioners[0]?.zone ?? 'UTC';
      return c.html(
        <MailsPage seat={seat} mails={shown} zone={zone} mail={mailer !== undefined} done={doneWords(c)} />,
      );
    })
    .post('/desk/mails/send', async (c) => {
      await resendKept(deps, c.get('staff').ctx.practiceId);
      return c.redirect('/desk?done=queued', 303);
    });
}
