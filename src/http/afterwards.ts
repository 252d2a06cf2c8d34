/** Work that an answer does not wait for, so that how long it takes tells nothing. */
import type { Context } from 'hono';

/** Workers end a request's work with its answer unless told to wait; Node does not, and has no execution context. */
export function afterwards(c: Context, work: Promise<void>): void {
  try {
    c.executionCtx.waitUntil(work);
  } catch {
    // On Node: the work goes on by itself, and reports its own failure.
  }
}
