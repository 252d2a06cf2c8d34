/** What every action is given: the practice it acts in, who asks, and one reading of the clock. */
import type { Database } from '../db/database.ts';
import type { Instant, PracticeId, UserId } from '../domain/types.ts';
import type { Keys } from '../secrets/keys.ts';

export type Actor =
  | { readonly kind: 'patient' }
  | { readonly kind: 'staff'; readonly userId: UserId }
  | { readonly kind: 'api'; readonly keyId: string }
  | { readonly kind: 'system' };

export type Context = {
  readonly db: Database;
  readonly keys: Keys;
  readonly practiceId: PracticeId;
  readonly actor: Actor;
  /** The request's one reading of the clock. */
  readonly now: Instant;
  readonly newId: () => string;
  /** Network address of who asks, for the audit log. */
  readonly address?: string;
};
