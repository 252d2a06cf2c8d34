/** An iCalendar feed keeps the contract of calendars, over HTTP. */
import { createFetcher } from '../../../connectors/fetch/guarded.ts';
import { feedProvider } from '../../../connectors/feed/provider.ts';
import { instant } from '../../../src/domain/interval.ts';
import { faultProxy } from '../../support/fault-proxy.ts';
import { feedServer, serves } from '../../support/feed.ts';
import { contract, type Rig } from '../contract.ts';
import { toIcs, type SampleEvent } from '../sample-week.ts';

async function feedRig(): Promise<Rig> {
  const events = new Map<string, SampleEvent>();
  const feed = await feedServer(toIcs([]));
  const { origin, pathname } = new URL(feed.address);
  const proxy = await faultProxy(origin);
  const limits = { headers: 300, idle: 300 };
  const publish = (): void => void (feed.answer = serves(toIcs([...events.values()])));
  return {
    provider: feedProvider(createFetcher({ allow: ['127.0.0.1'], now: () => instant(Date.now()), limits })),
    access: { connection: 'c1', address: proxy.origin + pathname },
    calendar: 'feed',
    write(written) {
      for (const event of written) events.set(event.uid, event);
      publish();
      return Promise.resolve();
    },
    erase(uid) {
      events.delete(uid);
      publish();
      return Promise.resolve();
    },
    count: () => Promise.resolve(events.size),
    fail: proxy.fail,
    heal: proxy.heal,
    async close() {
      await proxy.close();
      await feed.close();
    },
  };
}

contract('an iCalendar feed', feedRig, { writes: false });
