/** Websites that may show the booking page in a frame, as a person types them, one a line. */
import type { Outcome } from './types.ts';

const MOST_EMBED_ORIGINS = 20;

/** A host's plain letters and nothing else: what ends up in a header can hold no `;` or quote. */
const PLAIN = /^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/;
const LOCAL = /^http:\/\/localhost(:\d+)?$/;

/**
 * The origin of an address, such as `https://www.example.org` of `www.example.org/contact`. Encrypted ones only, and this
 * machine's own (`http://localhost:8080`) for trying. The refusal is a sentence.
 */
function readEmbedOrigin(typed: string): Outcome<string, string> {
  const text = typed.trim();
  const refuse = (why: string): Outcome<string, string> => ({ ok: false, refusal: `“${text.slice(0, 100)}” ${why}` });
  if (text.includes('*')) return refuse('has a star in it: name each website by itself.');
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const origin = URL.canParse(whole) ? new URL(whole).origin : '';
  if (LOCAL.test(origin)) return { ok: true, value: origin };
  if (origin.startsWith('http://')) return refuse('is not encrypted: use https:// instead of http://.');
  if (!PLAIN.test(origin)) return refuse('is not the address of a website, such as https://www.example.org.');
  return { ok: true, value: origin };
}

/** Each once, in the order typed. Empty lines are left out. */
export function readEmbedOrigins(typed: readonly string[]): Outcome<readonly string[], string> {
  const origins = new Set<string>();
  for (const line of typed.filter((text) => text.trim() !== '')) {
    const read = readEmbedOrigin(line);
    if (!read.ok) return read;
    origins.add(read.value);
  }
  if (origins.size > MOST_EMBED_ORIGINS)
    return { ok: false, refusal: `These are more than ${MOST_EMBED_ORIGINS} websites.` };
  return { ok: true, value: [...origins] };
}
