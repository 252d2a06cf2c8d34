/** Moving an appointment for somebody: a new time, then whether to tell. */
import type { Appointment } from '../../domain/booking.ts';
import type { Interval, Reason } from '../../domain/types.ts';
import { Card, Message } from '../components.tsx';
import { Checkbox } from '../fields.tsx';
import { clockRange, day, dayAndClock, machineTime, zoneName } from '../format.ts';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import { Warnings } from './reasons.tsx';
import { Times, type TimesProps } from './times.tsx';

function path(appointment: Appointment) {
  return [
    { label: 'Appointments', href: '/desk' },
    { label: appointment.patient.name, href: `/desk/appointments/${appointment.id}` },
  ];
}

export function MovePage({
  seat,
  appointment,
  times,
  problem,
}: {
  seat: Seat;
  appointment: Appointment;
  times: TimesProps;
  problem?: string | undefined;
}) {
  const { typeName, practitionerName, start, zone } = appointment;
  return (
    <DeskPage seat={seat} title="Choose another time" path={path(appointment)}>
      <p class="lead">
        {typeName} with {practitionerName} is on {dayAndClock(start, zone)}.
      </p>
      {problem ? <Message tone="warn" title={problem} /> : undefined}
      <Times {...times} />
    </DeskPage>
  );
}

export function MoveConfirmPage(props: {
  seat: Seat;
  appointment: Appointment;
  time: Interval;
  tell: boolean;
  warnings?: readonly Reason[] | undefined;
  problem?: string | undefined;
}) {
  const { seat, appointment, time, warnings, problem } = props;
  const { zone, patient, id } = appointment;
  return (
    <DeskPage seat={seat} title="Move the appointment" path={path(appointment)}>
      {problem ? (
        <Message tone="bad" title={problem}>
          <p>
            The appointment stays where it was. <a href={`/desk/appointments/${id}/move`}>Choose another time</a>
          </p>
        </Message>
      ) : undefined}
      {warnings ? <Warnings title="This time is not open." reasons={warnings} zone={zone} /> : undefined}
      <Card>
        <p>
          <span class="soft">From </span>
          {dayAndClock(appointment.start, zone)}
          <br />
          <span class="soft">to </span>
          <strong>
            {day(time.start, zone)}, {clockRange(time, zone)}
          </strong>
          <br />
          <span class="soft small">{zoneName(zone, time.start)}</span>
        </p>
        <DeskForm seat={seat} action={`/desk/appointments/${id}/move`}>
          <input type="hidden" name="at" value={machineTime(time.start)} />
          <input type="hidden" name="revision" value={String(appointment.revision)} />
          {patient.email === undefined ? (
            <p class="soft">There is no email address: the {seat.patientWord} has to be told in another way.</p>
          ) : (
            <Checkbox name="tell" label={`Tell the ${seat.patientWord} by email`} checked={props.tell} />
          )}
          <div class="row">
            {warnings ? (
              <button class="button" name="anyway" value="on">
                Move anyway
              </button>
            ) : (
              <button class="button">Move it</button>
            )}
            <a class="button button-quiet" href={`/desk/appointments/${id}/move`}>
              Another time
            </a>
          </div>
        </DeskForm>
      </Card>
    </DeskPage>
  );
}
