/** Tells by PostgreSQL's and the driver's codes whether the database is away or a value was refused. */

/** Of postgres.js and of Node's sockets. */
const AWAY = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_DESTROYED',
  'CONNECTION_ENDED',
  'CONNECT_TIMEOUT',
  'DATABASE_BUSY',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/**
 * SQLSTATE classes: connection lost (08), ended after all tries (40), out of memory, disk or connections (53), ended by
 * the operator or a time limit (57), broken files (58); and single codes: a lock not to be had, a server that only reads.
 */
const AWAY_STATES = /^(08|40|53|57|58)...$|^55P03$|^25006$|^25P03$/;

/** The same request may go well in a moment, and nothing in it is wrong. */
export function isDatabaseAway(error: unknown): boolean {
  return codes(error).some((code) => AWAY.has(code) || AWAY_STATES.test(code));
}

/** Data exceptions (class 22): a number too large, a NUL, a text that is no uuid. The sender's doing, not ours. */
export function isRefusedValue(error: unknown): boolean {
  return codes(error).some((code) => /^22...$/.test(code));
}

/** Its own code and those of what caused it; Node wraps the tries of several addresses into one error. */
function codes(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 3) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const inner: unknown[] = error instanceof AggregateError ? error.errors : [];
  return [...own, ...[error.cause, ...inner].flatMap((one) => codes(one, depth + 1))];
}
