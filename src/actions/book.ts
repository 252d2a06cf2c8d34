/** A patient books: a confirmed appointment, once however often it is asked for, or why not. */
import { countFutureAppointmentsOfEmail, isOverlap, loadAppointment, lockPractitioner } from '../db/appointments.ts';
import type { Tx } from '../db/database.ts';
import { loadHold, useHold } from '../db/holds.ts';
import { insertAnswered, loadAnswered, type Answered } from '../db/idempotency.ts';
import { findOrInsertPatient } from '../db/patients.ts';
import { emailKey } from '../db/people.ts';
import { loadSearch } from '../db/search.ts';
import { book, type Appointment } from '../domain/booking.ts';
import { MOST_FUTURE_APPOINTMENTS, worthOf } from '../domain/holding.ts';
import type { AppointmentId, Instant, Outcome, PatientId, PractitionerId, SlotSearch, TypeId, Zone } from '../domain/types.ts';
import { hashToken } from '../secrets/keys.ts';
import type { Context } from './context.ts';
import { freshen, type LiveRead } from './freshen.ts';
import { readHoldToken } from './hold-token.ts';
import { refuseTo, type Refusal } from './refusal.ts';
import { manageToken, saveChange } from './save-change.ts';
import { around, isUnknownToPatient, nearestSlots } from './search.ts';

export type Booked = {
  readonly appointment: Appointment;
  /** The secret of the patient's manage link. */
  readonly manageToken: string;
  /** True when this is the answer to a request that was answered before. */
  readonly repeated: boolean;
};

/** What a patient sends, checked in form. */
export type BookRequest = {
  readonly practitionerId: PractitionerId;
  readonly typeId: TypeId;
  readonly start: Instant;
  readonly holdToken?: string | undefined;
  readonly audience: SlotSearch['audience'];
  readonly patient: { readonly name: string; readonly email: string; readonly phone: string; readonly zone: Zone };
  readonly note: string;
  /** Chosen by the caller: the same key with the same request gets the same answer, with another one nothing (A05, A06). */
  readonly idempotencyKey?: string | undefined;
};

type Decided = Outcome<{ readonly appointment: Appointment; readonly repeated: boolean }, Refusal>;

/** The key came to stand for another request while this one was saved. */
class KeyTaken extends Error {}

/**
 * @param options.liveRead reads calendars that are too old to book on, before the transaction; without it they stay too old
 */
export async function bookAppointment(
  ctx: Context,
  request: BookRequest,
  options: { readonly liveRead?: LiveRead | undefined } = {},
): Promise<Outcome<Booked, Refusal>> {
  await freshen(ctx, request.practitionerId, options.liveRead);
  const decided = await decideAndSave(ctx, request);
  if (decided.ok) {
    return { ok: true, value: { ...decided.value, manageToken: manageToken(ctx.keys, decided.value.appointment) } };
  }
  const { practitionerId, typeId, audience, start } = request;
  const asked = { practitionerId, typeId, audience, own: readHoldToken(ctx.keys, request.holdToken) };
  return refuseTo(ctx, decided.refusal, () => nearestSlots(ctx, asked, { start }));
}

async function decideAndSave(ctx: Context, request: BookRequest): Promise<Decided> {
  try {
    return await ctx.db.tenant(ctx.practiceId, (tx) => inTransaction(ctx, tx, request));
  } catch (error) {
    if (isOverlap(error)) return { ok: false, refusal: { code: 'just-taken' } };
    if (error instanceof KeyTaken) return { ok: false, refusal: { code: 'other-body' } };
    throw error;
  }
}

async function inTransaction(ctx: Context, tx: Tx, request: BookRequest): Promise<Decided> {
  const { practitionerId, typeId, start, audience, patient } = request;
  const own = readHoldToken(ctx.keys, request.holdToken);
  const key = request.idempotencyKey === undefined ? undefined : hashToken(`${ctx.actor.kind}\n${request.idempotencyKey}`);
  const requestHash = hashOf(request);
  // The lock is asked for first; what follows is read after it was had.
  const [, answered, held, loaded, future] = await Promise.all([
    lockPractitioner(tx, practitionerId),
    key && loadAnswered(tx, key),
    own && loadHold(tx, own),
    loadSearch(tx, { practitionerId, typeId, audience, own, window: around(start), now: ctx.now }),
    countFutureAppointmentsOfEmail(tx, emailKey(patient.email), ctx.now),
  ]);
  const before = answered ?? (held?.appointmentId && held.requestHash ? (held as Answered) : undefined); // both are set
  if (before) return answerAgain(tx, before, requestHash);
  if (!loaded || isUnknownToPatient(loaded.search)) return { ok: false, refusal: { code: 'not-found' } };
  if (future >= MOST_FUTURE_APPOINTMENTS) return { ok: false, refusal: { code: 'too-many' } };

  const id = ctx.newId() as AppointmentId; // new ids get their brands here
  const decided = book(
    {
      id,
      uid: `${id}@openhours`,
      start,
      practitionerName: loaded.practitioner.name,
      patient: { id: ctx.newId() as PatientId, name: patient.name, email: patient.email, phone: patient.phone },
      patientZone: patient.zone,
      note: request.note,
      linkKey: ctx.keys.current,
    },
    { hold: worthOf(held, request, ctx.now), freshFor: loaded.freshFor },
    loaded.search,
  );
  if (!decided.ok) return decided;

  const known = await findOrInsertPatient(tx, decided.value.appointment.patient, ctx.now);
  const appointment = { ...decided.value.appointment, patient: known };
  await saveChange(ctx, tx, { ...decided.value, appointment }, loaded);
  if (held) await useHold(tx, held.id, { appointmentId: id, requestHash });
  if (key && !(await insertAnswered(tx, key, { requestHash, appointmentId: id }, ctx.now))) throw new KeyTaken();
  return { ok: true, value: { appointment, repeated: false } };
}

async function answerAgain(tx: Tx, before: Answered, requestHash: Uint8Array): Promise<Decided> {
  if (!requestHash.every((byte, index) => byte === before.requestHash[index])) return { ok: false, refusal: { code: 'other-body' } };
  const appointment = await loadAppointment(tx, before.appointmentId);
  return appointment ? { ok: true, value: { appointment, repeated: true } } : { ok: false, refusal: { code: 'not-found' } };
}

/** What makes two requests the same: all that the patient asked for, however it was sent. */
function hashOf({ practitionerId, typeId, start, patient, note }: BookRequest): Buffer {
  return hashToken(JSON.stringify([practitionerId, typeId, start, patient.name, patient.email, patient.phone, note]));
}
