/** A patient books: a confirmed appointment, once however often it is asked for, or why not. */
import type { Appointment } from '../domain/booking.ts';

export type Booked = {
  readonly appointment: Appointment;
  /** The secret of the patient's manage link. */
  readonly manageToken: string;
  /** True when this is the answer to a request that was answered before. */
  readonly repeated: boolean;
};
