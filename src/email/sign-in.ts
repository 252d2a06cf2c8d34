/** The mails about getting in: a link with its code, and word of a new passkey. */
import { letter } from './letter.ts';
import type { Mail } from './mailer.ts';

export type SignInLetter = {
  /** Left part of the Message-ID. */
  readonly id: string;
  readonly to: string;
  /** From the configured public URL alone. */
  readonly url: string;
  readonly code: string;
  /** The browser that asked, in known words. */
  readonly device: string;
};

/** Link: single use, half an hour. Code: ten minutes, in the browser that asked (actions/sign-in.ts). */
export function composeSignIn({ id, to, url, code, device }: SignInLetter): Mail {
  const parts = [
    { kind: 'heading', text: 'Sign in to the desk' },
    { kind: 'link', text: 'Sign in', address: url },
    { kind: 'paragraph', text: 'Or type this code where you asked for it:' },
    { kind: 'facts', facts: [['Code', `${code.slice(0, 4)} ${code.slice(4)}`]] },
    {
      kind: 'paragraph',
      text: `Asked for in ${device}. The link works once and for half an hour, the code for ten minutes. Tell the code to nobody: no one from the practice or from Openhours asks for it.`,
    },
    { kind: 'paragraph', text: 'If you did not ask for it, nothing needs to be done.' },
  ] as const;
  return { id, to, fromName: 'Openhours', ...letter('Your sign-in link', parts) };
}

/** To the person whose passkey it is to be: whoever got into their mail cannot add one unnoticed. */
export function composePasskeyAdded({ id, to, url, device }: Omit<SignInLetter, 'code'>): Mail {
  const parts = [
    { kind: 'heading', text: 'A passkey was added' },
    { kind: 'paragraph', text: `A passkey was added to your account in ${device}. It opens the desk without a mail.` },
    { kind: 'link', text: 'See your passkeys', address: url },
    {
      kind: 'paragraph',
      text: 'If that was not you, remove it there, end all other sessions, and tell your practice.',
    },
  ] as const;
  return { id, to, fromName: 'Openhours', ...letter('A passkey was added to your account', parts) };
}

/** To whose passkeys an owner of their practice had forgotten. */
export function composePasskeysForgotten({ id, to, url }: Pick<SignInLetter, 'id' | 'to' | 'url'>): Mail {
  const parts = [
    { kind: 'heading', text: 'Your passkeys were forgotten' },
    {
      kind: 'paragraph',
      text: 'An owner of your practice had all your passkeys forgotten, and you are signed out everywhere. Sign in by mail; then you can add a new one.',
    },
    { kind: 'link', text: 'Sign in', address: url },
    { kind: 'paragraph', text: 'If you did not ask for that, tell your practice.' },
  ] as const;
  return { id, to, fromName: 'Openhours', ...letter('Your passkeys were forgotten', parts) };
}
