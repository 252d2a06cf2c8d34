/** Rows of `closure_changes`: what became of each appointment in a closed stretch, and whom somebody has to phone. */
import type { AppointmentId, ClosureId, Instant, PatientId } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

export type ClosureChange = {
  readonly appointmentId: AppointmentId;
  readonly what: 'moved' | 'cancelled' | 'replaced';
  readonly replacedBy: AppointmentId | undefined;
  readonly toCall: boolean;
  readonly calledAt: Instant | undefined;
};

export async function changesOf(tx: Tx, id: ClosureId): Promise<ClosureChange[]> {
  const rows = await tx<
    (Omit<ClosureChange, 'replacedBy' | 'calledAt'> & { replacedBy: AppointmentId | null; calledAt: Date | null })[]
  >`
    select appointment_id as "appointmentId", what, replaced_by as "replacedBy", to_call as "toCall",
      called_at as "calledAt"
    from closure_changes where practice_id = current_practice() and closure_id = ${id}
    order by changed_at, appointment_id`;
  return rows.map(({ replacedBy, calledAt, ...row }) => ({
    ...row,
    replacedBy: replacedBy ?? undefined,
    calledAt: calledAt ? toInstant(calledAt) : undefined,
  }));
}

/** What was done about an appointment before is overwritten: it came back and was decided anew. */
export async function recordChange(
  tx: Tx,
  id: ClosureId,
  change: Omit<ClosureChange, 'calledAt'> & { readonly at: Instant },
): Promise<void> {
  await tx`
    insert into closure_changes (practice_id, closure_id, appointment_id, what, replaced_by, to_call, changed_at)
    values (current_practice(), ${id}, ${change.appointmentId}, ${change.what}, ${change.replacedBy ?? null},
      ${change.toCall}, ${toDate(change.at)})
    on conflict (practice_id, closure_id, appointment_id) do update set what = excluded.what,
      replaced_by = excluded.replaced_by, to_call = excluded.to_call, called_at = null, changed_at = excluded.changed_at`;
}

export async function markCalled(
  tx: Tx,
  id: ClosureId,
  { appointmentId, at }: { readonly appointmentId: AppointmentId; readonly at: Instant | undefined },
): Promise<boolean> {
  const rows = await tx`
    update closure_changes set called_at = ${at === undefined ? null : toDate(at)}
    where practice_id = current_practice() and closure_id = ${id} and appointment_id = ${appointmentId} and to_call
    returning true`;
  return rows.length === 1;
}

/** Of these patients, those whom no mail reaches: no address, or it was refused last time. */
export async function unreachable(tx: Tx, ids: readonly PatientId[]): Promise<Set<PatientId>> {
  const rows = await tx<{ id: PatientId }[]>`
    select patient_id as id from patients
    where practice_id = current_practice() and patient_id = any(${[...ids]}) and (email is null or bounced_at is not null)`;
  return new Set(rows.map(({ id }) => id));
}
