/** Saves what was decided about an appointment, with all that follows from it, in the transaction that decided. */
import { insertAppointment, updateAppointment } from '../db/appointments.ts';
import { settleQuestions } from '../db/calendar-questions.ts';
import type { Tx } from '../db/database.ts';
import { insertNotices } from '../db/notices.ts';
import { raiseRevision } from '../db/practitioners.ts';
import { routeManageToken } from '../db/routes.ts';
import type { LoadedSearch } from '../db/search.ts';
import { enqueueEvents } from '../db/written.ts';
import type { Appointment, Change } from '../domain/booking.ts';
import { DAY, instant } from '../domain/interval.ts';
import { decideNotices } from '../domain/notices.ts';
import { deriveToken, hashToken, type Keys } from '../secrets/keys.ts';
import type { Context } from './context.ts';
import { writeAudit } from './write-audit.ts';

/** A manage link opens so long after the appointment's end (failures I04). */
const MANAGE_LINK_DAYS = 30;

/** The secret of an appointment's manage link: the same through all moves, until it is replaced. */
export function manageToken(keys: Keys, { id, linkKey, linkVersion }: Appointment): string {
  return deriveToken(keys, { keyId: linkKey, purpose: 'manage', id, version: linkVersion });
}

/**
 * Appointment, revision of the slots, notices and their jobs, manage link, audit: all or nothing. The practitioner must be
 * locked; a patient who is new must be there already.
 */
export async function saveChange(
  ctx: Context,
  tx: Tx,
  change: Change,
  { practice, practitioner }: Pick<LoadedSearch, 'practice' | 'practitioner'>,
): Promise<void> {
  const { appointment, kind, by } = change;
  if (change.before === undefined) await insertAppointment(tx, appointment);
  else if (!(await updateAppointment(tx, appointment))) {
    throw new Error(
      `Appointment ${appointment.id} is not at revision ${change.before.revision}: it was changed without the lock.`,
    );
  }
  const plans = decideNotices(
    {
      happened: kind,
      by,
      tell: change.tell,
      start: appointment.start,
      now: ctx.now,
      patientHasEmail: appointment.patient.email !== undefined,
    },
    {
      reminder: practice.reminder,
      practitionerHasEmail: practitioner.email !== '',
      notifyBooked: practitioner.notifyBooked,
    },
  );
  const { id, revision } = appointment;
  await Promise.all([
    raiseRevision(tx, appointment.practitionerId),
    routeManageToken(tx, {
      hash: hashToken(manageToken(ctx.keys, appointment)),
      appointmentId: id,
      expires: instant(appointment.end + MANAGE_LINK_DAYS * DAY),
    }),
    writeAudit(ctx, tx, { action: `appointment.${kind}`, subject: ['appointment', id], details: { revision } }),
    insertNotices(tx, { appointmentId: id, revision, plans, now: ctx.now, newId: ctx.newId }),
    enqueueEvents(tx, appointment, ctx.now),
    // Whatever a calendar showed of the state before, this is what holds now.
    change.before && settleQuestions(tx, { appointmentId: id }, 'overtaken', ctx.now),
  ]);
}
