/** Our own events in a calendar that was read: those that are not where we put them are looked up, and what follows is decided. */
import { ProviderError, type Found } from '../../connectors/provider.ts';
import { cancelAppointment } from '../actions/cancel.ts';
import type { Context } from '../actions/context.ts';
import { NOT_FOUND, refuse, type NotFound } from '../actions/refused.ts';
import { rescheduleAppointment } from '../actions/reschedule.ts';
import { writeAudit } from '../actions/write-audit.ts';
import { loadAppointment, lockPractitionerOf } from '../db/appointments.ts';
import { answerQuestion, askQuestion, openQuestions, settleQuestions } from '../db/calendar-questions.ts';
import type { Tx } from '../db/database.ts';
import { raiseRevision } from '../db/practitioners.ts';
import { enqueueQuestionMail } from '../db/write-problems.ts';
import {
  changeSetting,
  enqueueEvent,
  forgetWritten,
  loadTarget,
  loadWritten,
  suspects,
  type Suspect,
} from '../db/written.ts';
import type { Appointment } from '../domain/booking.ts';
import { decideChange, type SeenEvent } from '../domain/calendar-change.ts';
import type { AppointmentId, CalendarId, Instant, Outcome, PracticeId } from '../domain/types.ts';
import { providerOf, withAccount } from './access.ts';
import type { SyncDeps } from './read.ts';

export type ReadCalendar = {
  readonly practiceId: PracticeId;
  readonly calendarId: CalendarId;
  /** When the provider was asked. */
  readonly askedAt: Instant;
};

/** Looked up in one round; the rest at the next reading. */
const MOST = 25;

/** After a good reading. An event that cannot be looked up now is looked up after the next one. */
export async function lookAfterOwnEvents(deps: SyncDeps, calendar: ReadCalendar): Promise<void> {
  const { practiceId, calendarId, askedAt } = calendar;
  const now = deps.clock();
  const found = await deps.db.tenant(practiceId, (tx) => suspects(tx, calendarId, { now, askedAt }));
  await lookUp(deps, calendar, found.slice(0, MOST));
}

/** Asks the provider for each by itself: that an answer does not hold an event is no proof that it is gone. */
export async function lookUp(deps: SyncDeps, calendar: ReadCalendar, events: readonly Suspect[]): Promise<void> {
  if (events.length === 0) return;
  const { practiceId, calendarId } = calendar;
  const target = await deps.db.tenant(practiceId, (tx) => loadTarget(tx, calendarId));
  if (!target) return;
  try {
    const { connectionId, kind, externalId } = target;
    if (!providerOf(deps, kind).writes) return;
    for (const event of events) {
      const askedAt = deps.clock();
      const found = await withAccount(deps, { practiceId, connectionId, kind }, (provider, access) =>
        provider.find(access, externalId, event.uid),
      );
      await settle(deps, { ...calendar, askedAt }, { event, seen: seenAs(found) });
    }
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    deps.log.warn('event.not-looked-up', { calendar: calendarId, reason: error.reason });
  }
}

function seenAs(found: Found | undefined): SeenEvent {
  return found ? { kind: 'there', start: found.start, end: found.end } : { kind: 'gone' };
}

type Seen = { readonly event: Suspect; readonly seen: SeenEvent };

async function settle(deps: SyncDeps, calendar: ReadCalendar, { event, seen }: Seen): Promise<void> {
  const { practiceId } = calendar;
  const ctx: Context = { ...deps, practiceId, actor: { kind: 'system' }, now: deps.clock() };
  const decided = await deps.db.tenant(practiceId, (tx) => decide(ctx, tx, calendar, { event, seen }));
  if (decided?.do !== 'follow') return;
  const { appointment } = decided;
  if (await follow(ctx, appointment, seen)) return;
  // What cannot be followed, as where it lies over another appointment, is asked about.
  await deps.db.tenant(practiceId, (tx) => ask(ctx, tx, calendar, { appointment, seen }));
}

