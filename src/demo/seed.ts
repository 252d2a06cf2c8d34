/** Fills the demo: the sample practice, busy time read over HTTP from the demo's own feeds, appointments, caught mail. */
import { bookAppointment } from '../actions/book.ts';
import { cancelAppointment } from '../actions/cancel.ts';
import { addFeedConnection, listCalendars, removeConnection } from '../actions/connections.ts';
import type { Context as Acting } from '../actions/context.ts';
import { issueSignIn } from '../actions/sign-in.ts';
import { openSlotsFor } from '../actions/slots.ts';
import { bookForPatient, listAppointments } from '../actions/staff.ts';
import { listTypes } from '../actions/types.ts';
import type { PractitionerRecord } from '../db/practitioners.ts';
import type { Deps } from '../deps.ts';
import { DAY, instant } from '../domain/interval.ts';
import type { AppointmentType, Instant } from '../domain/types.ts';
import { deliverDue } from '../outbox/deliver.ts';
import { syncCalendar } from '../sync/read.ts';
import { DEMO_OWNER, DEMO_SLUG, made, samplePractice } from './practice.ts';

export type DemoLinks = { readonly bookingUrl: string; readonly signInUrl: string; readonly mailUrl: string };

const DAYS_FILLED = 10;

/**
 * Safe to repeat: what is there stays, what was left undone is done. To be called while the demo answers at `origin`, since its
 * calendars are read from there, by the same way as any calendar.
 */
export async function seedDemo(deps: Deps, origin: string): Promise<DemoLinks> {
  const { ctx, maya, sam } = await samplePractice(deps);
  await connect(deps, ctx, { origin, whose: { maya, sam } });
  await fillIn(ctx, maya, sam);
  await deliverDue(deps, deps.clock());
  const { publicUrl } = deps.config;
  const token = await issueSignIn(deps, DEMO_OWNER);
  if (token === undefined)
    throw new Error(`The demo's owner ${DEMO_OWNER} is unknown. Remove the demo’s data folder and start again.`);
  return {
    bookingUrl: `${publicUrl}/book/${DEMO_SLUG}`,
    signInUrl: `${publicUrl}/desk/sign-in/${token}`,
    mailUrl: `${publicUrl}/demo/mail`,
  };
}

type Feeds = { readonly origin: string; readonly whose: Readonly<Record<'maya' | 'sam', PractitionerRecord>> };

/** A demo that listens elsewhere than last time has its feeds there too. */
async function connect(deps: Deps, ctx: Acting, { origin, whose }: Feeds): Promise<void> {
  const calendars = await listCalendars(ctx);
  for (const { connectionId, masked } of calendars) {
    if (!masked.startsWith(`${origin}/`)) made(await removeConnection(ctx, connectionId));
  }
  for (const name of ['maya', 'sam'] as const) {
    const { id } = whose[name];
    const known = calendars.find(
      ({ practitionerId, masked }) => practitionerId === id && masked.startsWith(`${origin}/`),
    );
    const { calendarId } =
      known ??
      made(
        await addFeedConnection(ctx, {
          practitionerId: id,
          address: `${origin}/demo/feeds/${name}.ics`,
          name: 'Calendar',
        }),
      );
    await syncCalendar(deps, ctx.practiceId, calendarId, deps.clock());
  }
}

/** Some appointments in the days ahead, once they have become few. */
async function fillIn(ctx: Acting, maya: PractitionerRecord, sam: PractitionerRecord): Promise<void> {
  const window = { start: ctx.now, end: instant(ctx.now + DAYS_FILLED * DAY) };
  const ahead = await listAppointments(ctx, { window });
  if (ahead.some(({ status }) => status === 'confirmed')) return;
  const [first, followUp, phone] = await listTypes(ctx);
  if (!first || !followUp || !phone)
    throw new Error('The demo practice lacks its types. Remove the demo’s data folder and start again.');
  await book(ctx, { with: maya, type: first, nth: 1, name: 'Priya Raman', zone: 'America/New_York' });
  await book(ctx, { with: maya, type: followUp, nth: 4, name: 'Jonas Weber', zone: 'Europe/Berlin' });
  await book(ctx, { with: maya, type: followUp, nth: 11, name: 'Lucía Fernández', zone: 'America/New_York' });
  await book(ctx, { with: maya, type: first, nth: 9, name: 'נועה לוי', zone: 'America/New_York' });
  await book(ctx, { with: sam, type: phone, nth: 2, name: 'Grace Oyelaran', zone: 'America/Chicago' });
  await book(ctx, { with: sam, type: followUp, nth: 6, name: 'Tomasz Zieliński', zone: 'America/New_York' });
  const start = await slot(ctx, { with: sam, type: followUp, nth: 9 });
  const patient = { name: 'Henry Walsh', phone: '+1 212 555 0199' };
  made(
    await bookForPatient(ctx, {
      practitionerId: sam.id,
      typeId: followUp.id,
      start,
      patient,
      tell: false,
      anyway: false,
    }),
  );
  const moved = await book(ctx, { with: sam, type: phone, nth: 14, name: 'Ana Petrova', zone: 'America/New_York' });
  made(await cancelAppointment({ ...ctx, actor: { kind: 'patient' } }, { appointmentId: moved }));
}

type Wanted = { readonly with: PractitionerRecord; readonly type: AppointmentType; readonly nth: number };

async function book(ctx: Acting, wanted: Wanted & { name: string; zone: string }) {
  const { with: practitioner, type, name, zone } = wanted;
  const email = `${
    name
      .normalize('NFKD')
      .replaceAll(/[^a-z]/gi, '')
      .toLowerCase() || 'noa'
  }@patient.example`;
  const booked = await bookAppointment(
    { ...ctx, actor: { kind: 'patient' } },
    {
      practitionerId: practitioner.id,
      typeId: type.id,
      start: await slot(ctx, wanted),
      audience: 'everyone',
      patient: { name, email, phone: '', zone },
      note: '',
    },
  );
  return made(booked).appointment.id;
}

/** The nth open slot, or the last where there are fewer. */
async function slot(ctx: Acting, { with: practitioner, type, nth }: Wanted): Promise<Instant> {
  const window = { start: ctx.now, end: instant(ctx.now + DAYS_FILLED * DAY) };
  const { slots } = made(await openSlotsFor(ctx, { practitionerId: practitioner.id, typeId: type.id, window }));
  const chosen = slots[nth] ?? slots.at(-1);
  if (!chosen) throw new Error(`The demo has no open slot for ${type.name}.`);
  return chosen.start;
}
