/** An Outlook account for tests: the provider, a stand-in for Graph, and a proxy between them that fails on request. */
import { expect } from 'vitest';
import { outlookProvider } from '../../../connectors/outlook/provider.ts';
import type { Access, ReadQuery } from '../../../connectors/provider.ts';
import { instant, interval } from '../../../src/domain/interval.ts';
import { type FaultProxy, faultProxy } from '../../support/fault-proxy.ts';
import { copyEvent, ourEvent, writeSamples } from '../../support/outlook/owner.ts';
import { type OutlookServer, outlookServer } from '../../support/outlook/server.ts';
import type { Rig } from '../contract.ts';
import { WEEK } from '../sample-week.ts';

export type OutlookRig = Omit<Rig, 'provider'> & {
  readonly provider: ReturnType<typeof outlookProvider>;
  readonly server: OutlookServer;
  readonly proxy: FaultProxy;
  /** What time the provider takes it to be. */
  now: number;
};

export const NOW = Date.parse('2027-03-07T12:00Z');

export const QUERY: ReadQuery = {
  ...interval(Date.parse(WEEK.start), Date.parse(WEEK.end)),
  zone: WEEK.zone,
  isOurs: () => true,
};

/** `which` calendar: the primary one tells its changes, the second one is read whole. */
export async function outlookRig(which: 'primary' | 'second' = 'primary'): Promise<OutlookRig> {
  const server = await outlookServer(() => rig.now);
  const proxy = await faultProxy(server.origin);
  const { mailbox } = server;
  const calendar = mailbox.calendars[which === 'primary' ? 0 : 1]!.id;
  const access: Access = { connection: 'c1', token: 'token' };
  const providerWithin = (timeout: number) =>
    outlookProvider({
      graphUrl: `${proxy.origin}/`,
      loginUrl: `${proxy.origin}/`,
      clientId: 'client',
      clientSecret: 'secret',
      now: () => instant(rig.now),
      timeout,
    });
  // A busy machine may take a second; where there is never an answer, nobody waits that long.
  const [patient, hasty] = [providerWithin(10_000), providerWithin(300)];
  let hangs = false;
  const rig: OutlookRig = {
    get provider() {
      return hangs ? hasty : patient;
    },
    access,
    calendar,
    server,
    proxy,
    now: NOW,
    write(samples) {
      writeSamples(mailbox, calendar, samples);
      return Promise.resolve();
    },
    erase(uid) {
      mailbox.remove(mailbox.byUid(uid)?.id ?? '');
      return Promise.resolve();
    },
    count: () => Promise.resolve(mailbox.events.size),
    fail(fault, options) {
      hangs = fault.kind === 'hang';
      proxy.fail(fault, options);
    },
    heal() {
      hangs = false;
      proxy.heal();
    },
    ours: {
      move: (uid, times) => Promise.resolve(mailbox.change(ourEvent(mailbox, uid), { times })),
      setNotes: (uid, body) => Promise.resolve(mailbox.change(ourEvent(mailbox, uid), { body })),
      notes: (uid) => Promise.resolve(ourEvent(mailbox, uid).body),
      copy: (uid, times) => Promise.resolve(void copyEvent(mailbox, ourEvent(mailbox, uid), times)),
    },
    forgetCursors: () => Promise.resolve(mailbox.tokens.clear()),
    async close() {
      await proxy.close();
      await server.close();
      // Requests and answers alike: neither side may speak of what Graph does not have.
      expect(mailbox.mistakes).toEqual([]);
    },
  };
  return rig;
}
