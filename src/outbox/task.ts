/** What a job of the outbox comes to once the current state was loaded, and how it ended. */
import type { Job } from '../db/outbox.ts';
import type { Tx } from '../db/database.ts';
import type { Deps } from '../deps.ts';
import type { Instant } from '../domain/types.ts';
import type { Mail } from '../email/mailer.ts';

/** How the sending of a mail ended. `why` is a sentence without names or addresses. */
export type Ended =
  | { readonly how: 'sent' | 'kept' }
  | { readonly how: 'later'; readonly why: string }
  /** For good. */
  | { readonly how: 'refused' | 'given-up'; readonly why: string };

export type Task =
  | {
      readonly do: 'send';
      readonly mail: Mail;
      /** Of no use from then on. */
      readonly until: Instant;
      readonly noticeId?: string;
      readonly invitationId?: string;
      /** Keeps how it ended, in the transaction that ends the job. */
      record(tx: Tx, ended: Ended): Promise<void>;
    }
  | { readonly do: 'hold'; readonly until: Instant }
  /** Nothing to send any more. */
  | { readonly do: 'nothing'; readonly why: string };

/** Loads, in a short transaction of the job's practice, and decides. `from`: sender's address. */
export type Prepare = (
  deps: Deps,
  tx: Tx,
  job: Job,
  at: { readonly now: Instant; readonly from: string },
) => Promise<Task>;
