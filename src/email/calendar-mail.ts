/** Mails to a practitioner about their own calendar: what is wrong with it, or what they did to one of our events. */
import type { Appointment } from '../domain/booking.ts';
import { instant } from '../domain/interval.ts';
import type { Interval, Zone } from '../domain/types.ts';
import { clockRange, day, shortDay, zoneName } from '../views/format.ts';
import { letter, type Part } from './letter.ts';
import type { Mail } from './mailer.ts';

type ToPractitioner = {
  /** Left part of the Message-ID. */
  readonly id: string;
  readonly to: string;
  readonly practice: { readonly name: string; readonly email: string };
  /** The page where it is put right. */
  readonly url: string;
  readonly calendarName: string;
};

/** `problem`: a sentence. Nobody who waits for an appointment is mentioned. */
export function composeTrouble(mail: ToPractitioner & { readonly problem: string }): Mail {
  const title = 'Your calendar needs you';
  return toPractitioner(mail, title, [
    { kind: 'heading', text: title },
    { kind: 'paragraph', text: `Appointments cannot be written into "${mail.calendarName}". ${mail.problem}` },
    { kind: 'paragraph', text: 'Booked appointments stand, and what was booked stays taken.' },
    { kind: 'link', text: 'Look at the calendar', address: mail.url },
  ]);
}

/** `calendarName`: the account. */
export function composeDeadAccount(mail: ToPractitioner): Mail {
  const title = 'Your calendar has to be connected again';
  return toPractitioner(mail, title, [
    { kind: 'heading', text: title },
    {
      kind: 'paragraph',
      text: `The account ${mail.calendarName} lets nobody in any more: its permission was withdrawn or ran out, or its password was changed. Until it is connected again nothing is read from it and nothing is written into it.`,
    },
    { kind: 'paragraph', text: 'Booked appointments stand.' },
    { kind: 'link', text: 'Connect it again', address: mail.url },
  ]);
}

export type QuestionLetter = ToPractitioner & {
  readonly appointment: Pick<Appointment, 'start' | 'end' | 'zone' | 'typeName'>;
  /** Where the calendar has it; undefined when it was removed there. */
  readonly at: Interval | undefined;
  readonly patientWord: string;
};

/** Names no patient: the calendar and the desk know who it is. */
export function composeQuestion(mail: QuestionLetter): Mail {
  const { appointment, at, calendarName, patientWord } = mail;
  const { zone } = appointment;
  const said = (when: Interval): string =>
    `${day(when.start, zone)}, ${clockRange(when, zone)} (${zoneName(zone, when.start)})`;
  const title = at
    ? `Moved in your calendar: the appointment ${shortDay(appointment.start, zone)}`
    : `Removed from your calendar: the appointment ${shortDay(appointment.start, zone)}`;
  const happened = at
    ? `You moved this appointment in "${calendarName}". It stays where it was until you say what is meant, and both times stay taken.`
    : `You removed this appointment from "${calendarName}". It is not cancelled until you say so.`;
  return toPractitioner(mail, title, [
    { kind: 'heading', text: at ? 'Is the appointment to be moved?' : 'Is the appointment to be cancelled?' },
    { kind: 'paragraph', text: happened },
    {
      kind: 'facts',
      facts: [
        ['Appointment', appointment.typeName],
        ['Booked for', said(appointment)],
        ...(at ? [['Now in the calendar', said(at)] as const] : []),
      ],
    },
    { kind: 'link', text: at ? 'Move it, or put it back' : 'Cancel it, or put it back', address: mail.url },
    { kind: 'paragraph', text: `The ${patientWord} has not been told anything yet.` },
  ]);
}

/** Written out; of a calendar with more, the rest is counted. */
const MOST_TIMES = 10;

/** What the events are called is not known here. `times`: whole days, one at least. */
export function composeAway(mail: ToPractitioner & { readonly zone: Zone; readonly times: readonly Interval[] }): Mail {
  const { times, calendarName, zone } = mail;
  const [first] = times;
  const title = first ? `Are you away, ${daysOf(first, zone)}?` : 'Are you away?';
  const more = times.length - MOST_TIMES;
  return toPractitioner(mail, title, [
    { kind: 'heading', text: 'Are you away?' },
    {
      kind: 'paragraph',
      text: `"${calendarName || 'Your calendar'}" has something on all of these days that is marked as free:`,
    },
    ...times.slice(0, MOST_TIMES).map((time): Part => ({ kind: 'paragraph', text: daysOf(time, zone) })),
    ...(more > 0 ? [{ kind: 'paragraph', text: `and ${more} more` } as const] : []),
    { kind: 'paragraph', text: 'Nothing is offered then until somebody says whether you are away.' },
    { kind: 'link', text: 'Answer at the desk', address: mail.url },
  ]);
}

/** The last day is the one before its end. */
function daysOf({ start, end }: Interval, zone: Zone): string {
  return `${day(start, zone)} – ${day(instant(end - 1), zone)}`;
}

function toPractitioner({ id, to, practice }: ToPractitioner, title: string, parts: readonly Part[]): Mail {
  return { id, to, fromName: practice.name, replyTo: practice.email || undefined, ...letter(title, parts) };
}
