/** Writing into a Google calendar: lost answers, taken ids, edits at the same moment, refusals and what each asks for. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventId } from '../../../connectors/google/marks.ts';
import type { EventToWrite, Written } from '../../../connectors/provider.ts';
import { HOUR, interval } from '../../../src/domain/interval.ts';
import { CALENDAR, googleRig, type GoogleRig } from './rig.ts';

let rig: GoogleRig;
beforeEach(async () => void (rig = await googleRig()));
afterEach(() => rig.close());

const UID = '0b0e7e0c-6a0e-4c62-9a54-2f6f3c1d2e3f@openhours.example';
const EVENT: EventToWrite = {
  ...interval(Date.parse('2027-03-19T18:00Z'), Date.parse('2027-03-19T18:50Z')),
  uid: UID,
  sequence: 0,
  zone: 'America/New_York',
  title: 'Appointment',
  description: 'Join: https://video.example/old',
};
const MOVED: EventToWrite = {
  ...EVENT,
  ...interval(EVENT.start + HOUR, EVENT.end + HOUR),
  sequence: 1,
  description: 'Join: https://video.example/new',
};

const put = (event: EventToWrite, known?: Written) => rig.provider.put(rig.access, CALENDAR, event, known);
const remove = (written: Written) => rig.provider.remove(rig.access, CALENDAR, written);
const find = () => rig.provider.find(rig.access, CALENDAR, UID);
const failing = (work: Promise<unknown>) => work.catch((error: unknown) => error);
const standing = () => rig.store.live.map(({ id, description }) => [id, description]);
const writes = () => rig.google.asked.filter(({ method }) => method !== 'GET');

describe('a lost answer', () => {
  test('B02 to an insert is settled by reading back by id: there is one event, and it is found', async () => {
    rig.proxy.fail({ kind: 'cut-after' }, { match: ({ method }) => method === 'POST' });
    expect(await failing(put(EVENT))).toMatchObject({ reason: 'retry' });
    expect(await find()).toMatchObject({ start: EVENT.start, written: { id: eventId(UID, 0), generation: 0 } });
    // Nothing was sent twice by the client itself.
    expect(writes()).toHaveLength(1);
    expect(await put(EVENT)).toMatchObject({ id: eventId(UID, 0), generation: 0 });
    expect(await rig.count()).toBe(1);
  });

  test('B02 to a change is settled by looking: it stands already, and is not written again', async () => {
    const first = await put(EVENT);
    rig.proxy.fail({ kind: 'cut-after' }, { match: ({ method }) => method === 'PATCH' });
    expect(await failing(put(MOVED, first))).toMatchObject({ reason: 'retry' });
    await put(MOVED, first);
    expect(writes().map(({ method }) => method)).toEqual(['POST', 'PATCH']);
    expect(await find()).toMatchObject({ start: MOVED.start });
  });
});

test('the client repeats nothing by itself: waiting, and looking first, are the caller’s', async () => {
  const written = await put(EVENT);
  for (const work of [() => find(), () => remove(written)]) {
    rig.proxy.seen.length = 0;
    rig.fail({ kind: 'cut-before' }, { times: 10 });
    expect(await failing(work())).toMatchObject({ reason: 'retry' });
    rig.heal();
    expect(rig.proxy.seen).toHaveLength(1);
  }
});

describe('B03 an id that is taken', () => {
  test('by our own event is that event', async () => {
    await put(EVENT);
    expect(await put(MOVED)).toMatchObject({ id: eventId(UID, 0), generation: 0 });
    expect(await find()).toMatchObject({ start: MOVED.start });
    expect(await rig.count()).toBe(1);
  });

  test('by a foreign event leaves that alone and makes a new generation', async () => {
    rig.store.set({
      id: eventId(UID, 0),
      summary: 'Foreign',
      start: { date: '2027-03-19' },
      end: { date: '2027-03-20' },
    });
    const written = await put(EVENT);
    expect(written).toMatchObject({ id: eventId(UID, 1), generation: 1 });
    expect(rig.store.events.get(eventId(UID, 0))).toMatchObject({ summary: 'Foreign', start: { date: '2027-03-19' } });
    expect(await put(EVENT)).toEqual(written);
    expect(await find()).toMatchObject({ written: { generation: 1 } });
  });
});

describe('refusals', () => {
  test('B07 a calendar that is read-only now is told from too many requests by the reason', async () => {
    rig.store.about.accessRole = 'reader';
    expect(await failing(put(EVENT))).toMatchObject({
      reason: 'rejected',
      message: expect.stringContaining('may not') as string,
    });
    const body = (reason: string) =>
      JSON.stringify({ error: { code: 403, errors: [{ domain: 'x', reason }], message: 'No' } });
    for (const [reason, asks] of [
      ['rateLimitExceeded', 'retry'],
      ['userRateLimitExceeded', 'retry'],
      ['quotaExceeded', 'retry'],
      ['forbidden', 'rejected'],
      ['insufficientPermissions', 'reconnect'],
      ['accessNotConfigured', 'rejected'],
    ] as const) {
      rig.fail({ kind: 'status', status: 403, body: body(reason) });
      expect(await failing(put(EVENT)), reason).toMatchObject({ reason: asks });
    }
    const details = JSON.stringify({
      error: { status: 'PERMISSION_DENIED', details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }] },
    });
    rig.fail({ kind: 'status', status: 403, body: details });
    expect(await failing(put(EVENT))).toMatchObject({ reason: 'reconnect' });
  });

  test.each([429, 503, 403])('B11 %i with Retry-After says until when nothing is to be asked', async (status) => {
    const body = JSON.stringify({ error: { errors: [{ reason: 'rateLimitExceeded' }] } });
    rig.fail({ kind: 'status', status, retryAfter: 120, body });
    const error = await failing(put(EVENT));
    expect(error).toMatchObject({ reason: 'retry', retryAfter: rig.clock + 120_000 });
    // It was asked once: waiting is the caller's.
    expect(rig.proxy.seen).toHaveLength(1);
  });

  test('B12 400 is not to be repeated', async () => {
    rig.fail({ kind: 'status', status: 400, body: '{"error":{"errors":[{"reason":"invalid"}]}}' });
    expect(await failing(put(EVENT))).toMatchObject({
      reason: 'rejected',
      message: expect.stringContaining('invalid') as string,
    });
    expect(rig.proxy.seen).toHaveLength(1);
  });

  test('B06 a calendar that was deleted is said to be gone', async () => {
    const written = await put(EVENT);
    rig.google.dropCalendar(CALENDAR);
    expect(await failing(put(EVENT))).toMatchObject({ reason: 'gone' });
    expect(await failing(put(MOVED, written))).toMatchObject({ reason: 'gone' });
  });

  test('B08 404 and 410 at a removal are done; 500 is not, and the event is still known', async () => {
    const written = await put(EVENT);
    rig.fail({ kind: 'status', status: 500 });
    expect(await failing(remove(written))).toMatchObject({ reason: 'retry' });
    expect(await rig.count()).toBe(1);
    await remove(written);
    await remove(written);
    await remove({ ...written, id: eventId('another', 0) });
    expect(await rig.count()).toBe(0);
  });

  test('no error carries the token', async () => {
    rig.fail({ kind: 'cut-before' });
    rig.fail({ kind: 'status', status: 500, body: '{"error":{"message":"no"}}' });
    for (let count = 0; count < 2; count++) {
      const error = await failing(put(EVENT));
      expect(JSON.stringify([error, String((error as Error).cause), (error as Error).message])).not.toContain('ya29');
    }
  });
});

describe('B14 an event that the practitioner edits', () => {
  test('at the very moment we change it: 412, read again, and only what is ours is written', async () => {
    const first = await put(EVENT);
    rig.store.beforeChange = () => {
      rig.store.beforeChange = undefined;
      rig.store.change(first.id, {
        description: 'Join: https://video.example/old\n\nBring the blue folder',
        colorId: '7',
      });
    };
    await put(MOVED, first);
    expect(rig.store.events.get(first.id)).toMatchObject({
      start: { dateTime: '2027-03-19T15:00:00-04:00' },
      description: 'Join: https://video.example/new\n\nBring the blue folder',
      colorId: '7',
    });
    expect(writes().map(({ method }) => method)).toEqual(['POST', 'PATCH', 'PATCH']);
  });

  test('again and again is left for later', async () => {
    const first = await put(EVENT);
    let edits = 0;
    rig.store.beforeChange = () => void rig.store.change(first.id, { description: `Edit ${edits++}` });
    expect(await failing(put(MOVED, first))).toMatchObject({ reason: 'retry' });
    expect(rig.store.events.get(first.id)?.description).toBe('Edit 2');
  });

  test.each<[string, string | undefined, string | undefined, string]>([
    [
      'around ours',
      'Before\nJoin: https://video.example/old\nAfter',
      MOVED.description,
      'Before\nJoin: https://video.example/new\nAfter',
    ],
    ['in place of ours', 'Mine alone', MOVED.description, 'Mine alone'],
    ['that is empty now', '', MOVED.description, 'Join: https://video.example/new'],
    ['around ours, which is no more', 'Before\nJoin: https://video.example/old', undefined, 'Before'],
  ])('text %s', async (_, text, description, expected) => {
    const first = await put(EVENT);
    await rig.ours.setNotes(UID, text ?? '');
    const moved = await put({ ...MOVED, description }, first);
    expect(standing()).toEqual([[first.id, expected]]);
    await put({ ...MOVED, description }, moved);
    expect(standing()).toEqual([[first.id, expected]]);
    if (description === undefined)
      expect(rig.store.events.get(first.id)?.extendedProperties?.private).not.toHaveProperty('openhoursText');
  });

  test('to a whole day or as tentative is put where the appointment is', async () => {
    const first = await put(EVENT);
    rig.store.change(first.id, {
      status: 'tentative',
      start: { date: '2027-03-19', dateTime: null },
      end: { date: '2027-03-20', dateTime: null },
    });
    expect(await find()).toMatchObject(interval(Date.parse('2027-03-19T04:00Z'), Date.parse('2027-03-20T04:00Z')));
    await put(EVENT, first);
    expect(await find()).toMatchObject({ start: EVENT.start, end: EVENT.end });
    expect(rig.store.events.get(first.id)).toMatchObject({ status: 'confirmed' });
  });
});

test('B16 Google is told to mail nobody, at every write, and nobody is a guest', async () => {
  const first = await put(EVENT);
  await put(MOVED, first);
  await remove(first);
  expect(writes().map(({ method, query }) => [method, query.get('sendUpdates')])).toEqual([
    ['POST', 'none'],
    ['PATCH', 'none'],
    ['DELETE', 'none'],
  ]);
  expect(JSON.stringify(writes().map(({ body }) => body))).not.toContain('attendees');
});

describe('B18 an event that was deleted', () => {
  test('is put back under the next id, since the old one stays taken', async () => {
    let known: Written | undefined;
    for (const generation of [0, 1, 2]) {
      known = await put(EVENT, known);
      expect(known).toMatchObject({ id: eventId(UID, generation), generation });
      rig.store.erase(known.id);
      expect(await find()).toBeUndefined();
    }
    // Also when what was written is not known any more.
    expect(await put(EVENT)).toMatchObject({ generation: 3 });
    expect(await find()).toMatchObject({ written: { generation: 3 } });
    expect(await rig.count()).toBe(1);
  });

  test('while we change it, is put back', async () => {
    const first = await put(EVENT);
    rig.store.beforeChange = () => {
      rig.store.beforeChange = undefined;
      rig.store.erase(first.id);
    };
    expect(await put(MOVED, first)).toMatchObject({ generation: 1 });
    expect(await rig.count()).toBe(1);
  });
});

test('ids are such as Google takes, and differ', () => {
  const ids = [eventId(UID, 0), eventId(UID, 1), eventId('other', 0)];
  for (const id of ids) expect(id).toMatch(/^[0-9a-v]{51}$/);
  expect(new Set(ids).size).toBe(3);
});
