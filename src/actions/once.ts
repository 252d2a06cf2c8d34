/** Once is once: a request that was answered before gets the same answer, and a key stands for one request only (A05, A06). */
import { loadAppointment } from '../db/appointments.ts';
import type { Tx } from '../db/database.ts';
import { insertAnswered, loadAnswered, type Answered } from '../db/idempotency.ts';
import type { Appointment } from '../domain/booking.ts';
import type { AppointmentId, Outcome } from '../domain/types.ts';
import { hashToken } from '../secrets/keys.ts';
import type { Context } from './context.ts';
import type { Refusal } from './refusal.ts';

/** An appointment, and whether it was there before it was asked for. */
export type Once = { readonly appointment: Appointment; readonly repeated: boolean };

/** The caller's key came to stand for another request while this one was saved. Thrown to undo the transaction. */
export class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
}

/** What makes two requests the same: all that was asked for, however it was sent. */
export function requestHash(parts: readonly unknown[]): Buffer {
  return hashToken(JSON.stringify(parts));
}

export async function answeredBefore(ctx: Context, tx: Tx, key: string | undefined): Promise<Answered | undefined> {
  return key === undefined ? undefined : loadAnswered(tx, keyHash(ctx, key));
}

export async function answerAgain(tx: Tx, before: Answered, hash: Uint8Array): Promise<Outcome<Once, Refusal>> {
  if (Buffer.compare(before.requestHash, hash) !== 0) return { ok: false, refusal: { code: 'other-body' } };
  const appointment = await loadAppointment(tx, before.appointmentId);
  return appointment
    ? { ok: true, value: { appointment, repeated: true } }
    : { ok: false, refusal: { code: 'not-found' } };
}

export async function rememberAnswer(
  ctx: Context,
  tx: Tx,
  answer: { readonly key: string | undefined; readonly hash: Uint8Array; readonly appointmentId: AppointmentId },
): Promise<void> {
  if (answer.key === undefined) return;
  const { hash, appointmentId } = answer;
  const kept = await insertAnswered(tx, keyHash(ctx, answer.key), { requestHash: hash, appointmentId }, ctx.now);
  if (!kept)
    throw new KeyTaken(`The key of appointment ${appointmentId} was used for another request at the same moment.`);
}

/** Keys of patients and of programs are apart: neither can ask for what the other was answered. */
function keyHash(ctx: Context, key: string): Buffer {
  return hashToken(`${ctx.actor.kind}\n${key}`);
}
