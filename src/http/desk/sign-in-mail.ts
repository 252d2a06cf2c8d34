/** The mail with a sign-in link. */
import type { Mail } from '../../email/mailer.ts';

/** `link` is made of our own address and a token of letters, digits, `-` and `_`: safe in text and HTML. */
export function signInMail(link: string): Pick<Mail, 'fromName' | 'subject' | 'text' | 'html'> {
  const words = 'This link signs you in to the desk. It works once, for half an hour:';
  const ignore = 'If you did not ask for it, there is nothing to do.';
  return {
    fromName: 'Openhours',
    subject: 'Your sign-in link',
    text: `${words}\n\n${link}\n\n${ignore}\n`,
    html: `<p>${words}</p><p><a href="${link}">${link}</a></p><p>${ignore}</p>`,
  };
}
