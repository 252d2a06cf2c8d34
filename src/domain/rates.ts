/** How often one network or one address may do what costs others something: the numbers, and why they are these. */
import { HOUR, MINUTE } from './interval.ts';
import type { Instant } from './types.ts';

/** At most `most` times in `within` milliseconds, counted from the first time. */
export type Rate = { readonly name: string; readonly most: number; readonly within: number };

/** Networks are those of {@link networkOf}: an office, or many phones of one carrier, look like one. */
export const RATES = {
  /**
   * Tries to hold or book, of one network at one practice. A patient needs two to ten; an office or a carrier's gateway has
   * many patients. Eighty who want the same slot at once must all get their answer.
   */
  bookingTries: { name: 'booking-tries', most: 600, within: 10 * MINUTE },
  /** Appointments that one network gets at one practice. A bot fills a part of a week with them at most, not the horizon. */
  bookings: { name: 'bookings', most: 40, within: HOUR },
  /** Requests for "my appointments" of one network: each writes rows, whether or not anybody has the address. */
  myAppointments: { name: 'my-appointments', most: 20, within: 10 * MINUTE },
  /** The same for one address: it gets three mails an hour at most (failures H11), and more requests change nothing. */
  myAppointmentsOfEmail: { name: 'my-appointments-email', most: 6, within: HOUR },
  /**
   * Sign-in links for one address asked from one network: some at first, then the wait grows. Never by the address alone,
   * or anybody could keep staff out by typing it.
   */
  signIn: { name: 'sign-in', most: 5, within: 15 * MINUTE },
  signInOfDay: { name: 'sign-in-day', most: 20, within: 24 * HOUR },
  /** Sign-in links of one network, whatever addresses are tried: a practice is one network. */
  signInOfNetwork: { name: 'sign-in-network', most: 30, within: 15 * MINUTE },
  /** Sign-in mails to one address from everywhere: more is no forgetting, it is a flood. `openhours sign-in` needs no mail. */
  signInOfEmail: { name: 'sign-in-email', most: 40, within: HOUR },
  /** Invitations of one practice, and to one address: each is a mail to whomever an owner names. */
  invitations: { name: 'invitations', most: 30, within: HOUR },
  invitationsToEmail: { name: 'invitations-email', most: 5, within: 24 * HOUR },
  /**
   * Secrets that open nothing, of one network: API keys, feeds, set-up and sign-in links. They have 256 bits, so this is
   * for quiet, not against luck: an app that polls a dead feed stays far below. A secret that is right is never refused for
   * the wrong ones of its neighbours.
   */
  wrongSecrets: { name: 'wrong-secrets', most: 300, within: 10 * MINUTE },
  /** Readings of one feed by one network, counted in each process alone. Apps come every few minutes; failures I23 asks for 100 a second. */
  feedReadings: { name: 'feed-readings', most: 6_000, within: MINUTE },
} as const satisfies Record<string, Rate>;

/** What `Retry-After` says: whole seconds, never none. */
export function secondsUntil(until: Instant, now: Instant): number {
  return Math.max(1, Math.ceil((until - now) / 1000));
}
