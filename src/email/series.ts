/** One mail about appointments that were booked, or cancelled, together. Says what is true when it is composed. */
import type { Appointment } from '../domain/booking.ts';
import { patientEvent } from '../feed/appointment-ics.ts';
import { writeCalendar } from '../feed/calendar.ts';
import { clockRange, day, lengthInWords, offset, zoneName } from '../views/format.ts';
import { counted } from '../views/words.ts';
import { letter, type Part } from './letter.ts';
import type { Mail } from './mailer.ts';
import type { Told } from './notice.ts';

export type SeriesTold = Pick<Told, 'id' | 'practice' | 'typeNote' | 'to' | 'from' | 'bookingUrl'> & {
  /** Still to come, in order of start, each with its manage link. At least one of both lists. */
  readonly confirmed: readonly { readonly appointment: Appointment; readonly manageUrl: string }[];
  /** Those that this mail tells the cancellation of. */
  readonly cancelled: readonly Appointment[];
};

/** Holds nothing that the patient typed (failures H12). */
export function composeSeries(told: SeriesTold): Mail {
  const { practice, confirmed, cancelled } = told;
  const all = [...confirmed.map(({ appointment }) => appointment), ...cancelled];
  const [one] = all;
  if (!one) throw new Error(`The mail ${told.id} about a series names no appointment.`);
  const gone = cancelled.length > 0;
  const parts: Part[] = [
    { kind: 'heading', text: gone ? 'Your appointments are cancelled' : 'Your appointments are booked' },
    { kind: 'facts', facts: factsOf(told, one) },
  ];
  if (gone) {
    parts.push({ kind: 'quote', title: 'Cancelled', text: cancelled.map((each) => whenOf(each)).join('\n') });
    if (confirmed.length > 0)
      parts.push({ kind: 'paragraph', text: 'These stay. Each link is for one appointment and for you alone:' });
  } else {
    if (told.typeNote) parts.push({ kind: 'quote', title: `From ${practice.name}`, text: told.typeNote });
    parts.push({ kind: 'paragraph', text: 'Each link is for one appointment and for you alone:' });
  }
  if (confirmed.length > 0) {
    const links = confirmed.map(({ appointment, manageUrl }) => ({ text: whenOf(appointment), address: manageUrl }));
    parts.push({ kind: 'links', links });
    if (practice.policyText) parts.push({ kind: 'quote', title: 'Cancellation policy', text: practice.policyText });
  } else parts.push({ kind: 'link', text: 'Book another appointment', address: told.bookingUrl });
  const count = counted(gone ? cancelled.length : confirmed.length, 'appointment');
  const title = gone ? `Cancelled: ${count} with ${practice.name}` : `Your ${count} with ${practice.name}`;
  return {
    ...{ id: told.id, to: told.to, fromName: practice.name, replyTo: practice.email || undefined },
    ...letter(title, parts),
    event: { method: 'PUBLISH', content: eventsOf(told, all) },
  };
}

function eventsOf({ practice, from }: SeriesTold, all: readonly Appointment[]): string {
  const organizer = { address: from, name: practice.name };
  return writeCalendar({
    method: 'PUBLISH',
    events: all.map((appointment) => ({ ...patientEvent(appointment, practice), organizer })),
  });
}

function whenOf(appointment: Appointment): string {
  const { start, zone } = appointment;
  return `${day(start, zone)}, ${clockRange(appointment, zone)} (${offset(start, zone)})`;
}

function factsOf({ practice }: SeriesTold, one: Appointment): [string, string][] {
  const where = { address: 'Where', phone: 'By phone', video: 'By video' } as const;
  const facts: [string, string | undefined][] = [
    ['With', one.practitionerName],
    ['What', `${one.typeName}, ${lengthInWords(one.length)}`],
    ['Times', zoneName(one.zone, one.start)],
    [one.location ? where[one.location.kind] : '', one.location?.text],
    ['Practice', practice.name],
    ['Phone', practice.phone],
    ['Email', practice.email],
  ];
  return facts.filter((fact): fact is [string, string] => Boolean(fact[1]));
}
