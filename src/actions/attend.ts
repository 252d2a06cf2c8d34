/** What staff do about one appointment besides booking, moving and cancelling: say that it is right, send its mail again. */
import { expectedOfBounced } from '../db/appointment-list.ts';
import {
  appointmentsToVerify,
  loadAppointment,
  lockPractitionerOf,
  setNoShow,
  updateAppointment,
} from '../db/appointments.ts';
import { keptMails, type KeptMail } from '../db/mails.ts';
import { bouncedOfPatients, insertNoticeAgain, noticesOf, type Notice } from '../db/notices.ts';
import { jobProblems, type JobProblem } from '../db/outbox.ts';
import type { Appointment } from '../domain/booking.ts';
import type { AppointmentId, Outcome } from '../domain/types.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

/** An appointment that was booked on a stale calendar was looked at. */
export async function markVerified(ctx: Context, id: AppointmentId): Promise<Outcome<Appointment, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    await lockPractitionerOf(tx, id);
    const appointment = await loadAppointment(tx, id);
    if (!appointment) return NOT_FOUND;
    if (!appointment.toVerify) return { ok: true, value: appointment };
    const verified = { ...appointment, toVerify: false, revision: appointment.revision + 1, changedAt: ctx.now };
    await updateAppointment(tx, verified);
    await writeAudit(ctx, tx, { action: 'appointment.verified', subject: ['appointment', id] });
    return { ok: true, value: verified };
  });
}

/** Somebody did not come, or did after all. Once it began, and only of one that was not cancelled. */
export async function markNoShow(
  ctx: Context,
  { id, noShow }: { readonly id: AppointmentId; readonly noShow: boolean },
): Promise<Outcome<Appointment, NotFound | { readonly code: 'not-begun' }>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    await lockPractitionerOf(tx, id);
    const appointment = await loadAppointment(tx, id);
    if (!appointment) return NOT_FOUND;
    if (appointment.noShow === noShow) return { ok: true, value: appointment };
    if (appointment.status === 'cancelled' || appointment.start > ctx.now) {
      return { ok: false, refusal: { code: 'not-begun' } };
    }
    await setNoShow(tx, { id, noShow });
    const action = noShow ? 'appointment.no-show' : 'appointment.no-show-undone';
    await writeAudit(ctx, tx, { action, subject: ['appointment', id] });
    return { ok: true, value: { ...appointment, noShow } };
  });
}

/** The mail that says how the appointment stands, with its manage link, goes to the patient once more. */
export async function resendLink(
  ctx: Context,
  id: AppointmentId,
): Promise<Outcome<Appointment, NotFound | { readonly code: 'no-address' }>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    await lockPractitionerOf(tx, id);
    const appointment = await loadAppointment(tx, id);
    if (!appointment) return NOT_FOUND;
    if (appointment.patient.email === undefined) return { ok: false, refusal: { code: 'no-address' } };
    const kind = appointment.status === 'confirmed' ? 'confirmation' : 'cancellation';
    const { revision } = appointment;
    await insertNoticeAgain(
      tx,
      { kind, recipient: 'patient', runAt: ctx.now },
      { appointmentId: id, revision, now: ctx.now, newId: ctx.newId },
    );
    await writeAudit(ctx, tx, { action: 'appointment.mail-repeated', subject: ['appointment', id] });
    return { ok: true, value: appointment };
  });
}

/** All mails that were decided about an appointment, and what became of each. */
export async function listNotices(ctx: Context, id: AppointmentId): Promise<Notice[]> {
  return ctx.db.tenant(ctx.practiceId, (tx) => noticesOf(tx, id));
}

const MOST_MAILS = 100;

/** Newest first. Of `all` are those of invitations, whose links let somebody in: for owners alone. */
export async function listKeptMails(ctx: Context, which: 'all' | 'of-patients' = 'of-patients'): Promise<KeptMail[]> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const mails = await keptMails(tx, MOST_MAILS, which);
    await writeAudit(ctx, tx, {
      action: 'mails.listed',
      subject: ['practice', ctx.practiceId],
      details: { found: mails.length },
    });
    return mails;
  });
}

export type Waiting = {
  readonly mails: number;
  readonly jobs: readonly JobProblem[];
  readonly toVerify: readonly Appointment[];
  /** The next appointment of each patient whose address was refused. */
  readonly bounced: readonly Appointment[];
};

/** What waits for a person, beside calendars. */
export async function listWaiting(ctx: Context): Promise<Waiting> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const [mails, jobs, toVerify, bounced] = await Promise.all([
      keptMails(tx, MOST_MAILS),
      jobProblems(tx),
      appointmentsToVerify(tx, ctx.now),
      expectedOfBounced(tx, ctx.now),
    ]);
    const refused = await bouncedOfPatients(
      tx,
      jobs.map(({ subject }) => subject),
    );
    // Shown with whom the address is of, where it can be mended.
    const others = jobs.filter(({ subject, nextAt }) => nextAt !== undefined || !refused.has(subject));
    return { mails: mails.length, jobs: others, toVerify, bounced };
  });
}
