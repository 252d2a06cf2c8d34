/** Who reads a calendar's text for a provider: here and now, or wherever hostile text can do no harm. */

import type { ReadQuery, Reading } from '../provider.ts';
import { readIcs } from './busy.ts';

/** `isGivenUp`: it was ended by its budget, and not by its text, which may be read another time. */
export type ReaderResult = { readonly reading: Reading; readonly isGivenUp: boolean };

/** Like `readIcs`: rejects with NotACalendar, and with nothing else for whatever the text is. */
export type IcsReader = (text: string, query: ReadQuery) => Promise<ReaderResult>;

/** Kept in bounds by counting alone (`limits.ts`), where there are no threads, as on Workers. */
export const readHere: IcsReader = async (text, query) => ({ reading: readIcs(text, query), isGivenUp: false });

/** Nothing was settled: all that was asked stays closed, and the practitioner reads why. */
export function gaveUp({ start, end }: ReadQuery, text: string): ReaderResult {
  const whole = { start, end };
  const warnings = [{ rule: 'capped', text }] as const;
  return { reading: { instances: [], covered: whole, uncertain: [whole], warnings }, isGivenUp: true };
}
