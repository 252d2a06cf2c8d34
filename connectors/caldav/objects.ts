/** Whole objects, as they are stored: many at once, and one by one where an answer leaves something open. */

import { type Member, memberOf, urlOf } from './collection.ts';
import type { Dav } from './dav.ts';
import { dataOf, etagOf, type Multistatus, readMultistatus } from './multistatus.ts';
import { escaped, NotXml } from './xml.ts';

export type Stored = { readonly text: string; readonly etag: string | undefined };

/** Asked for at once: about half a megabyte, and the server's patience. */
const AT_ONCE = 100;
/** Requests side by side, as many as the fetcher lets through to one host. */
const LANES = 2;

/** Hands each object to `visit`, as it comes; undefined: it is gone. Throws where one cannot be had, and is not gone. */
export async function eachObject(
  dav: Dav,
  asked: { readonly collection: URL; readonly members: readonly Member[] },
  visit: (member: Member, stored: Stored | undefined) => Promise<void>,
): Promise<void> {
  const { collection, members } = asked;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < members.length) {
      const some = members.slice(next, next + AT_ONCE);
      next += AT_ONCE;
      const many = some.length > 1 ? await multiget(dav, collection, some) : new Map<string, Stored>();
      for (const member of some) {
        await visit(member, many.get(member.name) ?? (await getObject(dav, urlOf(collection, member))));
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** One object by itself: its answer settles what others leave open, once the reader finds a calendar in it. Undefined: there is none. */
export async function getObject(dav: Dav, url: URL): Promise<Stored | undefined> {
  const sent = await dav.send(url, { method: 'GET' });
  if (sent.status === 404 || sent.status === 410) return undefined;
  if (sent.status !== 200) throw sent.failure();
  return { text: sent.text, etag: sent.header('etag') };
}

/** What the answer holds of those that were asked for. The rest is not gone for that: missing is not deleted. */
async function multiget(dav: Dav, collection: URL, members: readonly Member[]): Promise<Map<string, Stored>> {
  const hrefs = members.map(({ path }) => `<D:href>${escaped(path)}</D:href>`).join('');
  const sent = await dav.send(collection, {
    method: 'REPORT',
    headers: { depth: '1', 'content-type': 'application/xml; charset=utf-8' },
    body: `<?xml version="1.0" encoding="utf-8"?>\n<C:calendar-multiget xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><D:getetag/><C:calendar-data/></D:prop>${hrefs}</C:calendar-multiget>`,
  });
  if ([401, 429, 503].includes(sent.status)) throw sent.failure();
  return sent.status === 207 ? storedIn(collection, readable(sent.text)) : new Map();
}

export function storedIn(collection: URL, answer: Multistatus | undefined): Map<string, Stored> {
  const stored = new Map<string, Stored>();
  for (const resource of answer?.resources ?? []) {
    const member = memberOf(collection, resource.href);
    const text = dataOf(resource);
    // A calendar inside XML: a server that cannot put it there whole leaves it empty.
    if (member === undefined || text === undefined || !/BEGIN:VCALENDAR/i.test(text)) continue;
    stored.set(member.name, { text, etag: etagOf(resource) });
  }
  return stored;
}

/** One event with a letter that XML forbids must not cost the others. */
function readable(text: string): Multistatus | undefined {
  try {
    return readMultistatus(text);
  } catch (error) {
    if (error instanceof NotXml) return undefined;
    throw error;
  }
}
