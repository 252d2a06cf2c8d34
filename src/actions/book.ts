/** A patient books: a confirmed appointment, once however often it is asked for, or why not. */
import { countFutureAppointmentsOfEmail, isOverlap, lockPractitioner } from '../db/appointments.ts';
import type { Tx } from '../db/database.ts';
import { loadHold, useHold } from '../db/holds.ts';
import type { Answered } from '../db/idempotency.ts';
import { findOrInsertPatient } from '../db/patients.ts';
import { emailKey } from '../db/people.ts';
import { loadSearch } from '../db/search.ts';
import { book, type Appointment, type Change } from '../domain/booking.ts';
import { MOST_FUTURE_APPOINTMENTS, worthOf } from '../domain/holding.ts';
import { networkOf } from '../domain/network.ts';
import { RATES, secondsUntil } from '../domain/rates.ts';
import { staleCalendars } from '../domain/refusal.ts';
import type {
  AppointmentId,
  Instant,
  Outcome,
  PatientId,
  PractitionerId,
  Slot,
  SlotSearch,
  TypeId,
  Zone,
} from '../domain/types.ts';
import { uidOf } from '../domain/uid.ts';
import type { Context } from './context.ts';
import type { LiveRead } from './freshen.ts';
import { readHoldToken } from './hold-token.ts';
import { answerAgain, answeredBefore, KeyTaken, rememberAnswer, requestHash, type Once } from './once.ts';
import { countOrUndo, TooOften } from './rates.ts';
import { refuseTo, type Refusal } from './refusal.ts';
import { manageToken, saveChange } from './save-change.ts';
import { around, isUnknownToPatient, nearby, nearestOf, nearestSlots } from './search.ts';

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

/**
 * Looks once without a lock, which is enough for whoever comes too late; then decides and saves under the lock.
 * @param options.liveRead reads calendars that are too old to book on; without it they stay too old
 */
export async function bookAppointment(
  ctx: Context,
  request: BookRequest,
  options: { readonly liveRead?: LiveRead | undefined } = {},
): Promise<Outcome<Booked, Refusal>> {
  const glanced = await glance(ctx, request);
  if (glanced.stale.length > 0 && options.liveRead) await options.liveRead(glanced.stale);
  else if (glanced.outcome) return answerWith(ctx, request, glanced.outcome, glanced.slots);
  return answerWith(ctx, request, await decideAndSave(ctx, request), []);
}

async function glance(ctx: Context, request: BookRequest) {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const facts = await read(ctx, tx, { request, window: nearby(request.start) });
    const decided = await decide(ctx, tx, { request, facts });
    // Where it could be booked, nothing is answered yet: that takes the lock.
    const outcome = 'change' in decided ? undefined : await unlessAnswered(ctx, tx, request, decided.outcome);
    const { loaded } = facts;
    const stale = loaded && !outcome?.ok ? staleCalendars(loaded.search, loaded.freshFor).map(({ id }) => id) : [];
    const slots = outcome?.ok === false && loaded ? nearestOf(loaded.search, request.start) : [];
    return { outcome, stale, slots };
  });
}

/**
 * Without the lock each statement sees its own moment: a slot may be taken by this very request, sent twice, whose answer was
 * looked for a moment too early. It is looked for again before anybody hears a refusal (A05).
 */
async function unlessAnswered(
  ctx: Context,
  tx: Tx,
  request: BookRequest,
  outcome: Outcome<Once, Refusal>,
): Promise<Outcome<Once, Refusal>> {
  if (outcome.ok) return outcome;
  const { before } = await readBefore(ctx, tx, request);
  return before ? answerAgain(tx, before, hashOf(request)) : outcome;
}

async function decideAndSave(ctx: Context, request: BookRequest): Promise<Outcome<Once, Refusal>> {
  try {
    return await ctx.db.tenant(ctx.practiceId, async (tx) => {
      // The lock is asked for first; what follows is read after it was had.
      const [, facts] = await Promise.all([
        lockPractitioner(tx, request.practitionerId),
        read(ctx, tx, { request, window: around(request.start) }),
      ]);
      const decided = await decide(ctx, tx, { request, facts });
      if (!('change' in decided)) return decided.outcome;
      return {
        ok: true,
        value: { appointment: await save(ctx, tx, { request, facts, change: decided.change }), repeated: false },
      };
    });
  } catch (error) {
    if (isOverlap(error)) return { ok: false, refusal: { code: 'just-taken' } };
    if (error instanceof KeyTaken) return { ok: false, refusal: { code: 'other-body' } };
    if (error instanceof TooOften)
      return { ok: false, refusal: { code: 'too-often', retryAfter: secondsUntil(error.until, ctx.now) } };
    throw error;
  }
}

