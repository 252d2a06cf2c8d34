/** Rows of `idempotency_keys`: which request a caller's key stood for, and the appointment that answered it. */
import type { AppointmentId, Instant } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate } from './times.ts';

export type Answered = { readonly requestHash: Uint8Array; readonly appointmentId: AppointmentId };

export async function loadAnswered(tx: Tx, keyHash: Uint8Array): Promise<Answered | undefined> {
  const [row] = await tx<Answered[]>`
    select request_hash as "requestHash", appointment_id as "appointmentId"
    from idempotency_keys where practice_id = current_practice() and key_hash = ${keyHash}`;
  return row;
}

/** False when the key came to stand for another request at the same moment. */
export async function insertAnswered(tx: Tx, keyHash: Uint8Array, answered: Answered, now: Instant): Promise<boolean> {
  const rows = await tx`
    insert into idempotency_keys (practice_id, key_hash, request_hash, appointment_id, created_at)
    values (current_practice(), ${keyHash}, ${answered.requestHash}, ${answered.appointmentId}, ${toDate(now)})
    on conflict do nothing returning true`;
  return rows.length === 1;
}
