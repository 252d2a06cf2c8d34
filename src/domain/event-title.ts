/** How much an appointment's event says in the practitioner's calendar (product.md, "Calendars"; failures B17). */

import { initials } from './feeds.ts';

export type EventPrivacy = 'busy' | 'initials' | 'name';

const NEUTRAL = 'Appointment';

/** `busy`: that there is one. `initials`: whose, for who knows. `name`: the patient's name. Never a type, a reason or a note. */
export function eventTitle(patientName: string, privacy: EventPrivacy): string {
  if (privacy === 'busy') return NEUTRAL;
  const said = privacy === 'name' ? patientName.trim() : initials(patientName);
  return said === '' ? NEUTRAL : said;
}
