/** What every kind of calendar keeps, whatever is behind it: told to a provider through a rig that holds a calendar for it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ProviderError,
  type Access,
  type Cursor,
  type Delta,
  type EventToWrite,
  type Instance,
  type Provider,
  type ReadQuery,
} from '../../connectors/provider.ts';
import { blocks, DEFAULT_RULES } from '../../src/domain/busy.ts';
import { clip, interval, merge } from '../../src/domain/interval.ts';
import type { Fault } from '../support/fault-proxy.ts';
import { written } from './ical/calendar.ts';
import { BLOCKED, OWNER, SAMPLE_WEEK, WEEK, type SampleEvent } from './sample-week.ts';

/** A calendar outside, and what its owner's own app would do to it. */
export type Rig = {
  readonly provider: Provider;
  readonly access: Access;
  /** The provider's id of an empty calendar. */
  readonly calendar: string;
  /** Adds these, each in the place of the one with its UID. */
  write(events: readonly SampleEvent[]): Promise<void>;
  erase(uid: string): Promise<void>;
  /** How many events (a series is one) the calendar holds. */
  count(): Promise<number>;
  /** The next requests go wrong; of `writes`, those that change something. */
  fail(fault: Fault, options?: { readonly times?: number; readonly of?: 'all' | 'writes' }): void;
  heal(): void;
  /** Where events can be written: what the owner does to ours. `notes` is the text the owner reads and edits. */
  readonly ours?: {
    move(uid: string, to: { readonly start: number; readonly end: number }): Promise<void>;
    setNotes(uid: string, notes: string): Promise<void>;
    notes(uid: string): Promise<string>;
    /** The owner copies our event with everything on it, as calendar apps do, to another time. */
    copy(uid: string, to: { readonly start: number; readonly end: number }): Promise<void>;
  };
  /** Makes the server forget every cursor. Undefined: it has none. */
  forgetCursors?(): Promise<void>;
  close(): Promise<void>;
};

/** A fresh, empty calendar for each test. */
export type MakeRig = () => Promise<Rig>;

const query: ReadQuery = {
  ...interval(Date.parse(WEEK.start), Date.parse(WEEK.end)),
  zone: WEEK.zone,
  owner: [OWNER],
  isOurs: (uid) => uid.endsWith('@openhours.example'),
};

const EVENT: EventToWrite = {
  ...interval(Date.parse('2027-03-19T14:00-04:00'), Date.parse('2027-03-19T14:50-04:00')),
  uid: '0b0e7e0c-6a0e-4c62-9a54-2f6f3c1d2e3f@openhours.example',
  sequence: 0,
  zone: WEEK.zone,
  title: 'Appointment',
  location: '12 Sample Street',
};
const MOVED: EventToWrite = {
  ...EVENT,
  ...interval(Date.parse('2027-03-18T10:00-04:00'), Date.parse('2027-03-18T10:50-04:00')),
  sequence: 1,
};

export type Kept = {
  /** Events can be written into it, too. */
  readonly writes: boolean;
  /** Milliseconds that a rig may take to be made. */
  readonly slow?: number;
};

