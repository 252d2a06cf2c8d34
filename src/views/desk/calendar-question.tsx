/** Our event is elsewhere in the practitioner's calendar, or gone: which of the two is meant? */
import type { Appointment } from '../../domain/booking.ts';
import type { CalendarQuestion } from '../../domain/connected.ts';
import { Message } from '../components.tsx';
import { clockRange, day, dayAndClock } from '../format.ts';
import { apart } from '../words.ts';
import { Item } from './attention-items.tsx';
import { DeskForm, type Seat } from './frame.tsx';

export type Asked = {
  readonly question: CalendarQuestion;
  readonly appointment: Pick<Appointment, 'id' | 'start' | 'end' | 'zone' | 'patient'>;
};

/** On the page of the appointment. */
export function QuestionMessage({ seat, asked }: { seat: Seat; asked: Asked }) {
  const { question } = asked;
  return (
    <Message
      tone="warn"
      title={question.at ? 'Moved in the calendar' : 'Removed from the calendar'}
      id={`question-${question.id}`}
    >
      <div class="stack-tight">
        <p>{wordsOf(asked)}</p>
        <Answers seat={seat} asked={asked} />
      </div>
    </Message>
  );
}

/** Among what needs a person. */
export function QuestionItem({ seat, asked }: { seat: Seat; asked: Asked }) {
  const { question, appointment } = asked;
  const { patient, start, zone } = appointment;
  const happened = question.at ? 'was moved in the calendar' : 'was removed from the calendar';
  return (
    <Item
      title={`${apart(patient.name)} on ${dayAndClock(start, zone)} ${happened}.`}
      end={
        <a class="button button-quiet button-small" href={`/desk/appointments/${appointment.id}`}>
          Open
        </a>
      }
    >
      <div class="stack-tight">
        <p>{wordsOf(asked)}</p>
        <Answers seat={seat} asked={asked} />
      </div>
    </Item>
  );
}

function wordsOf({ question: { at, calendarName }, appointment }: Asked): string {
  const { zone } = appointment;
  const name = `“${apart(calendarName || 'Calendar')}”`;
  if (!at) return `The event was deleted from ${name}. The appointment is not cancelled until somebody decides.`;
  const there = `${day(at.start, zone)}, ${clockRange(at, zone)}`;
  const here = `${day(appointment.start, zone)}, ${clockRange(appointment, zone)}`;
  return `In ${name} it is now on ${there}. The appointment stays on ${here} until somebody decides; both times are taken.`;
}

function Answers({ seat, asked: { question, appointment } }: { seat: Seat; asked: Asked }) {
  const { id, at } = question;
  const tells = appointment.patient.email === undefined ? '' : ` and tell the ${seat.patientWord}`;
  return (
    <div class="row">
      <DeskForm seat={seat} action={`/desk/questions/${id}/follow`} class="row">
        <button class="button button-quiet button-small">
          {at ? 'Move' : 'Cancel'} the appointment{tells}
        </button>
      </DeskForm>
      <DeskForm seat={seat} action={`/desk/questions/${id}/restore`} class="row">
        <button class="button button-quiet button-small">Put the event back</button>
      </DeskForm>
    </div>
  );
}
