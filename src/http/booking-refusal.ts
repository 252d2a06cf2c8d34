/** How the form says why nothing was booked: the slot is gone and others are offered, or something else stands in the way. */
import { refusalWords, type Refusal } from '../actions/refusal.ts';

type OnForm = { readonly status: 400 | 409 | 422 | 429; readonly gone?: string; readonly problem?: string };

const GONE: ReadonlySet<Refusal['code']> = new Set([
  'just-taken',
  'not-offered',
  'hold-expired',
  'in-the-past',
  'conflict',
]);

export function refusalOnForm({ code }: Refusal): OnForm {
  const { status, title } = refusalWords(code);
  // A 404 has a page of its own.
  const shown = status === 404 ? 409 : status;
  if (GONE.has(code)) return { status: shown, gone: title };
  if (code === 'other-body') {
    return {
      status: shown,
      problem:
        'This time was already booked from here, with the details that you sent first. The link in the confirmation email lets you change it.',
    };
  }
  return { status: shown, problem: title };
}
