/** Rows of `notices`: one for each email about an appointment that was decided, and what became of it. */
import type { NoticePlan } from '../domain/notices.ts';
import type { AppointmentId, Instant } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { enqueue } from './outbox.ts';
import { toDate } from './times.ts';

export type NewNotices = {
  readonly appointmentId: AppointmentId;
  /** The appointment's revision after the change. */
  readonly revision: number;
  readonly plans: readonly NoticePlan[];
  readonly now: Instant;
  readonly newId: () => string;
};

/**
 * Keeps the decided emails and the jobs that send them, in the transaction of the change. To be called for every change, with
 * no plans too: reminders of earlier revisions end here.
 */
export async function insertNotices(tx: Tx, { appointmentId, revision, plans, now, newId }: NewNotices): Promise<void> {
  await tx`
    update notices set status = 'dropped'
    where practice_id = current_practice() and appointment_id = ${appointmentId} and kind = 'reminder'
      and status = 'waiting' and revision < ${revision}`;
  for (const plan of plans) {
    const id = newId();
    await tx`
      insert into notices (practice_id, notice_id, appointment_id, kind, recipient, revision, message_id, created_at)
      values (current_practice(), ${id}, ${appointmentId}, ${plan.kind}, ${plan.recipient}, ${revision}, ${id}, ${toDate(now)})`;
    await enqueue(tx, {
      kind: plan.kind === 'reminder' ? 'reminder' : 'notice',
      lane: 'mail',
      ordering: `mail/${appointmentId}/${plan.recipient}`,
      dedupe: `notice/${appointmentId}/${revision}/${plan.kind}/${plan.recipient}`,
      subject: id,
      payload: {},
      runAt: plan.runAt,
    });
  }
}
