/**
 * An appointment as an object of a calendar: made anew, or put into what is there so that the owner's own words, alarms
 * and colours stay. What we wrote is known again by its hash, so that what the owner wrote is never taken for ours.
 */

import { hash } from 'node:crypto';
import ICAL from 'ical.js';
import type { Interval } from '../../src/domain/types.ts';
import { type EventToWrite, ProviderError } from '../provider.ts';

/** Each with the property that remembers what we wrote there. */
const WORDS = [
  ['summary', 'x-openhours-title'],
  ['location', 'x-openhours-location'],
  ['description', 'x-openhours-description'],
] as const;

export function newObject(event: EventToWrite): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Openhours//Openhours//EN');
  const component = new ICAL.Component('vevent');
  component.addPropertyWithValue('uid', event.uid);
  component.addPropertyWithValue('dtstamp', ICAL.Time.fromJSDate(new Date(), true));
  setTime(component, event);
  component.addPropertyWithValue('sequence', event.sequence);
  component.addPropertyWithValue('status', 'CONFIRMED');
  component.addPropertyWithValue('transp', 'OPAQUE');
  setWords(component, event);
  calendar.addSubcomponent(component);
  return `${calendar.toString()}\r\n`;
}

/** The object with our fields as they are to be; undefined: they are. `now` is where it stands in time. */
export function merged(text: string, event: EventToWrite, now: Interval | undefined): string | undefined {
  const calendar = parsed(text);
  const component = calendar
    .getAllSubcomponents('vevent')
    .find((one) => one.getFirstPropertyValue('uid') === event.uid && !one.hasProperty('recurrence-id'));
  if (component === undefined) throw unreadable();
  const before = calendar.toString();
  if (now?.start !== event.start || now.end !== event.end) setTime(component, event);
  if (component.getFirstPropertyValue('status') === 'CANCELLED') {
    component.updatePropertyWithValue('status', 'CONFIRMED');
  }
  if (Number(component.getFirstPropertyValue('sequence') ?? 0) < event.sequence) {
    component.updatePropertyWithValue('sequence', event.sequence);
  }
  setWords(component, event);
  if (calendar.toString() === before) return undefined;
  component.updatePropertyWithValue('dtstamp', ICAL.Time.fromJSDate(new Date(), true));
  return `${calendar.toString()}\r\n`;
}

/** In UTC: an instant needs no description of a zone, and each app shows it in its own. */
function setTime(component: ICAL.Component, { start, end }: Interval): void {
  for (const name of ['dtstart', 'dtend', 'duration']) component.removeAllProperties(name);
  component.addPropertyWithValue('dtstart', ICAL.Time.fromJSDate(new Date(start), true));
  component.addPropertyWithValue('dtend', ICAL.Time.fromJSDate(new Date(end), true));
}

function setWords(component: ICAL.Component, event: EventToWrite): void {
  const wanted = { summary: event.title, location: event.location ?? '', description: event.description ?? '' };
  for (const [name, mark] of WORDS) {
    const current = wordOf(component, name);
    const wrote = wordOf(component, mark);
    const isOwners = current !== '' && fingerprint(current) !== wrote;
    const isCleared = current === '' && wrote === fingerprint(wanted[name]);
    if (isOwners || isCleared || current === wanted[name]) continue;
    component.removeAllProperties(name);
    component.removeAllProperties(mark);
    if (wanted[name] === '') continue;
    component.addPropertyWithValue(name, wanted[name]);
    component.addPropertyWithValue(mark, fingerprint(wanted[name]));
  }
}

function wordOf(component: ICAL.Component, name: string): string {
  const value = component.getFirstPropertyValue(name);
  return typeof value === 'string' ? value : '';
}

/** Servers and apps turn line ends and outer blanks as they like. */
function fingerprint(text: string): string {
  return hash('sha256', text.replaceAll(/\s+/g, ' ').trim(), 'hex').slice(0, 16);
}

function parsed(text: string): ICAL.Component {
  try {
    return new ICAL.Component(ICAL.parse(text));
  } catch (cause) {
    throw unreadable(cause);
  }
}

/** Writing it anew would lose what the owner has in it. */
function unreadable(cause?: unknown): ProviderError {
  return new ProviderError(
    'rejected',
    'The event of the appointment was changed in the calendar so that it cannot be edited any more. Remove it there.',
    { cause },
  );
}
