/** Writing appointments into Outlook: once each, the owner's words kept, and every refusal called by its name. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventToWrite, Provider } from '../../../connectors/provider.ts';
import { interval } from '../../../src/domain/interval.ts';
import type { Seen } from '../../support/fault-proxy.ts';
import { copyEvent, ourEvent, oursAll } from '../../support/outlook/owner.ts';
import { held } from '../contract.ts';
import { outlookRig, QUERY, type OutlookRig } from './rig.ts';

const EVENT: EventToWrite = {
  ...interval(Date.parse('2027-03-19T18:00Z'), Date.parse('2027-03-19T18:50Z')),
  uid: '5c0f2f5e-5e0a-4b7e-9a57-0d6f3b8a2c11@openhours.example',
  sequence: 0,
  zone: 'America/New_York',
  title: 'Appointment',
  location: '12 Sample Street',
  description: 'Video: https://video.example/a',
};
const LATER: EventToWrite = {
  ...EVENT,
  ...interval(Date.parse('2027-03-18T14:00Z'), Date.parse('2027-03-18T14:50Z')),
  sequence: 1,
  description: 'Video: https://video.example/b',
};

let rig: OutlookRig;
beforeEach(async () => void (rig = await outlookRig()));
afterEach(() => rig.close());

const put = (event: EventToWrite, known?: Parameters<Provider['put']>[3]) =>
  rig.provider.put(rig.access, rig.calendar, event, known);
const find = (calendar = rig.calendar) => rig.provider.find(rig.access, calendar, EVENT.uid);
const failed = (work: Promise<unknown>) =>
  work.then(
    () => expect.fail('It did not fail.'),
    (error: unknown) => error,
  );
const posts = ({ method }: Seen) => method === 'POST';
const made = () => oursAll(rig.server.mailbox, EVENT.uid);

describe('B04 a creation whose answer was lost', () => {
  test('is found by its mark, and not made again', async () => {
    rig.proxy.fail({ kind: 'cut-after' }, { match: posts });
    expect(await failed(put(EVENT))).toMatchObject({ reason: 'retry' });
    const before = rig.proxy.seen.filter(posts).length;
    const written = await put(EVENT);
    expect(rig.proxy.seen.filter(posts)).toHaveLength(before);
    expect(made().map(({ id }) => id)).toEqual([written.id]);
  });

  test('is made once by its transaction, where the mark is not found yet', async () => {
    rig.server.mailbox.filterLags = true;
    rig.proxy.fail({ kind: 'cut-after' }, { match: posts });
    await failed(put(EVENT));
    await put(EVENT);
    expect(made()).toHaveLength(1);
  });

  test('and was made twice all the same: the one that was never heard of is removed', async () => {
    const { mailbox } = rig.server;
    Object.assign(mailbox, { filterLags: true, forgetsTransactions: true });
    rig.proxy.fail({ kind: 'cut-after' }, { match: posts });
    await failed(put(EVENT));
    const written = await put(EVENT);
    expect(made()).toHaveLength(2);
    mailbox.filterLags = false;
    expect(await put(EVENT, written)).toMatchObject({ id: written.id });
    expect(made().map(({ id }) => id)).toEqual([written.id]);
  });

  test('and neither was heard of: the younger one is removed', async () => {
    const { mailbox } = rig.server;
    Object.assign(mailbox, { filterLags: true, forgetsTransactions: true });
    rig.proxy.fail({ kind: 'cut-after' }, { match: posts, times: 2 });
    await failed(put(EVENT));
    await failed(put(EVENT));
    const [older, younger] = made();
    expect(older!.created).toBeLessThan(younger!.created);
    mailbox.filterLags = false;
    expect(await find()).toMatchObject({ written: { id: older!.id } });
    expect(made().map(({ id }) => id)).toEqual([older!.id]);
  });

  test('leaves an event that is taken for ours once it was heard of, not before', async () => {
    rig.proxy.fail({ kind: 'cut-after' }, { match: posts });
    await failed(put(EVENT));
    const read = async () => held(await rig.provider.changes(rig.access, rig.calendar, undefined, QUERY));
    expect(await read()).toMatchObject([{ kind: 'busy' }]);
    await put(EVENT);
    expect(await read()).toMatchObject([{ ours: EVENT.uid }]);
  });
});

test('B09 removed and put again at once, without a word of the first: a new event, though its transaction is remembered', async () => {
  const first = await put(EVENT);
  await rig.provider.remove(rig.access, rig.calendar, first);
  const again = await put(EVENT);
  expect(again).toMatchObject({ generation: 1 });
  expect(made().map(({ id }) => id)).toEqual([again.id]);
});

test('C09 what its owner put into the bin is not taken for written: put back is a new event', async () => {
  const first = await put(EVENT);
  rig.server.mailbox.remove(first.id);
  rig.server.mailbox.binIsWritable = true;
  const again = await put(EVENT, first);
  expect(again).toMatchObject({ generation: 1 });
  expect(again.id).not.toBe(first.id);
  expect(made()).toHaveLength(1);
});

test('B08 a removal of what is gone is done; one that failed is not', async () => {
  const written = await put(EVENT);
  for (const status of [500, 503]) {
    rig.fail({ kind: 'status', status });
    expect(await failed(rig.provider.remove(rig.access, rig.calendar, written))).toMatchObject({ reason: 'retry' });
  }
  expect(made()).toHaveLength(1);
  for (const status of [404, 410]) {
    rig.fail({ kind: 'status', status });
    await rig.provider.remove(rig.access, rig.calendar, written);
  }
});

describe('B14 an event that its owner changed', () => {
  test('at the same moment keeps their notes, with our new text in the place of the old', async () => {
    const { mailbox } = rig.server;
    const first = await put(EVENT);
    mailbox.before = ({ method }) => {
      if (method !== 'PATCH') return;
      mailbox.before = undefined;
      mailbox.change(ourEvent(mailbox, EVENT.uid), { body: `${EVENT.description}\r\n\r\nBring the blue folder` });
    };
    const second = await put(LATER, first);
    expect(ourEvent(mailbox, EVENT.uid)).toMatchObject({
      id: first.id,
      body: 'Video: https://video.example/b\n\nBring the blue folder',
      times: { start: LATER.start, end: LATER.end },
    });
    expect(second).toMatchObject({ id: first.id, generation: 0 });
    expect(second.etag).not.toBe(first.etag);
  });

  test('where they took our text out, keeps theirs below the new one', async () => {
    const first = await put(EVENT);
    await rig.ours!.setNotes(EVENT.uid, 'Bring $& and $1');
    await put(LATER, first);
    expect(ourEvent(rig.server.mailbox, EVENT.uid).body).toBe('Video: https://video.example/b\n\nBring $& and $1');
  });

  test('without end is left for later', async () => {
    const { mailbox } = rig.server;
    const first = await put(EVENT);
    mailbox.before = ({ method }) => {
      if (method === 'PATCH') mailbox.change(ourEvent(mailbox, EVENT.uid), {});
    };
    expect(await failed(put(LATER, first))).toMatchObject({ reason: 'retry' });
  });

  test('into a whole day is put right again', async () => {
    const first = await put(EVENT);
    rig.server.mailbox.change(ourEvent(rig.server.mailbox, EVENT.uid), { allDay: true });
    await put(EVENT, first);
    expect(ourEvent(rig.server.mailbox, EVENT.uid)).toMatchObject({ allDay: false, times: { start: EVENT.start } });
  });

  test('and removed while it was changed is made anew', async () => {
    const { mailbox } = rig.server;
    const first = await put(EVENT);
    mailbox.before = ({ method }) => {
      if (method === 'PATCH') mailbox.remove(first.id);
      if (method === 'PATCH') mailbox.before = undefined;
    };
    expect(await put(LATER, first)).toMatchObject({ generation: 1 });
    expect(made()).toHaveLength(1);
  });
});

test('C13 a copy that the owner made is neither changed nor removed, whatever becomes of ours', async () => {
  const { mailbox } = rig.server;
  const first = await put(EVENT);
  const copy = copyEvent(mailbox, ourEvent(mailbox, EVENT.uid), { start: EVENT.start + 1, end: EVENT.end });
  await put(LATER, first);
  expect(mailbox.events.get(copy.id)).toMatchObject({ times: { start: EVENT.start + 1 } });
  await rig.provider.remove(rig.access, rig.calendar, first);
  expect(await find()).toBeUndefined();
  expect([...mailbox.events.keys()]).toEqual([copy.id]);
});

test('D09 an event that its owner moved into another calendar is changed there, and never made a second time', async () => {
  const { mailbox } = rig.server;
  const first = await put(EVENT);
  const other = mailbox.calendars[1]!.id;
  mailbox.change(ourEvent(mailbox, EVENT.uid), { calendar: other });
  expect(await find()).toBeUndefined();
  expect(await find(other)).toMatchObject({ written: { id: first.id } });
  expect(await put(LATER, first)).toMatchObject({ id: first.id });
  expect(made()).toMatchObject([{ calendar: other, times: { start: LATER.start } }]);
});

describe('a refusal', () => {
  const body = (code: string) => JSON.stringify({ error: { code, message: '…' } });

  test.each<[string, Parameters<OutlookRig['fail']>[0], string]>([
    [
      'B07 403 for a calendar that is read-only',
      { kind: 'status', status: 403, body: body('ErrorAccessDenied') },
      'rejected',
    ],
    ['B07 403 for too many requests', { kind: 'status', status: 403, body: body('ApplicationThrottled') }, 'retry'],
    ['B07 403 with a time to come back', { kind: 'status', status: 403, retryAfter: 9 }, 'retry'],
    ['B12 400', { kind: 'status', status: 400, body: body('ErrorInvalidRequest') }, 'rejected'],
    ['B06 404 for the calendar', { kind: 'status', status: 404, body: body('ErrorItemNotFound') }, 'gone'],
    ['409', { kind: 'status', status: 409, body: body('ErrorConcurrentItemSave') }, 'retry'],
    ['a redirect to a sign-in page', { kind: 'status', status: 302 }, 'retry'],
  ])('%s says what to do', async (_, fault, reason) => {
    rig.fail(fault, { times: 1 });
    expect(await failed(put(EVENT))).toMatchObject({ name: 'ProviderError', reason });
  });

  test('B07 the stand-in’s own read-only calendar refuses so', async () => {
    const holidays = rig.server.mailbox.calendars[2]!.id;
    expect(await failed(rig.provider.put(rig.access, holidays, EVENT))).toMatchObject({ reason: 'rejected' });
  });

  test('B11 Retry-After is handed on, nothing is sent again, and the rest of a list is not sent at all', async () => {
    rig.proxy.fail({ kind: 'status', status: 503, retryAfter: 120 }, { match: posts });
    const before = rig.proxy.seen.length;
    expect(await failed(put(EVENT))).toMatchObject({ reason: 'retry', retryAfter: rig.now + 120_000 });
    expect(rig.proxy.seen.slice(before).filter(posts)).toHaveLength(1);

    for (let index = 0; index < 9; index++) await put({ ...EVENT, uid: `${index}@openhours.example` });
    const single = ({ method, path }: Seen) => method === 'GET' && path.includes('/me/events/');
    rig.proxy.fail({ kind: 'status', status: 429, retryAfter: 120 }, { match: single, times: 100 });
    const asked = () => rig.proxy.seen.filter(single).length;
    const earlier = asked();
    const reading = rig.provider.changes(rig.access, rig.calendar, undefined, QUERY);
    expect(await failed(reading)).toMatchObject({ reason: 'retry', retryAfter: rig.now + 120_000 });
    // Behind all that may still be on its way.
    for (let index = 0; index < 5; index++) await rig.provider.calendars(rig.access);
    expect(asked() - earlier).toBeLessThanOrEqual(4);
  });

  test('an access without a token asks for signing in', async () => {
    const nobody = rig.provider.put({ connection: 'c1' }, rig.calendar, EVENT);
    expect(await failed(nobody)).toMatchObject({ reason: 'reconnect' });
    expect(rig.proxy.seen).toEqual([]);
  });

  test('no word of a token or of what was written stands in an error', async () => {
    for (const fault of [
      { kind: 'status', status: 400 } as const,
      { kind: 'cut-before' } as const,
      { kind: 'html' } as const,
    ]) {
      rig.fail(fault);
      const error = await failed(put(EVENT));
      expect(String(error)).not.toMatch(/Bearer|\btoken\b|Sample Street|openhours\.example/);
    }
  });
});
