/** Where mails go to, and rows of `kept_mails`: whole mails that had no server to go to, shown at the desk as not sent. */
import type { Instant, PatientId } from '../domain/types.ts';
import type { Tx } from './database.ts';
import { toDate, toInstant } from './times.ts';

export type KeptMail = {
  readonly id: string;
  /** Undefined for a mail that is not about one appointment. */
  readonly noticeId: string | undefined;
  /** Of an invitation: its link lets somebody in, so that only owners are shown it. */
  readonly invitationId?: string | undefined;
  readonly recipient: string;
  readonly subject: string;
  /** The mail as it would have gone out (RFC 5322). */
  readonly raw: string;
  readonly keptAt: Instant;
};

/** Not one about a patient who was erased while it was composed (failures L03). */
export async function insertKeptMail(tx: Tx, mail: KeptMail): Promise<void> {
  await tx`
    insert into kept_mails (practice_id, mail_id, notice_id, invitation_id, recipient, subject, raw, kept_at)
    select current_practice(), ${mail.id}, ${mail.noticeId ?? null}::uuid, ${mail.invitationId ?? null}::uuid, ${mail.recipient}, ${mail.subject}, ${mail.raw},
      ${toDate(mail.keptAt)}
    where not exists (
      select from notices n join appointments a using (practice_id, appointment_id) join patients p using (practice_id, patient_id)
      where practice_id = current_practice() and n.notice_id = ${mail.noticeId ?? null}::uuid and p.erased_at is not null)`;
}

/** Newest first. Those of invitations belong to `all` alone. */
export async function keptMails(
  tx: Tx,
  most: number,
  which: 'all' | 'of-patients' = 'of-patients',
): Promise<KeptMail[]> {
  const rows = await tx<(Omit<KeptMail, 'noticeId' | 'keptAt'> & { noticeId: string | null; keptAt: Date })[]>`
    select mail_id as id, notice_id as "noticeId", recipient, subject, raw, kept_at as "keptAt"
    from kept_mails where practice_id = current_practice() ${which === 'all' ? tx`` : tx`and invitation_id is null`}
    order by kept_at desc, mail_id limit ${most}`;
  return rows.map(({ noticeId, keptAt, ...row }) => ({
    ...row,
    noticeId: noticeId ?? undefined,
    keptAt: toInstant(keptAt),
  }));
}

/** Takes all kept mails away but those of invitations, which are sent again one by one, and returns the notices they were for. */
export async function takeKeptNotices(tx: Tx): Promise<string[]> {
  const rows = await tx<{ noticeId: string | null }[]>`
    delete from kept_mails where practice_id = current_practice() and invitation_id is null returning notice_id as "noticeId"`;
  return rows.flatMap(({ noticeId }) => noticeId ?? []);
}

/** Where a patient gets mail; undefined without an address, and for one who was erased (failures L03). */
export async function patientAddress(tx: Tx, id: PatientId): Promise<string | undefined> {
  const [row] = await tx<{ email: string | null }[]>`
    select email from patients where practice_id = current_practice() and patient_id = ${id} and erased_at is null`;
  return row?.email ?? undefined;
}
