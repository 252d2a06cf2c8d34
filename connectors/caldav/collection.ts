/** The objects of one calendar by the names in their addresses, however a server writes those. */

import { hash } from 'node:crypto';
import type { Multistatus, Resource } from './multistatus.ts';

/** One object: a series with its changed occurrences, or a single event. */
export type Member = {
  /** Without the path, in one spelling. Unique in its calendar. */
  readonly name: string;
  /** The path as the server spells it, which is how it is asked for. */
  readonly path: string;
};

/** Who names an object by a path elsewhere, or on another host, names nothing of this calendar. */
export function memberOf(collection: URL, href: string): Member | undefined {
  const path = URL.parse(href, collection)?.pathname;
  const inside = path === undefined ? [] : segments(path);
  const outside = segments(collection.pathname);
  if (path === undefined || path.endsWith('/') || inside.length !== outside.length + 1) return undefined;
  if (outside.some((segment, at) => segment !== inside[at])) return undefined;
  return { name: inside.at(-1) ?? '', path };
}

export function isSelf(collection: URL, href: string): boolean {
  const path = URL.parse(href, collection)?.pathname;
  return path !== undefined && segments(path).join('/') === segments(collection.pathname).join('/');
}

/** The calendar's own answer among those of its objects. */
export function selfOf(collection: URL, { resources }: Multistatus): Resource | undefined {
  return resources.find(({ href, found }) => found !== undefined && isSelf(collection, href));
}

export function urlOf(collection: URL, { path }: Member): URL {
  const url = new URL(collection);
  url.pathname = path;
  url.search = '';
  return url;
}

/** Says nothing of the object: 96 bits of SHA-256 over its name. Serves as `uidHash`, since one object is one event. */
export function idOf(name: string): string {
  return hash('sha256', name, 'base64url').slice(0, 16);
}

/** The name under which an appointment is written: the same each time, so that writing it twice makes one. */
export function nameFor(uid: string): string {
  return `${uid.replaceAll(/[^\w.-]/g, '-')}.ics`;
}

export function memberFor(collection: URL, uid: string): Member {
  const name = nameFor(uid);
  return { name, path: `${collection.pathname.replace(/\/$/, '')}/${name}` };
}

function segments(path: string): string[] {
  return path.split('/').filter(Boolean).map(spelled);
}

function spelled(segment: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(segment));
  } catch {
    return segment;
  }
}
