/** Change notifications of Microsoft Graph: asked for, ended, and read. A hint each; their content is never used. */

import { z } from 'zod';
import { HOUR, instant } from '../../src/domain/interval.ts';
import type { Instant } from '../../src/domain/types.ts';
import type { Access } from '../provider.ts';
import type { Notice, Push } from '../push.ts';
import { isGone } from './events.ts';
import { Refusal, unreadable } from './failures.ts';
import { type Graph, part } from './graph.ts';

const subscriptionSchema = z.object({ id: z.string().min(1), expirationDateTime: z.string() });

const batchSchema = z.object({ value: z.array(z.unknown()) });
const noticeSchema = z.object({
  subscriptionId: z.string().min(1),
  clientState: z.string().min(1),
  lifecycleEvent: z.string().nullish(),
});

export function outlookPush(graph: Graph, now: () => Instant): Push {
  return {
    async subscribe(access, calendar, { secret, address, until }) {
      const ask = (expires: number): Promise<unknown> =>
        graph.post(access, '/subscriptions', {
          changeType: 'created,updated,deleted',
          notificationUrl: address,
          lifecycleNotificationUrl: address,
          resource: `/me/calendars/${part(calendar)}/events`,
          expirationDateTime: new Date(expires).toISOString(),
          clientState: secret,
        });
      const answer = subscriptionSchema.safeParse(await asLongAsAllowed(ask, { from: now(), until }));
      if (!answer.success) throw unreadable(answer.error);
      const { id, expirationDateTime } = answer.data;
      const expiresAt = Date.parse(expirationDateTime);
      if (Number.isNaN(expiresAt)) throw unreadable();
      return { id, expiresAt: instant(expiresAt) };
    },

    async unsubscribe(access: Access, { id }) {
      try {
        await graph.delete(access, `/subscriptions/${part(id)}`);
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    },

    incoming({ url, body }) {
      const token = url.searchParams.get('validationToken');
      if (token !== null) return { reply: token };
      return { notices: noticesIn(body) };
    },
  };
}

/** How long a subscription may last is Graph's to say, and was changed before: half as long is asked for until it is taken. */
async function asLongAsAllowed(
  ask: (expires: number) => Promise<unknown>,
  { from, until }: { from: Instant; until: Instant },
): Promise<unknown> {
  for (let length = until - from; ; length /= 2) {
    try {
      return await ask(from + length);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 400 || length / 2 < HOUR) throw error;
    }
  }
}

/** One that cannot be read does not cost the others (failures D02); whose secret is right is for the caller to say. */
function noticesIn(body: string): Notice[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return [];
  }
  return (batchSchema.safeParse(parsed).data?.value ?? []).flatMap((item): Notice[] => {
    const { data } = noticeSchema.safeParse(item);
    if (!data) return [];
    return [{ id: data.subscriptionId, secret: data.clientState, what: whatOf(data.lifecycleEvent ?? undefined) }];
  });
}

/** A lifecycle notice of a kind that is not known yet: the subscription is made anew, which loses nothing. */
function whatOf(lifecycle: string | undefined): Notice['what'] {
  if (lifecycle === undefined) return 'changed';
  return lifecycle === 'missed' ? 'missed' : 'renew';
}
