/** One property of a calendar: its parameters and its value, however they are quoted, or are not. */

import type { Names } from './names.ts';

const [BLANK, QUOTE, COMMA, COLON, SEMICOLON, EQUALS] = [32, 34, 44, 58, 59, 61];

/** What the parameters say of a time, apart from the time. */
export type TimeForm = { readonly tzid: string | undefined; readonly isDate: boolean };

const plain: TimeForm = { tzid: undefined, isDate: false };
/** `20260302T090000Z` */
const LONGEST_TIME = 16;
/** Remembered of one calendar: more would take longer to look through than to read again. */
const MOST_FORMS = 8;

type Form = { readonly params: string; readonly form: TimeForm };

/** One unfolded property. The same object is filled again for the next line: what is to be kept is taken out of it. */
export class ContentLine {
  /** In capitals. */
  name = '';
  /** What holds the value, in `[from, to)`. */
  text = '';
  private nameEnd = 0;
  private end = 0;
  /** Where the value begins, less one; -1 until it was asked for. */
  private colon = -1;
  private readonly forms: Form[] = [];

  /** `nameEnd`: where the name's colon or semicolon is. */
  fill(name: string, text: string, nameEnd: number, end: number): this {
    this.name = name;
    this.text = text;
    this.nameEnd = nameEnd;
    this.end = end;
    this.colon = text.charCodeAt(nameEnd) === COLON ? nameEnd : -1;
    return this;
  }

  /** Raw text, read by `parameter`. */
  get params(): string {
    const colon = this.valueColon();
    return colon > this.nameEnd + 1 ? this.text.slice(this.nameEnd + 1, colon) : '';
  }

  get value(): string {
    return this.text.slice(this.from, this.end).trim();
  }

  get from(): number {
    return this.valueColon() + 1;
  }

  get to(): number {
    return this.end;
  }

  get timeForm(): TimeForm {
    const { text, nameEnd, end, forms } = this;
    if (this.colon === nameEnd) return plain;
    // A calendar has some few zones. Where more stands behind the parameters than a time, they are looked at anew.
    for (let index = 0; index < forms.length; index++) {
      const known = forms[index] as Form; // index < length
      const { params, form } = known;
      const colon = nameEnd + 1 + params.length;
      if (colon + 1 + LONGEST_TIME < end || text.charCodeAt(colon) !== COLON) continue;
      if (!text.startsWith(params, nameEnd + 1)) continue;
      // An event's end is mostly written as its start, and so is the next event.
      if (index > 0) {
        forms[index] = forms[0] as Form; // index < length
        forms[0] = known;
      }
      this.colon = colon;
      return form;
    }
    const { params } = this;
    const isDate = parameter(params, 'VALUE')?.toUpperCase() === 'DATE';
    const form = { tzid: parameter(params, 'TZID'), isDate };
    if (forms.length < MOST_FORMS) forms.push({ params, form });
    return form;
  }

  /** The value, when it is one of `words`; without taking it out of the text. */
  oneOf(words: Names): string | undefined {
    const { text } = this;
    let { from } = this;
    while (from < this.end && text.charCodeAt(from) <= BLANK) from++;
    return words.find(text, from, trimmedEnd(text, from, this.end));
  }

  /** Hands the items of a list to `take`, as places in a text. */
  eachItem(take: (text: string, from: number, to: number) => void): void {
    let { from } = this;
    while (from < this.end) {
      let to = from;
      // Not indexOf, which looks through the whole file where a line has no comma.
      while (to < this.end && this.text.charCodeAt(to) !== COMMA) to++;
      take(this.text, from, to);
      from = to + 1;
    }
  }

  private valueColon(): number {
    if (this.colon === -1) this.colon = this.findColon();
    return this.colon;
  }

  private findColon(): number {
    const { text, nameEnd, end } = this;
    const colon = endOutsideQuotes(text, { from: nameEnd + 1, to: end, mark: COLON });
    if (timeNames.has(this.name)) {
      // Outlook's "TZID=(UTC+01:00) Amsterdam, Berlin" comes without quotes; a time itself holds no colon.
      const value = text.slice(colon + 1, end);
      if (colon < end && (timeValue.test(value) || isoValue.test(value))) return colon;
      let last = end - 1;
      while (last > nameEnd && text.charCodeAt(last) !== COLON) last--;
      return last > nameEnd ? last : end;
    }
    if (colon < end) return colon;
    // A quote that never ends: the first colon, quoted or not.
    let first = nameEnd;
    while (first < end && text.charCodeAt(first) !== COLON) first++;
    return first;
  }
}

const timeNames = new Set(['DTSTART', 'DTEND', 'RECURRENCE-ID', 'EXDATE', 'RDATE', 'FREEBUSY']);
const timeValue = /^[\d\sTZPWDHMS,/+-]*$/i;
const isoValue = /^\s*\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z?\s*$/i;

/** The value of a parameter, without its quotes and with RFC 6868 carets read; undefined when it is not there. */
export function parameter(params: string, name: string): string | undefined {
  let position = 0;
  while (position < params.length) {
    const end = endOutsideQuotes(params, { from: position, to: params.length, mark: SEMICOLON });
    let equals = position;
    while (equals < end && params.charCodeAt(equals) !== EQUALS) equals++;
    if (equals < end && params.slice(position, equals).trim().toUpperCase() === name) {
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

/** The end of `[from, to)` without the blanks and line ends before it. */
export function trimmedEnd(text: string, from: number, to: number): number {
  let end = to;
  while (end > from && text.charCodeAt(end - 1) <= BLANK) end--;
  return end;
}

function endOutsideQuotes(text: string, { from, to, mark }: { from: number; to: number; mark: number }): number {
  let quoted = false;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) quoted = !quoted;
    else if (!quoted && code === mark) return at;
  }
  return to;
}
