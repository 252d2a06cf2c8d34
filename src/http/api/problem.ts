/** Refusals as problem+json (RFC 9457). The only file of the API that knows their shape. */
import { z } from '@hono/zod-openapi';
import type { Context, TypedResponse } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Invalid, NotFound, NotPremium, Often } from '../../actions/refused.ts';
import { refusalWords, type Refusal } from '../../actions/refusal.ts';
import { reasonAnswer, reasonSchema } from './reasons.ts';
import { slotAnswer, slotSchema } from './times.ts';
import type { Zone } from '../../domain/types.ts';

export const problemSchema = z
  .object({
    type: z.string().describe('What kind of problem, as a name below /api/v1/problems/.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
    alternatives: z.array(slotSchema).optional().describe('The nearest open slots.'),
    warnings: z.array(reasonSchema).optional().describe('What to confirm with `anyway`.'),
    reasons: z.array(reasonSchema).optional().describe('Why the time is not offered.'),
  })
  .openapi('Problem');

type ProblemBody = z.input<typeof problemSchema>;
type ProblemAnswer<Status extends ContentfulStatusCode> = Response & TypedResponse<ProblemBody, Status, 'json'>;

const CONTENT = { 'application/problem+json': { schema: problemSchema } };
const described = (description: string) => ({ description, content: CONTENT });

/** What any operation may answer, for its documentation. */
export const PROBLEMS = {
  400: described('Something sent is not as it must be; `errors` names each field.'),
  404: described('There is no such thing in this practice.'),
};
export const KEY_PROBLEMS = { ...PROBLEMS, 401: described('The API key is missing or not valid.') };
export const BODY_PROBLEMS = {
  413: described('The body is larger than 64 KiB.'),
  415: described('The body is not application/json.'),
};
export const STATE_PROBLEM = { 409: described('It cannot be done as things stand.') };
export const PREMIUM_PROBLEM = { 403: described('The plan does not allow it; nothing was changed.') };
export const OFTEN_PROBLEM = { 429: described('Too often; `Retry-After` says how long to wait.') };
export const BOOKING_PROBLEMS = {
  409: described('The time cannot be had, or the appointment cannot be changed; `alternatives` are open.'),
  422: described('The Idempotency-Key or hold was used with other details before.'),
  429: described('Too many or too often; where waiting helps, `Retry-After` says how long.'),
};

export function problem<Status extends ContentfulStatusCode>(
  c: Context,
  status: Status,
  body: Omit<ProblemBody, 'type' | 'status'> & { readonly type?: string },
): ProblemAnswer<Status> {
  const { type = 'about:blank', ...rest } = body;
  const answered: ProblemBody = { type, status, ...rest };
  return c.json(answered, status, { 'content-type': 'application/problem+json' });
}

export function notFound(c: Context): ProblemAnswer<404> {
  return problem(c, 404, { title: 'There is no such thing here.' });
}

export function invalidInput(c: Context, errors: readonly { field: string; message: string }[]): ProblemAnswer<400> {
  const detail = errors.map(({ field, message }) => `${field}: ${message}`).join(' ');
  return problem(c, 400, {
    type: kind('invalid'),
    title: 'Something sent is not as it must be.',
    detail,
    errors: [...errors],
  });
}

/** The refusals of actions on the practice's own things. */
export function refused(c: Context, refusal: Invalid | NotFound): ProblemAnswer<400> | ProblemAnswer<404> {
  return refusal.code === 'not-found' ? notFound(c) : invalidInput(c, [refusal]);
}

export function often(c: Context, { retryAfter }: Often): ProblemAnswer<429> {
  c.header('Retry-After', String(retryAfter));
  return problem(c, 429, { type: kind('too-often'), title: 'This was done too often within a short time.' });
}

export function notPremium(c: Context, _refusal: NotPremium): ProblemAnswer<403> {
  return problem(c, 403, {
    type: kind('not-premium'),
    title: 'Online-booking settings can be changed on the premium plan only.',
    detail: 'The practice’s plan is basic. All settings stay as they are.',
  });
}

type BookingProblem = ProblemAnswer<404> | ProblemAnswer<409> | ProblemAnswer<422> | ProblemAnswer<429>;

/** The refusals of booking. Reasons and warnings name calendars and appointments: only an API key's holder sees them. */
export function refusedBooking(
  c: Context,
  refusal: Refusal,
  to: { audience: 'staff' | 'public'; zone: Zone },
): BookingProblem {
  const { status, title } = refusalWords(refusal.code);
  if (status === 404) return notFound(c);
  if (refusal.retryAfter !== undefined) c.header('Retry-After', String(refusal.retryAfter));
  const staff = to.audience === 'staff';
  return problem(c, status, {
    type: kind(refusal.code),
    title,
    ...(refusal.alternatives ? { alternatives: refusal.alternatives.map((slot) => slotAnswer(slot, to.zone)) } : {}),
    ...(staff && refusal.warnings ? { warnings: refusal.warnings.map(reasonAnswer) } : {}),
    ...(staff && refusal.reasons ? { reasons: refusal.reasons.map(reasonAnswer) } : {}),
  });
}

function kind(code: string): string {
  return `/api/v1/problems/${code}`;
}
