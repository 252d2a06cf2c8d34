/** The iCalendar UID of an appointment: by it our own events are known in any calendar. */
import type { AppointmentId } from './types.ts';

const ENDING = '@openhours';

export function uidOf(id: AppointmentId): string {
  return `${id}${ENDING}`;
}

/** Was an event made for an appointment, also for one of another practice or one that was erased here? */
export function isOurUid(uid: string): boolean {
  return uid.endsWith(ENDING);
}
