/** What a request may carry: 64 KiB, as a form or, for the API, as JSON. Looked at before any handler runs. */
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { answerProblem } from './errors.ts';

const LIMIT_BYTES = 64 * 1024;
const FORM = /^application\/x-www-form-urlencoded\s*(;|$)/i;
const JSON_TYPE = /^application\/([\w.+-]+\+)?json\s*(;|$)/i;

/** A body that is longer is cut off, with or without a Content-Length (failures I20). */
export function limitedBodies(): MiddlewareHandler {
  return bodyLimit({
    maxSize: LIMIT_BYTES,
    onError: (c) => {
      c.header('Connection', 'close'); // what is still coming is not read
      return answerProblem(c, 413, 'That is more than 64 KB, which no form of Openhours needs.');
    },
  });
}

/** JSON sent as `text/plain` comes from another site's page without asking the browser first: refused (failures I21). */
export function knownBodies(): MiddlewareHandler {
  return async function onlyKnownBodies(c, next) {
    // Providers send notices as text, as JSON or as nothing; no session is looked at there.
    if (c.req.path.startsWith('/push/')) return next();
    if (!c.req.raw.body || c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const type = c.req.header('content-type');
    // A DELETE of most programs announces nothing at all, and has no body.
    const isEmpty =
      type === undefined && (c.req.header('content-length') ?? (c.req.header('transfer-encoding') ? '1' : '0')) === '0';
    const wanted = c.req.path.startsWith('/api/') ? JSON_TYPE : FORM;
    if (isEmpty || wanted.test(type ?? '')) return next();
    const words = wanted === FORM ? 'a form' : 'JSON (Content-Type: application/json)';
    return answerProblem(c, 415, `Send this as ${words}.`);
  };
}
