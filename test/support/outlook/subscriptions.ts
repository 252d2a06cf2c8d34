/** Subscriptions of the stand-in: addresses are asked before they are told anything, as Graph does. */
import { Hono } from 'hono';
import { answered, type Env, refused } from './answers.ts';
import { mistakesIn } from './model.ts';

export type Subscribed = {
  readonly id: string;
  readonly notificationUrl: string;
  readonly lifecycleNotificationUrl?: string;
  readonly clientState: string;
  readonly resource: string;
  readonly expirationDateTime: string;
};

/** A little less than seven days, as for events. */
const LONGEST = 10_070 * 60_000;

export function subscriptions(kept: Map<string, Subscribed>, now: () => number): Hono<Env> {
  const app = new Hono<Env>();
  app.post('/subscriptions', async (c) => {
    const { mailbox } = c.var;
    const body = await c.req.json<Omit<Subscribed, 'id'>>();
    const mistakes = mistakesIn('subscription', body);
    mailbox.mistakes.push(...mistakes);
    if (mistakes.length > 0) return refused(c, 400, 'InvalidRequest');
    if (Date.parse(body.expirationDateTime) > now() + LONGEST) return refused(c, 400, 'ExtensionError');
    for (const url of [body.notificationUrl, body.lifecycleNotificationUrl]) {
      if (url !== undefined && !(await repeats(url))) return refused(c, 400, 'ValidationError');
    }
    const subscription = { ...body, id: `7f105c7d-2dc5-4530-97cd-${String(kept.size + 1).padStart(12, '0')}` };
    kept.set(subscription.id, subscription);
    return answered(c, 'subscription', subscription, 201);
  });
  app.delete('/subscriptions/:id', (c) =>
    kept.delete(c.req.param('id')) ? c.body(null, 204) : refused(c, 404, 'ResourceNotFound'),
  );
  return app;
}

async function repeats(url: string): Promise<boolean> {
  const token = 'Validation: Testing client application reachability for subscription Request-Id: <b>a+b</b> & 100 %';
  const response = await fetch(`${url}?validationToken=${encodeURIComponent(token).replaceAll('%20', '+')}`, {
    method: 'POST',
  });
  const type = response.headers.get('content-type') ?? '';
  return response.status === 200 && type.startsWith('text/plain') && (await response.text()) === token;
}
