/** What an answer of Microsoft Graph that is not the asked-for one means for the caller. */

import { z } from 'zod';
import type { Instant } from '../../src/domain/types.ts';
import { retryAt } from '../fetch/failures.ts';
import { type ErrorReason, ProviderError } from '../provider.ts';

/** Graph answered, and refused: with the status, where the next step hangs on it. */
export class Refusal extends ProviderError {
  readonly status: number;

  constructor(reason: ErrorReason, message: string, about: { status: number; retryAfter?: Instant | undefined }) {
    super(reason, message, about.retryAfter === undefined ? {} : { retryAfter: about.retryAfter });
    this.status = about.status;
  }
}

/** No answer, half of one, or one that is not from Graph: nothing is known, and nothing is free. */
export function unanswered(cause: unknown): ProviderError {
  return new ProviderError('retry', 'Outlook cannot be reached, or does not answer in time.', { cause });
}

/** A sign-in page, an empty body, a list without its entries. */
export function unreadable(cause?: unknown): ProviderError {
  return new ProviderError('retry', 'Outlook answered with something that is not a calendar.', { cause });
}

type Answered = { readonly status: number; readonly text: string; readonly retryAfter: string | undefined };

export function refusalOf({ status, text, retryAfter: header }: Answered, now: Instant): Refusal {
  const code = codeOf(text);
  const retryAfter = retryAt(header, now);
  const refuse = (reason: ErrorReason, message: string): Refusal =>
    new Refusal(reason, message, { status, retryAfter });
  if (status === 401) return refuse('reconnect', 'Outlook refuses the sign-in (401). Connect the account again.');
  // Too many requests come as 403 as well, told apart by their code (failures B07).
  if (status === 403 && retryAfter === undefined && !throttled.test(code)) {
    return refuse(
      'rejected',
      'Outlook does not allow this (403): the calendar is read-only, or permission was taken back.',
    );
  }
  if (status === 404 || status === 410) {
    return refuse('gone', `Outlook no longer has this (${status}): the calendar or the event was removed.`);
  }
  if (status >= 400 && status < 500 && !passing.has(status)) {
    return refuse('rejected', `Outlook refuses the request (${status}${code === '' ? '' : `, ${code}`}).`);
  }
  return refuse('retry', `Outlook cannot answer now (${status}).`);
}

/** Refused, but not for good. 409 and 412: somebody else wrote at the same moment. */
const passing = new Set([403, 408, 409, 412, 421, 423, 425, 429]);
const throttled = /throttl|TooManyRequests|ConcurrencyLimit|ErrorServerBusy|rateLimit|quota/i;

const body = z.object({ error: z.object({ code: z.string().regex(/^[\w.-]{1,80}$/) }) });

function codeOf(text: string): string {
  try {
    return body.safeParse(JSON.parse(text)).data?.error.code ?? '';
  } catch {
    return '';
  }
}
