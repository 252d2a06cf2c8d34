/** Personal links: what lets an existing patient book the types that are not offered to everyone. */
import { loadAppointment } from '../db/appointments.ts';
import type { Database, Tx } from '../db/database.ts';
import { loadPatient } from '../db/patient-records.ts';
import { tokenRoute } from '../db/people.ts';
import { unrouteTokens } from '../db/practitioners.ts';
import { routePersonalLink } from '../db/routes.ts';
import type { Patient } from '../domain/booking.ts';
import { DAY, instant } from '../domain/interval.ts';
import type { AppointmentId, Instant, Outcome, PatientId, PracticeId } from '../domain/types.ts';
import { hashToken, randomToken } from '../secrets/keys.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

const PURPOSE = 'personal';
/** Long enough for the next visit, short enough that a link passed on does not work for ever. */
const LINK_LIFE = 90 * DAY;

export type PersonalLink = { readonly token: string; readonly expires: Instant; readonly patientName: string };

/** A link for the patient of this appointment, shown now and never again. It ends the one that they had before. */
export async function issuePersonalLink(ctx: Context, of: AppointmentId): Promise<Outcome<PersonalLink, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const appointment = await loadAppointment(tx, of);
    return appointment ? { ok: true, value: await issue(ctx, tx, appointment.patient) } : NOT_FOUND;
  });
}

/** The same for a patient who was found by name. */
export async function issueLinkOfPatient(ctx: Context, id: PatientId): Promise<Outcome<PersonalLink, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const patient = await loadPatient(tx, id);
    if (!patient || patient.erasedAt !== undefined) return NOT_FOUND;
    return { ok: true, value: await issue(ctx, tx, patient) };
  });
}

async function issue(ctx: Context, tx: Tx, { id: patientId, name }: Patient): Promise<PersonalLink> {
  const token = randomToken();
  const expires = instant(ctx.now + LINK_LIFE);
  await unrouteTokens(tx, PURPOSE, patientId);
  await routePersonalLink(tx, { hash: hashToken(token), patientId, expires });
  await writeAudit(ctx, tx, { action: 'personal-link.issued', subject: ['patient', patientId] });
  return { token, expires, patientName: name };
}

/** Undefined for every token that opens nothing now: unknown, replaced, expired, or meant for something else. */
export async function practiceOfPersonalLink(
  { db }: { readonly db: Database },
  token: string,
  now: Instant,
): Promise<PracticeId | undefined> {
  const route = await tokenRoute(db.sql, { hash: hashToken(token), purpose: PURPOSE, now });
  return route?.practiceId;
}
