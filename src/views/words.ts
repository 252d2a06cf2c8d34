/** Words that depend on the practice's choice: who books is a patient or a client. */

export type PatientWord = 'patient' | 'client';

/** `Patient` or `Client` at the beginning of a sentence. */
export function capital(word: string): string {
  return word.charAt(0).toLocaleUpperCase('en') + word.slice(1);
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A name in the middle of a sentence: one of a right-to-left script is set apart (U+2068, U+2069), so that the sentence keeps its order. */
export function apart(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

/** `1 time`, `3 times`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
