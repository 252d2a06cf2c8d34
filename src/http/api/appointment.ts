/** An appointment as the API shows it: whole to the practice, and without padding or anything of staff to the public. */
import { z } from '@hono/zod-openapi';
import type { Appointment } from '../../domain/booking.ts';
import { instantSchema, localSchema, utc } from './times.ts';

const locationSchema = z.object({ kind: z.enum(['address', 'phone', 'video']), text: z.string() }).nullable();

const shared = {
  id: z.uuid(),
  status: z.enum(['confirmed', 'cancelled']),
  start: instantSchema,
  end: instantSchema,
  localStart: localSchema.describe('As agreed, on the wall clock of `zone`.'),
  zone: z.string(),
  typeId: z.uuid(),
  typeName: z.string(),
  lengthMinutes: z.int(),
  location: locationSchema,
  practitionerId: z.uuid(),
  practitionerName: z.string(),
  uid: z.string().describe('UID of its event in every calendar.'),
  sequence: z.int(),
  manageUrl: z.url().describe('The patient’s secret link to it.'),
};

export const publicAppointmentSchema = z.object(shared).openapi('BookedAppointment');

export const appointmentSchema = z
  .object({
    ...shared,
    paddingMinutes: z.int(),
    blockedUntil: instantSchema,
    patient: z.object({ id: z.uuid(), name: z.string(), email: z.string().nullable(), phone: z.string() }),
    patientZone: z.string(),
    note: z.string(),
    revision: z.int(),
    bookedBy: z.enum(['patient', 'staff']),
    toVerify: z.boolean(),
    createdAt: instantSchema,
    changedAt: instantSchema,
    cancelledAt: instantSchema.nullable(),
    cancelledBy: z.enum(['patient', 'staff', 'practitioner']).nullable(),
    noShow: z.boolean().describe('It began, and nobody came.'),
    seriesId: z.uuid().nullable().describe('The same for all that were booked together.'),
  })
  .openapi('Appointment');

/** Field by field: what is not named here is not shown to a patient. */
export function publicAppointmentAnswer(
  appointment: Appointment,
  manageUrl: string,
): z.input<typeof publicAppointmentSchema> {
  const {
    id,
    status,
    start,
    end,
    localStart,
    zone,
    typeId,
    typeName,
    length,
    location,
    practitionerId,
    practitionerName,
  } = appointment;
  return {
    id,
    status,
    start: utc(start),
    end: utc(end),
    localStart,
    zone,
    typeId,
    typeName,
    lengthMinutes: length,
    location: location ?? null,
    practitionerId,
    practitionerName,
    uid: appointment.uid,
    sequence: appointment.sequence,
    manageUrl,
  };
}

export function appointmentAnswer(appointment: Appointment, manageUrl: string): z.input<typeof appointmentSchema> {
  const { patient, cancelledAt } = appointment;
  return {
    ...publicAppointmentAnswer(appointment, manageUrl),
    paddingMinutes: appointment.padding,
    blockedUntil: utc(appointment.blockedUntil),
    patient: { ...patient, email: patient.email ?? null },
    patientZone: appointment.patientZone,
    note: appointment.note,
    revision: appointment.revision,
    bookedBy: appointment.bookedBy,
    toVerify: appointment.toVerify,
    createdAt: utc(appointment.createdAt),
    changedAt: utc(appointment.changedAt),
    cancelledAt: cancelledAt === undefined ? null : utc(cancelledAt),
    cancelledBy: appointment.cancelledBy ?? null,
    noShow: appointment.noShow,
    seriesId: appointment.seriesId ?? null,
  };
}
