/** A stand-in for Microsoft Graph and its sign-in, on a real socket; wrong answers come from the proxy in front of it. */
import { setTimeout as wait } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { Accounts, signIn } from './accounts.ts';
import { type Env, refused } from './answers.ts';
import { delta } from './delta.ts';
import { events } from './events.ts';
import { Mailbox } from './mailbox.ts';
import { type Subscribed, subscriptions } from './subscriptions.ts';

export type OutlookServer = {
  readonly origin: string;
  readonly mailbox: Mailbox;
  readonly accounts: Accounts;
  readonly subscriptions: Map<string, Subscribed>;
  close(): Promise<void>;
};

const MOST_AT_ONCE = 4;

export async function outlookServer(now: () => number = () => Date.now()): Promise<OutlookServer> {
  const mailbox = new Mailbox();
  const accounts = new Accounts();
  const kept = new Map<string, Subscribed>();
  const app = new Hono<Env>();
  app.use('/v1.0/*', async (c, next) => {
    c.set('mailbox', mailbox);
    mailbox.before?.({ method: c.req.method, path: c.req.path });
    mailbox.running += 1;
    mailbox.mostAtOnce = Math.max(mailbox.mostAtOnce, mailbox.running);
    try {
      if (mailbox.running > MOST_AT_ONCE) return refused(c, 429, 'ApplicationThrottled');
      if (mailbox.pause > 0) await wait(mailbox.pause);
      const token = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
      if (!accounts.accessTokens.has(token)) return refused(c, 401, 'InvalidAuthenticationToken');
      return await next();
    } finally {
      mailbox.running -= 1;
    }
  });
  app.route('/v1.0', delta);
  app.route('/v1.0', events);
  app.route('/v1.0', subscriptions(kept, now));
  app.route('/', signIn(accounts));
  const server = createAdaptorServer({ fetch: app.fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, // listening on a port
    mailbox,
    accounts,
    subscriptions: kept,
    close: () =>
      new Promise<void>((resolve) => {
        if ('closeAllConnections' in server) server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
