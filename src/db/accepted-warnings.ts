/** Rows of `accepted_warnings`: what staff said yes to about an appointment at its time. */
import type { ClashCode } from '../domain/clashes.ts';
import type { AppointmentId, Instant } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

export type Accepted = { readonly appointmentId: AppointmentId; readonly start: Instant; readonly code: ClashCode };

export async function acceptWarnings(
  tx: Tx,
  { id, start }: { readonly id: AppointmentId; readonly start: Instant },
  codes: readonly ClashCode[],
): Promise<void> {
  for (const code of codes) {
    await tx`
      insert into accepted_warnings (practice_id, appointment_id, starts_at, code)
      values (current_practice(), ${id}, ${toDate(start)}, ${code}) on conflict do nothing`;
  }
}

/** Those of appointments that are not over. */
export async function acceptedWarnings(tx: Tx, now: Instant): Promise<Accepted[]> {
  const rows = await tx<{ appointmentId: AppointmentId; start: Date; code: ClashCode }[]>`
    select w.appointment_id as "appointmentId", w.starts_at as start, w.code
    from accepted_warnings w join appointments a using (practice_id, appointment_id)
    where practice_id = current_practice() and a.ends_at > ${toDate(now)} and a.starts_at = w.starts_at`;
  return rows.map(({ start, ...row }) => ({ ...row, start: toInstant(start) }));
}
