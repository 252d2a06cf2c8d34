/** What Google's refusals ask of the caller. Status and `reason` decide, never the text (Google's page "Handle API errors"). */

import { z } from 'zod';
import type { Instant } from '../../src/domain/types.ts';
import { retryAt } from '../fetch/failures.ts';
import { ProviderError } from '../provider.ts';

/** Too much was asked: by the practitioner, by all practitioners of this installation, or of the calendar. */
const BUSY = new Set([
  'rateLimitExceeded',
  'userRateLimitExceeded',
  'quotaExceeded',
  'dailyLimitExceeded',
  'calendarUsageLimitsExceeded',
  'variableTermLimitExceeded',
  'RATE_LIMIT_EXCEEDED',
]);
/** The sign-in does not reach that far. */
const SIGN_IN = new Set(['authError', 'insufficientPermissions', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT']);
/** The operator's project may not use the API. */
const PROJECT = new Set(['accessNotConfigured', 'SERVICE_DISABLED']);

const reasons = z.array(z.object({ reason: z.string().optional() }));
const refusal = z.object({
  error: z.object({ errors: reasons.optional(), details: reasons.optional().catch(undefined) }),
});

type Refused = { readonly status: number; readonly body: unknown; readonly retryAfter: string | undefined };

export function errorOf({ status, body, retryAfter }: Refused, now: Instant): ProviderError {
  const named = reasonsOf(body);
  const is = (some: ReadonlySet<string>): boolean => named.some((reason) => some.has(reason));
  if (status === 401 || (status === 403 && is(SIGN_IN))) {
    return new ProviderError(
      'reconnect',
      `Google does not accept the sign-in any more (${status}). Connect the Google account again.`,
    );
  }
  if (status === 429 || status === 408 || status >= 500 || (status === 403 && is(BUSY))) {
    const at = retryAt(retryAfter, now);
    return new ProviderError(
      'retry',
      `Google cannot answer now (${status}${named[0] === undefined ? '' : `, ${named[0]}`}).`,
      at === undefined ? {} : { retryAfter: at },
    );
  }
  if (status === 404 || status === 410) {
    return new ProviderError('gone', `Google has no such calendar any more (${status}). Choose another one.`);
  }
  if (status === 403 && is(PROJECT)) {
    return new ProviderError(
      'rejected',
      'The Google Calendar API is not switched on for this installation. Its operator does that in the Google Cloud console.',
    );
  }
  if (status === 403) {
    return new ProviderError(
      'rejected',
      'This Google account may not do that in the calendar (403). Check its sharing.',
    );
  }
  if (status >= 400 && status !== 409 && status !== 412) {
    return new ProviderError(
      'rejected',
      `Google refuses the request (${status}${named[0] === undefined ? '' : `, ${named[0]}`}).`,
    );
  }
  return new ProviderError('retry', `Google answered in a way that is not understood (${status}).`);
}

/** No answer, or half of one. `cause` is kept as text: the error itself carries the request, and with it the token. */
export function unanswered(cause: unknown): ProviderError {
  return new ProviderError('retry', 'Google cannot be reached, or does not answer in time.', { cause: String(cause) });
}

/** 200 and something else than Google documents: a sign-in page on the way, an empty body, half of one. */
export function notUnderstood(cause: unknown): ProviderError {
  return new ProviderError(
    'retry',
    'What answered in place of Google is not Google Calendar, perhaps a sign-in page.',
    {
      cause: String(cause),
    },
  );
}

function reasonsOf(body: unknown): string[] {
  const read = refusal.safeParse(body);
  if (!read.success) return [];
  const { errors = [], details = [] } = read.data.error;
  return [...errors, ...details].flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
}
