/** Who is told of what about an appointment, and when (product.md, "Notices"). */
import { instant, MINUTE } from './interval.ts';
import type { Instant, Minutes } from './types.ts';

export type Recipient = 'patient' | 'practitioner';

export type NoticeKind = 'confirmation' | 'change' | 'cancellation' | 'reminder' | 'booked' | 'moved' | 'cancelled';

/** What became of an appointment. */
export type NoticeChange = {
  readonly happened: 'booked' | 'moved' | 'cancelled';
  /** `practitioner`: in their own calendar. Whoever acts needs no notice of it. */
  readonly by: 'patient' | 'staff' | 'practitioner';
  /** Staff's choice whether the patient is told now. A patient's own action is always confirmed to them. */
  readonly tell: boolean;
  /** Start of the appointment as it now is. */
  readonly start: Instant;
  readonly now: Instant;
  readonly patientHasEmail: boolean;
};

export type NoticeSettings = {
  /** How long before the start the reminder goes out; undefined: no reminders. */
  readonly reminder: Minutes | undefined;
  readonly practitionerHasEmail: boolean;
  /** The practitioner's "notify me when an appointment is booked". */
  readonly notifyBooked: boolean;
};

export type NoticePlan = { readonly kind: NoticeKind; readonly recipient: Recipient; readonly runAt: Instant };

const TO_PATIENT = { booked: 'confirmation', moved: 'change', cancelled: 'cancellation' } as const;

/**
 * The emails that follow from a change. A reminder goes to every patient with an address, whether or not staff chose to tell
 * of the change itself; it is left out when its time is already over.
 */
export function decideNotices(change: NoticeChange, settings: NoticeSettings): NoticePlan[] {
  const plans: NoticePlan[] = [];
  const { happened, now } = change;
  if (change.patientHasEmail) {
    if (change.by === 'patient' || change.tell) plans.push({ kind: TO_PATIENT[happened], recipient: 'patient', runAt: now });
    const remindAt = reminderTime(change.start, settings.reminder);
    if (happened !== 'cancelled' && remindAt !== undefined && remindAt > now) {
      plans.push({ kind: 'reminder', recipient: 'patient', runAt: remindAt });
    }
  }
  const wanted = happened !== 'booked' || settings.notifyBooked;
  if (change.by === 'patient' && settings.practitionerHasEmail && wanted) {
    plans.push({ kind: happened, recipient: 'practitioner', runAt: now });
  }
  return plans;
}

function reminderTime(start: Instant, before: Minutes | undefined): Instant | undefined {
  return before === undefined ? undefined : instant(start - before * MINUTE);
}
