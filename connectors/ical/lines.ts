/**
 * Content lines out of text (RFC 5545 3.1): the only file that knows of line ends, folds and quotes. Everything that
 * real producers get wrong here is read through: BOM, LF, CR, CR CR LF, blank lines, blanks at the end, indented files,
 * folds inside names, colons in parameters that nobody quoted.
 */

import { limits } from './limits.ts';

/** One unfolded property. `name` is in capitals; `params` is raw text, read by `parameter`. */
export type ContentLine = {
  readonly name: string;
  readonly params: string;
  readonly value: string;
};

/** Visits the lines whose name is in `wanted`, in order. Lines longer than the limit are told to `tooLong` instead. */
export function eachLine(
  text: string,
  wanted: ReadonlySet<string>,
  visit: (line: ContentLine) => void,
  tooLong: (name: string) => void,
): void {
  const clean = withPlainLineEnds(text);
  let position = 0;
  while (position < clean.length) {
    const end = lineEnd(clean, position);
    const first = clean.slice(position, trimmedEnd(clean, position, end));
    const name = nameOf(first);
    let next = end + 1;
    if (name !== undefined && !wanted.has(name)) {
      while (next < clean.length && isContinuation(clean, next)) next = lineEnd(clean, next) + 1;
    } else if (first !== '' || isContinuation(clean, next)) {
      const parts = [first];
      let length = first.length;
      while (next < clean.length && isContinuation(clean, next)) {
        const stop = lineEnd(clean, next);
        // A fold keeps the blanks after its first; only the CR of its line end goes.
        const part = clean.slice(next + 1, withoutCarriageReturn(clean, next, stop));
        length += part.length;
        if (length <= limits.lineLength) parts.push(part);
        next = stop + 1;
      }
      const whole = parts.length === 1 ? first : parts.join('');
      const wholeName = name ?? nameOf(whole);
      if (wholeName !== undefined && wanted.has(wholeName)) {
        if (length > limits.lineLength) tooLong(wholeName);
        else visit(split(whole, wholeName));
      }
    }
    position = next;
  }
}

/** The value of a parameter, without its quotes and with RFC 6868 carets read; undefined when it is not there. */
export function parameter(params: string, name: string): string | undefined {
  let position = 0;
  while (position < params.length) {
    const end = endOutsideQuotes(params, position, ';');
    const equals = params.indexOf('=', position);
    if (equals !== -1 && equals < end && params.slice(position, equals).trim().toUpperCase() === name) {
      const value = params
        .slice(equals + 1, end)
        .trim()
        .replaceAll('"', '');
      return value.includes('^') ? value.replace(/\^[n'^]/g, (pair) => carets[pair] ?? pair) : value;
    }
    position = end + 1;
  }
  return undefined;
}

const carets: Record<string, string> = { '^n': '\n', "^'": '"', '^^': '^' };

function withPlainLineEnds(text: string): string {
  let clean = text.codePointAt(0) === 0xfe_ff ? text.slice(1) : text;
  if (/\r(?!\n)/.test(clean)) clean = clean.replace(/\r+\n?/g, '\n');
  // Blank lines between a line and its fold come from CR CR LF, so they may not end the property.
  if (/\n\r?\n/.test(clean)) clean = clean.replace(/\n[\r\n]*\n/g, '\n');
  const indent = /^(?:[ \t]*\n)*([ \t]+)BEGIN:VCALENDAR/i.exec(clean.slice(0, 200))?.[1];
  return indent === undefined ? clean : clean.replaceAll(`\n${indent}`, '\n').trimStart();
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

function withoutCarriageReturn(text: string, from: number, end: number): number {
  return end > from && text[end - 1] === '\r' ? end - 1 : end;
}

function trimmedEnd(text: string, from: number, end: number): number {
  let stop = end;
  // A fold follows: its blanks belong to the value.
  if (isContinuation(text, end + 1)) return withoutCarriageReturn(text, from, end);
  while (stop > from && (text[stop - 1] === '\r' || text[stop - 1] === ' ' || text[stop - 1] === '\t')) stop--;
  return stop;
}

function isContinuation(text: string, at: number): boolean {
  return text[at] === ' ' || text[at] === '\t';
}

function nameOf(line: string): string | undefined {
  const end = line.search(/[:;]/);
  return end === -1 ? undefined : line.slice(0, end).trim().toUpperCase();
}

function endOutsideQuotes(text: string, from: number, mark: string): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    else if (!quoted && text[at] === mark) return at;
  }
  return text.length;
}

const timeNames = new Set(['DTSTART', 'DTEND', 'RECURRENCE-ID', 'EXDATE', 'RDATE', 'FREEBUSY']);
const timeValue = /^[\d\sTZPWDHMS,/+-]*$/i;
const isoValue = /^\s*\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z?\s*$/i;

function split(line: string, name: string): ContentLine {
  const nameEnd = line.search(/[:;]/);
  let colon = line[nameEnd] === ':' ? nameEnd : endOutsideQuotes(line, nameEnd, ':');
  if (timeNames.has(name)) {
    // Outlook's "TZID=(UTC+01:00) Amsterdam, Berlin" comes without quotes; a time itself holds no colon.
    const value = line.slice(colon + 1);
    if (colon >= line.length || (!timeValue.test(value) && !isoValue.test(value))) colon = line.lastIndexOf(':');
  } else if (colon >= line.length) {
    colon = line.indexOf(':');
  }
  if (colon === -1) return { name, params: line.slice(nameEnd + 1), value: '' };
  return { name, params: line.slice(nameEnd + 1, Math.max(colon, nameEnd + 1)), value: line.slice(colon + 1).trim() };
}
