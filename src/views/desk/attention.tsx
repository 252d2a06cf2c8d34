/** What needs a person, each with the button that mends it or the words for what to do. */
import type { Child } from 'hono/jsx';
import type { AwayQuestion } from '../../domain/away.ts';
import type { Appointment } from '../../domain/booking.ts';
import type { ClashCode } from '../../domain/clashes.ts';
import type { Zone } from '../../domain/types.ts';
import { Badge, Card } from '../components.tsx';
import { dayAndClock } from '../format.ts';
import { apart, counted } from '../words.ts';
import {
  CalendarItem,
  DeadAccountItem,
  WriteTroubleItem,
  type CalendarTrouble,
  type DeadAccount,
  type WriteTrouble,
} from './attention-calendars.tsx';
import { BouncedItem, ClashItem, Item, JobItem, type JobTrouble } from './attention-items.tsx';
import { AwayItem } from './away-item.tsx';
import { QuestionItem, type Asked } from './calendar-question.tsx';
import type { Seat } from './frame.tsx';

export type Attention = {
  readonly zone: Zone;
  readonly mailMissing: boolean;
  readonly keptMails: number;
  readonly deadAccounts: readonly DeadAccount[];
  readonly calendars: readonly CalendarTrouble[];
  readonly writeTroubles: readonly WriteTrouble[];
  /** Events of ours that were moved or removed in a calendar. */
  readonly questions: readonly Asked[];
  /** All-day events of two days or more that are marked free: away or not? */
  readonly away: readonly AwayQuestion[];
  readonly jobs: readonly JobTrouble[];
  readonly toVerify: readonly Appointment[];
  /** The next one of each patient whose address was refused. */
  readonly bounced: readonly Appointment[];
  /** Appointments that something speaks against by now. */
  readonly clashes: readonly { readonly appointment: Appointment; readonly codes: readonly ClashCode[] }[];
  /** No type or no hours: there is nothing to book. */
  readonly nothingOffered: boolean;
};

export function AttentionBox({ seat, attention }: { seat: Seat; attention: Attention }) {
  const items = itemsOf(seat, attention);
  if (items.length === 0) return undefined;
  return (
    <Card title="Needs attention" id="attention" end={<Badge tone="warn">{counted(items.length, 'thing')}</Badge>}>
      <ul class="list">{items}</ul>
    </Card>
  );
}

function itemsOf(seat: Seat, attention: Attention): Child[] {
  const { zone, calendars, jobs, toVerify } = attention;
  return [
    attention.mailMissing ? (
      <Item title="No mail server is set up.">
        <p>
          Nobody gets a confirmation, a reminder or a notice. Start Openhours with <code>SMTP_URL</code> and{' '}
          <code>MAIL_FROM</code>.
        </p>
      </Item>
    ) : undefined,
    attention.keptMails > 0 && seat.role !== 'practitioner' ? (
      <Item
        title={`${counted(attention.keptMails, 'mail was', 'mails were')} not sent.`}
        end={
          <a class="button button-quiet button-small" href="/desk/mails">
            Read them
          </a>
        }
      >
        <p>They were kept, because there was no mail server to take them.</p>
      </Item>
    ) : undefined,
    attention.nothingOffered ? (
      <Item title="Nothing is offered yet.">
        <p>There is no appointment type that can be booked, or no hours are reserved for booking.</p>
      </Item>
    ) : undefined,
    ...attention.deadAccounts.map((dead) => <DeadAccountItem seat={seat} dead={dead} />),
    ...calendars.map((calendar) => <CalendarItem seat={seat} calendar={calendar} />),
    ...attention.writeTroubles.map((trouble) => <WriteTroubleItem seat={seat} trouble={trouble} />),
    ...attention.questions.map((asked) => <QuestionItem seat={seat} asked={asked} />),
    ...attention.away.map((question) => <AwayItem seat={seat} question={question} />),
    ...attention.clashes.map((clash) => <ClashItem seat={seat} clash={clash} />),
    ...attention.bounced.map((appointment) => <BouncedItem seat={seat} appointment={appointment} />),
    ...jobs.map((job) => <JobItem seat={seat} job={job} zone={zone} />),
    ...toVerify.map((appointment) => (
      <Item
        title={`Look at ${apart(appointment.patient.name)}, ${dayAndClock(appointment.start, appointment.zone)}.`}
        end={
          <a class="button button-quiet button-small" href={`/desk/appointments/${appointment.id}`}>
            Open
          </a>
        }
      >
        <p>It was booked while a calendar could not be read. Check that the time is really free.</p>
      </Item>
    )),
  ].filter((item) => item !== undefined);
}
