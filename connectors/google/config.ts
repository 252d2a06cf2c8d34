/** What the operator registered at Google, and where Google is: the real one, or a local server that stands in for it. */

import type { Instant } from '../../src/domain/types.ts';

export type GoogleConfig = {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly tokenUrl: string;
  readonly revokeUrl: string;
  readonly now: () => Instant;
  /** Milliseconds that one request may take, its body included. */
  readonly timeout?: number;
};

/** Google's slowest good answers take seconds; a reading of several pages has its own limit. */
export const REQUEST_LIMIT_MS = 15_000;
