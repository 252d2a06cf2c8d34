/** /appointments: what is booked, booking by the rules or as staff, moving and cancelling. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { markNoShow } from '../../actions/attend.ts';
import { bookAppointment } from '../../actions/book.ts';
import { cancelAppointment } from '../../actions/cancel.ts';
import { viewAppointment } from '../../actions/manage.ts';
import { readPractitioner } from '../../actions/practitioners.ts';
import { rescheduleAppointment } from '../../actions/reschedule.ts';
import { manageToken } from '../../actions/save-change.ts';
import { bookForPatient, searchAppointments } from '../../actions/staff.ts';
import type { Deps } from '../../deps.ts';
import { liveRead } from '../../sync/live.ts';
import { appointmentAnswer, appointmentSchema } from './appointment.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import {
  BODY_PROBLEMS,
  BOOKING_PROBLEMS,
  KEY_PROBLEMS,
  notFound,
  problem,
  refusedBooking,
  STATE_PROBLEM,
} from './problem.ts';
import { appointmentsQuery, attendance, cancellation, newStart } from './appointment-input.ts';
import { appointmentParam, idempotency, newAppointment } from './schemas.ts';
import { windowOf } from './times.ts';

const tags = ['appointments'];
const security = SECURITY;
const one = answer('The appointment.', appointmentSchema);

export function appointmentRoutes(app: OpenAPIHono<Keyed>, deps: Deps): void {
  const shown = (appointment: Parameters<typeof appointmentAnswer>[0]) =>
    appointmentAnswer(appointment, `${deps.config.publicUrl}/manage/${manageToken(deps.keys, appointment)}`);

  app.openapi(
    createRoute({
      method: 'get',
      path: '/appointments',
      tags,
      security,
      summary: 'Appointments that meet a window, cancelled ones too, in order of start',
      request: { query: appointmentsQuery },
      responses: {
        200: answer('The appointments.', z.object({ appointments: z.array(appointmentSchema), total: z.int() })),
        ...KEY_PROBLEMS,
      },
    }),
    async (c) => {
      const { from, to, limit, offset, ...asked } = c.req.valid('query');
      const { start, end } = windowOf({ from, to }, c.var.ctx.now);
      const found = await searchAppointments(c.var.ctx, { ...asked, from: start, to: end }, { limit, offset });
      return c.json({ appointments: found.appointments.map(shown), total: found.total }, 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/appointments/{id}',
      tags,
      security,
      summary: 'One appointment',
      request: { params: appointmentParam },
      responses: { 200: one, ...KEY_PROBLEMS },
    }),
    async (c) => {
      const appointment = await viewAppointment(c.var.ctx, c.req.valid('param').id);
      return appointment ? c.json(shown(appointment), 200) : notFound(c);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/appointments',
      tags,
      security,
      summary: 'Book an appointment',
      request: { headers: idempotency, body: body(newAppointment) },
      responses: {
        201: one,
        200: answer('The appointment that the same request made before.', appointmentSchema),
        ...KEY_PROBLEMS,
        ...BODY_PROBLEMS,
        ...BOOKING_PROBLEMS,
      },
    }),
    async (c) => {
      const { ctx } = c.var;
      const { as, patient, tell, anyway, holdToken, ...wanted } = c.req.valid('json');
      const practitioner = await readPractitioner(ctx, wanted.practitionerId);
      if (!practitioner.ok) return notFound(c);
      const { zone } = practitioner.value;
      const { name, email = '', phone } = patient;
      const booked =
        as === 'staff'
          ? await bookForPatient(ctx, { ...wanted, patient: { name, email: patient.email, phone }, tell, anyway })
          : await bookAppointment(
              ctx,
              {
                ...wanted,
                holdToken,
                audience: 'everyone',
                patient: { name, email, phone, zone: patient.zone ?? zone },
                idempotencyKey: c.req.valid('header')['idempotency-key'],
              },
              { liveRead: (calendarIds) => liveRead(deps, { practiceId: ctx.practiceId, calendarIds, now: ctx.now }) },
            );
      if (!booked.ok) return refusedBooking(c, booked.refusal, { audience: 'staff', zone });
      const { appointment, repeated } = booked.value;
      return repeated ? c.json(shown(appointment), 200) : c.json(shown(appointment), 201);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/appointments/{id}/reschedule',
      tags,
      security,
      summary: 'Move an appointment, as staff; same link, same event, same UID',
      request: { params: appointmentParam, body: body(newStart) },
      responses: { 200: one, ...KEY_PROBLEMS, ...BODY_PROBLEMS, ...BOOKING_PROBLEMS },
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const before = await viewAppointment(c.var.ctx, id);
      if (!before) return notFound(c);
      const moved = await rescheduleAppointment(c.var.ctx, { appointmentId: id, ...c.req.valid('json') });
      if (!moved.ok) return refusedBooking(c, moved.refusal, { audience: 'staff', zone: before.zone });
      return c.json(shown(moved.value.appointment), 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/appointments/{id}/cancel',
      tags,
      security,
      summary: 'Cancel an appointment, as staff; once cancelled it stays so',
      request: { params: appointmentParam, body: body(cancellation) },
      responses: { 200: one, ...KEY_PROBLEMS, ...BODY_PROBLEMS, ...BOOKING_PROBLEMS },
    }),
    async (c) => {
      const cancelled = await cancelAppointment(c.var.ctx, {
        appointmentId: c.req.valid('param').id,
        ...c.req.valid('json'),
      });
      if (!cancelled.ok) return refusedBooking(c, cancelled.refusal, { audience: 'staff', zone: 'UTC' });
      return c.json(shown(cancelled.value.appointment), 200);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/appointments/{id}/no-show',
      tags,
      security,
      summary: 'Say that nobody came, or take it back; once it began',
      request: { params: appointmentParam, body: body(attendance) },
      responses: { 200: one, ...KEY_PROBLEMS, ...BODY_PROBLEMS, ...STATE_PROBLEM },
    }),
    async (c) => {
      const marked = await markNoShow(c.var.ctx, { id: c.req.valid('param').id, ...c.req.valid('json') });
      if (marked.ok) return c.json(shown(marked.value), 200);
      if (marked.refusal.code === 'not-found') return notFound(c);
      return problem(c, 409, { title: 'It has not begun yet, or was cancelled.' });
    },
  );
}
