/** Our event is elsewhere in the practitioner's calendar, or gone: which of the two is meant? */
import type { CalendarQuestion } from '../../domain/connected.ts';
import type { Appointment } from '../../domain/booking.ts';
import { Card } from '../components.tsx';
import { clockRange, day } from '../format.ts';
import { DeskForm, type Seat } from './frame.tsx';

export function QuestionCard({
  seat,
  question,
  appointment,
}: {
  seat: Seat;
  question: CalendarQuestion;
  appointment: Pick<Appointment, 'start' | 'end' | 'zone'>;
}) {
  const { id, at, calendarName } = question;
  const { zone } = appointment;
  return (
    <Card title={at ? 'Moved in the calendar' : 'Removed from the calendar'} id={`question-${id}`}>
      <p>
        {at
          ? `In “${calendarName}” it was moved to ${day(at.start, zone)}, ${clockRange(at, zone)}. The appointment stays where it was until somebody decides; both times are taken.`
          : `It was deleted from “${calendarName}”. The appointment is not cancelled until somebody decides.`}
      </p>
      <div class="row">
        <DeskForm seat={seat} action={`/desk/questions/${id}/follow`} class="row">
          <button class="button button-small">
            {at ? 'Move the appointment' : 'Cancel the appointment'}, and tell the {seat.patientWord}
          </button>
        </DeskForm>
        <DeskForm seat={seat} action={`/desk/questions/${id}/restore`} class="row">
          <button class="button button-quiet button-small">Put the event back</button>
        </DeskForm>
      </div>
    </Card>
  );
}
