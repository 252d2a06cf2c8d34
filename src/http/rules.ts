/** Whom a route is for. */
import type { StaffRule } from '../domain/roles.ts';

export type Rule =
  /** Everybody, without a secret. */
  | { readonly who: 'anybody' }
  /** Whoever has the secret that stands in the address. */
  | { readonly who: 'secret' }
  /** A live API key, within its practice. */
  | { readonly who: 'api-key' }
  /** A session, whether or not a practice was chosen or a passkey shown. */
  | { readonly who: 'signed-in' }
  /** A session in a practice, by role; others find nothing there. */
  | ({ readonly who: 'staff' } & StaffRule);

export const anybody: Rule = { who: 'anybody' };
export const apiKey: Rule = { who: 'api-key' };
