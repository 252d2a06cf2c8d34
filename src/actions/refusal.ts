/** Why an action did nothing, as pages and API answer it. The only file that says which refusal has which words and status. */
import { loadPractice } from '../db/practices.ts';
import type { BookingRefusal } from '../domain/refusal.ts';
import type { Outcome, Reason, Slot } from '../domain/types.ts';
import type { Context } from './context.ts';

export type Refusal = {
  readonly code:
    | BookingRefusal['code']
    | 'not-found'
    /** The same Idempotency-Key or hold was used with other details before. */
    | 'other-body'
    /** This address has as many future appointments as one may have. */
    | 'too-many'
    /** This network has booked as much as one may within the hour. */
    | 'too-often';
  /** Seconds, where waiting helps. */
  readonly retryAfter?: number;
  /** Why a time is not offered. Never given to patients: it names calendars and appointments. */
  readonly reasons?: readonly Reason[];
  /** What staff are asked to confirm. */
  readonly warnings?: readonly Reason[];
  /** The nearest open slots, in order of start. */
  readonly alternatives?: readonly Slot[];
  /** How to reach the practice, where only it can help. */
  readonly contact?: { readonly name: string; readonly phone: string; readonly email: string };
};

type Words = { readonly status: 404 | 409 | 422 | 429; readonly title: string };

const WORDS: Record<Refusal['code'], Words> = {
  'online-booking-off': { status: 409, title: 'Online booking is closed.' },
  'changes-off': { status: 409, title: 'This appointment cannot be changed online. Please contact the practice.' },
  'just-taken': { status: 409, title: 'This time has just been taken.' },
  'not-offered': { status: 409, title: 'This time is not offered.' },
  'hold-expired': { status: 409, title: 'The time was kept for you for some minutes, and is no longer open.' },
  'stale-calendar': { status: 409, title: 'This time cannot be confirmed at the moment. Please try again later.' },
  'already-cancelled': { status: 409, title: 'This appointment is cancelled.' },
  'in-the-past': { status: 409, title: 'This time is over.' },
  'needs-confirmation': { status: 409, title: 'This time is not open. Confirm to book it anyway.' },
  conflict: { status: 409, title: 'The appointment was changed in the meantime.' },
  'not-found': { status: 404, title: 'There is no such thing here.' },
  'other-body': { status: 422, title: 'This request was sent before with other details.' },
  'too-many': { status: 429, title: 'There are too many appointments for this address. Please contact the practice.' },
  'too-often': {
    status: 429,
    title: 'Many appointments were booked from your network within the hour. Try later, or contact the practice.',
  },
};

export function refusalWords(code: Refusal['code']): Words {
  return WORDS[code];
}

const WITH_ALTERNATIVES: ReadonlySet<Refusal['code']> = new Set(['just-taken', 'not-offered', 'hold-expired']);
const WITH_CONTACT: ReadonlySet<Refusal['code']> = new Set([
  'changes-off',
  'in-the-past',
  'too-many',
  'too-often',
  'stale-calendar',
]);

/**
 * The refusal as the asker gets it. A patient is told what to do instead (other times, whom to call), never why: reasons name
 * calendars and appointments.
 */
export async function refuseTo(
  ctx: Context,
  refusal: Refusal,
  alternatives: () => Promise<Slot[]>,
): Promise<Outcome<never, Refusal>> {
  const { code, retryAfter } = refusal;
  const forPatient = ctx.actor.kind === 'patient';
  const told: Refusal = {
    ...(forPatient ? { code, ...(retryAfter === undefined ? {} : { retryAfter }) } : refusal),
    ...(WITH_ALTERNATIVES.has(code) ? { alternatives: await alternatives() } : {}),
    ...(forPatient && WITH_CONTACT.has(code) ? { contact: await contactOf(ctx) } : {}),
  };
  return { ok: false, refusal: told };
}

async function contactOf(ctx: Context): Promise<Refusal['contact']> {
  const practice = await ctx.db.tenant(ctx.practiceId, (tx) => loadPractice(tx));
  return practice && { name: practice.name, phone: practice.phone, email: practice.email };
}
