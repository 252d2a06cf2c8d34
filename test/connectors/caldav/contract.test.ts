/** CalDAV keeps the contract of calendars, with real servers behind it. */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { caldavProvider } from '../../../connectors/caldav/provider.ts';
import { createFetcher } from '../../../connectors/fetch/guarded.ts';
import { instant } from '../../../src/domain/interval.ts';
import { Owner } from '../../support/caldav/owner.ts';
import { LOGIN, SERVERS, startCalDav, type CalDavServer } from '../../support/caldav/servers.ts';
import { faultProxy } from '../../support/fault-proxy.ts';
import { contract, type Rig } from '../contract.ts';

/** A server in Python on a busy machine may take a second; one that hangs is waited for so long. */
const limits = { headers: 1500, idle: 1500 };

async function caldavRig(server: CalDavServer): Promise<Rig> {
  const path = `${server.home}${randomUUID()}/`;
  const owner = new Owner(server.origin + path);
  await owner.make();
  const proxy = await faultProxy(server.origin);
  return {
    provider: caldavProvider(createFetcher({ allow: ['127.0.0.1'], now: () => instant(Date.now()), limits })),
    access: { connection: 'c1', address: proxy.origin, login: LOGIN },
    calendar: proxy.origin + path,
    write: (events) => owner.write(events),
    erase: (uid) => owner.erase(uid),
    count: async () => (await owner.paths()).length,
    fail: proxy.fail,
    heal: proxy.heal,
    ours: owner,
    // Xandikos names a state by its content, and so never forgets one; a token it never had is tried in provider.test.ts.
    ...(server.name === 'Radicale' && {
      forgetCursors: () =>
        rm(join(server.folder, 'collection-root', path, '.Radicale.cache', 'sync-token'), { recursive: true }),
    }),
    close: () => proxy.close(),
  };
}

for (const kind of SERVERS) {
  describe.skipIf(!kind.isThere)(`with ${kind.name}`, () => {
    let server: CalDavServer;
    beforeAll(async () => void (server = await startCalDav(kind)));
    afterAll(() => server.close());
    contract(kind.name, () => caldavRig(server), { writes: true });
  });
}
