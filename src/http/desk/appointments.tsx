/** The first page of the desk, one appointment, and what staff do about it. */
import { Hono, type Context } from 'hono';
import { markNoShow, markVerified, listNotices, resendLink } from '../../actions/attend.ts';
import { listQuestions } from '../../actions/calendar-questions.ts';
import { cancelAppointment } from '../../actions/cancel.ts';
import { viewAppointment } from '../../actions/manage.ts';
import { issuePersonalLink, type PersonalLink } from '../../actions/personal-link.ts';
import { listPractitioners } from '../../actions/practitioners.ts';
import { refusalWords, type Refusal } from '../../actions/refusal.ts';
import { manageToken } from '../../actions/save-change.ts';
import { readSeries } from '../../actions/series.ts';
import { listAppointments } from '../../actions/staff.ts';
import { listTypes } from '../../actions/types.ts';
import type { Deps } from '../../deps.ts';
import type { Appointment } from '../../domain/booking.ts';
import type { AppointmentId, PractitionerId } from '../../domain/types.ts';
import { addDays, localDate, startOfDay } from '../../domain/zone.ts';
import { AppointmentPage } from '../../views/desk/appointment-page.tsx';
import { AppointmentsPage } from '../../views/desk/appointments-page.tsx';
import { practiceAddress } from '../../views/public/addresses.ts';
import type { DeskEnv } from '../session.ts';
import { attentionOf } from './attention.ts';
import { readForm } from './form.ts';
import { doneWords, readDay, readId, seatOf } from './seat.ts';

const DAYS_SHOWN = 14;

export function appointmentRoutes(deps: Deps): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk', async (c) => {
      const { staff, seat } = await seatOf(c);
      const { ctx } = staff;
      const practitioners = await listPractitioners(ctx);
      const zone = practitioners[0]?.zone ?? 'UTC';
      const today = localDate(ctx.now, zone);
      const from = readDay(c.req.query('from')) ?? today;
      const practitionerId = readId<PractitionerId>(c.req.query('practitioner'));
      const window = { start: startOfDay(from, zone), end: startOfDay(addDays(from, DAYS_SHOWN), zone) };
      const [appointments, attention] = await Promise.all([
        listAppointments(ctx, { window, ...(practitionerId && { practitionerId }) }),
        attentionOf(deps, ctx, practitioners),
      ]);
      const page = (
        <AppointmentsPage
          seat={seat}
          attention={attention}
          practitioners={practitioners}
          chosen={{ from, practitioner: practitionerId ?? 'all' }}
          today={today}
          appointments={appointments}
          next={addDays(from, DAYS_SHOWN)}
          previous={addDays(from, -DAYS_SHOWN)}
          done={doneWords(c)}
        />
      );
      return c.html(page);
    })
    .get('/desk/appointments/:id', async (c) => {
      const appointment = await appointmentOf(c);
      if (!appointment) return c.notFound();
      return show(c, deps, appointment, c.req.query('done') === 'not-followed' ? { problem: NOT_FOLLOWED } : {});
    })
    .post('/desk/appointments/:id/cancel', async (c) => {
      const appointment = await appointmentOf(c);
      if (!appointment) return c.notFound();
      const form = await readForm(c);
      const tell = form['tell'] === 'on' && appointment.patient.email !== undefined;
      const revision = Number(form['revision']);
      const { ctx } = c.get('staff');
      const outcome = await cancelAppointment(ctx, {
        appointmentId: appointment.id,
        tell,
        ...(Number.isSafeInteger(revision) && { revision }),
      });
      if (!outcome.ok) return show(c, deps, await newest(c, appointment), { refusal: outcome.refusal });
      return c.redirect(`/desk/appointments/${appointment.id}?done=${tell ? 'cancelled-told' : 'cancelled'}`, 303);
    })
    .post('/desk/appointments/:id/verified', async (c) => {
      const id = readId<AppointmentId>(c.req.param('id'));
      const outcome = id && (await markVerified(c.get('staff').ctx, id));
      return outcome?.ok ? c.redirect(`/desk/appointments/${id}?done=verified`, 303) : c.notFound();
    })
    .post('/desk/appointments/:id/no-show', async (c) => {
      const id = readId<AppointmentId>(c.req.param('id'));
      const noShow = (await readForm(c))['noShow'] === 'yes';
      const outcome = id && (await markNoShow(c.get('staff').ctx, { id, noShow }));
      if (outcome?.ok) return c.redirect(`/desk/appointments/${id}?done=${noShow ? 'no-show' : 'came-after-all'}`, 303);
      return outcome?.refusal.code === 'not-begun' ? c.redirect(`/desk/appointments/${id}`, 303) : c.notFound();
    })
    .post('/desk/appointments/:id/personal-link', async (c) => {
      const appointment = await appointmentOf(c);
      if (!appointment) return c.notFound();
      const outcome = await issuePersonalLink(c.get('staff').ctx, appointment.id);
      // Shown by this very answer: only its hash is kept.
      return outcome.ok ? show(c, deps, appointment, { personal: outcome.value }) : c.notFound();
    })
    .post('/desk/appointments/:id/resend', async (c) => {
      const id = readId<AppointmentId>(c.req.param('id'));
      const outcome = id && (await resendLink(c.get('staff').ctx, id));
      return outcome?.ok ? c.redirect(`/desk/appointments/${id}?done=resent`, 303) : c.notFound();
    });
}

