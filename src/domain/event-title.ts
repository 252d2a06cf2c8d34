/** How much an appointment's event says in the practitioner's calendar (product.md, "Calendars"; failures B17). */

export type EventPrivacy = 'busy' | 'initials' | 'name';

const NEUTRAL = 'Appointment';

/** `busy`: that there is one. `initials`: whose, for who knows. `name`: the patient's name. Never a type, a reason or a note. */
export function eventTitle(patientName: string, privacy: EventPrivacy): string {
  if (privacy === 'busy') return NEUTRAL;
  const said = privacy === 'name' ? patientName.trim() : initials(patientName);
  return said === '' ? NEUTRAL : said;
}

/** The first letter of each word of a name, at most four: `A. B.` of `Ada Byron`. Letters of any script; the rest is left out. */
export function initials(name: string): string {
  const letters = name.split(/[\s-]+/u).flatMap((word) => /\p{L}\p{M}*/u.exec(word)?.[0] ?? []);
  return letters
    .slice(0, 4)
    .map((letter) => `${letter.toUpperCase()}.`)
    .join(' ');
}
