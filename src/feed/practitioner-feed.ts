/** What a practitioner's calendar app subscribes to: their appointments, as far as the feed's level lets its reader know of them. */
import { initials, type FeedLevel } from '../domain/feeds.ts';
import { writeCalendar, type CalendarEvent } from './calendar.ts';

/** An appointment as far as a feed needs it. */
export type FeedAppointment = Omit<CalendarEvent, 'summary' | 'description' | 'organizer' | 'attendee'> & {
  readonly patientName: string;
};

export type PractitionerFeed = { readonly practitionerName: string; readonly appointments: readonly FeedAppointment[] };

const REFRESH_MINUTES = 15;

const TITLES: Readonly<Record<FeedLevel, string>> = { busy: 'Busy', initials: 'Appointments', full: 'Appointments' };

/** A feed with nothing in it that its level does not let its reader know: only {@link cutTo} makes one. */
export type CutFeed = PractitionerFeed & { readonly level: FeedLevel };

/** A busy-only feed knows neither who nor where, nor what was cancelled; initials stand in the place of the name. */
export function cutTo(level: FeedLevel, feed: PractitionerFeed): CutFeed {
  if (level === 'full') return { ...feed, level };
  if (level === 'initials') {
    const short = feed.appointments.map((each) => ({ ...each, patientName: initials(each.patientName) }));
    return { ...feed, level, appointments: short };
  }
  const confirmed = feed.appointments.filter(({ status }) => status === 'confirmed');
  return { ...feed, level, appointments: confirmed.map((each) => ({ ...each, patientName: '', location: '' })) };
}

/**
 * Says who and where as far as the level goes, and nothing else: no type, note, phone or email (decision 0006). A cancelled
 * appointment stays as such for a while, so that subscribers take it away.
 */
export function practitionerFeed({ level, practitionerName, appointments }: CutFeed): string {
  const events = appointments.map(({ patientName, ...event }): CalendarEvent => {
    const name = patientName || (level === 'busy' ? 'Busy' : 'Appointment');
    return { ...event, summary: event.status === 'cancelled' ? `Cancelled: ${name}` : name };
  });
  return writeCalendar({
    method: 'PUBLISH',
    name: `${TITLES[level]} – ${practitionerName}`,
    refresh: REFRESH_MINUTES,
    events,
  });
}
