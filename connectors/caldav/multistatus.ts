/** What a 207 says (RFC 4918 13): one answer for each resource, and inside each, one for its properties. */

import { CALDAV, CALENDARSERVER, DAV, childOf, childrenOf, type Element, type Namespace, parseXml } from './xml.ts';

/** One resource of an answer. */
export type Resource = {
  /** As the server wrote it. */
  readonly href: string;
  /** Of the resource as a whole, where it says so. */
  readonly status: number | undefined;
  /** Properties by status: what was found stands under 200. */
  readonly found: Element | undefined;
  /** Names the condition that was not met. */
  readonly error: Element | undefined;
};

export type Multistatus = { readonly resources: readonly Resource[]; readonly syncToken: string | undefined };

/** Undefined: the document is no multistatus. Throws NotXml. */
export function readMultistatus(text: string): Multistatus | undefined {
  const root = parseXml(text);
  if (root.namespace !== DAV || root.name !== 'multistatus') return undefined;
  const token = childOf(root, DAV, 'sync-token')?.text.trim();
  return {
    resources: childrenOf(root, DAV, 'response').flatMap(resourcesOf),
    syncToken: token === '' ? undefined : token,
  };
}

/** A response may name several resources of the same status (RFC 4918 14.24). */
function resourcesOf(response: Element): Resource[] {
  const propstats = childrenOf(response, DAV, 'propstat').map((propstat) => ({
    status: statusOf(childOf(propstat, DAV, 'status')) ?? 0,
    prop: childOf(propstat, DAV, 'prop'),
  }));
  const common = {
    status: statusOf(childOf(response, DAV, 'status')),
    found: propstats.find(({ status }) => status >= 200 && status < 300)?.prop,
    error: childOf(response, DAV, 'error'),
  };
  return childrenOf(response, DAV, 'href').map((href) => ({ href: href.text.trim(), ...common }));
}

/** `HTTP/1.1 404 Not Found`. */
function statusOf(element: Element | undefined): number | undefined {
  const digits = /^\s*HTTP\/\S+\s+(\d{3})/.exec(element?.text ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Text of a property that was found; undefined where it is empty or was not. */
export function textOf(resource: Resource | undefined, namespace: Namespace, name: string): string | undefined {
  const text = childOf(resource?.found, namespace, name)?.text.trim();
  return text === '' ? undefined : text;
}

/** Addresses inside a property, such as `current-user-principal`. */
export function hrefsOf(resource: Resource | undefined, namespace: Namespace, name: string): readonly string[] {
  return childrenOf(childOf(resource?.found, namespace, name), DAV, 'href').map(({ text }) => text.trim());
}

export const etagOf = (resource: Resource): string | undefined => textOf(resource, DAV, 'getetag');

/** The whole object. White space is its own. */
export const dataOf = (resource: Resource): string | undefined =>
  childOf(resource.found, CALDAV, 'calendar-data')?.text;

export function isCalendar(resource: Resource): boolean {
  return childOf(childOf(resource.found, DAV, 'resourcetype'), CALDAV, 'calendar') !== undefined;
}

/** What changes whenever anything in a collection does, where the server has no sync-token. */
export const ctagOf = (resource: Resource): string | undefined => textOf(resource, CALENDARSERVER, 'getctag');