type Facts = Awaited<ReturnType<typeof read>>;

async function read(ctx: Context, tx: Tx, { request, window }: { request: BookRequest; window: SlotSearch['window'] }) {
  const { practitionerId, typeId, audience } = request;
  const own = readHoldToken(ctx.keys, request.holdToken);
  const [{ before, held }, loaded, future] = await Promise.all([
    readBefore(ctx, tx, request),
    loadSearch(tx, { practitionerId, typeId, audience, own, window, now: ctx.now }),
    countFutureAppointmentsOfEmail(tx, emailKey(request.patient.email), ctx.now),
  ]);
  return { before, held, loaded, future };
}

/** The answer that this request was given before, by its key or its hold. */
async function readBefore(ctx: Context, tx: Tx, { idempotencyKey, holdToken }: BookRequest) {
  const own = readHoldToken(ctx.keys, holdToken);
  const [answered, held] = await Promise.all([answeredBefore(ctx, tx, idempotencyKey), own && loadHold(tx, own)]);
  const used = held?.appointmentId && held.requestHash;
  const before: Answered | undefined =
    answered ?? (used ? { appointmentId: held.appointmentId, requestHash: used } : undefined);
  return { before, held };
}

type Decision = { readonly change: Change } | { readonly outcome: Outcome<Once, Refusal> };

async function decide(
  ctx: Context,
  tx: Tx,
  { request, facts }: { request: BookRequest; facts: Facts },
): Promise<Decision> {
  const { before, held, loaded, future } = facts;
  if (before) return { outcome: await answerAgain(tx, before, hashOf(request)) };
  if (!loaded || isUnknownToPatient(loaded.search)) return { outcome: { ok: false, refusal: { code: 'not-found' } } };
  if (future >= MOST_FUTURE_APPOINTMENTS) return { outcome: { ok: false, refusal: { code: 'too-many' } } };
  const id = ctx.newId() as AppointmentId; // new ids get their brands here
  const { name, email, phone, zone } = request.patient;
  const decided = book(
    {
      id,
      uid: uidOf(id),
      start: request.start,
      practitionerName: loaded.practitioner.name,
      patient: { id: ctx.newId() as PatientId, name, email, phone },
      patientZone: zone,
      note: request.note,
      linkKey: ctx.keys.current,
    },
    { hold: worthOf(held, request, ctx.now), freshFor: loaded.freshFor },
    loaded.search,
  );
  return decided.ok ? { change: decided.value } : { outcome: decided };
}

async function save(
  ctx: Context,
  tx: Tx,
  { request, facts, change }: { request: BookRequest; facts: Facts; change: Change },
): Promise<Appointment> {
  // Counted when it is had, not when it is tried: who comes too late has taken nothing (failures J01).
  if (ctx.actor.kind === 'patient' && ctx.address !== undefined)
    await countOrUndo(ctx, tx, RATES.bookings, [ctx.practiceId, networkOf(ctx.address)]);
  const appointment = {
    ...change.appointment,
    patient: await findOrInsertPatient(tx, change.appointment.patient, ctx.now),
  };
  await saveChange(ctx, tx, { ...change, appointment }, facts.loaded!); // decided on it
  const answer = { appointmentId: appointment.id, hash: hashOf(request) };
  if (facts.held) await useHold(tx, facts.held.id, { appointmentId: answer.appointmentId, requestHash: answer.hash });
  await rememberAnswer(ctx, tx, { ...answer, key: request.idempotencyKey });
  return appointment;
}

function hashOf({ practitionerId, typeId, start, patient, note }: BookRequest): Buffer {
  return requestHash([practitionerId, typeId, start, patient.name, patient.email, patient.phone, note]);
}

async function answerWith(
  ctx: Context,
  request: BookRequest,
  outcome: Outcome<Once, Refusal>,
  slots: Slot[],
): Promise<Outcome<Booked, Refusal>> {
  if (outcome.ok)
    return { ok: true, value: { ...outcome.value, manageToken: manageToken(ctx.keys, outcome.value.appointment) } };
  const { practitionerId, typeId, audience, start } = request;
  const asked = { practitionerId, typeId, audience, own: readHoldToken(ctx.keys, request.holdToken) };
  return refuseTo(ctx, outcome.refusal, async () => (slots.length > 0 ? slots : nearestSlots(ctx, asked, { start })));
}