async function decide(
  ctx: Context,
  tx: Tx,
  calendar: ReadCalendar,
  { event, seen }: Seen,
): Promise<{ readonly do: 'follow'; readonly appointment: Appointment } | undefined> {
  const { calendarId, askedAt } = calendar;
  const practitionerId = await lockPractitionerOf(tx, event.appointmentId);
  const [appointment, written] = await Promise.all([
    loadAppointment(tx, event.appointmentId),
    loadWritten(tx, event.appointmentId, calendarId),
  ]);
  if (!practitionerId || !appointment || !written) return undefined;
  const setting = await changeSetting(tx, practitionerId);
  const decision = decideChange({ now: ctx.now, askedAt, appointment, written, seen, setting });
  if (decision.do === 'follow') return { do: 'follow', appointment };
  if (decision.do === 'ask') await ask(ctx, tx, calendar, { appointment, seen });
  else if (decision.do === 'restore') await restore(ctx, tx, calendar, appointment);
  else if (decision.settled) {
    await settleQuestions(tx, { appointmentId: appointment.id, calendarId }, 'overtaken', ctx.now);
    if (seen.kind === 'gone') await forgetWritten(tx, appointment.id, calendarId);
  }
  return undefined;
}

type About = { readonly appointment: Appointment; readonly seen: SeenEvent };

async function ask(ctx: Context, tx: Tx, { calendarId }: ReadCalendar, { appointment, seen }: About): Promise<void> {
  const { id: appointmentId, practitionerId, revision } = appointment;
  const id = ctx.newId();
  const at = seen.kind === 'there' ? { start: seen.start, end: seen.end } : undefined;
  const isNew = await askQuestion(tx, {
    ...{ id, practitionerId, appointmentId, calendarId, at, revision },
    askedAt: ctx.now,
  });
  // Both times are taken from now on, or another one than before.
  await raiseRevision(tx, practitionerId);
  if (!isNew) return;
  await enqueueQuestionMail(tx, id, ctx.now);
  const action = at ? 'appointment.moved-in-calendar' : 'appointment.removed-in-calendar';
  await writeAudit(ctx, tx, { action, subject: ['appointment', appointmentId] });
}

async function restore(
  ctx: Context,
  tx: Tx,
  { calendarId, askedAt }: ReadCalendar,
  appointment: Appointment,
): Promise<void> {
  const target = await loadTarget(tx, calendarId);
  if (!target) return;
  const { connectionId } = target;
  const occasion = `restore/${askedAt}`;
  await enqueueEvent(tx, {
    ...{ appointmentId: appointment.id, calendarId, connectionId, occasion },
    force: true,
    runAt: ctx.now,
  });
  await settleQuestions(tx, { appointmentId: appointment.id, calendarId }, 'restore', ctx.now);
  await writeAudit(ctx, tx, { action: 'appointment.restored-in-calendar', subject: ['appointment', appointment.id] });
}

/** The patient is told. False when the appointment cannot be where the calendar has it. */
async function follow(ctx: Context, { id, revision }: Appointment, seen: SeenEvent): Promise<boolean> {
  if (seen.kind === 'gone') return (await cancelAppointment(ctx, { appointmentId: id, revision, tell: true })).ok;
  const move = { appointmentId: id, start: seen.start, revision, tell: true, anyway: true };
  return (await rescheduleAppointment(ctx, move)).ok;
}

export type QuestionAnswer = 'follow' | 'restore';

/** `taken`: the calendar's time lies over another appointment, or is over; both times stay as they are. */
export async function answerCalendarQuestion(
  ctx: Context,
  asked: { readonly id: string; readonly answer: QuestionAnswer },
): Promise<Outcome<AppointmentId, NotFound | { readonly code: 'taken'; readonly appointmentId: AppointmentId }>> {
  const { id, answer } = asked;
  const found = await ctx.db.tenant(ctx.practiceId, async (tx) => {
    const [question] = await openQuestions(tx, { id });
    const appointment = question && (await loadAppointment(tx, question.appointmentId));
    if (!question || !appointment) return undefined;
    const { calendarId } = question;
    if (answer === 'restore') {
      await lockPractitionerOf(tx, appointment.id);
      await restore(ctx, tx, { practiceId: ctx.practiceId, calendarId, askedAt: ctx.now }, appointment);
      await raiseRevision(tx, appointment.practitionerId);
    }
    return { question, appointment };
  });
  if (!found) return NOT_FOUND;
  const { id: appointmentId } = found.appointment;
  if (answer === 'restore') return { ok: true, value: appointmentId };
  const { at } = found.question;
  const seen: SeenEvent = at ? { kind: 'there', ...at } : { kind: 'gone' };
  if (!(await follow(ctx, found.appointment, seen))) return refuse({ code: 'taken', appointmentId });
  // Saving the change settled it already, as overtaken.
  await ctx.db.tenant(ctx.practiceId, (tx) => answerQuestion(tx, id, 'follow', ctx.now));
  return { ok: true, value: appointmentId };
}
