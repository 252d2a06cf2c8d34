/** Mails about an appointment, to the patient and to the practitioner. Each says the state that is true when it is composed. */
import type { Appointment } from '../domain/booking.ts';
import type { NoticeKind } from '../domain/notices.ts';
import type { Zone } from '../domain/types.ts';
import { patientEvent } from '../feed/appointment-ics.ts';
import { writeCalendar, type CalendarEvent } from '../feed/calendar.ts';
import { clock, clockRange, day, lengthInWords, offset, shortDay, zoneName } from '../views/format.ts';
import { shownZones } from '../views/public/shown.ts';
import { capital, type PatientWord } from '../views/words.ts';
import { letter, type Part } from './letter.ts';
import type { Mail, MailEvent } from './mailer.ts';

/** What a mail needs beside the appointment. Addresses begin with the configured public URL, whatever a request claimed. */
export type Told = {
  /** Left part of the Message-ID. */
  readonly id: string;
  readonly appointment: Appointment;
  readonly practice: {
    readonly name: string;
    readonly phone: string;
    readonly email: string;
    readonly policyText: string;
    /** What the practice calls those who book; only the practitioner's mails need it. */
    readonly patientWord: PatientWord;
    /** What the manage page lets patients do now. */
    readonly canMove: boolean;
    readonly canCancel: boolean;
  };
  /** The appointment type's text for the patient. */
  readonly typeNote: string;
  readonly to: string;
  /** Sender's address: ORGANIZER of the event (decision 0006). */
  readonly from: string;
  readonly manageUrl: string;
  readonly bookingUrl: string;
  readonly deskUrl: string;
};

type PatientKind = 'confirmation' | 'change' | 'cancellation' | 'reminder';
type PractitionerKind = Exclude<NoticeKind, PatientKind>;

export function composeNotice(kind: NoticeKind, told: Told): Mail {
  return isForPractitioner(kind) ? practitionerMail(kind, told) : patientMail(kind, told);
}

function isForPractitioner(kind: NoticeKind): kind is PractitionerKind {
  return kind in PRACTITIONER_WORDS;
}

const PATIENT_WORDS: Readonly<Record<PatientKind, { heading: string; subject: (when: string) => string }>> = {
  confirmation: { heading: 'Your appointment is booked', subject: (when) => `Your appointment ${when}` },
  change: { heading: 'Your appointment has a new time', subject: (when) => `New time: your appointment ${when}` },
  cancellation: { heading: 'Your appointment is cancelled', subject: (when) => `Cancelled: your appointment ${when}` },
  reminder: { heading: 'Your appointment is coming up', subject: (when) => `Reminder: your appointment ${when}` },
};

/** Holds nothing that the patient typed (failures H12): whoever types another's address cannot write to them through it. */
function patientMail(kind: PatientKind, told: Told): Mail {
  const { appointment, practice } = told;
  const { heading, subject } = PATIENT_WORDS[kind];
  const zones = shownZones(appointment.location, appointment.patientZone, appointment.zone);
  const parts: Part[] = [
    { kind: 'heading', text: heading },
    {
      kind: 'facts',
      facts: [
        ...whenFacts(appointment, zones),
        ...sharedFacts(appointment),
        ['Practice', practice.name],
        ...contact(practice),
      ],
    },
  ];
  if (appointment.status === 'cancelled') {
    parts.push({ kind: 'link', text: 'Book another appointment', address: told.bookingUrl });
  } else {
    if (told.typeNote) parts.push({ kind: 'quote', title: `From ${practice.name}`, text: told.typeNote });
    parts.push({ kind: 'link', text: manageWords(practice), address: told.manageUrl });
    if (practice.policyText) parts.push({ kind: 'quote', title: 'Cancellation policy', text: practice.policyText });
    parts.push({
      kind: 'paragraph',
      text: 'The link is for you alone: whoever has it can see and change this appointment.',
    });
  }
  const title = subject(
    `on ${shortDay(appointment.start, zones.first)} at ${clock(appointment.start, zones.first)} with ${practice.name}`,
  );
  return noticeMail(told, title, parts, patientEvent(appointment, practice));
}

type PractitionerWords = { heading: (who: PatientWord) => string; subject: (when: string) => string };

