/** What a failed fetch is called. One sentence for every failure before an answer, so that nothing inside can be probed. */

import { instant } from '../../src/domain/interval.ts';
import type { Instant } from '../../src/domain/types.ts';
import { ProviderError } from '../provider.ts';

/** For a refused address, a name without address, a closed port, a bad certificate, a server that is too slow. */
export function unreachable(cause: unknown): ProviderError {
  return new ProviderError('retry', "The calendar's server cannot be reached, or does not answer in time.", { cause });
}

/** For a redirect to another server, where a request with a login, or with what is in an event, does not follow. */
export function referred(host: string): ProviderError {
  return new ProviderError(
    'rejected',
    `The calendar's server refers to another one, ${host}. If that is right, connect the calendar with that address.`,
  );
}

export function tooLarge(bytes: number): ProviderError {
  return new ProviderError(
    'rejected',
    `The calendar is larger than ${Math.round(bytes / 1e6)} MB. Publish a smaller one.`,
  );
}

/** For every status but 200, and 304 where nothing was asked conditionally. */
export function errorOfStatus(status: number, retryAfter: string | undefined, now: Instant): ProviderError {
  if (status === 401 || status === 403) {
    return new ProviderError(
      'reconnect',
      `The calendar's server refuses access (${status}). Connect the calendar again.`,
    );
  }
  if (status === 404 || status === 410) {
    return new ProviderError(
      'gone',
      `There is no calendar at this address any more (${status}). Connect its new address.`,
    );
  }
  if (status >= 400 && status < 500 && ![408, 421, 423, 425, 429].includes(status)) {
    return new ProviderError('rejected', `The calendar's server refuses the request (${status}). Check the address.`);
  }
  const message = `The calendar's server cannot answer now (${status}).`;
  const at = retryAt(retryAfter, now);
  return new ProviderError('retry', message, at === undefined ? {} : { retryAfter: at });
}

// A server that asks for more is asked after a day all the same.
const LONGEST_WAIT = 86_400_000;

/** Retry-After is seconds or a date (RFC 9110 10.2.3). */
export function retryAt(header: string | undefined, now: Instant): Instant | undefined {
  if (header === undefined) return undefined;
  const at = /^\d{1,9}$/.test(header.trim()) ? now + Number(header) * 1000 : Date.parse(header);
  return Number.isNaN(at) || at <= now ? undefined : instant(Math.min(at, now + LONGEST_WAIT));
}
