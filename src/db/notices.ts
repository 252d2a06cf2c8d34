/** Rows of `notices`: one for each email about an appointment that was decided, and what became of it. */
import type { AnyNoticeKind, NoticePlan, NoticeStatus, Recipient } from '../domain/notices.ts';
import type { AppointmentId, Instant, PatientId } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { enqueue } from './outbox.ts';
import { toDate, toInstant } from './times.ts';

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
export async function insertNotices(tx: Tx, notices: NewNotices): Promise<void> {
  const { appointmentId, revision, plans } = notices;
  // Sent together: the practitioner's lock is held meanwhile.
  await Promise.all([
    tx`
      update notices set status = 'dropped'
      where practice_id = current_practice() and appointment_id = ${appointmentId} and kind = 'reminder'
        and status = 'waiting' and revision < ${revision}`,
    ...plans.map((plan) => insertNotice(tx, plan, notices)),
  ]);
}

/** Staff ask for a mail again: a notice of its own, whatever went out before. */
export async function insertNoticeAgain(tx: Tx, plan: NoticePlan, notices: Omit<NewNotices, 'plans'>): Promise<void> {
  await insertNotice(tx, plan, notices, notices.newId());
}

async function insertNotice(
  tx: Tx,
  plan: NoticePlan,
  { appointmentId, revision, now, newId }: Omit<NewNotices, 'plans'>,
  occasion = `${appointmentId}/${revision}`,
): Promise<void> {
  const id = newId();
  const row = tx`
    insert into notices (practice_id, notice_id, appointment_id, kind, recipient, revision, message_id, created_at)
    values (current_practice(), ${id}, ${appointmentId}, ${plan.kind}, ${plan.recipient}, ${revision}, ${id}, ${toDate(now)})`;
  const job = enqueueNotice(tx, { id, appointmentId, ...plan }, occasion);
  await Promise.all([row, job]);
}

type Enqueued = Pick<NoticePlan, 'kind' | 'recipient' | 'runAt'> & {
  readonly id: string;
  readonly appointmentId: AppointmentId;
};

/** `occasion`: a second job of the same kind for the same person on the same occasion is not added. */
async function enqueueNotice(tx: Tx, notice: Enqueued, occasion: string): Promise<void> {
  const { id, appointmentId, kind, recipient, runAt } = notice;
  await enqueue(tx, {
    kind: kind === 'reminder' ? 'reminder' : 'notice',
    lane: 'mail',
    ordering: `mail/${appointmentId}/${recipient}`,
    dedupe: `notice/${occasion}/${kind}/${recipient}`,
    subject: id,
    payload: {},
    runAt,
  });
}

/** A kept notice waits again, for a server that is known by now. `occasion` is new for each time it is asked for. */
export async function requeueNotice(
  tx: Tx,
  id: string,
  { now, occasion }: { now: Instant; occasion: string },
): Promise<boolean> {
  const [row] = await tx<Omit<Enqueued, 'runAt'>[]>`
    update notices set status = 'waiting', problem = null
    where practice_id = current_practice() and notice_id = ${id} and status = 'kept'
    returning notice_id as id, appointment_id as "appointmentId", kind, recipient`;
  if (row) await enqueueNotice(tx, { ...row, runAt: now }, `${id}/${occasion}`);
  return row !== undefined;
}

export type Notice = {
  readonly id: string;
  readonly appointmentId: AppointmentId;
  readonly kind: AnyNoticeKind;
  readonly recipient: Recipient;
  readonly revision: number;
  /** Left part of the Message-ID. */
  readonly messageId: string;
  readonly status: NoticeStatus;
  /** A sentence for staff; empty when there is nothing to say. */
  readonly problem: string;
  readonly sentAt: Instant | undefined;
  readonly createdAt: Instant;
};

export async function loadNotice(tx: Tx, id: string): Promise<Notice | undefined> {
  return (await select(tx, tx`notice_id = ${id}`))[0];
}

/** All mails that were decided about an appointment, oldest first. */
export async function noticesOf(tx: Tx, appointmentId: AppointmentId): Promise<Notice[]> {
  return select(tx, tx`appointment_id = ${appointmentId}`);
}

async function select(tx: Tx, where: ReturnType<Tx>): Promise<Notice[]> {
  const rows = await tx<(Omit<Notice, 'sentAt' | 'createdAt'> & { sentAt: Date | null; createdAt: Date })[]>`
    select notice_id as id, appointment_id as "appointmentId", kind, recipient, revision, message_id as "messageId", status,
      coalesce(problem, '') as problem, sent_at as "sentAt", created_at as "createdAt"
    from notices where practice_id = current_practice() and ${where}
    order by created_at, revision, notice_id`;
  return rows.map((row) => ({
    ...row,
    sentAt: row.sentAt ? toInstant(row.sentAt) : undefined,
    createdAt: toInstant(row.createdAt),
  }));
}