/** Of this practice; another's is not found. */
export async function appointmentOf(c: Context<DeskEnv>): Promise<Appointment | undefined> {
  const id = readId<AppointmentId>(c.req.param('id'));
  return id && viewAppointment(c.get('staff').ctx, id);
}

async function newest(c: Context<DeskEnv>, appointment: Appointment): Promise<Appointment> {
  return (await appointmentOf(c)) ?? appointment;
}

const NOT_FOLLOWED =
  'That did not work: the time in the calendar is over, or lies over another appointment. Both times stay taken.';

type Shown = { readonly refusal?: Refusal; readonly problem?: string; readonly personal?: PersonalLink };

async function show(
  c: Context<DeskEnv>,
  deps: Deps,
  appointment: Appointment,
  { refusal, personal, problem = refusal && problemWords(refusal) }: Shown = {},
): Promise<Response> {
  const { staff, seat, practice } = await seatOf(c);
  const { seriesId } = appointment;
  const [notices, types, questions, series] = await Promise.all([
    listNotices(staff.ctx, appointment.id),
    listTypes(staff.ctx),
    listQuestions(staff.ctx, appointment.id),
    seriesId === undefined ? [] : readSeries(staff.ctx, seriesId),
  ]);
  const keepsTypes = types.some(({ audience, state }) => audience === 'existing' && state === 'listed');
  const made = personal && {
    url: deps.config.publicUrl + practiceAddress({ slug: practice.slug, personal: personal.token }),
    expires: personal.expires,
  };
  const page = (
    <AppointmentPage
      seat={seat}
      appointment={appointment}
      notices={notices}
      questions={questions}
      manageUrl={`${deps.config.publicUrl}/manage/${manageToken(deps.keys, appointment)}`}
      personal={keepsTypes || made ? { made } : undefined}
      changeable={appointment.end > staff.ctx.now}
      series={series}
      now={staff.ctx.now}
      begun={appointment.start <= staff.ctx.now}
      mail={(await deps.mailer()) !== undefined}
      done={refusal ? undefined : doneWords(c)}
      problem={problem}
    />
  );
  return c.html(page, refusal ? refusalWords(refusal.code).status : 200);
}

/** Staff are told why, where patients are told to call. */
export function problemWords(refusal: Refusal): string {
  if (refusal.code === 'conflict') return 'The appointment was changed in the meantime. This is how it stands now.';
  if (refusal.code === 'just-taken') return 'Another appointment, or somebody who is booking, has this time.';
  return refusalWords(refusal.code).title;
}
