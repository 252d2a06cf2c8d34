/** A series of appointments: every date is checked before anything is booked, then all are booked together or none. */
import { isOverlap, lockPractitioner } from '../db/appointments.ts';
import type { Tx } from '../db/database.ts';
import { insertNoticeAgain } from '../db/notices.ts';
import { loadPractitioner } from '../db/practitioners.ts';
import { loadSearch, type LoadedSearch } from '../db/search.ts';
import { appointmentsOfSeries } from '../db/series.ts';
import type { Appointment, Patient } from '../domain/booking.ts';
import { DAY, interval } from '../domain/interval.ts';
import { refusalToStaff, type BookingRefusal } from '../domain/refusal.ts';
import { seriesStarts } from '../domain/series.ts';
import type { Instant, Outcome, PractitionerId, Slot, TypeId } from '../domain/types.ts';
import type { Context } from './context.ts';
import { answerAgain, answeredBefore, KeyTaken, rememberAnswer, requestHash } from './once.ts';
import { NOT_FOUND, refuse, type NotFound } from './refused.ts';
import { nearestOf } from './search.ts';
import { bookIn, type Typed } from './staff-booking.ts';

type Offered = { readonly practitionerId: PractitionerId; readonly typeId: TypeId };

/** One date as it stands now: nothing speaks against it, or what, and the open times near it. */
export type CheckedDate = {
  readonly start: Instant;
  readonly refusal: BookingRefusal | undefined;
  readonly others: readonly Slot[];
};

/** Looks at the dates of a series. Nothing is booked. */
export async function planSeries(
  ctx: Context,
  asked: Offered & { readonly start: Instant; readonly every: number; readonly count: number },
): Promise<Outcome<CheckedDate[], NotFound>> {
  return ctx.db.tenant(ctx.practiceId, async (tx) => {
    const practitioner = await loadPractitioner(tx, asked.practitionerId);
    return practitioner ? checkIn(ctx, tx, asked, seriesStarts(asked.start, asked, practitioner.zone)) : NOT_FOUND;
  });
}

/** The same of dates that somebody chose. */
export async function checkDates(
  ctx: Context,
  asked: Offered,
  starts: readonly Instant[],
): Promise<Outcome<CheckedDate[], NotFound>> {
  return ctx.db.tenant(ctx.practiceId, (tx) => checkIn(ctx, tx, asked, starts));
}

const NEARBY = 3 * DAY;

async function checkIn(
  ctx: Context,
  tx: Tx,
  asked: Offered,
  starts: readonly Instant[],
): Promise<Outcome<CheckedDate[], NotFound>> {
  const loaded = await loadAround(ctx, tx, asked, starts);
  if (!loaded) return NOT_FOUND;
  const { search } = loaded;
  const dates = starts.map((start): CheckedDate => {
    const refusal = refusalToStaff(start, { anyway: false }, search);
    const near = { ...search, window: interval(start - NEARBY, start + NEARBY) };
    return { start, refusal, others: refusal ? nearestOf(near, start) : [] };
  });
  return { ok: true, value: dates };
}

/** One search that holds all that decides about every date. */
async function loadAround(
  ctx: Context,
  tx: Tx,
  asked: Offered,
  starts: readonly Instant[],
): Promise<LoadedSearch | undefined> {
  const [first, last] = [Math.min(...starts), Math.max(...starts)];
  const window = interval(first - NEARBY, last + NEARBY);
  return loadSearch(tx, { ...asked, audience: 'existing', window, now: ctx.now });
}

export type SeriesBooking = Offered & {
  /** In any order, each once. `anyway`: the warnings about this date were confirmed. */
  readonly dates: readonly { readonly start: Instant; readonly anyway: boolean }[];
  readonly patient: Typed;
  readonly note?: string;
  /** One mail about all of them. */
  readonly tell: boolean;
  readonly idempotencyKey?: string | undefined;
};

export type BookedSeries = {
  readonly seriesId: string;
  readonly appointments: readonly Appointment[];
  readonly repeated: boolean;
};

