/** A mail as nodemailer takes it: one recipient, the calendar part as an alternative, and headers that keep machines from answering. */
import { createTransport, type SendMailOptions } from 'nodemailer';
import { isPlainAddress, oneLine } from './address.ts';
import { MailError, type Mail } from './mailer.ts';

/** Throws MailError `rejected` for an address that could mean more than one recipient. */
export function messageOf(mail: Mail, from: string): SendMailOptions {
  for (const address of [mail.to, from]) {
    if (!isPlainAddress(address))
      throw new MailError('rejected', `The mail ${mail.id} names an address that is not a plain one.`);
  }
  const { event } = mail;
  return {
    from: { name: oneLine(mail.fromName), address: from },
    to: { name: '', address: mail.to },
    envelope: { from, to: [mail.to] },
    ...(mail.replyTo && isPlainAddress(mail.replyTo) ? { replyTo: { name: '', address: mail.replyTo } } : {}),
    messageId: `<${mail.id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    subject: oneLine(mail.subject),
    text: mail.text,
    html: mail.html,
    // Only as an alternative: with a second copy as an attachment some programs show the event twice.
    ...(event && {
      alternatives: [{ contentType: `text/calendar; charset=utf-8; method=${event.method}`, content: event.content }],
    }),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The whole mail as it would go out (RFC 5322), for mails that no server took. */
export async function rawMessage(mail: Mail, from: string): Promise<string> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const { message } = await transport.sendMail(messageOf(mail, from));
  if (!Buffer.isBuffer(message)) throw new Error(`The mail ${mail.id} was not put together as a whole.`); // `buffer: true`
  return message.toString();
}
