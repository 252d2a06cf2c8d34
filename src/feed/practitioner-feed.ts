/** What a practitioner's calendar app subscribes to: all their appointments, or only that time is taken. */
import { writeCalendar, type CalendarEvent } from './calendar.ts';

/** An appointment as far as a feed needs it. */
export type FeedAppointment = Omit<CalendarEvent, 'summary' | 'description' | 'organizer' | 'attendee'> & {
  readonly patientName: string;
};

export type PractitionerFeed = { readonly practitionerName: string; readonly appointments: readonly FeedAppointment[] };

const REFRESH_MINUTES = 15;

/**
 * Names the patient and the place and nothing else: no type, note, phone or email (decision 0006). A cancelled appointment
 * stays as such for a while, so that subscribers take it away.
 */
export function appointmentsFeed({ practitionerName, appointments }: PractitionerFeed): string {
  const events = appointments.map(({ patientName, ...event }): CalendarEvent => {
    const name = patientName || 'Appointment';
    return { ...event, summary: event.status === 'cancelled' ? `Cancelled: ${name}` : name };
  });
  return writeCalendar({
    method: 'PUBLISH',
    name: `Appointments – ${practitionerName}`,
    refresh: REFRESH_MINUTES,
    events,
  });
}

/** What is left of a feed where only that time is taken may be known. */
export function busyOnly(feed: PractitionerFeed): PractitionerFeed {
  const confirmed = feed.appointments.filter(({ status }) => status === 'confirmed');
  return { ...feed, appointments: confirmed.map((appointment) => ({ ...appointment, patientName: '', location: '' })) };
}

/** Says when, and nothing of who or where. */
export function busyFeed(feed: PractitionerFeed): string {
  const events = busyOnly(feed).appointments.map(({ patientName: _, ...event }): CalendarEvent => ({
    ...event,
    summary: 'Busy',
  }));
  return writeCalendar({
    method: 'PUBLISH',
    name: `Busy – ${feed.practitionerName}`,
    refresh: REFRESH_MINUTES,
    events,
  });
}
