/** Turns what broke into a status and words. The only file that does; what was expected never gets here. */
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ZodError } from 'zod';
import { isDatabaseAway, isRefusedValue } from '../db/failures.ts';
import type { Log } from '../log.ts';
import { notFoundPage } from './not-found.tsx';
import { ProblemPage } from '../views/problem.tsx';

export type FieldError = { readonly field: string; readonly message: string };

const TITLES: Readonly<Record<number, string>> = {
  400: 'Not understood',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not possible here',
  409: 'Not possible now',
  413: 'Too long',
  415: 'Not a form',
  422: 'Not possible',
  429: 'Too many requests',
  500: 'Something broke',
  503: 'Not available for a moment',
};

const RETRY_AFTER_SECONDS = '5';

/** For `app.onError`: logs what is ours to repair, answers in the form that was asked for. */
export function answerError(error: Error, c: Context, log: Log): Response {
  if (error instanceof HTTPException) {
    return error.res ?? answerProblem(c, error.status, error.message || 'This request cannot be answered.'); // those it is thrown with
  }
  if (error instanceof ZodError) {
    const errors = error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }));
    return answerProblem(c, 400, 'Some of what was sent is not usable.', errors);
  }
  if (isDatabaseAway(error)) {
    log.error('database.away', { code: codeOf(error) });
    c.header('Retry-After', RETRY_AFTER_SECONDS);
    return answerProblem(
      c,
      503,
      'The calendar cannot be reached for a moment. Try again: what you confirm twice is booked once.',
    );
  }
  if (isRefusedValue(error)) {
    log.warn('request.refused-value', { code: codeOf(error) });
    return answerProblem(c, 400, 'Some of what was sent is not usable.');
  }
  if (error instanceof SyntaxError && /json/i.test(c.req.header('content-type') ?? ''))
    return answerProblem(c, 400, 'This is not JSON.');
  // Only the error's kind and its place in the code: its message may quote what a person typed.
  log.error('request.failed', { kind: error.name, code: codeOf(error), at: placeOf(error) });
  return answerProblem(c, 500, 'This is our fault, and it was noted. Try again, or call the practice.');
}

/** For `app.notFound`: one answer, whatever was not found. */
export function answerNotFound(c: Context): Response | Promise<Response> {
  if (!wantsJson(c)) return notFoundPage(c);
  return answerProblem(c, 404, 'There is nothing at this address. Check it, or ask who gave it to you for a new one.');
}

/** problem+json (RFC 9457) for machines, a page for people. */
export function answerProblem(
  c: Context,
  status: ContentfulStatusCode,
  detail: string,
  errors?: readonly FieldError[],
): Response {
  const title = TITLES[status] ?? 'Not possible';
  if (wantsJson(c)) {
    const problem = { type: 'about:blank', title, status, detail, ...(errors && { errors }) };
    return c.body(JSON.stringify(problem), status, { 'Content-Type': 'application/problem+json' });
  }
  return c.html(ProblemPage({ title, detail }), status) as Response; // the page awaits nothing
}

function wantsJson(c: Context): boolean {
  if (c.req.path.startsWith('/api/') || c.req.path.startsWith('/health/')) return true;
  const accept = c.req.header('accept') ?? '';
  return /\bjson\b/.test(accept) && !accept.includes('text/html');
}

function codeOf(error: Error): string | undefined {
  return 'code' in error ? String(error.code) : undefined;
}

function placeOf(error: Error): string | undefined {
  return error.stack
    ?.split('\n')
    .find((line) => line.startsWith('    at '))
    ?.trim();
}
