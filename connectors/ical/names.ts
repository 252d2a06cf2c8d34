/** Finds known words inside a text without taking the text apart: a calendar holds millions of names. */

const LETTERS = 32;

export class Names {
  /** By the first two letters, where seldom more than three words meet. */
  private readonly table: (readonly string[] | undefined)[] = Array.from({ length: LETTERS * LETTERS });
  readonly words: readonly string[];

  /** `words` in capitals, of two letters or more. */
  constructor(words: readonly string[]) {
    this.words = words;
    for (const word of words) {
      const place = placeOf(word.charCodeAt(0), word.charCodeAt(1));
      this.table[place] = [...(this.table[place] ?? []), word];
    }
  }

  /** Those that may begin with these two characters, in whatever letter case; undefined when there are none. */
  beginning(first: number, second: number): readonly string[] | undefined {
    return this.table[placeOf(first, second)];
  }

  /** The word that is all of `[from, to)`, in whatever letter case. */
  find(text: string, from: number, to: number): string | undefined {
    const words = this.beginning(text.charCodeAt(from), text.charCodeAt(from + 1));
    if (words === undefined) return undefined;
    for (let index = 0; index < words.length; index++) {
      const word = words[index] as string; // index < length
      if (word.length === to - from && (text.startsWith(word, from) || stands(word, text, from))) return word;
    }
    return undefined;
  }
}

function stands(word: string, text: string, from: number): boolean {
  for (let index = 0; index < word.length; index++) {
    const code = text.charCodeAt(from + index);
    if ((code >= 97 && code <= 122 ? code - 32 : code) !== word.charCodeAt(index)) return false;
  }
  return true;
}

/** Five bits tell letters apart, small and capital ones alike; what shares a place is told apart by the words. */
function placeOf(first: number, second: number): number {
  return (first & 31) * LETTERS + (second & 31);
}
