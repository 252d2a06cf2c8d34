/** /public: what a booking link shows and does, without a key. No padding, no address of staff, no reason that names a calendar. */
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import { bookAppointment } from '../../actions/book.ts';
import { takeHold } from '../../actions/hold.ts';
import type { PublicPage } from '../../actions/public-page.ts';
import type { Deps } from '../../deps.ts';
import type { PractitionerId } from '../../domain/types.ts';
import { liveRead } from '../../sync/live.ts';
import { practiceBehind, visitor } from '../visitor.ts';
import { publicAppointmentAnswer, publicAppointmentSchema } from './appointment.ts';
import { answer, api, body, type Keyed } from './key.ts';
import { sameOrigin } from '../guard.ts';
import { limitBookingTries } from '../limit.ts';
import { BODY_PROBLEMS, BOOKING_PROBLEMS, notFound, PROBLEMS, refusedBooking } from './problem.ts';
import { idempotency, newHold, practiceParam, publicBooking, slotsQuery } from './schemas.ts';
import { findSlots } from './slots.ts';
import { instantSchema, slotAnswer, slotSchema, utc } from './times.ts';

const pageSchema = z
  .object({
    slug: z.string(),
    name: z.string(),
    phone: z.string(),
    email: z.string(),
    patientWord: z.enum(['patient', 'client']),
    open: z.boolean().describe('False: online booking is closed, and nothing else is shown.'),
    policyText: z.string(),
    pageNotice: z.string(),
    askNote: z.boolean(),
    firstAvailable: z.boolean(),
    practitioners: z.array(z.object({ id: z.uuid(), slug: z.string(), name: z.string(), zone: z.string() })),
    appointmentTypes: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        lengthMinutes: z.int(),
        location: z.object({ kind: z.enum(['address', 'phone', 'video']), text: z.string() }).nullable(),
        note: z.string(),
        practitionerIds: z.array(z.uuid()),
      }),
    ),
  })
  .openapi('BookingPage');

const holdSchema = z.object({ holdToken: z.string(), expiresAt: instantSchema, slot: slotSchema }).openapi('Hold');

function pageAnswer({
  practiceId: _own,
  types,
  practitioners,
  ...page
}: PublicPage & { slug: string }): z.input<typeof pageSchema> {
  const { slug, name, phone, email, patientWord, open, policyText, pageNotice, askNote, firstAvailable } = page;
  return {
    ...{ slug, name, phone, email, patientWord, open, policyText, pageNotice, askNote, firstAvailable },
    practitioners: [...practitioners],
    appointmentTypes: types.map((type) => ({
      id: type.id,
      name: type.name,
      lengthMinutes: type.length,
      location: type.location ?? null,
      note: type.note,
      practitionerIds: [...type.practitionerIds],
    })),
  };
}

function zoneOf(page: PublicPage, practitionerId: PractitionerId): string {
  return page.practitioners.find(({ id }) => id === practitionerId)?.zone ?? 'UTC';
}

const tags = ['public'];

export function publicRoutes(deps: Deps): OpenAPIHono<Keyed> {
  const app = api();
  // Pages of a practice's own site may read; what changes something is sent by this site or a program. POST needs no leave of
  // its own in CORS, JSON does: no header is allowed, so no page of another site can send it.
  app.use('*', cors({ origin: '*', allowMethods: ['GET'], allowHeaders: ['accept'] }));
  app.use('*', sameOrigin(deps.config.publicUrl));
  app.use('*', limitBookingTries(deps));

  app.openapi(
    createRoute({
      method: 'get',
      path: '/practices/{slug}',
      tags,
      summary: 'What a booking link shows',
      request: { params: practiceParam },
      responses: { 200: answer('The page.', pageSchema), ...PROBLEMS },
    }),
    async (c) => {
      const page = await practiceBehind(deps, c.req.valid('param').slug);
      return page ? c.json(pageAnswer(page), 200) : notFound(c);
    },
  );
  app.openapi(
    createRoute({
      method: 'get',
      path: '/practices/{slug}/slots',
      tags,
      summary: 'Open slots',
      request: { params: practiceParam, query: slotsQuery },
      responses: {
        200: answer('Open slots.', z.object({ open: z.boolean(), slots: z.array(slotSchema) })),
        ...PROBLEMS,
      },
    }),
    async (c) => {
      const page = await practiceBehind(deps, c.req.valid('param').slug);
      if (!page) return notFound(c);
      // Closed for all: nothing tells which ids exist.
      if (!page.open) return c.json({ open: false, slots: [] }, 200);
      const found = await findSlots(visitor(deps, c, page.practiceId), c.req.valid('query'));
      return found.ok ? c.json({ open: true, slots: found.value.slots }, 200) : notFound(c);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/practices/{slug}/holds',
      tags,
      summary: 'Keep a slot while the form is filled in',
      request: { params: practiceParam, body: body(newHold) },
      responses: { 201: answer('The hold.', holdSchema), ...PROBLEMS, ...BODY_PROBLEMS, ...BOOKING_PROBLEMS },
    }),
    async (c) => {
      const page = await practiceBehind(deps, c.req.valid('param').slug);
      if (!page) return notFound(c);
      const wanted = c.req.valid('json');
      const zone = zoneOf(page, wanted.practitionerId);
      if (!page.open) return refusedBooking(c, { code: 'online-booking-off' }, { audience: 'public', zone });
      const taken = await takeHold(visitor(deps, c, page.practiceId), { ...wanted, audience: 'everyone' });
      if (!taken.ok) return refusedBooking(c, taken.refusal, { audience: 'public', zone });
      const { holdToken, expiresAt, slot } = taken.value;
      return c.json({ holdToken, expiresAt: utc(expiresAt), slot: slotAnswer(slot, zone) }, 201);
    },
  );
  app.openapi(
    createRoute({
      method: 'post',
      path: '/practices/{slug}/appointments',
      tags,
      summary: 'Book a slot',
      request: { params: practiceParam, headers: idempotency, body: body(publicBooking) },
      responses: {
        201: answer('The appointment.', publicAppointmentSchema),
        200: answer('The appointment that the same request made before.', publicAppointmentSchema),
        ...PROBLEMS,
        ...BODY_PROBLEMS,
        ...BOOKING_PROBLEMS,
      },
    }),
    async (c) => {
      const page = await practiceBehind(deps, c.req.valid('param').slug);
      if (!page) return notFound(c);
      const { patient, ...wanted } = c.req.valid('json');
      const zone = zoneOf(page, wanted.practitionerId);
      if (!page.open) return refusedBooking(c, { code: 'online-booking-off' }, { audience: 'public', zone });
      const ctx = visitor(deps, c, page.practiceId);
      const request = {
        ...wanted,
        audience: 'everyone',
        patient: { ...patient, zone: patient.zone ?? zone },
        idempotencyKey: c.req.valid('header')['idempotency-key'],
      } as const;
      const booked = await bookAppointment(ctx, request, {
        liveRead: (calendarIds) => liveRead(deps, { practiceId: ctx.practiceId, calendarIds, now: ctx.now }),
      });
      if (!booked.ok) return refusedBooking(c, booked.refusal, { audience: 'public', zone });
      const shown = publicAppointmentAnswer(
        booked.value.appointment,
        `${deps.config.publicUrl}/manage/${booked.value.manageToken}`,
      );
      return booked.value.repeated ? c.json(shown, 200) : c.json(shown, 201);
    },
  );
  app.all('*', (c) => notFound(c));
  return app;
}
