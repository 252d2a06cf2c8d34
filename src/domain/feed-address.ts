/** The address of a calendar feed as a person types it: checked in form, parted from a login, and masked for display. */
import type { Outcome } from './types.ts';

export type FeedAddress = {
  /** `http:` or `https:`, without user and password. */
  readonly address: string;
  readonly login: { readonly user: string; readonly password: string } | undefined;
  /** Scheme and host: all of it that may be shown, since the rest is the secret. */
  readonly masked: string;
};

const LONGEST = 2_000;

/**
 * Reads `https:`, `webcal:` and `webcals:` addresses; `http:` only to a literal network address or `localhost`, which the
 * fetcher reaches only where the operator allows it (FETCH_ALLOW). Where the name leads is the fetcher's business.
 */
export function readFeedAddress(typed: string): Outcome<FeedAddress, string> {
  const text = typed.trim();
  if (text.length > LONGEST) return { ok: false, refusal: `The address is longer than ${LONGEST} characters.` };
  const url = URL.parse(text.replace(/^webcals?:/i, 'https:'));
  if (!url || !/^https?:$/.test(url.protocol)) {
    return { ok: false, refusal: 'The calendar address must begin with https:// or webcal://.' };
  }
  if (url.protocol === 'http:' && !isLiteral(url.hostname)) {
    return { ok: false, refusal: 'The calendar address must be encrypted: use https:// instead of http://.' };
  }
  const login =
    url.username === '' && url.password === ''
      ? undefined
      : { user: decode(url.username), password: decode(url.password) };
  url.username = '';
  url.password = '';
  url.hash = '';
  return { ok: true, value: { address: url.href, login, masked: `${url.protocol}//${url.host}/…` } };
}

function isLiteral(host: string): boolean {
  return host === 'localhost' || host.startsWith('[') || /^[\d.]+$/.test(host);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
