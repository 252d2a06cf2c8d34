/** From the address that somebody typed to the calendars behind it (RFC 6764, RFC 4791 6.2). */

import { isZone } from '../../src/domain/zone.ts';
import { type ExternalCalendar, ProviderError } from '../provider.ts';
import { isSelf } from './collection.ts';
import { believed, type Dav } from './dav.ts';
import { hrefsOf, isCalendar, type Multistatus, type Resource, textOf } from './multistatus.ts';
import { USUAL_PATHS } from './presets.ts';
import { CALDAV, childOf, childrenOf, DAV } from './xml.ts';

const ASKED =
  '<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:current-user-principal/><C:calendar-home-set/><D:resourcetype/><D:displayname/><C:supported-calendar-component-set/><C:calendar-timezone/><C:calendar-timezone-id/><D:current-user-privilege-set/></D:prop></D:propfind>';

export async function calendarsOf(dav: Dav): Promise<readonly ExternalCalendar[]> {
  let problem: ProviderError | undefined;
  for (const entry of entriesOf(dav.start)) {
    try {
      const found = await behind(dav, entry);
      if (found.length > 0) return withPrimary(found);
    } catch (error) {
      // What is wrong with one way in says nothing of the others; only a server that is away, or a login that is, ends it.
      if (!(error instanceof ProviderError) || error.reason === 'retry' || error.reason === 'reconnect') throw error;
      problem ??= error.reason === 'rejected' ? error : undefined;
    }
  }
  throw problem ?? new ProviderError('rejected', `No calendar was found at ${dav.start.host}. Check the address.`);
}

/** A typed path is meant; else the well-known one comes first, which some servers know with a slash at its end only. */
function entriesOf(start: URL): URL[] {
  const wellKnown = ['/.well-known/caldav', '/.well-known/caldav/', ...USUAL_PATHS];
  const paths = start.pathname === '/' ? wellKnown : [start.pathname, ...wellKnown];
  return [...new Set(paths)].map((path) => new URL(path, start));
}

async function behind(dav: Dav, entry: URL): Promise<readonly ExternalCalendar[]> {
  const first = await look(dav, entry, '0');
  const self = first.resources.find(({ found }) => found !== undefined);
  if (self === undefined) return [];
  if (isCalendar(self)) return calendarsIn(first, entry);
  const homes = await homesOf(dav, entry, self);
  const found = await Promise.all(homes.map(async (home) => calendarsIn(await look(dav, home, '1'), home)));
  return [...new Map(found.flat().map((calendar) => [calendar.id, calendar])).values()];
}

/** 403 and the like: this is not the way in. 401: the login is wrong, and is not tried once more (failures E18). */
async function look(dav: Dav, url: URL, depth: '0' | '1'): Promise<Multistatus> {
  const headers = { depth, 'content-type': 'application/xml; charset=utf-8' };
  const sent = await dav.send(url, {
    method: 'PROPFIND',
    headers,
    body: `<?xml version="1.0" encoding="utf-8"?>\n${ASKED}`,
  });
  if (sent.status === 403) {
    throw new ProviderError('rejected', 'The server does not let this login see calendars (403). Check the address.');
  }
  return believed(sent);
}

async function homesOf(dav: Dav, entry: URL, self: Resource): Promise<readonly URL[]> {
  const named = hrefsOf(self, CALDAV, 'calendar-home-set');
  if (named.length > 0) return named.map((href) => dav.trusted(href, entry));
  const [principal] = hrefsOf(self, DAV, 'current-user-principal').map((href) => dav.trusted(href, entry));
  if (principal === undefined) return [entry];
  const answer = await look(dav, principal, '0');
  const homes = answer.resources.flatMap((one) => hrefsOf(one, CALDAV, 'calendar-home-set'));
  return homes.length === 0 ? [entry] : homes.map((href) => dav.trusted(href, principal));
}

function calendarsIn({ resources }: Multistatus, base: URL): ExternalCalendar[] {
  return resources
    .filter((one) => isCalendar(one) && holdsEvents(one))
    .map((one) => {
      const url = new URL(base);
      // The path alone: behind a proxy servers are often mistaken about their own host.
      url.pathname = isSelf(base, one.href) ? base.pathname : new URL(one.href, base).pathname;
      url.search = '';
      const zone = zoneOf(one);
      return {
        id: url.href,
        name: nameOf(one, url),
        writable: isWritable(one),
        primary: false,
        ...(zone !== undefined && { zone }),
      };
    });
}

/** No list of what it holds: it holds all (RFC 4791 5.2.3). */
function holdsEvents({ found }: Resource): boolean {
  const set = childOf(found, CALDAV, 'supported-calendar-component-set');
  const components = childrenOf(set, CALDAV, 'comp').map(({ attributes }) => attributes['name']?.toUpperCase());
  return components.length === 0 || components.includes('VEVENT');
}

/** Not said: writing will tell. */
function isWritable({ found }: Resource): boolean {
  const set = childOf(found, DAV, 'current-user-privilege-set');
  if (set === undefined) return true;
  const privileges = childrenOf(set, DAV, 'privilege').flatMap(({ children }) => children.map(({ name }) => name));
  return ['all', 'write', 'bind', 'write-content'].some((name) => privileges.includes(name));
}

function nameOf(resource: Resource, { pathname }: URL): string {
  return (
    textOf(resource, DAV, 'displayname') ?? decodeURIComponent(pathname.split('/').findLast(Boolean) ?? 'Calendar')
  );
}

function zoneOf(resource: Resource): string | undefined {
  const described = /^TZID:(.+)$/m.exec(textOf(resource, CALDAV, 'calendar-timezone') ?? '')?.[1];
  const zone = textOf(resource, CALDAV, 'calendar-timezone-id') ?? described?.trim();
  return zone !== undefined && isZone(zone) ? zone : undefined;
}

/** WebDAV names no first calendar where one can be sure of it: the first that appointments fit into. */
function withPrimary(calendars: readonly ExternalCalendar[]): readonly ExternalCalendar[] {
  const first = calendars.find(({ writable }) => writable) ?? calendars[0];
  return calendars.map((calendar) => ({ ...calendar, primary: calendar === first }));
}
