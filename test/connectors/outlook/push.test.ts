/** Being told of changes by Graph: subscribing over a real address, and reading what is sent to it. */
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY, instant } from '../../../src/domain/interval.ts';
import { outlookRig, type OutlookRig } from './rig.ts';

let rig: OutlookRig;
let address: string;
let listener: ReturnType<typeof createAdaptorServer>;
/** What the address repeats. */
let repeats: (url: URL) => string | undefined;

beforeEach(async () => {
  rig = await outlookRig();
  repeats = (url) => replyTo(url);
  listener = createAdaptorServer({
    fetch: (request) => new Response(repeats(new URL(request.url)), { headers: { 'content-type': 'text/plain' } }),
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/notices`; // listening on a port
});
afterEach(async () => {
  await rig.close();
  await new Promise((resolve) => listener.close(resolve));
});

const incoming = (url: string, body = '') =>
  rig.provider.push.incoming({ url: new URL(url), headers: new Headers(), body });
const replyTo = (url: URL) => {
  const answer = incoming(url.href);
  return 'reply' in answer ? answer.reply : undefined;
};
const subscribe = (until = instant(rig.now + 3 * DAY)) =>
  rig.provider.push.subscribe(rig.access, rig.calendar, { id: 'ours', secret: 'a-secret', address, until });
const notice = (changes: object = {}) => ({
  subscriptionId: 's1',
  clientState: 'a-secret',
  changeType: 'updated',
  resource: 'Users/1/Events/2',
  tenantId: '84bd8158-6d4d-4958-8b9f-9d6445542f95',
  ...changes,
});
const batch = (...value: unknown[]) => incoming(address, JSON.stringify({ value }));

test('D01 the token of a validation is repeated as it was before it was encoded, and the body is not looked at', () => {
  const token = 'Validation: Testing reachability <script>alert("1")</script> a+b & c%20d é';
  const encoded = encodeURIComponent(token);
  expect(incoming(`${address}?validationToken=${encoded}`, '{"value":[]}')).toEqual({ reply: token });
  expect(incoming(`${address}?validationToken=${encoded.replaceAll('%20', '+')}`, 'junk')).toEqual({ reply: token });
});

test('D01 a subscription is made with an address that passes the validation, for changes and lifecycle', async () => {
  const { id, expiresAt } = await subscribe();
  expect(expiresAt).toBe(rig.now + 3 * DAY);
  expect(rig.server.subscriptions.get(id)).toMatchObject({
    clientState: 'a-secret',
    notificationUrl: address,
    lifecycleNotificationUrl: address,
    resource: `/me/calendars/${encodeURIComponent(rig.calendar)}/events`,
  });
});

test('D01 an address that repeats something else gets no subscription', async () => {
  repeats = (url) => replyTo(url)?.toUpperCase();
  const error = await subscribe(instant(rig.now + DAY / 12)).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ reason: 'rejected' });
});

test('a subscription that is asked for too long is asked for half as long, and says when it ends', async () => {
  const { expiresAt } = await subscribe(instant(rig.now + 20 * DAY));
  expect(expiresAt).toBe(rig.now + 5 * DAY);
});

test('ending a subscription that is gone is fine', async () => {
  const subscription = await subscribe();
  await rig.provider.push.unsubscribe(rig.access, subscription);
  expect(rig.server.subscriptions.size).toBe(0);
  await rig.provider.push.unsubscribe(rig.access, subscription);
});

test('D02 each notice of a batch carries its own secret, and one that cannot be read does not cost the others', () => {
  const all = batch(notice(), notice({ clientState: 'forged' }), { junk: 1 }, null, notice({ clientState: null }), 7);
  expect(all).toEqual({
    notices: [
      { id: 's1', secret: 'a-secret', what: 'changed' },
      { id: 's1', secret: 'forged', what: 'changed' },
    ],
  });
});

test.each([
  ['reauthorizationRequired', 'renew'],
  ['subscriptionRemoved', 'renew'],
  ['missed', 'missed'],
  ['somethingNew', 'renew'],
])('D05 the lifecycle notice %s asks to %s', (lifecycleEvent, what) => {
  expect(batch(notice({ lifecycleEvent }))).toEqual({ notices: [{ id: 's1', secret: 'a-secret', what }] });
});

test.each(['', 'junk', '[]', 'null', '{}', '{"value":{}}', '{"value":[', '{"__proto__":{"value":[{}]}}', '\u0000'])(
  'what is no notice has none: %j',
  (body) => {
    expect(incoming(address, body)).toEqual({ notices: [] });
  },
);
