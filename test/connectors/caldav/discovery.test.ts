/** From a typed address to calendars, and where the login never goes. */
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { davOf } from '../../../connectors/caldav/dav.ts';
import type { Fetcher } from '../../../connectors/fetch/fetcher.ts';
import { LOGIN } from '../../support/caldav/servers.ts';
import { CALENDAR, multistatus, response, StandIn, type Request } from '../../support/caldav/stand-in.ts';
import { snakeOil } from '../../support/caldav/certificate.ts';
import { failure, provider } from './rig.ts';
import { standIn } from './rig.ts';

const rig = standIn();
const calendars = (address = rig.server.origin) => provider.calendars({ ...rig.access, address });
const redirects = (from: string, to: string) => (request: Request) =>
  request.path === from ? { status: 301, headers: { location: to } } : undefined;

describe('the calendars behind an address', () => {
  test.each<[string, (request: Request) => ReturnType<StandIn['instead']>]>([
    ['with .well-known', redirects('/.well-known/caldav', '/dav/')],
    ['with .well-known that wants a slash at its end', redirects('/.well-known/caldav/', '/dav/')],
    ['without any .well-known', () => undefined],
    ['with a web page in its place', ({ path }) => (path === '/.well-known/caldav' ? page : undefined)],
    ['that forbids its root', ({ path }) => (path === '/' ? { status: 403 } : undefined)],
  ])('are found on a server %s', async (_, instead) => {
    rig.server.instead = instead;
    expect(await calendars()).toEqual([{ id: rig.server.calendar, name: 'Work', writable: true, primary: true }]);
  });

  test.each(['/dav/', '/dav/principals/ada/', '/dav/calendars/ada/', CALENDAR])('are found from %s', async (path) => {
    expect(await calendars(rig.server.origin + path)).toMatchObject([{ id: rig.server.calendar }]);
  });

  test('are told with name, zone, and whether they can be written to; what holds no events is left out', async () => {
    const type = '<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>';
    const holds = (name: string): string =>
      `<C:supported-calendar-component-set><C:comp name="${name}"/></C:supported-calendar-component-set>`;
    const may = (...names: string[]): string =>
      `<D:current-user-privilege-set>${names.map((name) => `<D:privilege><D:${name}/></D:privilege>`).join('')}</D:current-user-privilege-set>`;
    const zone = (id: string): string =>
      `<C:calendar-timezone>BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:${id}\nEND:VTIMEZONE\nEND:VCALENDAR</C:calendar-timezone>`;
    rig.server.instead = ({ path, headers }) =>
      path === '/dav/calendars/ada/' && headers.depth === '1'
        ? multistatus(
            [
              response('/dav/calendars/ada/', '<D:resourcetype><D:collection/></D:resourcetype>'),
              response('/dav/calendars/ada/family/', type + holds('VEVENT') + may('read') + zone('Europe/Oslo')),
              response('/dav/calendars/ada/tasks/', type + holds('VTODO')),
              // Behind a proxy, and mistaken about where it is.
              response(
                'http://inside:8080/dav/calendars/ada/a%20b/',
                `${type}<D:displayname>1</D:displayname>${may('read', 'write')}${zone('Mars')}`,
              ),
            ].join(''),
          )
        : undefined;
    expect(await calendars()).toEqual([
      {
        id: `${rig.server.origin}/dav/calendars/ada/family/`,
        name: 'family',
        zone: 'Europe/Oslo',
        writable: false,
        primary: false,
      },
      { id: `${rig.server.origin}/dav/calendars/ada/a%20b/`, name: '1', writable: true, primary: true },
    ]);
  });

  test('that are none are said in a sentence, and so is a page where a server should be', async () => {
    rig.server.instead = () => ({ status: 404 });
    expect((await failure(calendars())).reason).toBe('rejected');
    rig.server.instead = () => page;
    expect((await failure(calendars())).message).toContain('not a CalDAV server');
  });

  test('E18 a wrong password is tried once, not at every address there might be', async () => {
    rig.server.instead = () => ({ status: 401 });
    expect((await failure(calendars())).reason).toBe('reconnect');
    expect(rig.server.seen).toHaveLength(1);
  });

  test('E11 a login in the address is not sent on, and stands in no message', async () => {
    const error = await failure(calendars(rig.server.origin.replace('//', '//eve:hidden@').replace(/\d+$/, '1')));
    expect(error.message).not.toMatch(/eve|hidden/);
    rig.server.instead = () => ({ status: 401 });
    await failure(provider.calendars({ connection: 'c1', address: rig.server.origin.replace('//', '//eve:hidden@') }));
    expect(rig.server.seen[0]?.headers.authorization).toBeUndefined();
  });
});

