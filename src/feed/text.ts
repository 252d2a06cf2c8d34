/** Text that is safe inside a line-based calendar file, and its lines folded by octets. */

const CARRIAGE = /\r\n?|[\u2028\u2029\u0085]/g;
// Control characters but the line feed (RFC 5545, 3.1 allows none of the others but the tab).
const CONTROL = /[\0-\x09\x0b-\x1f\x7f-\x9f]+/g;
const LONGEST_LINE = 75;

/** The same text for people: line breaks are line feeds, other control characters are spaces, lone surrogates are replaced. */
export function calendarText(text: string): string {
  return text.toWellFormed().replaceAll(CARRIAGE, '\n').replaceAll(CONTROL, ' ');
}

export function oneLineText(text: string): string {
  return calendarText(text).replaceAll(/\n+/g, ' ').trim();
}

/** Folds again, by octets (RFC 5545, 3.1): `ics` counts characters, and ical.js forgets the space that begins a folded line. */
export function refold(file: string): string {
  const lines = file.replaceAll(/\r\n[ \t]/g, '').split('\r\n');
  return lines.map((line) => fold(line)).join('\r\n');
}

function fold(line: string): string {
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LONGEST_LINE) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
