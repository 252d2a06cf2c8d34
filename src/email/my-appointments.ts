/** The mail that carries the link to a patient's list of appointments. Says nothing of what is behind the link. */
import { letter } from './letter.ts';
import type { Mail } from './mailer.ts';

export type MyAppointmentsLetter = {
  /** Left part of the Message-ID. */
  readonly id: string;
  readonly to: string;
  /** From the configured public URL alone. */
  readonly url: string;
  readonly practice: { readonly name: string; readonly email: string };
};

export function composeMyAppointments({ id, to, url, practice }: MyAppointmentsLetter): Mail {
  const parts = [
    { kind: 'heading', text: 'Your appointments' },
    { kind: 'paragraph', text: `Someone, most likely you, asked ${practice.name} for the list of your appointments.` },
    { kind: 'link', text: 'See your appointments', address: url },
    { kind: 'paragraph', text: 'The link is for you alone. If you did not ask for it, nothing needs to be done.' },
  ] as const;
  const head = { id, to, fromName: practice.name, replyTo: practice.email || undefined };
  return { ...head, ...letter(`Your appointments with ${practice.name}`, parts) };
}
