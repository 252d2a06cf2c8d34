/** Google's watch channels: "something changed" in a calendar, told by a POST without a body, sometimes late or never. */

import { z } from 'zod';
import { instant } from '../../src/domain/interval.ts';
import type { Incoming, Push } from '../push.ts';
import { ProviderError } from '../provider.ts';
import { type GoogleApi, understood } from './api.ts';

const channel = z.object({
  kind: z.literal('api#channel'),
  id: z.string(),
  resourceId: z.string().min(1),
  /** Milliseconds, as text. Google may give less than was asked, and never renews. */
  expiration: z.string().regex(/^\d+$/).optional(),
});

/** Google's own bounds for what we chose as id and token; a longer one is not ours. */
const LONGEST_ID = 64;
const LONGEST_SECRET = 256;

export function googlePush(api: GoogleApi): Push {
  return {
    async subscribe(access, calendar, { id, secret, address, until }) {
      const requestBody = { id, type: 'web_hook', address, token: secret, expiration: String(until) };
      const { body } = await api.request(access, (client, options) =>
        client.events.watch({ calendarId: calendar, requestBody }, options),
      );
      const made = understood(channel, body);
      return {
        id: made.id,
        resource: made.resourceId,
        expiresAt: made.expiration === undefined ? until : instant(Number(made.expiration)),
      };
    },

    async unsubscribe(access, { id, resource }) {
      if (resource === undefined) {
        throw new ProviderError('rejected', `Channel ${id} cannot be stopped without its resource. It ends by itself.`);
      }
      const requestBody = { id, resourceId: resource };
      await api.request(access, (client, options) => client.channels.stop({ requestBody }, options), {
        accept: [404, 410],
      });
    },

    incoming: ({ headers }) => incoming(headers),
  };
}

/**
 * `sync` says that the channel is open; the calendar is read for it too, since what changed while it was being opened was
 * told to nobody.
 */
function incoming(headers: Headers): Incoming {
  const id = headers.get('x-goog-channel-id') ?? '';
  const secret = headers.get('x-goog-channel-token') ?? '';
  const state = headers.get('x-goog-resource-state') ?? '';
  const resource = headers.get('x-goog-resource-id') ?? '';
  const isNotice = id !== '' && secret !== '' && resource !== '' && ['sync', 'exists', 'not_exists'].includes(state);
  if (!isNotice || id.length > LONGEST_ID || secret.length > LONGEST_SECRET) return { notices: [] };
  return { notices: [{ id, secret, what: 'changed', resource }] };
}
