/** WebDAV requests of one connection: where its login may go, and what an answer has to be to be believed. */

import { instant } from '../../src/domain/interval.ts';
import { errorOfStatus } from '../fetch/failures.ts';
import type { Fetcher, SendRequest, Sent } from '../fetch/fetcher.ts';
import { type Access, ProviderError } from '../provider.ts';
import { type Multistatus, readMultistatus } from './multistatus.ts';
import { presetOf } from './presets.ts';
import { NotXml } from './xml.ts';

export type Dav = {
  /** Where discovery begins. */
  readonly start: URL;
  /** Any status is an answer. Throws where nothing may be sent to, and where nothing came back. */
  send(url: URL, request: Omit<SendRequest, 'login'>): Promise<Sent>;
  /** Throws unless the answer is a 207 that can be read. */
  multistatus(url: URL, request: DavRequest): Promise<Multistatus>;
  /** A typed address or one that a server named, once it is clear that the login may go there. */
  trusted(address: string, base?: URL): URL;
};

export type DavRequest = {
  readonly method: 'PROPFIND' | 'REPORT';
  readonly depth: '0' | '1';
  readonly body: string;
};

export function davOf(fetcher: Fetcher, access: Access): Dav {
  const start = startOf(access);
  const preset = presetOf(start);

  /** The party that the login was given for. Who names another host does not get it (failures B15, E10). */
  function mayHaveLogin(url: URL): boolean {
    return url.origin === start.origin || (url.protocol === 'https:' && preset?.keeps.test(url.host) === true);
  }

  const dav: Dav = {
    start,

    trusted(address, base) {
      const url = URL.parse(address, base);
      if (url !== null && mayHaveLogin(url)) return url;
      throw new ProviderError(
        'rejected',
        `Calendars at ${url?.host ?? 'an address that cannot be read'} are not reached with the login for ${start.host}. ` +
          'If both belong together, connect that address.',
      );
    },

    send(url, request) {
      return fetcher.send(dav.trusted(url.href).href, { ...request, login: access.login });
    },

    async multistatus(url, { method, depth, body }) {
      const headers = { depth, 'content-type': 'application/xml; charset=utf-8' };
      const sent = await dav.send(url, { method, headers, body: `<?xml version="1.0" encoding="utf-8"?>\n${body}` });
      return believed(sent);
    },
  };
  return dav;
}

/** The 207 in an answer. A page with 200, an empty body, half a document: none of these is a calendar without events. */
export function believed(sent: Sent): Multistatus {
  if (sent.status === 207) {
    try {
      const multistatus = readMultistatus(sent.text);
      if (multistatus !== undefined) return multistatus;
    } catch (cause) {
      if (!(cause instanceof NotXml)) throw cause;
      throw new ProviderError('retry', "The calendar's server answered with something that cannot be read.", { cause });
    }
  }
  if (sent.status >= 300) throw sent.failure();
  throw new ProviderError(
    'rejected',
    'What the address answers is not a CalDAV server, perhaps a sign-in page. Check the address.',
  );
}

/** What a status means that stands inside an answer. */
export function failureOf(status: number): ProviderError {
  return errorOfStatus(status, undefined, instant(0));
}

/** As typed: with or without a scheme, for services in the table with any of their names. */
function startOf({ address, connection }: Access): URL {
  const typed = address?.trim();
  if (typed === undefined || typed === '') {
    throw new ProviderError('rejected', `The calendar connection ${connection} has no address. Enter it again.`);
  }
  const url = URL.parse(/^[a-z]+:\/\//i.test(typed) ? typed.replace(/^caldavs?:/i, 'https:') : `https://${typed}`);
  if (url === null) throw new ProviderError('rejected', 'The address of the calendar server cannot be read. Check it.');
  url.username = '';
  url.password = '';
  url.hash = '';
  const preset = presetOf(url);
  return preset === undefined || preset.keeps.test(url.host) ? url : new URL(preset.address);
}
