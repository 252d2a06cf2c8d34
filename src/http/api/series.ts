/** /appointments/series: the dates of a series looked at, booked together, and cancelled from one on. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { cancelFollowing } from '../../actions/series-cancel.ts';
import { bookSeries, planSeries, type CheckedDate } from '../../actions/series.ts';
import { manageToken } from '../../actions/save-change.ts';
import type { Deps } from '../../deps.ts';
import type { Appointment } from '../../domain/booking.ts';
import { SERIES } from '../../domain/series.ts';
import type { PractitionerId, TypeId } from '../../domain/types.ts';
import { appointmentAnswer, appointmentSchema } from './appointment.ts';
import { cancellation } from './appointment-input.ts';
import { email, idOf, line, lines, moment, phone, whole } from './fields.ts';
import { answer, body, SECURITY, type Keyed } from './key.ts';
import { BODY_PROBLEMS, BOOKING_PROBLEMS, KEY_PROBLEMS, notFound, problem, refusedBooking } from './problem.ts';
import { reasonAnswer, reasonSchema } from './reasons.ts';
import { appointmentParam, idempotency } from './schemas.ts';
import { instantSchema, intervalAnswer, intervalSchema, utc } from './times.ts';

const offered = { practitionerId: idOf<PractitionerId>(), typeId: idOf<TypeId>() };

const plan = z
  .strictObject({
    ...offered,
    start: moment,
    everyWeeks: whole(SERIES.every.min, SERIES.every.max).default(1),
    count: whole(SERIES.count.min, SERIES.count.max),
  })
  .openapi('SeriesPlan');

const dateSchema = z
  .object({
    start: instantSchema,
    open: z.boolean().describe('Nothing speaks against it.'),
    bookable: z.boolean().describe('With `anyway`, where it is not open: nothing but warnings.'),
    reasons: z.array(reasonSchema),
    alternatives: z.array(intervalSchema).describe('Open times near it.'),
  })
  .openapi('SeriesDate');

const newSeries = z
  .strictObject({
    ...offered,
    dates: z
      .array(z.strictObject({ start: moment, anyway: z.boolean().default(false) }))
      .min(1)
      .max(SERIES.count.max),
    patient: z.strictObject({ name: line(200), email: email.optional(), phone: phone.default('') }),
    note: lines(2_000).default(''),
    tell: z.boolean().default(true).describe('Whether the patient gets one mail about all of them.'),
  })
  .openapi('NewSeries');

const seriesSchema = z
  .object({ seriesId: z.uuid(), appointments: z.array(appointmentSchema) })
  .openapi('AppointmentSeries');

const tags = ['appointments'];
const security = SECURITY;

export function seriesRoutes(app: OpenAPIHono<Keyed>, { config, keys }: Deps): void {
  const shown = (appointment: Appointment) =>
    appointmentAnswer(appointment, `${config.publicUrl}/manage/${manageToken(keys, appointment)}`);

  app.openapi(
    createRoute({
      method: 'post',
      path: '/appointments/series/check',
      tags,
      security,
      summary: 'The dates of a series with what speaks against each; nothing is booked',
      request: { body: body(plan) },
      responses: {
        200: answer('The dates.', z.object({ dates: z.array(dateSchema) })),
        ...KEY_PROBLEMS,
        ...BODY_PROBLEMS,
      },
    }),
    async (c) => {
      const { everyWeeks: every, ...asked } = c.req.valid('json');
      const dates = await planSeries(c.var.ctx, { ...asked, every });
      return dates.ok ? c.json({ dates: dates.value.map(dateAnswer) }, 200) : notFound(c);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/appointments/series',
      tags,
      security,
      summary: 'Book dates together, as staff: all of them or none, with one mail',
      request: { headers: idempotency, body: body(newSeries) },
      responses: {
        201: answer('The series.', seriesSchema),
        200: answer('The series that the same request made before.', seriesSchema),
        ...KEY_PROBLEMS,
        ...BODY_PROBLEMS,
        ...BOOKING_PROBLEMS,
      },
    }),
    async (c) => {
      const booked = await bookSeries(c.var.ctx, {
        ...c.req.valid('json'),
        idempotencyKey: c.req.valid('header')['idempotency-key'],
      });
      if (booked.ok) {
        const { seriesId, appointments, repeated } = booked.value;
        const series = { seriesId, appointments: appointments.map(shown) };
        return repeated ? c.json(series, 200) : c.json(series, 201);
      }
      const { refusal } = booked;
      if (refusal.code !== 'dates') return refusedBooking(c, refusal, { audience: 'staff', zone: 'UTC' });
      return problem(c, 409, {
        type: '/api/v1/problems/dates',
        title: 'Nothing was booked: a date cannot be had.',
        detail: refusal.dates.map(({ start }) => utc(start)).join(', '),
        reasons: refusal.dates.flatMap((date) => dateAnswer(date).reasons),
      });
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/appointments/{id}/cancel-following',
      tags,
      security,
      summary: 'Cancel an appointment and all of its series that come after it, with one mail',
      request: { params: appointmentParam, body: body(cancellation) },
      responses: {
        200: answer('Those that were cancelled now.', z.object({ cancelled: z.array(appointmentSchema) })),
        ...KEY_PROBLEMS,
        ...BODY_PROBLEMS,
        ...BOOKING_PROBLEMS,
      },
    }),
    async (c) => {
      const outcome = await cancelFollowing(c.var.ctx, {
        appointmentId: c.req.valid('param').id,
        ...c.req.valid('json'),
      });
      if (outcome.ok) return c.json({ cancelled: outcome.value.cancelled.map(shown) }, 200);
      return refusedBooking(c, outcome.refusal, { audience: 'staff', zone: 'UTC' });
    },
  );
}

function dateAnswer({ start, refusal, others }: CheckedDate): z.input<typeof dateSchema> {
  return {
    start: utc(start),
    open: refusal === undefined,
    bookable: refusal === undefined || refusal.code === 'needs-confirmation',
    reasons: [...(refusal?.warnings ?? []), ...(refusal?.reasons ?? [])].map(reasonAnswer),
    alternatives: others.map(intervalAnswer),
  };
}