/** Is there a notice of a later revision for the same person? */
export async function isOvertaken(tx: Tx, notice: Notice): Promise<boolean> {
  const rows = await tx`
    select from notices
    where practice_id = current_practice() and appointment_id = ${notice.appointmentId} and recipient = ${notice.recipient}
      and kind <> 'reminder' and revision > ${notice.revision} and status <> 'dropped' limit 1`;
  return rows.length > 0;
}

/**
 * When other mails went out in the hour before `now` to an address that only its typist vouches for; undefined for a patient the
 * practice knows: staff booked for the address, or an appointment of it took place. Lets one worker at a time ask for it.
 */
export async function recentMails(
  tx: Tx,
  notice: Notice,
  patientId: PatientId,
  now: Instant,
): Promise<Instant[] | undefined> {
  await tx`
    select from patients where practice_id = current_practice() and email_key = (
      select email_key from patients where practice_id = current_practice() and patient_id = ${patientId})
    order by patient_id for no key update`;
  const [row] = await tx<{ known: boolean; tries: Date[] }[]>`
    with same as (
      select a.appointment_id, a.booked_by, a.status, a.ends_at
      from patients p join patients q using (practice_id, email_key)
      join appointments a on a.practice_id = q.practice_id and a.patient_id = q.patient_id
      where p.practice_id = current_practice() and p.patient_id = ${patientId})
    select exists (
        select from same where booked_by = 'staff' or (status = 'confirmed' and ends_at < ${toDate(now)})) as known,
      array(select n.tried_at from notices n join same using (appointment_id)
        where n.practice_id = current_practice() and n.recipient = 'patient' and n.notice_id <> ${notice.id}
          and n.tried_at > ${toDate(now)}::timestamptz - interval '1 hour') as tries`;
  return row && !row.known ? row.tries.map(toInstant) : undefined;
}

/** Notes that a notice is about to go out. */
export async function markTried(tx: Tx, id: string, now: Instant): Promise<void> {
  await tx`update notices set tried_at = ${toDate(now)} where practice_id = current_practice() and notice_id = ${id}`;
}

export type NoticeOutcome =
  | { readonly status: 'sent'; readonly at: Instant }
  | { readonly status: 'kept' }
  /** Still to come: nothing reached the address, so it does not count for its limit. */
  | { readonly status: 'waiting' | 'bounced' | 'dropped'; readonly problem: string };

export async function markNotice(tx: Tx, id: string, outcome: NoticeOutcome): Promise<void> {
  const sentAt = outcome.status === 'sent' ? toDate(outcome.at) : null;
  const problem = 'problem' in outcome ? outcome.problem : null;
  await tx`
    update notices set status = ${outcome.status}, problem = ${problem}, sent_at = ${sentAt},
      tried_at = case when ${outcome.status} = 'sent' then tried_at end
    where practice_id = current_practice() and notice_id = ${id}`;
}

/** What the mail server said of a patient's address last: refused, or taken (`undefined`). */
export async function markBounced(tx: Tx, patientId: PatientId, at: Instant | undefined): Promise<void> {
  await tx`
    update patients set bounced_at = ${at === undefined ? null : toDate(at)}
    where practice_id = current_practice() and patient_id = ${patientId}
      and bounced_at is distinct from ${at === undefined ? null : toDate(at)}::timestamptz`;
}

/** Was the practitioner told of a clash of this very revision? */
export async function toldOfClash(tx: Tx, appointmentId: AppointmentId, revision: number): Promise<boolean> {
  const rows = await tx`
    select from notices where practice_id = current_practice() and appointment_id = ${appointmentId}
      and kind = 'clash' and revision = ${revision} limit 1`;
  return rows.length > 0;
}

/** One that was given up waits again. */
export async function requeueDropped(tx: Tx, id: string): Promise<void> {
  await tx`
    update notices set status = 'waiting', problem = null
    where practice_id = current_practice() and notice_id = ${id} and status in ('dropped', 'bounced')`;
}

/** Of these notices, those that a patient's mail server refused: they are shown with the patient. */
export async function bouncedOfPatients(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
  const rows = await tx<{ id: string }[]>`
    select notice_id as id from notices
    where practice_id = current_practice() and notice_id = any(${[...ids]}::uuid[]) and status = 'bounced'
      and recipient = 'patient'`;
  return new Set(rows.map(({ id }) => id));
}
