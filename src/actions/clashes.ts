/** Appointments that something speaks against since they were booked (failures A14, A16): found, accepted, and told of. */
import { acceptedWarnings, acceptWarnings } from '../db/accepted-warnings.ts';
import { upcomingAppointments } from '../db/appointment-list.ts';
import { loadAppointment, lockPractitionerOf } from '../db/appointments.ts';
import { practitionerOfCalendar } from '../db/calendars.ts';
import type { Tx } from '../db/database.ts';
import { insertNoticeAgain, toldOfClash } from '../db/notices.ts';
import { loadPractitioner } from '../db/practitioners.ts';
import { loadSearch, withType } from '../db/search.ts';
import { loadTypes } from '../db/types.ts';
import type { Appointment } from '../domain/booking.ts';
import { clashesOf, type ClashCode } from '../domain/clashes.ts';
import { grouped } from '../domain/grouped.ts';
import { interval, MINUTE } from '../domain/interval.ts';
import type { AppointmentId, CalendarId, Outcome, PractitionerId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { NOT_FOUND, type NotFound } from './refused.ts';
import { around, asMove } from './search.ts';
import { writeAudit } from './write-audit.ts';

export type Clash = { readonly appointment: Appointment; readonly codes: readonly ClashCode[] };

/** In order of start; what staff said yes to is no clash. */
export async function listClashes(ctx: Context): Promise<Clash[]> {
  return ctx.db.tenant(ctx.practiceId, (tx) => clashesIn(ctx, tx));
}

async function clashesIn(ctx: Context, tx: Tx, practitionerId?: PractitionerId): Promise<Clash[]> {
  const [upcoming, accepted, types] = await Promise.all([
    upcomingAppointments(tx, ctx.now, practitionerId),
    acceptedWarnings(tx, ctx.now),
    loadTypes(tx),
  ]);
  const yes = new Set(accepted.map(({ appointmentId, start, code }) => `${appointmentId} ${start} ${code}`));
  const found: Clash[] = [];
  for (const [whose, list] of grouped(upcoming, (one) => one.practitionerId)) {
    const [first, last] = [list[0], list.at(-1)];
    if (!first || !last) continue;
    const window = interval(first.start, last.start + MINUTE);
    // One look for all of them: types differ, what is taken does not.
    const asked = { practitionerId: whose, typeId: first.typeId, window, audience: 'existing', now: ctx.now } as const;
    const loaded = await loadSearch(tx, asked);
    if (!loaded) continue;
    for (const appointment of list) {
      const type = types.find(({ id }) => id === appointment.typeId) ?? loaded.search.type;
      const codes = clashesOf(appointment, asMove(withType(loaded, type), appointment).search).filter(
        (code) => !yes.has(`${appointment.id} ${appointment.start} ${code}`),
      );
      if (codes.length > 0) found.push({ appointment, codes });
    }
  }
  return found.toSorted((a, b) => a.appointment.start - b.appointment.start);
}

/** Somebody looked at it, and it is right as it is: until it is moved, or something else speaks against it. */
export async function acceptClash(ctx: Context, id: AppointmentId): Promise<Outcome<Appointment, NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    await lockPractitionerOf(tx, id);
    const appointment = await loadAppointment(tx, id);
    if (!appointment) return NOT_FOUND;
    const { practitionerId, typeId, start } = appointment;
    const asked = { practitionerId, typeId, window: around(start), audience: 'existing', now: ctx.now } as const;
    const loaded = await loadSearch(tx, asked);
    if (!loaded) return NOT_FOUND;
    await acceptWarnings(tx, appointment, clashesOf(appointment, asMove(loaded, appointment).search));
    await writeAudit(ctx, tx, { action: 'appointment.accepted', subject: ['appointment', id] });
    return { ok: true, value: appointment };
  });
}

/** After a calendar was read: its practitioner gets a mail about each appointment that it now has something over, once. */
export async function tellOfClashes(ctx: Context, calendarId: CalendarId): Promise<number> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const practitionerId = await practitionerOfCalendar(tx, calendarId);
    const practitioner = practitionerId && (await loadPractitioner(tx, practitionerId));
    if (!practitioner?.email) return 0;
    let told = 0;
    for (const { appointment, codes } of await clashesIn(ctx, tx, practitioner.id)) {
      const { id, revision, start } = appointment;
      if (!codes.includes('busy') || start <= ctx.now || (await toldOfClash(tx, id, revision))) continue;
      await insertNoticeAgain(
        tx,
        { kind: 'clash', recipient: 'practitioner', runAt: ctx.now },
        { appointmentId: id, revision, now: ctx.now, newId: ctx.newId },
      );
      told += 1;
    }
    return told;
  });
}
