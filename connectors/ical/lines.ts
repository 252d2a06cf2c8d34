/**
 * Content lines out of text (RFC 5545 3.1): the only file that knows of line ends and folds. Everything that real
 * producers get wrong here is read through: BOM, LF, CR, CR CR LF, blank lines, blanks at the end, indented files, folds
 * inside names. Only lines that are wanted are taken out of the text.
 */

import { ContentLine, trimmedEnd } from './content-line.ts';
import { limits } from './limits.ts';
import type { Names } from './names.ts';
import { linesWithout, PassingOver } from './plain-text.ts';

const [TAB, LF, CR, BLANK, COLON, SEMICOLON] = [9, 10, 13, 32, 58, 59];
/** Longer than any name that is wanted, with some blanks after it. */
const LONGEST_NAME = 60;

/**
 * Visits the lines whose name is in `wanted`, in order. Lines longer than the limit are told to `tooLong` instead. `visit` hears
 * where the next line begins, -1 after a folded one, and may answer with a place further on to leave out what is before it.
 */
export function eachLine(
  text: string,
  wanted: Names,
  visit: (line: ContentLine, next: number) => number,
  tooLong: (name: string) => void,
): void {
  const lines = new Lines(text);
  const line = new ContentLine();
  // Asked once and not for each line: the first thousands of lines run before the engine has compiled anything.
  const { isIndented } = lines;
  const others = new PassingOver(linesWithout(wanted.words));
  let at = lines.start;
  while (at < text.length) {
    const first = text.charCodeAt(at);
    if (first === LF || first === CR) {
      at = lines.begin(at + 1);
      continue;
    }
    const end = lines.end(at);
    let next = isIndented ? lines.begin(end + 1) : end + 1;
    let isOther = true;
    const second = text.charCodeAt(at + 1);
    const words = wanted.beginning(first, second);
    // A line that begins with a blank here belongs to one that was not wanted.
    if (first !== BLANK && first !== TAB && (words !== undefined || second === CR || second === LF)) {
      let name = words === undefined ? undefined : plainName(words, text, at);
      let nameEnd = at + (name?.length ?? 0);
      if (name === undefined) {
        nameEnd = nameEndOf(text, at, end);
        name = nameEnd < end ? wanted.find(text, at, trimmedEnd(text, at, nameEnd)) : undefined;
      }
      // A line without a name may be one whose name is folded.
      if (name !== undefined || (nameEnd === end && end - at <= LONGEST_NAME)) {
        isOther = false;
        const fold = text.charCodeAt(next) > BLANK ? -1 : lines.fold(next);
        if (fold === -1) {
          if (name !== undefined && end - at > limits.lineLength) tooLong(name);
          else if (name !== undefined)
            next = Math.max(next, visit(line.fill(name, text, nameEnd, trimmedEnd(text, at, end)), next));
        } else {
          const whole = lines.unfolded(at, end, fold);
          const wholeEnd = nameEndOf(whole.joined, 0, whole.joined.length);
          next = whole.next;
          name ??= wanted.find(whole.joined, 0, trimmedEnd(whole.joined, 0, wholeEnd));
          if (name !== undefined && whole.length > limits.lineLength) tooLong(name);
          else if (name !== undefined) visit(line.fill(name, whole.joined, wholeEnd, whole.joined.length), -1);
        }
      }
    }
    // Where lines are indented a blank before one is no fold.
    at = isOther && !isIndented ? others.from(text, next) : next;
  }
}

/** A name as nearly all programs write it: in capitals, and nothing before what ends it. */
function plainName(words: readonly string[], text: string, at: number): string | undefined {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string; // index < length
    if (!text.startsWith(word, at)) continue;
    const code = text.charCodeAt(at + word.length);
    if (code === COLON || code === SEMICOLON) return word;
  }
  return undefined;
}

/** Where lines begin and end in a text, whatever its line ends and its indent. */
class Lines {
  readonly start: number;
  readonly isIndented: boolean;
  /** The first CR that is not before the place that was asked last. */
  private cr = -1;
  private readonly text: string;
  /** Blanks before every line of the file. */
  private readonly indent: string | undefined;

  constructor(text: string) {
    this.text = text;
    const from = text.charCodeAt(0) === 0xfe_ff ? 1 : 0;
    this.indent = /^\uFEFF?(?:[ \t]*[\r\n]+)*([ \t]+)BEGIN:VCALENDAR/i.exec(text.slice(0, 200))?.[1];
    this.isIndented = this.indent !== undefined;
    this.start = this.begin(from);
  }

  begin(at: number): number {
    return this.indent !== undefined && this.text.startsWith(this.indent, at) ? at + this.indent.length : at;
  }

  /** Where the line ends: at LF, or at a CR that stands by itself. */
  end(from: number): number {
    const feed = lineFeed(this.text, from);
    if (this.cr < from) this.cr = orEnd(this.text.indexOf('\r', from), this.text);
    return this.cr < feed - 1 || feed === this.text.length ? Math.min(this.cr, feed) : feed;
  }

  /** Where the text after a fold begins, when the line that begins at `at` continues the one before; else -1. */
  fold(at: number): number {
    let place = at;
    // Blank lines between a line and its fold come from CR CR LF.
    while (this.text.charCodeAt(place) === CR || this.text.charCodeAt(place) === LF) place = this.begin(place + 1);
    const code = this.text.charCodeAt(place);
    return code === BLANK || code === TAB ? place + 1 : -1;
  }

  /** The line at `[at, end)` with all its folds, which is cut at the limit. */
  unfolded(at: number, end: number, fold: number): { joined: string; length: number; next: number } {
    const parts = [this.text.slice(at, withoutCr(this.text, at, end))];
    let length = end - at;
    let next = end + 1;
    for (let from = fold; from !== -1; from = this.fold(next)) {
      const stop = this.end(from);
      // A fold keeps the blanks after its first.
      const to = withoutCr(this.text, from, stop);
      length += to - from;
      if (length <= limits.lineLength) parts.push(this.text.slice(from, to));
      next = this.begin(stop + 1);
    }
    return { joined: parts.join(''), length, next };
  }
}

function lineFeed(text: string, from: number): number {
  return orEnd(text.indexOf('\n', from), text);
}

function orEnd(at: number, text: string): number {
  return at === -1 ? text.length : at;
}

function nameEndOf(text: string, from: number, to: number): number {
  const stop = Math.min(to, from + LONGEST_NAME);
  for (let at = from; at < stop; at++) {
    const code = text.charCodeAt(at);
    if (code === COLON || code === SEMICOLON) return at;
  }
  return to;
}

function withoutCr(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && text.charCodeAt(end - 1) === CR) end--;
  return end;
}
