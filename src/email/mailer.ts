/** A mail as it is composed, and what can send one. */

export type Mail = {
  /** Left part of the Message-ID: fixed per notice, so that a mail sent twice after a crash is seen as one (failures H04). */
  readonly id: string;
  /** One address; the envelope names the same. */
  readonly to: string;
  /** Name shown beside the sender's address: the practice. */
  readonly fromName: string;
  /** Address that answers go to. */
  readonly replyTo?: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly event?: MailEvent;
};

/**
 * An iCalendar object that mail programs act on (RFC 6047); `method` equals METHOD in `content`. A request speaks of one event;
 * several travel as `PUBLISH` (RFC 5546, 3.2).
 */
export type MailEvent = { readonly method: 'REQUEST' | 'CANCEL' | 'PUBLISH'; readonly content: string };

export interface Mailer {
  /** Sender's address: ORGANIZER of the events it carries. */
  readonly from: string;
  /** Resolves once the server took the mail. Throws MailError. Safe to repeat: the Message-ID stays. */
  send(mail: Mail): Promise<void>;
  /** Connects and signs in, sends nothing. Throws MailError with a sentence that says what to do. */
  verify(): Promise<void>;
}

/**
 * `retry`: try again later (server down, greylisting, sign-in refused). `rejected`: this recipient or mail is refused for good.
 * The message is a whole sentence without address or server's text, since both may name a person.
 */
export class MailError extends Error {
  override readonly name = 'MailError';
  readonly reason: 'retry' | 'rejected';

  constructor(reason: MailError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