export function contract(name: string, make: MakeRig, { writes, slow }: Kept): void {
  describe(`the contract of calendars, kept by ${name}`, () => {
    let rig: Rig;
    beforeEach(async () => void (rig = await make()), slow);
    afterEach(() => rig.close());

    const changes = (cursor?: Cursor) => rig.provider.changes(rig.access, rig.calendar, cursor, query);
    const put = (event: EventToWrite, known?: Parameters<Provider['put']>[3]) =>
      rig.provider.put(rig.access, rig.calendar, event, known);
    const find = (uid: string) => rig.provider.find(rig.access, rig.calendar, uid);

    test('the sample week blocks the same time, whichever calendar it lies in', async () => {
      await rig.write(SAMPLE_WEEK);
      const delta = await changes();
      expect(delta).toMatchObject({ kind: 'full', uncertain: [] });
      expect(blocked(held(delta))).toEqual(BLOCKED);
      const keys = held(delta).map(({ key }) => key);
      expect(new Set(keys).size).toBe(keys.length);
    });

    test('an empty calendar is free and covered, and says so', async () => {
      const delta = await changes();
      expect(delta).toMatchObject({ kind: 'full', instances: [], uncertain: [] });
      expect(delta.kind === 'full' && [delta.covered.start <= query.start, delta.covered.end >= query.end]).toEqual([
        true,
        true,
      ]);
    });

    test('what changed since a reading leads to the same as reading all anew', async () => {
      await rig.write(SAMPLE_WEEK);
      const first = await changes();
      const day = SAMPLE_WEEK.find(({ uid }) => uid.startsWith('day'))!; // in the sample
      await rig.write([
        { ...day, start: '2027-03-19', end: '2027-03-20' },
        { ...day, uid: 'new@calendar.example', start: '2027-03-08T08:00', end: '2027-03-08T08:30' },
      ]);
      await rig.erase('abroad@calendar.example');
      await rig.erase('series@calendar.example');
      const second = await changes(first.cursor);
      expect(second.kind).not.toBe('unchanged');
      const anew = await changes();
      expect(blocked(after(held(first), second))).toEqual(blocked(held(anew)));
      expect(blocked(held(anew))).toContain('2027-03-08T13:00/2027-03-08T13:30');
      expect(blocked(held(anew))).not.toContain('2027-03-17T14:00/2027-03-17T15:00');
    });

    test('where nothing changed, nothing is changed', async () => {
      await rig.write(SAMPLE_WEEK);
      const first = await changes();
      const second = await changes(first.cursor);
      expect(blocked(after(held(first), second))).toEqual(BLOCKED);
      if (second.kind === 'changes') expect(second.events).toEqual([]);
      else expect(second.kind).toBe('unchanged');
    });

    test('a cursor that is not known any more is said, or answered by a reading of all', async () => {
      await rig.write(SAMPLE_WEEK);
      const first = await changes();
      await rig.forgetCursors?.();
      const again = await changes(first.cursor).catch((error: unknown) => error);
      if (again instanceof ProviderError) expect(again.reason).toBe('resync');
      else expect(blocked(after(held(first), again as Delta))).toEqual(BLOCKED); // it did not throw
    });

    test.each<[string, Fault, string]>([
      ['401', { kind: 'status', status: 401 }, 'reconnect'],
      ['429', { kind: 'status', status: 429, retryAfter: 120 }, 'retry'],
      ['500', { kind: 'status', status: 500 }, 'retry'],
      ['503', { kind: 'status', status: 503, retryAfter: 120 }, 'retry'],
      ['a sign-in page with 200', { kind: 'html' }, 'retry or rejected'],
      ['an empty body with 200', { kind: 'empty' }, 'retry or rejected'],
      ['half a body', { kind: 'half' }, 'retry'],
      ['a connection that ends', { kind: 'cut-before' }, 'retry'],
      ['an answer that is lost', { kind: 'cut-after' }, 'retry'],
      ['no answer', { kind: 'hang' }, 'retry'],
    ])('%s is never free: it is an error that says what to do', async (_, fault, reason) => {
      await rig.write(SAMPLE_WEEK);
      const first = await changes();
      for (const cursor of [undefined, first.cursor]) {
        rig.fail(fault, { times: 10 });
        const error = await changes(cursor).catch((thrown: unknown) => thrown);
        rig.heal();
        expect(error).toBeInstanceOf(ProviderError);
        expect(reason).toContain((error as ProviderError).reason); // checked above
        if ('retryAfter' in fault) expect((error as ProviderError).retryAfter).toBeGreaterThan(0);
      }
      expect(blocked(after(held(first), await changes(first.cursor)))).toEqual(BLOCKED);
    });

    test('it says whether it can be written to', () => expect(rig.provider.writes).toBe(writes));

    if (!writes) return;
    describe('writing', () => {
      test('what is put is found, is known as ours, and is there once, however often it is put', async () => {
        const first = await put(EVENT);
        await put(EVENT);
        await put(EVENT, first);
        expect(await rig.count()).toBe(1);
        expect(await find(EVENT.uid)).toMatchObject({ start: EVENT.start, end: EVENT.end, uid: EVENT.uid });
        const read = held(await changes());
        expect(read).toMatchObject([{ start: EVENT.start, end: EVENT.end, ours: EVENT.uid }]);
      });

      test('what is not there is not found', async () => {
        expect(await find('11111111-1111-4111-8111-111111111111@openhours.example')).toBeUndefined();
      });

      test('a move moves the same event and leaves the owner’s own notes', async () => {
        const first = await put(EVENT);
        await ours(rig).setNotes(EVENT.uid, 'Bring the blue folder');
        // The version that we know is not the calendar's any more.
        await put(MOVED, first);
        expect(await rig.count()).toBe(1);
        expect(await find(EVENT.uid)).toMatchObject({ start: MOVED.start, end: MOVED.end });
        expect(await ours(rig).notes(EVENT.uid)).toContain('Bring the blue folder');
      });

      test('where the owner moved it, is seen', async () => {
        await put(EVENT);
        const first = await changes();
        await ours(rig).move(EVENT.uid, MOVED);
        const now = after(held(first), await changes(first.cursor));
        expect(now).toMatchObject([{ start: MOVED.start, end: MOVED.end, ours: EVENT.uid }]);
        expect(await find(EVENT.uid)).toMatchObject({ start: MOVED.start, end: MOVED.end });
      });

      test('removed twice is removed, is not found, and can be put again', async () => {
        const first = await put(EVENT);
        await rig.provider.remove(rig.access, rig.calendar, first);
        await rig.provider.remove(rig.access, rig.calendar, first);
        expect(await find(EVENT.uid)).toBeUndefined();
        expect(held(await changes())).toEqual([]);
        const again = await put(EVENT, first);
        expect(await find(EVENT.uid)).toMatchObject({ written: { id: again.id } });
        expect(await rig.count()).toBe(1);
      });

      test('a put or a removal whose answer was lost is settled by looking, and never makes a second event', async () => {
        rig.fail({ kind: 'cut-after' }, { times: 10, of: 'writes' });
        const lost = await put(EVENT).catch((error: unknown) => error);
        rig.heal();
        expect(lost).toMatchObject({ reason: 'retry' });
        const found = await find(EVENT.uid);
        expect(found).toMatchObject({ start: EVENT.start });
        const again = await put(EVENT);
        expect(await rig.count()).toBe(1);
        rig.fail({ kind: 'cut-after' }, { times: 10, of: 'writes' });
        const gone = await rig.provider.remove(rig.access, rig.calendar, again).catch((error: unknown) => error);
        rig.heal();
        expect(gone === undefined || (gone instanceof ProviderError && gone.reason === 'retry')).toBe(true);
        await rig.provider.remove(rig.access, rig.calendar, again);
        expect(await rig.count()).toBe(0);
      });

      test('C13 a copy that the owner makes of our event is theirs, and blocks', async () => {
        await put(EVENT);
        await ours(rig).copy(EVENT.uid, MOVED);
        const read = held(await changes()).toSorted((a, b) => a.start - b.start);
        expect(read.map(({ start, ours: uid }) => [start, uid])).toEqual([
          [MOVED.start, undefined],
          [EVENT.start, EVENT.uid],
        ]);
      });

      test.each<[string, Fault, string]>([
        ['401', { kind: 'status', status: 401 }, 'reconnect'],
        ['403', { kind: 'status', status: 403 }, 'reconnect or rejected or retry'],
        ['429', { kind: 'status', status: 429, retryAfter: 60 }, 'retry'],
        ['503', { kind: 'status', status: 503 }, 'retry'],
        ['a sign-in page with 200', { kind: 'html' }, 'retry or rejected'],
        ['no answer', { kind: 'hang' }, 'retry'],
      ])(
        '%s at a put is an error that says what to do, and putting again later makes one event',
        async (_, fault, reason) => {
          rig.fail(fault, { times: 10 });
          const error = await put(EVENT).catch((thrown: unknown) => thrown);
          rig.heal();
          expect(error).toBeInstanceOf(ProviderError);
          expect(reason).toContain((error as ProviderError).reason); // checked above
          await put(EVENT);
          expect(await rig.count()).toBe(1);
        },
      );
    });
  });
}

function ours(rig: Rig): NonNullable<Rig['ours']> {
  if (!rig.ours) throw new Error('A rig that can be written to says what its owner does to our events.');
  return rig.ours;
}

/** All instances that a full reading names. */
export function held(delta: Delta): readonly Instance[] {
  if (delta.kind !== 'full') throw new Error(`A full reading was expected, not ${delta.kind}.`);
  return delta.instances;
}

/** What is stored after `delta` came on top of `before`, as sync does it. */
export function after(before: readonly Instance[], delta: Delta): readonly Instance[] {
  if (delta.kind === 'unchanged') return before;
  if (delta.kind === 'full') return delta.instances;
  const named = new Set(delta.events.map(({ uidHash }) => uidHash));
  return [
    ...before.filter(({ uidHash }) => !named.has(uidHash)),
    ...delta.events.flatMap(({ instances }) => instances),
  ];
}

/** Merged time that blocks by the default rules, within the asked stretch. */
export function blocked(instances: readonly Instance[]): string[] {
  const blocking = instances.filter((instance) => blocks(instance, DEFAULT_RULES));
  return merge(clip(blocking, query)).map(written);
}
