/** Finding people by what somebody types: parts of a name, of an address, of a phone number. */
import type { Fragment } from './appointments.ts';
import type { Tx } from './database.ts';

const MOST_WORDS = 6;

/** A condition on `patients p`: each word of `text` is in the name, the address or (its digits) the phone. Nothing typed: true. */
export function wordsMatch(tx: Tx, text: string): Fragment {
  const words = text.split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  const conditions = words.map((word) => {
    const like = `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    const digits = word.replaceAll(/\D/g, '');
    const byPhone = digits === '' ? tx`` : tx`or regexp_replace(p.phone, '\\D', '', 'g') like ${`%${digits}%`}`;
    return tx`and (p.name ilike ${like} or p.email_key ilike ${like} ${byPhone})`;
  });
  return conditions.reduce<Fragment>((all, one) => tx`${all} ${one}`, tx``);
}
