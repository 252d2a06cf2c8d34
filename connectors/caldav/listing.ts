/** What changed in a calendar since it was left: by the server's token where that can be trusted, else by comparing all versions. */

import { ProviderError } from '../provider.ts';
import { idOf, isSelf, type Member, memberOf, selfOf } from './collection.ts';
import { isSameVersion, type Left } from './cursor.ts';
import { believed, type Dav, failureOf } from './dav.ts';
import { ctagOf, etagOf, type Multistatus, textOf } from './multistatus.ts';
import { DAV, escaped } from './xml.ts';

/** How the server calls the state that was looked at. */
export type Mark = { readonly token?: string | undefined; readonly ctag?: string | undefined };

export type Versioned = Member & { readonly etag: string | undefined };

/** `gone` holds ids. */
export type Difference = {
  readonly mark: Mark;
  readonly changed: readonly Versioned[];
  readonly gone: readonly string[];
};

const STATE =
  '<D:propfind xmlns:D="DAV:" xmlns:CS="http://calendarserver.org/ns/"><D:prop><D:getetag/><D:sync-token/><CS:getctag/></D:prop></D:propfind>';

/** Rounds of one cut answer: 1,000 objects a round are usual. */
const MOST_ROUNDS = 100;

export async function differenceOf(dav: Dav, collection: URL, left: Left): Promise<Difference> {
  const told = left.token === undefined ? undefined : await byToken(dav, collection, left);
  if (told !== undefined) return told;
  if (left.token === undefined && left.ctag !== undefined) {
    const state = await dav.multistatus(collection, { method: 'PROPFIND', depth: '0', body: STATE });
    const mark = markOf(collection, state);
    if (mark.ctag === left.ctag) return { mark, changed: [], gone: [] };
  }
  const { mark, members } = await listingOf(dav, collection);
  const there = new Set(members.map(({ name }) => idOf(name)));
  return {
    mark,
    changed: members.filter(({ name, etag }) => !isSameVersion(left.objects.get(idOf(name)), etag)),
    gone: [...left.objects.keys()].filter((id) => !there.has(id)),
  };
}

/** All objects there are. An answer that leaves out the calendar itself left out who knows what else. */
export async function listingOf(
  dav: Dav,
  collection: URL,
): Promise<{ readonly mark: Mark; readonly members: readonly Versioned[] }> {
  const listing = await dav.multistatus(collection, { method: 'PROPFIND', depth: '1', body: STATE });
  const members = new Map<string, Versioned>();
  for (const resource of listing.resources) {
    const member = memberOf(collection, resource.href);
    if (member === undefined || resource.status === 404) continue;
    members.set(member.name, { ...member, etag: etagOf(resource) });
  }
  return { mark: markOf(collection, listing), members: [...members.values()] };
}

function markOf(collection: URL, answer: Multistatus): Mark {
  const self = selfOf(collection, answer);
  if (self !== undefined) return { token: textOf(self, DAV, 'sync-token'), ctag: ctagOf(self) };
  const bad = answer.resources.find(({ status }) => status !== undefined && status >= 400)?.status;
  if (bad !== undefined) throw failureOf(bad);
  throw new ProviderError('retry', "The calendar's server answered without naming the calendar that was asked for.");
}

/**
 * RFC 6578. Undefined: the server cannot tell, or what it says cannot be the whole truth. Statuses for a token that is not
 * known are many (403, 409, 412, 500, 507, or all objects once more), so any but a plain refusal leads to the listing.
 */
async function byToken(dav: Dav, collection: URL, left: Left): Promise<Difference | undefined> {
  const changed = new Map<string, Versioned>();
  const gone = new Set<string>();
  let token = left.token ?? '';
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const sent = await dav.send(collection, {
      method: 'REPORT',
      // The report has its own level, and servers differ in which Depth they want beside it.
      headers: { depth: '0', 'content-type': 'application/xml; charset=utf-8' },
      body: `<?xml version="1.0" encoding="utf-8"?>\n<D:sync-collection xmlns:D="DAV:"><D:sync-token>${escaped(token)}</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>`,
    });
    if ([401, 429, 503].includes(sent.status)) throw sent.failure();
    if (sent.status !== 207) return undefined;
    const answer = believed(sent);
    if (answer.syncToken === undefined) return undefined;
    for (const resource of answer.resources) {
      const member = memberOf(collection, resource.href);
      if (member === undefined) continue;
      const id = idOf(member.name);
      if (resource.status === 404 || resource.status === 410) {
        changed.delete(member.name);
        if (left.objects.has(id)) gone.add(id);
        continue;
      }
      const etag = etagOf(resource);
      // What did not change is no change: the server has begun anew, or repeats itself, and then it names nothing that is gone.
      if (isSameVersion(left.objects.get(id), etag)) return undefined;
      gone.delete(id);
      changed.set(member.name, { ...member, etag });
    }
    const isCut = answer.resources.some(({ href, status }) => status === 507 && isSelf(collection, href));
    if (!isCut) return { mark: { token: answer.syncToken }, changed: [...changed.values()], gone: [...gone] };
    if (answer.syncToken === token) return undefined;
    token = answer.syncToken;
  }
  return undefined;
}
