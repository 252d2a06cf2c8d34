/** What a manage link opens: one appointment and the practice around it. */
import { appointmentOfToken } from '../actions/manage.ts';
import { loadPractice } from '../db/practices.ts';
import type { Deps } from '../deps.ts';
import type { Appointment } from '../domain/booking.ts';
import type { Instant, PracticeId } from '../domain/types.ts';
import type { ManageState } from '../views/public/manage-page.tsx';
import type { ShownPractice } from '../views/public/shown.ts';

export type OpenedLink = {
  readonly token: string;
  readonly practiceId: PracticeId;
  readonly practice: ShownPractice & { readonly allowOnlineBooking: boolean; readonly allowOnlineChanges: boolean };
  readonly appointment: Appointment;
  /** When it was opened. */
  readonly now: Instant;
};

/** Undefined for every token that opens nothing, whatever is wrong with it: one answer, one way of asking (failures I04). */
export async function openLink(deps: Deps, token: string): Promise<OpenedLink | undefined> {
  const now = deps.clock();
  const found = await appointmentOfToken(deps, token, now);
  if (!found) return undefined;
  const practice = await deps.db.tenant(found.practiceId, (tx) => loadPractice(tx));
  if (!practice) return undefined;
  const { slug, name, phone, email, patientWord, policyText, pageNotice, embedOrigins, settings } = practice;
  const { allowOnlineBooking, allowOnlineChanges } = settings;
  const shown = { slug, name, phone, email, patientWord, policyText, pageNotice, embedOrigins };
  return { ...found, token, now, practice: { ...shown, allowOnlineBooking, allowOnlineChanges } };
}

/** What the patient may do now. The policy plays no part: it is shown, never enforced. */
export function manageStateOf({ appointment, practice, now }: OpenedLink): ManageState {
  if (appointment.status === 'cancelled') return 'cancelled';
  if (appointment.start <= now) return 'past';
  if (!practice.allowOnlineChanges) return 'changes-off';
  return practice.allowOnlineBooking ? 'changeable' : 'cancellable';
}
