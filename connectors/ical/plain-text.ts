/**
 * Lines as nearly all programs write them, in capitals and from the first column, as patterns. What they match is passed over at
 * full speed from the first line on; whatever is written otherwise is read line by line.
 */

/** Longer pieces are rare, and a pattern remembers each letter that it may have to go back to. */
export const LONGEST = 20_000;

export const eol = String.raw`\r?\n`;
const folds = String.raw`(?:[ \t].*${eol})*`;
/** With all its folds. */
export const line = String.raw`[A-Z][A-Z\d-]*[:;].*${eol}${folds}`;
/** The end of a component's last line, which is not known to be its end where nothing is seen behind it. */
export const lastEol = String.raw`${eol}(?=\S)`;
/** From behind its BEGIN on, without other components inside. */
export const alarmRest = `(?:(?!BEGIN|END)${line})*END:VALARM${lastEol}`;

/** Lines that bear none of `names`, and before them the folds of the line that was read last. */
export function linesWithout(names: readonly string[]): string {
  return `${folds}(?:(?!(?:${names.join('|')})[:;])${line})*`;
}

/** Passes over what one pattern matches. */
export class PassingOver {
  private readonly pattern: RegExp;

  constructor(pattern: string) {
    this.pattern = new RegExp(pattern, 'y');
  }

  /** Where to read on; `at` itself where nothing matches. */
  from(text: string, at: number): number {
    const { pattern } = this;
    pattern.lastIndex = 0;
    return pattern.test(text.slice(at, at + LONGEST)) ? at + pattern.lastIndex : at;
  }
}
