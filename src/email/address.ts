/** Mail addresses that are safe to put into an envelope and a header: one recipient, nothing to unquote. */

const LONGEST = 254;
// No quoted local parts, comments, lists or routes; letters beyond ASCII are allowed (RFC 6531).
const PLAIN = /^[^\s"(),:;<>@[\\\]\p{C}\p{Z}]+@[^\s"(),:;<>@[\\\]\p{C}\p{Z}]+$/u;

/** Is it one address that means the same to every mail program? */
export function isPlainAddress(text: string): boolean {
  return text.length <= LONGEST && PLAIN.test(text) && !text.includes('..') && !/^\.|\.@|@\.|\.$/.test(text);
}

/** Text on one line, without anything that a header or a line-based format could take for its own. */
export function oneLine(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
}
