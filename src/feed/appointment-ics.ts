/** One appointment for the patient's own calendar: a file, and links that open web calendars with it filled in. */
import { createEvent, type EventAttributes } from 'ics';
import type { Appointment } from '../domain/booking.ts';
import { machineTime } from '../views/format.ts';
import type { CalendarEvent } from './calendar.ts';
import { calendarText, oneLineText, refold } from './text.ts';

/** What a patient's event is made of: no type, no note, no padding. */
export type ShownAppointment = Pick<
  Appointment,
  'uid' | 'sequence' | 'status' | 'start' | 'end' | 'location' | 'createdAt' | 'changedAt' | 'practitionerName'
>;

export type ShownPractice = { readonly name: string; readonly phone: string };

/** The patient's event in mails and files. The manage link stays out of it: calendars are shared. */
export function patientEvent(appointment: ShownAppointment, practice: ShownPractice): CalendarEvent {
  const { uid, sequence, status, start, end, createdAt, changedAt, location, practitionerName } = appointment;
  const call = practice.phone ? ` or call ${practice.phone}` : '';
  return {
    ...{ uid, sequence, status, start, end, createdAt, changedAt },
    summary: `Appointment with ${practice.name}`,
    description: `With ${practitionerName}.\nTo change or cancel, use the link that you were sent${call}.`,
    location: location?.text,
  };
}

/** The `.ics` file of an appointment. Opened again after a change it takes the place of the one before (same UID, higher SEQUENCE). */
export function appointmentIcs(appointment: ShownAppointment, practice: ShownPractice): string {
  const event = patientEvent(appointment, practice);
  const cancelled = event.status === 'cancelled';
  // `timestamp` (DTSTAMP) is missing in the package's types; without it the file would name the time of the download.
  const attributes: EventAttributes & { timestamp: number } = {
    productId: '-//Openhours//Openhours//EN',
    uid: event.uid,
    sequence: event.sequence,
    start: event.start,
    end: event.end,
    timestamp: event.changedAt,
    created: event.createdAt,
    lastModified: event.changedAt,
    ...({ startInputType: 'utc', startOutputType: 'utc', endInputType: 'utc', endOutputType: 'utc' } as const),
    title: oneLineText(event.summary),
    description: calendarText(event.description ?? ''),
    ...(event.location && { location: calendarText(event.location) }),
    status: cancelled ? 'CANCELLED' : 'CONFIRMED',
    transp: cancelled ? 'TRANSPARENT' : 'OPAQUE',
    busyStatus: cancelled ? 'FREE' : 'BUSY',
    classification: 'PRIVATE',
  };
  const { error, value } = createEvent(attributes);
  if (!value) throw new Error(`The calendar file of appointment ${event.uid} could not be written.`, { cause: error });
  return refold(value);
}

/** Addresses that open Google's and Microsoft's web calendars with the event filled in. */
export type CalendarLinks = { readonly google: string; readonly outlook: string; readonly microsoft365: string };

export function calendarLinks(appointment: ShownAppointment, practice: ShownPractice): CalendarLinks {
  const { summary, description = '', location = '', start, end } = patientEvent(appointment, practice);
  const dates = [start, end].map((at) => machineTime(at).replaceAll(/[-:]/g, '')).join('/');
  const google = new URLSearchParams({ action: 'TEMPLATE', text: summary, dates, details: description, location });
  const outlook = new URLSearchParams({
    ...{ path: '/calendar/action/compose', rru: 'addevent', subject: summary, body: description, location },
    ...{ startdt: machineTime(start), enddt: machineTime(end) },
  });
  return {
    google: `https://calendar.google.com/calendar/render?${google}`,
    outlook: `https://outlook.live.com/calendar/0/deeplink/compose?${outlook}`,
    microsoft365: `https://outlook.office.com/calendar/0/deeplink/compose?${outlook}`,
  };
}
