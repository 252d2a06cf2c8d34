/** Why a change of the practice's own things was refused. Each is a value; pages, API and CLI say it in their own words. */

/** `field` names the input as the API does, so that a form can show `message` (a whole sentence) beside it. */
export type Invalid = { readonly code: 'invalid'; readonly field: string; readonly message: string };

export type NotFound = { readonly code: 'not-found' };

/** The plan does not allow changing online-booking settings; they stay as they are. */
export type NotPremium = { readonly code: 'not-premium' };

/** Done so often that it waits; seconds until it is possible again. */
export type Often = { readonly code: 'too-often'; readonly retryAfter: number };

export function refuse<Refusal>(refusal: Refusal): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal };
}

export function invalid(field: string, message: string): { readonly ok: false; readonly refusal: Invalid } {
  return refuse({ code: 'invalid', field, message });
}

export const NOT_FOUND = { ok: false, refusal: { code: 'not-found' } } as const;
