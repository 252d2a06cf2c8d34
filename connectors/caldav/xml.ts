/**
 * XML as WebDAV speaks it: answers into a tree of elements with their namespaces, and text into what may stand in a request.
 * Strict, since an answer that breaks off must never be taken for a shorter one, and without document types, so that no
 * entity can be declared (failures E17).
 */

import { SaxesParser } from 'saxes';

export const DAV = 'DAV:';
export const CALDAV = 'urn:ietf:params:xml:ns:caldav';
export const CALENDARSERVER = 'http://calendarserver.org/ns/';

export type Namespace = typeof DAV | typeof CALDAV | typeof CALENDARSERVER;

/** `text` is what stands directly inside, as it was written: never a number, never trimmed. */
export type Element = {
  readonly namespace: string;
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
};

/** The text is not XML that is read here; the message says why. */
export class NotXml extends Error {
  override readonly name = 'NotXml';
}

/** An answer about a property of an object is seven deep; filters, which are not answered, a little more. */
const DEEPEST = 30;
/** 60,000 objects (`ical/limits.ts`) with a handful of elements each. */
const MOST_ELEMENTS = 1_000_000;

type Open = { -readonly [Part in keyof Element]: Element[Part] } & { readonly children: Element[] };

/** The root of the document. Throws {@link NotXml}. */
export function parseXml(text: string): Element {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: Open[] = [];
  let root: Element | undefined;
  let count = 0;
  parser.on('doctype', () => {
    throw new NotXml('It declares a document type, which no WebDAV answer has.');
  });
  parser.on('error', (cause) => {
    throw new NotXml(cause.message, { cause });
  });
  parser.on('opentag', ({ uri, local, attributes }) => {
    count += 1;
    if (open.length >= DEEPEST || count > MOST_ELEMENTS) throw new NotXml('It is larger or deeper than any real one.');
    const plain = Object.fromEntries(Object.values(attributes).map((one) => [one.local, one.value]));
    open.push({ namespace: uri, name: local, attributes: plain, children: [], text: '' });
  });
  const add = (part: string): void => {
    const inner = open.at(-1);
    if (inner !== undefined) inner.text += part;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (closed === undefined) return;
    const outer = open.at(-1);
    if (outer === undefined) root = closed;
    else outer.children.push(closed);
  });
  parser.write(text.replace(/^\uFEFF/, '')).close();
  if (root === undefined) throw new NotXml('It has no element.');
  return root;
}

export function childOf(element: Element | undefined, namespace: Namespace, name: string): Element | undefined {
  return element?.children.find((child) => child.name === name && child.namespace === namespace);
}

export function childrenOf(element: Element | undefined, namespace: Namespace, name: string): readonly Element[] {
  return element?.children.filter((child) => child.name === name && child.namespace === namespace) ?? [];
}

/** Text for the inside of an element. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
