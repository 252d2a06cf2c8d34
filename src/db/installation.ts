/** The installation's one row: whether set-up is finished, and the mail server that its pages were told of. */
import type { Instant } from '../domain/types.ts';
import type { Sql } from './database.ts';
import { toDate, toInstant } from './times.ts';

export type Installation = {
  readonly setupTokenHash: Uint8Array | undefined;
  readonly setupFinishedAt: Instant | undefined;
  /** Sealed under the identity `installation/smtp_url`. */
  readonly smtpUrlSealed: Uint8Array | undefined;
  readonly mailFrom: string | undefined;
};

export async function loadInstallation(sql: Sql): Promise<Installation> {
  const [row] = await sql<{ hash: Buffer | null; finished: Date | null; smtp: Buffer | null; from: string | null }[]>`
    select setup_token_hash as hash, setup_finished_at as finished, smtp_url_sealed as smtp, mail_from as "from" from installation`;
  return {
    setupTokenHash: row?.hash ?? undefined,
    setupFinishedAt: row?.finished ? toInstant(row.finished) : undefined,
    smtpUrlSealed: row?.smtp ?? undefined,
    mailFrom: row?.from ?? undefined,
  };
}

/** One at a time in the whole installation: a form that is sent twice at once makes one practice. */
export async function oneAtATime<Result>(sql: Sql, work: () => Promise<Result>): Promise<Result> {
  const held = await sql.begin(async (tx) => {
    await tx`select from installation for update`;
    return { result: await work() };
  });
  return held.result;
}

/** Puts a new set-up token in the place of the old one, unless set-up is finished. */
export async function storeSetupToken(sql: Sql, hash: Uint8Array): Promise<boolean> {
  const rows =
    await sql`update installation set setup_token_hash = ${hash} where setup_finished_at is null returning true`;
  return rows.length === 1;
}

/** False when it was finished before. The token is forgotten either way. */
export async function storeSetupFinished(sql: Sql, at: Instant): Promise<boolean> {
  const rows = await sql`
    update installation set setup_finished_at = ${toDate(at)}, setup_token_hash = null
    where setup_finished_at is null returning true`;
  return rows.length === 1;
}

export async function storeMailServer(sql: Sql, mail: { smtpUrlSealed: Uint8Array; mailFrom: string }): Promise<void> {
  await sql`update installation set smtp_url_sealed = ${mail.smtpUrlSealed}, mail_from = ${mail.mailFrom}`;
}
