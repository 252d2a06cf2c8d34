/** Word to a person that their passkeys changed: whoever got into a mailbox or a desk does nothing unnoticed. */
import type { Context } from 'hono';
import type { Deps } from '../deps.ts';
import type { Mail } from '../email/mailer.ts';
import { composePasskeyAdded, composePasskeysForgotten } from '../email/sign-in.ts';
import { afterwards } from './afterwards.ts';
import { deviceOf } from './device.ts';

export function tellOfPasskey(c: Context, deps: Deps, to: string): void {
  const url = `${deps.config.publicUrl}/desk/account`;
  send(c, deps, composePasskeyAdded({ id: deps.newId(), to, url, device: deviceOf(c) }));
}

export function tellOfForgotten(c: Context, deps: Deps, to: string): void {
  const url = `${deps.config.publicUrl}/desk/sign-in`;
  send(c, deps, composePasskeysForgotten({ id: deps.newId(), to, url }));
}

function send(c: Context, { mailer, log }: Deps, mail: Mail): void {
  const sending = async (): Promise<void> => {
    try {
      await (await mailer())?.send(mail);
    } catch (error) {
      log.warn('passkey.mail-failed', { error: error instanceof Error ? error.name : 'unknown' });
    }
  };
  afterwards(c, sending());
}
