/** Closing a stretch of a practitioner's time: nothing is offered in it from then on. What is booked there stays until staff decide. */
import { loadAppointment, loadAppointments, lockPractitioner } from '../db/appointments.ts';
import { changesOf, type ClosureChange } from '../db/closure-changes.ts';
import { closuresFrom, deleteClosure, insertClosure, loadClosure, type Closure } from '../db/closures.ts';
import { raiseRevision } from '../db/practitioners.ts';
import type { Appointment } from '../domain/booking.ts';
import { DAY } from '../domain/interval.ts';
import type { ClosureId, Interval, Outcome, PractitionerId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { invalid, NOT_FOUND, type Invalid, type NotFound } from './refused.ts';
import { writeAudit } from './write-audit.ts';

const LONGEST = 366 * DAY;

export async function addClosure(
  ctx: Context,
  wanted: Interval & { readonly practitionerId: PractitionerId },
): Promise<Outcome<Closure, Invalid | NotFound>> {
  const { practitionerId, start, end } = wanted;
  if (end <= start) return invalid('end', 'The end must come after the start.');
  if (end <= ctx.now) return invalid('end', 'This time is over.');
  if (end - start > LONGEST) return invalid('end', 'A closed stretch is at most a year long.');
  const closure = { id: ctx.newId() as ClosureId, practitionerId, start, end, createdAt: ctx.now }; // new ids get their brands here
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    if (!(await lockPractitioner(tx, practitionerId))) return NOT_FOUND;
    await Promise.all([
      insertClosure(tx, closure),
      raiseRevision(tx, practitionerId),
      writeAudit(ctx, tx, { action: 'closure.added', subject: ['practitioner', practitionerId] }),
    ]);
    return { ok: true, value: closure };
  });
}

/** Those that are not over, in order of start. */
export async function listClosures(ctx: Context): Promise<Closure[]> {
  return ctx.db.tenant(ctx.practiceId, (tx) => closuresFrom(tx, ctx.now));
}

export type ClosedStretch = {
  readonly closure: Closure;
  /** Confirmed appointments that it meets and that are not over, in order of start. */
  readonly affected: readonly Appointment[];
  /** What was done about appointments in it, with those in their place. */
  readonly changes: readonly {
    readonly change: ClosureChange;
    readonly appointment: Appointment;
    readonly replacedBy: Appointment | undefined;
  }[];
};

export async function readClosure(ctx: Context, id: ClosureId): Promise<Outcome<ClosedStretch, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const closure = await loadClosure(tx, id);
    if (!closure) return NOT_FOUND;
    const { practitionerId } = closure;
    const all = await loadAppointments(tx, { window: closure, practitionerId });
    const affected = all.filter(({ status, end }) => status === 'confirmed' && end > ctx.now);
    const changes = await Promise.all(
      (await changesOf(tx, id)).map(async (change) => ({
        change,
        appointment: (await loadAppointment(tx, change.appointmentId))!, // a foreign key holds it
        replacedBy: change.replacedBy && (await loadAppointment(tx, change.replacedBy)),
      })),
    );
    await writeAudit(ctx, tx, {
      action: 'appointments.listed',
      subject: ['practitioner', practitionerId],
      details: { found: affected.length },
    });
    return { ok: true, value: { closure, affected, changes: changes.toSorted(byName) } };
  });
}

/** The time is as open again as openings and calendars say. */
export async function removeClosure(ctx: Context, id: ClosureId): Promise<Outcome<Closure, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const closure = await loadClosure(tx, id);
    if (!closure) return NOT_FOUND;
    const { practitionerId } = closure;
    await lockPractitioner(tx, practitionerId);
    await Promise.all([
      deleteClosure(tx, id),
      raiseRevision(tx, practitionerId),
      writeAudit(ctx, tx, { action: 'closure.removed', subject: ['practitioner', practitionerId] }),
    ]);
    return { ok: true, value: closure };
  });
}

type Changed = { readonly appointment: Appointment };

function byName(a: Changed, b: Changed): number {
  return a.appointment.patient.name.localeCompare(b.appointment.patient.name, 'en');
}
