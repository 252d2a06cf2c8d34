/** Values that stand in addresses and hidden fields, read strictly: undefined for what we did not write so. */
import { instant } from '../domain/interval.ts';
import type { Instant } from '../domain/types.ts';

/** An instant as `machineTime` writes it. `2027-02-30` is no day. */
export function readStart(text: string | undefined): Instant | undefined {
  if (text === undefined || !/^20\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/.test(text)) return undefined;
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text.slice(0, 16)) ? instant(at) : undefined;
}

/** What the pages of one visit carry on; a random text of ours. */
export function readVisit(text: string | undefined): string | undefined {
  return text !== undefined && /^[\w-]{8,64}$/.test(text) ? text : undefined;
}
