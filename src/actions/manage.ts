/** One appointment: found by the secret of its manage link, or looked at by staff. Looking changes nothing. */
import { loadAppointment } from '../db/appointments.ts';
import type { Database } from '../db/database.ts';
import { tokenRoute } from '../db/people.ts';
import type { Appointment } from '../domain/booking.ts';
import type { AppointmentId, Instant, PracticeId } from '../domain/types.ts';
import { hashToken } from '../secrets/keys.ts';
import type { Context } from './context.ts';
import { writeAudit } from './write-audit.ts';

/** Undefined for every token that opens nothing now: unknown, replaced, expired, or meant for something else (failures I04). */
export async function appointmentOfToken(
  { db }: { readonly db: Database },
  token: string,
  now: Instant,
): Promise<{ readonly practiceId: PracticeId; readonly appointment: Appointment } | undefined> {
  const route = await tokenRoute(db.sql, { hash: hashToken(token), purpose: 'manage', now });
  if (!route) return undefined;
  const { practiceId } = route;
  const id = route.subject as AppointmentId; // the subject of a manage link
  const appointment = await db.tenant(practiceId, (tx) => loadAppointment(tx, id));
  return appointment && { practiceId, appointment };
}

/** For staff; undefined when the practice has no such appointment. Who looked is in the audit. */
export async function viewAppointment(ctx: Context, id: AppointmentId): Promise<Appointment | undefined> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const appointment = await loadAppointment(tx, id);
    if (appointment) await writeAudit(ctx, tx, { action: 'appointment.viewed', subject: ['appointment', id] });
    return appointment;
  });
}
