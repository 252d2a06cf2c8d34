/** Our event is found elsewhere in the practitioner's calendar, or is gone: what follows (failures C08, C09). Nothing happens silently. */
import type { Appointment } from './booking.ts';
import type { Instant, Interval } from './types.ts';

/** The practitioner's setting. `ask` is how everybody begins. */
export type WhenChangedOutside = 'ask' | 'follow' | 'restore';

/** What the calendar has: looked up by itself, since an event that is missing in an answer is not yet deleted. */
export type SeenEvent = ({ readonly kind: 'there' } & Interval) | { readonly kind: 'gone' };

export type ChangeQuestion = {
  readonly now: Instant;
  /** When the calendar was asked. */
  readonly askedAt: Instant;
  readonly appointment: Pick<Appointment, 'status' | 'start' | 'end' | 'revision'>;
  readonly written: { readonly revision: number; readonly at: Instant };
  readonly seen: SeenEvent;
  readonly setting: WhenChangedOutside;
};

export type ChangeDecision =
  /** `settled`: it stands as it should, and a question about it is answered by that. */
  | { readonly do: 'nothing'; readonly settled: boolean }
  | { readonly do: 'ask' }
  | { readonly do: 'follow' }
  | { readonly do: 'restore' };

export function decideChange(question: ChangeQuestion): ChangeDecision {
  const { appointment, written, seen, now, askedAt } = question;
  // What we wrote since tells more than an older look; and a change of ours that is not written yet is no one else's.
  if (written.at >= askedAt || written.revision < appointment.revision) return { do: 'nothing', settled: false };
  if (appointment.end <= now) return { do: 'nothing', settled: true };
  if (appointment.status === 'cancelled') {
    return seen.kind === 'gone' ? { do: 'nothing', settled: true } : { do: 'restore' };
  }
  if (seen.kind === 'there' && seen.start === appointment.start && seen.end === appointment.end) {
    return { do: 'nothing', settled: true };
  }
  return { do: question.setting };
}
