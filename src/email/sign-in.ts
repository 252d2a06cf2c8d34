/** The mail that carries a sign-in link to a member of staff. */
import { letter } from './letter.ts';
import type { Mail } from './mailer.ts';

/** `id`: left part of the Message-ID. `url`: from the configured public URL alone. Single use, half an hour (actions/sign-in.ts). */
export function composeSignIn({
  id,
  to,
  url,
}: {
  readonly id: string;
  readonly to: string;
  readonly url: string;
}): Mail {
  const parts = [
    { kind: 'heading', text: 'Sign in to the desk' },
    { kind: 'link', text: 'Sign in', address: url },
    {
      kind: 'paragraph',
      text: 'The link works once and for half an hour. If you did not ask for it, nothing needs to be done.',
    },
  ] as const;
  return { id, to, fromName: 'Openhours', ...letter('Your sign-in link', parts) };
}
