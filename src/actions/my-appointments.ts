/** "My appointments": whoever types an address gets nothing said about it; the address gets one mail with a link. */
import { futureAppointmentsOfEmail } from '../db/appointments.ts';
import type { Database } from '../db/database.ts';
import { enqueue } from '../db/outbox.ts';
import { emailKeyOfPatient, patientOfEmail } from '../db/patients.ts';
import { emailKey, tokenRoute } from '../db/people.ts';
import { routeMyAppointments } from '../db/routes.ts';
import type { Appointment } from '../domain/booking.ts';
import { DAY, instant, MINUTE } from '../domain/interval.ts';
import type { Instant, PatientId, PracticeId } from '../domain/types.ts';
import { deriveToken, hashToken, type Keys } from '../secrets/keys.ts';
import type { Context } from './context.ts';
import { manageToken } from './save-change.ts';
import { writeAudit } from './write-audit.ts';

/** The link opens so long. */
const LINK_LIFE = DAY;
/** One mail to an address in so long, however often it is asked for (failures H11). */
const ONE_MAIL_IN = 20 * MINUTE;

/**
 * What the link of a `my-appointments` job is derived from: the job's subject, and `keyId` and `version` of its payload. The
 * subject is one of the patients with the address, or nobody at all: then there is nothing to send.
 */
export function myAppointmentsToken(keys: Keys, from: { subject: string; keyId: string; version: number }): string {
  return deriveToken(keys, { keyId: from.keyId, purpose: 'my-appointments', id: from.subject, version: from.version });
}

/** The same questions, rows and time for a known and an unknown address (failures I18). */
export async function requestMyAppointments(ctx: Context, email: string): Promise<void> {
  const key = emailKey(email);
  const version = Math.floor(ctx.now / ONE_MAIL_IN);
  const keyId = ctx.keys.current;
  await ctx.db.tenant(ctx.practiceId, async (tx) => {
    const subject = (await patientOfEmail(tx, key)) ?? (ctx.newId() as PatientId); // nobody's id
    const hash = hashToken(myAppointmentsToken(ctx.keys, { subject, keyId, version }));
    await Promise.all([
      routeMyAppointments(tx, { hash, subject, expires: instant(ctx.now + LINK_LIFE) }),
      enqueue(tx, {
        kind: 'my-appointments',
        lane: 'mail',
        ordering: `my-appointments/${subject}`,
        // Of the address, hashed with the practice: a second request in the same stretch adds no second mail.
        dedupe: `my-appointments/${hashToken(`${ctx.practiceId}\n${key}`).toString('base64url')}/${version}`,
        subject,
        payload: { keyId, version },
        runAt: ctx.now,
      }),
      writeAudit(ctx, tx, { action: 'my-appointments.asked', subject: ['patient', subject] }),
    ]);
  });
}

/** A future appointment with the secret of its manage link. */
export type MyAppointment = { readonly appointment: Appointment; readonly manageToken: string };

/** Future appointments of the address that the link was sent to, staff-booked ones too. Undefined: the link opens nothing. */
export async function myAppointments(
  { db, keys }: { readonly db: Database; readonly keys: Keys },
  token: string,
  now: Instant,
): Promise<{ readonly practiceId: PracticeId; readonly appointments: readonly MyAppointment[] } | undefined> {
  const route = await tokenRoute(db.sql, { hash: hashToken(token), purpose: 'my-appointments', now });
  if (!route) return undefined;
  const { practiceId } = route;
  return db.tenant(practiceId, async (tx) => {
    const key = await emailKeyOfPatient(tx, route.subject as PatientId); // the subject of such a link
    if (key === undefined) return undefined;
    const found = await futureAppointmentsOfEmail(tx, key, now);
    const appointments = found.map((appointment) => ({ appointment, manageToken: manageToken(keys, appointment) }));
    return { practiceId, appointments };
  });
}
