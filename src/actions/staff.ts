/** What the practice does at its desk: book for a patient, and see who comes. */
import { isOverlap, loadAppointments, lockPractitioner } from '../db/appointments.ts';
import { findOrInsertPatient } from '../db/patients.ts';
import { loadSearch } from '../db/search.ts';
import { bookForPatient as decide, type Appointment } from '../domain/booking.ts';
import type { AppointmentId, Instant, Interval, Outcome, PatientId, PractitionerId, TypeId } from '../domain/types.ts';
import type { Booked } from './book.ts';
import type { Context } from './context.ts';
import { answerAgain, answeredBefore, KeyTaken, rememberAnswer, requestHash, type Once } from './once.ts';
import { refuseTo, type Refusal } from './refusal.ts';
import { manageToken, saveChange } from './save-change.ts';
import { around, nearestSlots } from './search.ts';
import { writeAudit } from './write-audit.ts';

export type StaffBooking = {
  readonly practitionerId: PractitionerId;
  readonly typeId: TypeId;
  readonly start: Instant;
  readonly patient: { readonly name: string; readonly email?: string | undefined; readonly phone: string };
  readonly note?: string;
  /** Whether the patient gets a mail about it. */
  readonly tell: boolean;
  /** Chosen by the caller: sent again with the same key it books nothing more (A05, A06). */
  readonly idempotencyKey?: string | undefined;
  /** The warnings (busy time, outside openings) were seen and confirmed. */
  readonly anyway: boolean;
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
      const id = ctx.newId() as AppointmentId; // new ids get their brands here
      const decided = decide(
        {
          id,
          uid: `${id}@openhours`,
          start,
          practitionerName: loaded.practitioner.name,
          patient: {
            id: ctx.newId() as PatientId,
            name: patient.name,
            email: patient.email || undefined,
            phone: patient.phone,
          },
          patientZone: loaded.practitioner.zone,
          note: booking.note ?? '',
          linkKey: ctx.keys.current,
        },
        booking,
        loaded.search,
      );
      if (!decided.ok) return decided;
      const known = await findOrInsertPatient(tx, decided.value.appointment.patient, ctx.now);
      const appointment = { ...decided.value.appointment, patient: known };
      await saveChange(ctx, tx, { ...decided.value, appointment }, loaded);
      await rememberAnswer(ctx, tx, { key, hash, appointmentId: id });
      return { ok: true, value: { appointment, repeated: false } };
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
