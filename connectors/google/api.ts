/** One request to Google Calendar by its own client. The only file that knows the package, and where its habits end. */

import { calendar, type calendar_v3 } from 'googleapis/build/src/apis/calendar/index.js';
import { z } from 'zod';
import { type Access, ProviderError } from '../provider.ts';
import { type GoogleConfig, REQUEST_LIMIT_MS } from './config.ts';
import { errorOf, notUnderstood, unanswered } from './failures.ts';

type Client = calendar_v3.Calendar;
type Options = { readonly headers: Readonly<Record<string, string>>; readonly signal?: AbortSignal };
type Answered = { readonly status: number; readonly data: unknown; readonly headers: unknown };

/** Makes one call with the options it is given. */
export type Call = (client: Client, options: Options) => Promise<Answered>;

export type Asked = {
  /** Statuses beside 2xx that the caller understands; all others are thrown. */
  readonly accept?: readonly number[];
  /** Etag that must still hold, else 412. */
  readonly ifMatch?: string | undefined;
  readonly signal?: AbortSignal;
};

export type GoogleApi = {
  readonly now: GoogleConfig['now'];
  /** Throws ProviderError alone. */
  request(access: Access, call: Call, asked?: Asked): Promise<{ readonly status: number; readonly body: unknown }>;
};

export function googleApi({ apiUrl, now, timeout = REQUEST_LIMIT_MS }: GoogleConfig): GoogleApi {
  const client = calendar({
    version: 'v3',
    rootUrl: apiUrl,
    timeout,
    // Its retries know no Retry-After and turn a DELETE that was done into a 410; the outbox and the sync try again.
    retry: false,
    responseType: 'json',
    // What a status means is said in failures.ts, so that its errors, which carry the token, are never made.
    validateStatus: () => true,
    fetchImplementation: send,
  });
  return {
    now,
    async request(access, call, { accept = [], ifMatch, signal } = {}) {
      if (access.token === undefined) {
        throw new ProviderError(
          'reconnect',
          `Connection ${access.connection} has no sign-in at Google. Connect it again.`,
        );
      }
      const headers: Record<string, string> = { authorization: `Bearer ${access.token}` };
      if (ifMatch !== undefined) headers['if-match'] = ifMatch;
      let answer: Answered;
      try {
        answer = await call(client, { headers, ...(signal === undefined ? {} : { signal }) });
      } catch (error) {
        throw unanswered(error);
      }
      const { status, data: body } = answer;
      if ((status >= 200 && status < 300) || accept.includes(status)) return { status, body };
      throw errorOf({ status, body, retryAfter: retryAfterOf(answer.headers) }, now());
    },
  };
}

/** Throws ProviderError where it is not what Google documents: an answer that is not understood is never "nothing". */
export function understood<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  throw notUnderstood(read.error.issues.map(({ path, code }) => `${path.join('.')} ${code}`).join(', '));
}

/** The client makes a plain object of them. */
function retryAfterOf(headers: unknown): string | undefined {
  const plain = headers instanceof Headers ? Object.fromEntries(headers) : headers;
  return plainHeaders.safeParse(plain).data?.['retry-after'];
}

const plainHeaders = z.object({ 'retry-after': z.string().optional() });

/** The platform's own, on Node and on Workers alike. The token follows no redirect. */
function send(url: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const { method, headers, body, signal } = init;
  return fetch(url, {
    redirect: 'manual',
    ...(method === undefined ? {} : { method }),
    ...(headers === undefined ? {} : { headers }),
    ...(body === undefined ? {} : { body }),
    ...(signal === undefined ? {} : { signal }),
  });
}