export type SeriesRefusal =
  | NotFound
  | { readonly code: 'other-body' | 'just-taken' }
  /** Nothing was booked: these dates have something against them. */
  | { readonly code: 'dates'; readonly dates: readonly CheckedDate[] };

export async function bookSeries(ctx: Context, asked: SeriesBooking): Promise<Outcome<BookedSeries, SeriesRefusal>> {
  try {
    return await ctx.db.tenant(ctx.practiceId, (tx) => bookAll(ctx, tx, asked));
  } catch (error) {
    if (error instanceof DateRefused) {
      const checked = await checkDates(ctx, asked, [error.start]);
      const others = checked.ok ? (checked.value[0]?.others ?? []) : [];
      return refuse({ code: 'dates', dates: [{ start: error.start, refusal: error.refusal, others }] });
    }
    if (isOverlap(error)) return refuse({ code: 'just-taken' });
    if (error instanceof KeyTaken) return refuse({ code: 'other-body' });
    throw error;
  }
}

/** Undoes the transaction: a series is booked whole or not at all. */
class DateRefused extends Error {
  override readonly name = 'DateRefused';
  readonly start: Instant;
  readonly refusal: BookingRefusal;

  constructor(start: Instant, refusal: BookingRefusal) {
    super(`A series cannot have the date ${new Date(start).toISOString()}: ${refusal.code}.`);
    this.start = start;
    this.refusal = refusal;
  }
}

async function bookAll(ctx: Context, tx: Tx, asked: SeriesBooking): Promise<Outcome<BookedSeries, SeriesRefusal>> {
  const { practitionerId, typeId, tell, note, idempotencyKey: key } = asked;
  const dates = asked.dates.toSorted((a, b) => a.start - b.start);
  const hash = requestHash([practitionerId, typeId, dates, Object.values(asked.patient), note]);
  const [, before, loaded] = await Promise.all([
    lockPractitioner(tx, practitionerId),
    answeredBefore(ctx, tx, key),
    loadAround(
      ctx,
      tx,
      asked,
      dates.map(({ start }) => start),
    ),
  ]);
  if (before) {
    const again = await answerAgain(tx, before, hash);
    if (!again.ok) return refuse({ code: again.refusal.code === 'other-body' ? 'other-body' : 'not-found' });
    const { seriesId = '' } = again.value.appointment;
    return { ok: true, value: { seriesId, appointments: await appointmentsOfSeries(tx, seriesId), repeated: true } };
  }
  if (!loaded) return NOT_FOUND;
  const seriesId = ctx.newId();
  const appointments: Appointment[] = [];
  let patient: Typed | Patient = asked.patient;
  for (const { start, anyway } of dates) {
    // What the series itself has taken by now counts like any other appointment.
    const taken = appointments.map(({ id, start: from, blockedUntil }) => ({ id, start: from, blockedUntil }));
    const search = { ...loaded.search, appointments: [...loaded.search.appointments, ...taken] };
    const booking = { start, anyway, patient, note, tell: false, seriesId };
    const booked: Outcome<Appointment, BookingRefusal> = await bookIn(ctx, tx, {
      booking,
      loaded: { ...loaded, search },
    });
    if (!booked.ok) throw new DateRefused(start, booked.refusal);
    appointments.push(booked.value);
    ({ patient } = booked.value);
  }
  const [first] = appointments;
  if (!first) return NOT_FOUND;
  if (tell) await tellOfSeries(ctx, tx, first);
  await rememberAnswer(ctx, tx, { key, hash, appointmentId: first.id });
  return { ok: true, value: { seriesId, appointments, repeated: false } };
}

/** One mail about all that happened to the series at this moment. */
export async function tellOfSeries(ctx: Context, tx: Tx, { id, revision, patient }: Appointment): Promise<void> {
  if (patient.email === undefined) return;
  await insertNoticeAgain(
    tx,
    { kind: 'series', recipient: 'patient', runAt: ctx.now },
    { appointmentId: id, revision, now: ctx.now, newId: ctx.newId },
  );
}

export async function readSeries(ctx: Context, seriesId: string): Promise<Appointment[]> {
  return ctx.db.tenant(ctx.practiceId, (tx) => appointmentsOfSeries(tx, seriesId));
}