describe('B15 E10 the login stays with the server that it was given for', () => {
  async function beside(work: (other: StandIn) => Promise<void>): Promise<readonly Request[]> {
    const other = await new StandIn().start();
    try {
      await work(other);
      return other.seen;
    } finally {
      await other.close();
    }
  }

  test('where .well-known leads to another one, which is named', async () => {
    const seen = await beside(async (other) => {
      rig.server.instead = (request) =>
        redirects('/.well-known/caldav', `${other.origin}/dav/`)(request) ?? { status: 404 };
      expect((await failure(calendars())).message).toContain(other.origin.replace('http://', ''));
    });
    expect(seen).toEqual([]);
  });

  test.each(['current-user-principal', 'calendar-home-set'])('where %s names another one', async (name) => {
    const property = name === 'calendar-home-set' ? 'C:calendar-home-set' : 'D:current-user-principal';
    const seen = await beside(async (other) => {
      rig.server.instead = ({ path }) =>
        path === '/dav/'
          ? multistatus(
              response(path, `<${property}><D:href>${other.origin}/dav/principals/ada/</D:href></${property}>`),
            )
          : undefined;
      expect((await failure(calendars(`${rig.server.origin}/dav/`))).reason).toBe('rejected');
    });
    expect(seen).toEqual([]);
  });

  test('where a calendar or an event of another account is asked for', async () => {
    const seen = await beside(async (other) => {
      const { access, server } = rig;
      const written = { id: `${other.calendar}a.ics`, generation: 0 };
      expect((await failure(provider.find(access, other.calendar, 'a'))).reason).toBe('rejected');
      expect((await failure(provider.remove(access, server.calendar, written))).reason).toBe('rejected');
    });
    expect(seen).toEqual([]);
    expect(rig.server.seen).toEqual([]);
  });

  test('also when an event is asked for and the answer leads away', async () => {
    const seen = await beside(async (other) => {
      rig.server.instead = ({ method }) =>
        method === 'GET' ? { status: 302, headers: { location: `${other.origin}/` } } : undefined;
      expect((await failure(provider.find(rig.access, rig.server.calendar, 'a'))).reason).toBe('rejected');
    });
    expect(seen).toEqual([]);
  });
});

describe('services that are known by name', () => {
  const nowhere: Fetcher = { fetch: () => Promise.reject(new Error()), send: () => Promise.reject(new Error()) };
  const known = (address: string) => davOf(nowhere, { connection: 'c1', address, login: LOGIN });

  test.each([
    ['icloud.com', 'https://caldav.icloud.com/'],
    ['https://www.icloud.com/calendar', 'https://caldav.icloud.com/'],
    ['fastmail.com', 'https://caldav.fastmail.com/'],
    ['cloud.practice.example/remote.php/dav', 'https://cloud.practice.example/remote.php/dav'],
    ['caldavs://dav.practice.example', 'https://dav.practice.example'],
  ])('%s is reached at %s', (typed, address) => {
    expect(known(typed).start.href.replace(/\/$/, '')).toBe(address.replace(/\/$/, ''));
  });

  test('keep calendars on hosts of theirs, which get the login, and on no other', () => {
    const icloud = known('icloud.com');
    expect(icloud.trusted('https://p42-caldav.icloud.com/123/calendars/').host).toBe('p42-caldav.icloud.com');
    for (const address of [
      'http://p42-caldav.icloud.com/',
      'https://p42-caldav.icloud.com.evil.example/',
      'https://caldav.icloud.com:8443/',
      'https://evil.example/#caldav.icloud.com',
    ]) {
      expect(() => icloud.trusted(address)).toThrow(/not reached with the login/);
    }
    expect(() => known('dav.practice.example').trusted('https://p42-caldav.icloud.com/')).toThrow();
  });
});

test('E19 a certificate that nobody vouches for is refused before the login is sent', async () => {
  let requests = 0;
  const server = createTlsServer(await snakeOil(), (_, answer) => {
    requests += 1;
    answer.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo; // listening on TCP
    const error = await failure(calendars(`https://127.0.0.1:${port}`));
    expect([error.reason, requests]).toEqual(['retry', 0]);
    expect((error.cause as Error).message).toMatch(/certificate/);
  } finally {
    server.close();
  }
});

const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Please sign in</html>' };
