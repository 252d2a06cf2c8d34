/** What Radicale and Xandikos do each in their own way (docs/decisions/0015): the same comes out of both. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest';
import type { Access, EventToWrite } from '../../../connectors/provider.ts';
import { Owner } from '../../support/caldav/owner.ts';
import { LOGIN, SERVERS, startCalDav, type CalDavServer } from '../../support/caldav/servers.ts';
import { faultProxy, type FaultProxy } from '../../support/fault-proxy.ts';
import { after, held } from '../contract.ts';
import { EVENT, failure, hour, object, providerWith, QUERY } from './rig.ts';

const provider = providerWith({ headers: 5000, idle: 5000 });
const FULL: EventToWrite = {
  ...EVENT,
  title: 'Ünïted, “A”; B',
  location: '12 Sample Street\nAnytown',
  description: 'x'.repeat(200),
};

for (const kind of SERVERS)
  describe.skipIf(!kind.isThere)(kind.name, () => {
    let server: CalDavServer;
    let proxy: FaultProxy;
    let owner: Owner;
    let access: Access;
    let calendar: string;
    beforeAll(async () => void (server = await startCalDav(kind)));
    afterAll(() => server.close());
    beforeEach(async () => {
      const path = `${server.home}${randomUUID()}/`;
      owner = new Owner(server.origin + path);
      await owner.make();
      proxy = await faultProxy(server.origin);
      access = { connection: 'c1', address: proxy.origin, login: LOGIN };
      calendar = proxy.origin + path;
    });
    afterEach(() => proxy.close());

    const changes = (cursor?: string) => provider.changes(access, calendar, cursor, QUERY);
    const put = (event: EventToWrite) => provider.put(access, calendar, event);
    const puts = () => proxy.seen.filter(({ method }) => method === 'PUT').length;

    test('its calendars are found from its host alone, and can be written to', async () => {
      const found = await provider.calendars(access);
      expect(found.find(({ id }) => id === calendar)).toMatchObject({ writable: true });
      expect(found.filter(({ primary }) => primary)).toHaveLength(1);
    });

    test('E16 a token that it never gave is answered in its own way (403, 500), and what changed is read all the same', async () => {
      for (const day of [2, 3]) await owner.store(`${day}.ics`, hour(`${day}@calendar.example`, day));
      const first = await changes();
      await owner.erase('3@calendar.example');
      const { token, ...left } = JSON.parse(first.kind === 'full' ? first.cursor : '{}') as { token: string };
      expect(token).toBeTruthy();
      const second = await changes(JSON.stringify({ ...left, token: 'http://example.org/sync/1' }));
      expect(second.kind).toBe('changes');
      expect(after(held(first), second)).toHaveLength(1);
      expect(await changes(second.cursor)).toMatchObject({ kind: 'unchanged' });
    });

    test('a series that began years ago blocks now, which its own filter for a stretch of time may not find', async () => {
      await owner.store('s.ics', object('UID:s', 'DTSTART:20200101T090000Z', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY'));
      expect(held(await changes())).toHaveLength(5);
    });

    test('however it rewrites our event, the event is not written a second time', async () => {
      const written = await put(FULL);
      expect(await provider.put(access, calendar, FULL, written)).toEqual(written);
      expect(puts()).toBe(1);
    });

    test('B14 alarms and properties that nobody knows stay when our event moves', async () => {
      const written = await put(FULL);
      await owner.edit(FULL.uid, (text) =>
        text.replace(
          'END:VEVENT',
          'X-COLOUR:red\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Soon\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT',
        ),
      );
      const later = { ...FULL, start: FULL.end, end: (FULL.end + 3_600_000) as typeof FULL.end, sequence: 1 };
      await provider.put(access, calendar, later, written);
      const text = await owner.text(FULL.uid);
      for (const line of ['X-COLOUR:red', 'TRIGGER:-PT15M', 'DTSTART:20270319T150000Z', 'SEQUENCE:1'])
        expect(text).toContain(line);
    });

    test('B05 our event under a name that the owner’s app gave it is edited there: it says no-uid-conflict, by 409 or inside a 207', async () => {
      await put(EVENT);
      const text = await owner.text(EVENT.uid);
      await owner.erase(EVENT.uid);
      await owner.store('renamed.ics', text.replace('END:VEVENT', 'DESCRIPTION:Mine\r\nEND:VEVENT'));
      const written = await put({ ...EVENT, sequence: 3 });
      expect(written.id).toBe(`${calendar}renamed.ics`);
      expect(await owner.notes(EVENT.uid)).toBe('Mine');
      expect(await owner.paths()).toHaveLength(1);
      expect(held(await changes())).toMatchObject([{ ours: EVENT.uid }]);
      await provider.remove(access, calendar, written);
      expect(await owner.paths()).toEqual([]);
    });

    test('B06 a calendar that was deleted is gone, whether it says 404 or puts that inside a 207', async () => {
      const first = await changes();
      await owner.remove();
      expect((await failure(changes())).reason).toBe('gone');
      expect((await failure(changes(first.cursor))).reason).toBe('gone');
      expect((await failure(put(EVENT))).reason).toBe('gone');
    });
  });

const [radicale] = SERVERS;
test.skipIf(radicale?.isThere !== true)(
  'E18 Radicale refuses a wrong password, which is sent three times at most',
  async () => {
    const server = await startCalDav(radicale!); // else it is skipped
    const proxy = await faultProxy(server.origin);
    try {
      const access = { connection: 'c1', address: proxy.origin, login: { ...LOGIN, password: 'revoked' } };
      expect((await failure(provider.calendars(access))).reason).toBe('reconnect');
      expect(proxy.seen.filter(({ headers }) => headers.authorization !== undefined).length).toBeLessThanOrEqual(3);
    } finally {
      await proxy.close();
      await server.close();
    }
  },
);