const PRACTITIONER_WORDS: Readonly<Record<PractitionerKind, PractitionerWords>> = {
  booked: { heading: () => 'A new appointment was booked', subject: (when) => `New appointment ${when}` },
  moved: {
    heading: (who) => `An appointment was moved by the ${who}`,
    subject: (when) => `Moved: appointment ${when}`,
  },
  cancelled: {
    heading: (who) => `An appointment was cancelled by the ${who}`,
    subject: (when) => `Cancelled: appointment ${when}`,
  },
  clash: {
    heading: () => 'Your calendar has something over an appointment',
    subject: (when) => `Clash: appointment ${when}`,
  },
};

function practitionerMail(kind: PractitionerKind, told: Told): Mail {
  const { appointment } = told;
  const { patient, zone, patientZone } = appointment;
  const word = told.practice.patientWord;
  const { heading, subject } = PRACTITIONER_WORDS[kind];
  const parts: Part[] = [
    { kind: 'heading', text: heading(word) },
    {
      kind: 'facts',
      facts: [
        ...whenFacts(
          appointment,
          { first: zone, other: patientZone === zone ? undefined : patientZone },
          `For the ${word}`,
        ),
        [capital(word), patient.name],
        ...filled([
          ['Email', patient.email],
          ['Phone', patient.phone],
        ]),
        ...sharedFacts(appointment),
      ],
    },
  ];
  if (appointment.note) parts.push({ kind: 'quote', title: `Note from the ${word}`, text: appointment.note });
  if (appointment.toVerify && appointment.status === 'confirmed') {
    parts.push({
      kind: 'paragraph',
      text: 'A calendar could not be read when this was booked. Please check that the time is free.',
    });
  }
  if (kind === 'clash') {
    parts.push({
      kind: 'paragraph',
      text: 'Both stay as they are. Move or cancel one of them, or say at the desk that it is right so.',
    });
  }
  parts.push({ kind: 'link', text: 'Open the desk', address: told.deskUrl });
  const title = subject(`on ${shortDay(appointment.start, zone)} at ${clock(appointment.start, zone)}`);
  return noticeMail(told, title, parts, practitionerEvent(appointment));
}

/** Titled without a name: mail programs put it into calendars that others see (failures B17). The patient is no attendee. */
function practitionerEvent({
  uid,
  sequence,
  status,
  start,
  end,
  createdAt,
  changedAt,
  location,
}: Appointment): CalendarEvent {
  return { uid, sequence, status, start, end, createdAt, changedAt, summary: 'Appointment', location: location?.text };
}

function noticeMail(told: Told, title: string, parts: readonly Part[], event: CalendarEvent): Mail {
  const { id, to, practice, from } = told;
  return {
    ...{ id, to, fromName: practice.name, replyTo: practice.email || undefined },
    ...letter(title, parts),
    event: eventPart({ ...event, organizer: { address: from, name: practice.name }, attendee: { address: to } }),
  };
}

function eventPart(event: CalendarEvent): MailEvent {
  const method = event.status === 'cancelled' ? 'CANCEL' : 'REQUEST';
  return { method, content: writeCalendar({ method, events: [event] }) };
}

type Fact = readonly [name: string, value: string];

function whenFacts(
  appointment: Appointment,
  zones: { first: Zone; other: Zone | undefined },
  otherName?: string,
): Fact[] {
  const facts: Fact[] = [['When', whenIn(appointment, zones.first)]];
  if (zones.other) {
    const name = otherName ?? (zones.other === appointment.patientZone ? 'In your time zone' : 'At the practice');
    facts.push([name, whenIn(appointment, zones.other)]);
  }
  return facts;
}

/** With the offset, since an hour comes twice when clocks go back (failures G03). */
function whenIn(appointment: Appointment, zone: Zone): string {
  const { start } = appointment;
  return `${day(start, zone)}, ${clockRange(appointment, zone)}\n${zoneName(zone, start)} (${offset(start, zone)})`;
}

function sharedFacts({ practitionerName, typeName, length, location }: Appointment): Fact[] {
  const where = { address: 'Where', phone: 'By phone', video: 'By video' } as const;
  return [
    ['With', practitionerName],
    ['What', `${typeName}, ${lengthInWords(length)}`],
    ...filled(location ? [[where[location.kind], location.text]] : []),
  ];
}

function contact(practice: Told['practice']): Fact[] {
  return filled([
    ['Phone', practice.phone],
    ['Email', practice.email],
  ]);
}

function filled(facts: readonly (readonly [string, string | undefined])[]): Fact[] {
  return facts.filter((fact): fact is Fact => Boolean(fact[1]));
}

function manageWords({ canMove, canCancel }: Told['practice']): string {
  if (canMove && canCancel) return 'See, move or cancel your appointment';
  if (canCancel) return 'See or cancel your appointment';
  return 'See your appointment';
}
