/** What staff book, as part of a transaction: one appointment by itself, of a series, or in the place of another. */
import { acceptWarnings } from '../db/accepted-warnings.ts';
import type { Tx } from '../db/database.ts';
import { findOrInsertPatient } from '../db/patients.ts';
import type { LoadedSearch } from '../db/search.ts';
import { bookForPatient, type Appointment, type Patient } from '../domain/booking.ts';
import { clashesOf } from '../domain/clashes.ts';
import type { BookingRefusal } from '../domain/refusal.ts';
import type { AppointmentId, Instant, Outcome, PatientId } from '../domain/types.ts';
import { uidOf } from '../domain/uid.ts';
import type { Context } from './context.ts';
import { saveChange } from './save-change.ts';

export type Typed = { readonly name: string; readonly email?: string | undefined; readonly phone: string };

export type Booking = {
  readonly start: Instant;
  /** As typed, or somebody who is known. */
  readonly patient: Typed | Patient;
  readonly note?: string | undefined;
  readonly tell: boolean;
  /** The warnings (busy time, outside openings) were seen and confirmed. */
  readonly anyway: boolean;
  readonly seriesId?: string | undefined;
};

/** The practitioner must be locked; `loaded` holds what lies around the start. */
export async function bookIn(
  ctx: Context,
  tx: Tx,
  { booking, loaded }: { readonly booking: Booking; readonly loaded: LoadedSearch },
): Promise<Outcome<Appointment, BookingRefusal>> {
  const { patient, start, note = '', seriesId } = booking;
  const id = ctx.newId() as AppointmentId; // new ids get their brands here
  const known = 'id' in patient ? patient : undefined;
  const decided = bookForPatient(
    {
      id,
      uid: uidOf(id),
      start,
      practitionerName: loaded.practitioner.name,
      patient: known ?? {
        id: ctx.newId() as PatientId,
        name: patient.name,
        email: patient.email || undefined,
        phone: patient.phone,
      },
      patientZone: loaded.practitioner.zone,
      note,
      linkKey: ctx.keys.current,
      ...(seriesId !== undefined && { seriesId }),
    },
    booking,
    loaded.search,
  );
  if (!decided.ok) return decided;
  const who = known ?? (await findOrInsertPatient(tx, decided.value.appointment.patient, ctx.now));
  const appointment = { ...decided.value.appointment, patient: who };
  await saveChange(ctx, tx, { ...decided.value, appointment }, loaded);
  if (booking.anyway) await acceptWarnings(tx, appointment, clashesOf(appointment, loaded.search));
  return { ok: true, value: appointment };
}
