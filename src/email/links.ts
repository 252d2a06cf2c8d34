/** Mails that carry one secret link: signing in, and a patient's list of appointments. */
import { letterHtml, letterText, type Part } from './letter.ts';
import type { Mail } from './mailer.ts';

type LinkMail = {
  /** Left part of the Message-ID. */
  readonly id: string;
  readonly to: string;
  /** From the configured public URL alone. */
  readonly url: string;
};

/** For staff. Single use, half an hour (actions/sign-in.ts). */
export function composeSignIn({ id, to, url }: LinkMail): Mail {
  return mail({ id, to, fromName: 'Openhours' }, 'Your sign-in link', [
    { kind: 'heading', text: 'Sign in to the desk' },
    { kind: 'link', text: 'Sign in', address: url },
    { kind: 'paragraph', text: 'The link works once and for half an hour. If you did not ask for it, nothing needs to be done.' },
  ]);
}

/** For a patient who typed this address. Says nothing of what is behind the link. */
export function composeMyAppointments(link: LinkMail & { practice: { readonly name: string; readonly email: string } }): Mail {
  const { id, to, url, practice } = link;
  return mail({ id, to, fromName: practice.name, replyTo: practice.email || undefined }, `Your appointments with ${practice.name}`, [
    { kind: 'heading', text: 'Your appointments' },
    { kind: 'paragraph', text: `Someone, most likely you, asked ${practice.name} for the list of your appointments.` },
    { kind: 'link', text: 'See your appointments', address: url },
    { kind: 'paragraph', text: 'The link is for you alone. If you did not ask for it, nothing needs to be done.' },
  ]);
}

function mail(head: Pick<Mail, 'id' | 'to' | 'fromName' | 'replyTo'>, subject: string, parts: readonly Part[]): Mail {
  return { ...head, subject, text: letterText(parts), html: letterHtml(subject, parts) };
}
