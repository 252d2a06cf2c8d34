/** Mails to a real server. The only file that speaks SMTP. */
import { createTransport, type Transporter } from 'nodemailer';
import { MailError, type Mail, type Mailer } from './mailer.ts';
import { messageOf } from './message.ts';

export type SmtpOptions = {
  /** Sender's address. */
  readonly from: string;
  /** Keep connections for the next mail; off where a connection may not outlive its request (Workers). */
  readonly pooled?: boolean;
};

// Together below the lease of a job, so that a slow server does not get the same mail from two workers.
const TIMEOUTS = { dnsTimeout: 5_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 };
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const SUBMISSION_PORT = 587;
const TLS_PORT = 465;

/**
 * `smtps://user:password@host` speaks TLS from the start, `smtp://…` must upgrade by STARTTLS. Plain text is refused beyond
 * loopback unless the address ends in `?tls=off`. Throws a sentence that says what to do when the address is of another form.
 */
export function smtpMailer(address: string, { from, pooled = true }: SmtpOptions): Mailer {
  const url = serverOf(address);
  const secure = url.protocol === 'smtps:';
  const plain = !secure && (LOOPBACK.test(url.hostname) || url.searchParams.get('tls') === 'off');
  const transport: Transporter = createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? TLS_PORT : SUBMISSION_PORT),
    secure,
    requireTLS: !secure && !plain,
    ignoreTLS: plain,
    ...(url.username && { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    ...TIMEOUTS,
    // A connection lost in the middle is ours to try again: the outbox knows what became of the appointment since.
    ...(pooled && { pool: true as const, maxConnections: 5, maxRequeues: 0 }),
  });
  return {
    from,
    send: async (mail: Mail) => {
      const message = messageOf(mail, from);
      await transport.sendMail(message).catch((error: unknown) => {
        throw refusal(error);
      });
    },
    verify: async () => {
      await transport.verify().catch((error: unknown) => {
        throw refusal(error);
      });
    },
  };
}

function serverOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && (url.protocol === 'smtp:' || url.protocol === 'smtps:') && url.hostname) return url;
  throw new Error(
    'The mail server address is not of the form smtps://user:password@mail.example.org or smtp://… . Check SMTP_URL.',
  );
}

/** What nodemailer says of a failure (its errors.js); the server's own words are left out, they may name the recipient. */
type SmtpFailure = {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly message?: string;
};

function refusal(error: unknown): MailError {
  const { code, command, responseCode: reply, message = '' } = (error ?? {}) as SmtpFailure; // every field is checked before use
  const final = typeof reply === 'number' && reply >= 500;
  if (final && command === 'RCPT TO')
    return new MailError('rejected', `The mail server refused the recipient (${reply}).`);
  if (final && command === 'DATA') return new MailError('rejected', `The mail server refused the mail (${reply}).`);
  // A bad certificate comes as a plain socket error, told apart by Node's words alone.
  const unencrypted = code === 'ETLS' || (code === 'ESOCKET' && /certificate|altnames/i.test(message));
  return new MailError('retry', sentence(unencrypted ? 'ETLS' : code, reply));
}

function sentence(code: string | undefined, reply: number | undefined): string {
  if (code === 'EAUTH')
    return `The mail server refused the sign-in${reply ? ` (${reply})` : ''}. Check user and password.`;
  if (code === 'ETLS')
    return 'The connection to the mail server could not be encrypted. Check its certificate, or use smtps://.';
  if (code === 'EDNS') return 'The name of the mail server was not found. Check its address.';
  if (reply) return `The mail server answered ${reply}.`;
  if (code === 'ETIMEDOUT') return 'The mail server did not answer in time.';
  return 'The mail server could not be reached.';
}
