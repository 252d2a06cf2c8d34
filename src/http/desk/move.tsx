/** Staff move an appointment: choose a time, then confirm it, twice where it is not open. */
import { Hono, type Context } from 'hono';
import { refusalWords, type Refusal } from '../../actions/refusal.ts';
import { rescheduleAppointment } from '../../actions/reschedule.ts';
import type { Appointment } from '../../domain/booking.ts';
import { instant, MINUTE } from '../../domain/interval.ts';
import type { Instant } from '../../domain/types.ts';
import { MoveConfirmPage, MovePage } from '../../views/desk/move-page.tsx';
import type { DeskEnv } from '../session.ts';
import { appointmentOf, problemWords } from './appointments.tsx';
import { readForm } from './form.ts';
import { readDay, readLocal, readMoment, seatOf } from './seat.ts';
import { timesOf } from './times.ts';

export function moveRoutes(): Hono<DeskEnv> {
  return new Hono<DeskEnv>()
    .get('/desk/appointments/:id/move', async (c) => {
      const appointment = await appointmentOf(c);
      if (!appointment) return c.notFound();
      const { at, day, clock } = c.req.query();
      const start = readMoment(at) ?? readLocal(day, clock, appointment.zone);
      if (start !== undefined) return confirm(c, appointment, { start, tell: true });
      const unread = at !== undefined || clock !== undefined;
      return choose(c, appointment, unread ? 'Give a day and a time.' : undefined);
    })
    .post('/desk/appointments/:id/move', async (c) => {
      const appointment = await appointmentOf(c);
      if (!appointment) return c.notFound();
      const form = await readForm(c);
      const start = readMoment(form['at']);
      if (start === undefined) return choose(c, appointment, 'Give a day and a time.');
      const tell = form['tell'] === 'on' && appointment.patient.email !== undefined;
      const revision = Number(form['revision']);
      const outcome = await rescheduleAppointment(c.get('staff').ctx, {
        appointmentId: appointment.id,
        start,
        tell,
        anyway: form['anyway'] === 'on',
        ...(Number.isSafeInteger(revision) && { revision }),
      });
      if (!outcome.ok) return confirm(c, appointment, { start, tell, refusal: outcome.refusal });
      return c.redirect(`/desk/appointments/${appointment.id}?done=${tell ? 'moved-told' : 'moved'}`, 303);
    });
}

async function choose(c: Context<DeskEnv>, appointment: Appointment, problem: string | undefined): Promise<Response> {
  const { staff, seat } = await seatOf(c);
  const times = await timesOf(staff.ctx, {
    practitionerId: appointment.practitionerId,
    typeId: appointment.typeId,
    zone: appointment.zone,
    from: readDay(c.req.query('from')),
    moving: appointment.id,
    address: `/desk/appointments/${appointment.id}/move`,
    query: {},
  });
  if (!times) return c.notFound();
  return c.html(
    <MovePage seat={seat} appointment={appointment} times={times} problem={problem} />,
    problem ? 422 : 200,
  );
}

type Confirming = { readonly start: Instant; readonly tell: boolean; readonly refusal?: Refusal };

async function confirm(
  c: Context<DeskEnv>,
  appointment: Appointment,
  { start, tell, refusal }: Confirming,
): Promise<Response> {
  const { seat } = await seatOf(c);
  const time = { start, end: instant(start + appointment.length * MINUTE) };
  const asks = refusal?.code === 'needs-confirmation';
  const page = (
    <MoveConfirmPage
      seat={seat}
      appointment={appointment}
      time={time}
      tell={tell}
      warnings={asks ? (refusal.warnings ?? []) : undefined}
      problem={refusal && !asks ? problemWords(refusal) : undefined}
    />
  );
  return c.html(page, refusal ? refusalWords(refusal.code).status : 200);
}
