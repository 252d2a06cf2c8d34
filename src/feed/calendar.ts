/** iCalendar as it goes out (RFC 5545): the only file that writes it, for mails and feeds. Times are UTC (decision 0006). */
import ICAL from 'ical.js';
import type { Instant, Interval, Minutes } from '../domain/types.ts';
import { calendarText, oneLineText, refold } from './text.ts';

export type CalendarEvent = Interval & {
  readonly uid: string;
  readonly sequence: number;
  readonly status: 'confirmed' | 'cancelled';
  readonly createdAt: Instant;
  /** Last change: DTSTAMP too, so that the same state is written the same whenever it is. */
  readonly changedAt: Instant;
  readonly summary: string;
  readonly description?: string;
  readonly location?: string;
  readonly organizer?: Person;
  readonly attendee?: Person;
};

/** `address` is a plain mail address (email/address.ts). */
export type Person = { readonly address: string; readonly name?: string };

export type CalendarObject = {
  readonly method?: 'REQUEST' | 'CANCEL' | 'PUBLISH';
  /** Shown by calendar apps as the calendar's name. */
  readonly name?: string;
  /** How often a subscriber should come back. */
  readonly refresh?: Minutes;
  readonly events: readonly CalendarEvent[];
};

/** Lines of at most 75 octets, each ended by CRLF. */
export function writeCalendar({ method, name, refresh, events }: CalendarObject): string {
  const calendar = new ICAL.Component('vcalendar');
  const add = (property: string, value: string): void => void calendar.addPropertyWithValue(property, value);
  add('version', '2.0');
  add('prodid', '-//Openhours//Openhours//EN');
  if (method) add('method', method);
  if (name) {
    add('name', oneLineText(name)); // RFC 7986; most apps know only the older one
    add('x-wr-calname', oneLineText(name));
  }
  if (refresh) {
    calendar.addPropertyWithValue('refresh-interval', ICAL.Duration.fromSeconds(refresh * 60));
    add('x-published-ttl', `PT${refresh}M`);
  }
  // A calendar holds at least one component (RFC 5545, 3.6): a feed without events would be refused by some apps.
  if (events.length === 0) calendar.addSubcomponent(utcZone());
  for (const event of events) calendar.addSubcomponent(component(event));
  return refold(`${calendar.toString()}\r\n`);
}

function component(event: CalendarEvent): ICAL.Component {
  const made = new ICAL.Component('vevent');
  const add = (property: string, value: string | number | ICAL.Time): void =>
    void made.addPropertyWithValue(property, value);
  const cancelled = event.status === 'cancelled';
  add('uid', oneLineText(event.uid));
  add('dtstamp', utc(event.changedAt));
  add('created', utc(event.createdAt));
  add('last-modified', utc(event.changedAt));
  add('dtstart', utc(event.start));
  add('dtend', utc(event.end));
  add('sequence', event.sequence);
  add('status', cancelled ? 'CANCELLED' : 'CONFIRMED');
  // For programs that keep cancelled events: they take no time.
  add('transp', cancelled ? 'TRANSPARENT' : 'OPAQUE');
  // Calendars are shared with families and colleagues; this asks to show them the time alone.
  add('class', 'PRIVATE');
  add('summary', oneLineText(event.summary));
  if (event.description) add('description', calendarText(event.description));
  if (event.location) add('location', calendarText(event.location));
  if (event.organizer) addPerson(made, 'organizer', event.organizer);
  // Booked is agreed: no program needs to ask for an answer.
  if (event.attendee)
    addPerson(made, 'attendee', event.attendee, { role: 'REQ-PARTICIPANT', partstat: 'ACCEPTED', rsvp: 'FALSE' });
  return made;
}

function addPerson(
  to: ICAL.Component,
  property: 'organizer' | 'attendee',
  person: Person,
  parameters: Record<string, string> = {},
): void {
  const made = new ICAL.Property(property);
  // RFC 6868 writes a quote as ^' and some readers take a backslash for an escape: neither is worth it in a name.
  const name = oneLineText(person.name ?? '')
    .replaceAll('"', "'")
    .replaceAll('\\', '/');
  if (name) made.setParameter('cn', name);
  for (const [parameter, value] of Object.entries(parameters)) made.setParameter(parameter, value);
  made.setValue(`mailto:${person.address}`);
  to.addProperty(made);
}

function utc(at: Instant): ICAL.Time {
  return ICAL.Time.fromJSDate(new Date(at), true);
}

function utcZone(): ICAL.Component {
  const zone = new ICAL.Component('vtimezone');
  zone.addPropertyWithValue('tzid', 'Etc/UTC');
  const standard = new ICAL.Component('standard');
  standard.addPropertyWithValue('dtstart', ICAL.Time.fromDateTimeString('1970-01-01T00:00:00'));
  standard.addPropertyWithValue('tzoffsetfrom', ICAL.UtcOffset.fromSeconds(0));
  standard.addPropertyWithValue('tzoffsetto', ICAL.UtcOffset.fromSeconds(0));
  zone.addSubcomponent(standard);
  return zone;
}
