/** Words that depend on the practice's choice: who books is a patient or a client. */

export type PatientWord = 'patient' | 'client';

/** `Patient` or `Client` at the beginning of a sentence. */
export function capital(word: string): string {
  return word.charAt(0).toLocaleUpperCase('en') + word.slice(1);
}

/** `1 time`, `3 times`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
