/** Which mail server there is: the environment's, else the one that the set-up pages were told of, else none. */
import type { Config } from './config.ts';
import type { Database } from './db/database.ts';
import { loadInstallation } from './db/installation.ts';
import type { Mailer } from './email/mailer.ts';
import { smtpMailer } from './email/smtp.ts';
import { MAIL_SERVER, open, type Keys } from './secrets/keys.ts';

export type MailServerParts = {
  readonly db: Database;
  readonly keys: Keys;
  readonly config: Pick<Config, 'smtpUrl' | 'mailFrom'>;
  /** Connections kept for the next mail: not on Workers. */
  readonly pooled: boolean;
};

/** Asked anew each time, since the set-up pages may change it while the service runs. */
export function mailServer({ db, keys, config, pooled }: MailServerParts): () => Promise<Mailer | undefined> {
  let kept: { readonly from: string; readonly address: string; readonly mailer: Mailer } | undefined;
  return async () => {
    const { smtpUrlSealed, mailFrom } = config.smtpUrl ? {} : await loadInstallation(db.sql);
    const address = config.smtpUrl ?? (smtpUrlSealed && open(keys, MAIL_SERVER, smtpUrlSealed));
    const from = config.mailFrom ?? mailFrom;
    if (!address || !from) return undefined;
    if (kept?.address !== address || kept.from !== from)
      kept = { address, from, mailer: smtpMailer(address, { from, pooled }) };
    return kept.mailer;
  };
}
