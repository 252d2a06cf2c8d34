/** What the practice does at its desk: book for a patient, and see who comes. */
import { findAppointments, type AppointmentFilter } from '../db/appointment-list.ts';
import { isOverlap, loadAppointments, lockPractitioner } from '../db/appointments.ts';
import type { Page } from '../db/patient-records.ts';
import { loadSearch } from '../db/search.ts';
import type { Appointment } from '../domain/booking.ts';
import type { Interval, Outcome, PractitionerId, TypeId } from '../domain/types.ts';
import type { Booked } from './book.ts';
import type { Context } from './context.ts';
import { answerAgain, answeredBefore, KeyTaken, rememberAnswer, requestHash, type Once } from './once.ts';
import { refuseTo, type Refusal } from './refusal.ts';
import { manageToken } from './save-change.ts';
import { around, nearestSlots } from './search.ts';
import { bookIn, type Booking } from './staff-booking.ts';
import { writeAudit } from './write-audit.ts';

export type StaffBooking = Omit<Booking, 'seriesId'> & {
  readonly practitionerId: PractitionerId;
  readonly typeId: TypeId;
  /** Chosen by the caller: sent again with the same key it books nothing more (A05, A06). */
  readonly idempotencyKey?: string | undefined;
};

/** Never over an appointment; over anything else once the warnings of a refusal `needs-confirmation` were confirmed. */
export async function bookForPatient(ctx: Context, booking: StaffBooking): Promise<Outcome<Booked, Refusal>> {
  const outcome = await save(ctx, booking);
  if (outcome.ok)
    return { ok: true, value: { ...outcome.value, manageToken: manageToken(ctx.keys, outcome.value.appointment) } };
  const { practitionerId, typeId, start } = booking;
  return refuseTo(ctx, outcome.refusal, () =>
    nearestSlots(ctx, { practitionerId, typeId, audience: 'existing' }, { start }),
  );
}

async function save(ctx: Context, booking: StaffBooking): Promise<Outcome<Once, Refusal>> {
  const { practitionerId, typeId, start, patient, idempotencyKey: key } = booking;
  const hash = requestHash([practitionerId, typeId, start, patient.name, patient.email, patient.phone, booking.note]);
  try {
    return await ctx.db.tenant(ctx.practiceId, async (tx) => {
      const [, before, loaded] = await Promise.all([
        lockPractitioner(tx, practitionerId),
        answeredBefore(ctx, tx, key),
        loadSearch(tx, { practitionerId, typeId, audience: 'existing', window: around(start), now: ctx.now }),
      ]);
      if (before) return answerAgain(tx, before, hash);
      if (!loaded) return { ok: false, refusal: { code: 'not-found' } };
      const booked = await bookIn(ctx, tx, { booking, loaded });
      if (!booked.ok) return booked;
      await rememberAnswer(ctx, tx, { key, hash, appointmentId: booked.value.id });
      return { ok: true, value: { appointment: booked.value, repeated: false } };
    });
  } catch (error) {
    if (isOverlap(error)) return { ok: false, refusal: { code: 'just-taken' } };
    if (error instanceof KeyTaken) return { ok: false, refusal: { code: 'other-body' } };
    throw error;
  }
}

/** All appointments that meet the window, cancelled ones too, in order of start. Staff who look leave an audit row. */
export async function listAppointments(
  ctx: Context,
  asked: { readonly window: Interval; readonly practitionerId?: PractitionerId },
): Promise<Appointment[]> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const appointments = await loadAppointments(tx, asked);
    const subject = asked.practitionerId
      ? (['practitioner', asked.practitionerId] as const)
      : (['practice', ctx.practiceId] as const);
    await writeAudit(ctx, tx, { action: 'appointments.listed', subject, details: { found: appointments.length } });
    return appointments;
  });
}

/** Part of all that fit the filter, and how many those are. */
export async function searchAppointments(
  ctx: Context,
  filter: AppointmentFilter,
  page: Page,
): Promise<{ readonly appointments: Appointment[]; readonly total: number }> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const found = await findAppointments(tx, filter, page);
    const subject = ['practice', ctx.practiceId] as const;
    const details = { found: found.appointments.length };
    await writeAudit(ctx, tx, { action: 'appointments.listed', subject, details });
    return found;
  });
}
