/** Who is told of what about an appointment, and when (product.md, "Notices"). */
import { HOUR, instant, MINUTE } from './interval.ts';
import type { Instant, Minutes } from './types.ts';

export type Recipient = 'patient' | 'practitioner';

export type NoticeKind =
  | 'confirmation'
  | 'change'
  | 'cancellation'
  | 'reminder'
  | 'booked'
  | 'moved'
  | 'cancelled'
  /** The practitioner's own calendar holds something over the appointment (failures A16). */
  | 'clash';

/** Beside those about one appointment: one mail about all that were booked, or cancelled, together. */
export type AnyNoticeKind = NoticeKind | 'series';

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

export type NoticePlan = { readonly kind: AnyNoticeKind; readonly recipient: Recipient; readonly runAt: Instant };

const TO_PATIENT = { booked: 'confirmation', moved: 'change', cancelled: 'cancellation' } as const;

/**
 * The emails that follow from a change. A reminder goes to every patient with an address, whether or not staff chose to tell
 * of the change itself; it is left out when its time is already over.
 */
export function decideNotices(change: NoticeChange, settings: NoticeSettings): NoticePlan[] {
  const plans: NoticePlan[] = [];
  const { happened, now } = change;
  if (change.patientHasEmail) {
    if (change.by === 'patient' || change.tell)
      plans.push({ kind: TO_PATIENT[happened], recipient: 'patient', runAt: now });
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

/** What is known of a notice and its appointment when its time has come. */
export type Sending = {
  readonly now: Instant;
  readonly notice: { readonly kind: NoticeKind; readonly revision: number; readonly status: NoticeStatus };
  readonly appointment: {
    readonly start: Instant;
    readonly status: 'confirmed' | 'cancelled';
    readonly revision: number;
  };
  /** A later notice of the same appointment is meant for the same person. */
  readonly overtaken: boolean;
  /** False when there is none, or the patient was erased. */
  readonly hasAddress: boolean;
  readonly remindersOn: boolean;
  /** When other mails went to the same address within the hour; undefined where the limit does not count (failures H11). */
  readonly recent: readonly Instant[] | undefined;
};

export type NoticeStatus = 'waiting' | 'sent' | 'kept' | 'bounced' | 'dropped';

export type SendingDecision =
  | { readonly do: 'send' }
  | { readonly do: 'nothing' }
  /** Of no use any more; `why` is a sentence for staff. */
  | { readonly do: 'drop'; readonly why: string }
  | { readonly do: 'hold'; readonly until: Instant };

/** How many mails an hour an address gets that anyone may have typed. */
export const MAILS_AN_HOUR = 3;

/** Whether a notice still says something that is true and new: the last word to each person wins, the past is not told. */
export function decideSending(sending: Sending): SendingDecision {
  const { notice, appointment, recent } = sending;
  if (notice.status !== 'waiting') return { do: 'nothing' };
  const why = uselessness(sending);
  if (why !== undefined) return { do: 'drop', why };
  const oldest = recent?.toSorted((a, b) => b - a)[MAILS_AN_HOUR - 1];
  if (oldest === undefined) return { do: 'send' };
  const until = instant(oldest + HOUR);
  return until < appointment.start
    ? { do: 'hold', until }
    : { do: 'drop', why: 'Too many mails went to this address.' };
}

function uselessness({ notice, appointment, now, overtaken, hasAddress, remindersOn }: Sending): string | undefined {
  if (!hasAddress) return 'There is no email address any more.';
  if (overtaken) return 'A later mail says what is true now.';
  if (appointment.start <= now) return 'The appointment began before the mail could go out.';
  const told = notice.kind === 'cancellation' || notice.kind === 'cancelled';
  if (!told && appointment.status === 'cancelled') return 'The appointment was cancelled before the mail could go out.';
  if (notice.kind !== 'reminder' && notice.kind !== 'clash') return undefined;
  if (notice.revision !== appointment.revision) return 'The appointment was moved.';
  if (notice.kind === 'clash') return undefined;
  return remindersOn ? undefined : 'Reminders were switched off.';
}
