/** One appointment with all that staff can do about it. */
import type { Appointment } from '../../domain/booking.ts';
import type { Instant } from '../../domain/types.ts';
import { Badge, Card, Fact, Facts, Message, TypedText } from '../components.tsx';
import { Checkbox } from '../fields.tsx';
import { clockRange, day, dayAndClock, lengthInWords, machineTime, zoneName } from '../format.ts';
import { Place } from '../public/place.tsx';
import { otherClock } from '../public/when.tsx';
import { capital } from '../words.ts';
import { Mails, type ShownNotice } from './appointment-mails.tsx';
import { QuestionMessage, type Asked } from './calendar-question.tsx';
import { CopyField } from './copy-field.tsx';
import { DeskForm, DeskPage, type Seat } from './frame.tsx';
import { Series } from './series-card.tsx';
import { PersonalLink, type PersonalLinkCard } from './personal-link.tsx';

export type AppointmentPageProps = {
  readonly seat: Seat;
  readonly appointment: Appointment;
  readonly notices: readonly ShownNotice[];
  /** Its event was moved or removed in a calendar. */
  readonly questions: readonly Asked[];
  readonly manageUrl: string;
  /** Undefined where the practice keeps no type to existing patients: there is nothing to give a link for. */
  readonly personal: PersonalLinkCard | undefined;
  /** False once it is over: nothing can be changed any more. */
  readonly changeable: boolean;
  /** All that were booked together with it, itself too; empty where it stands alone. */
  readonly series: readonly Appointment[];
  /** Somebody came, or did not. */
  readonly begun: boolean;
  readonly now: Instant;
  readonly mail: boolean;
  readonly done?: string | undefined;
  /** Why what was asked for was not done. */
  readonly problem?: string | undefined;
};

export function AppointmentPage(props: AppointmentPageProps) {
  const { seat, appointment, changeable } = props;
  const { patient, status } = appointment;
  const cancelled = status === 'cancelled';
  return (
    <DeskPage seat={seat} title={patient.name} path={[{ label: 'Appointments', href: '/desk' }]} done={props.done}>
      {props.problem ? <Message tone="bad" title={props.problem} /> : undefined}
      {props.questions.map((asked) => (
        <QuestionMessage seat={seat} asked={asked} />
      ))}
      <div class="beside">
        <aside class="stack">
          <Card>
            <div class="row">
              {cancelled ? <Badge tone="bad">Cancelled</Badge> : <Badge tone="good">Confirmed</Badge>}
              {appointment.toVerify && !cancelled ? <Badge tone="warn">To verify</Badge> : undefined}
              {appointment.noShow ? <Badge tone="warn">Did not come</Badge> : undefined}
            </div>
            <AppointmentWords appointment={appointment} word={seat.patientWord} />
          </Card>
        </aside>
        <div class="stack">
          {appointment.toVerify && !cancelled ? <Verify seat={seat} appointment={appointment} /> : undefined}
          <Person appointment={appointment} word={seat.patientWord} />
          {props.begun && !cancelled ? <NoShow seat={seat} appointment={appointment} /> : undefined}
          {!cancelled && changeable ? <Move appointment={appointment} /> : undefined}
          {!cancelled ? <Link {...props} /> : undefined}
          {props.personal ? (
            <PersonalLink seat={seat} appointmentId={appointment.id} zone={appointment.zone} card={props.personal} />
          ) : undefined}
          {props.series.length > 0 ? (
            <Series seat={seat} appointment={appointment} series={props.series} now={props.now} />
          ) : undefined}
          {!cancelled && changeable ? <Cancel seat={seat} appointment={appointment} /> : undefined}
          {cancelled ? <CancelledWords appointment={appointment} /> : undefined}
          <Mails notices={props.notices} word={seat.patientWord} zone={appointment.zone} />
        </div>
      </div>
    </DeskPage>
  );
}

function AppointmentWords({ appointment, word }: { appointment: Appointment; word: string }) {
  const { zone, patientZone, start } = appointment;
  return (
    <Facts>
      <Fact icon="clock" term="When">
        <time datetime={machineTime(start)}>
          {day(start, zone)}
          <br />
          {clockRange(appointment, zone)}
        </time>
        <br />
        <span class="soft small">{zoneName(zone, start)}</span>
        {patientZone === zone ? undefined : (
          <>
            <br />
            <span class="soft small">
              {otherClock(start, zone, patientZone)} for the {word}
            </span>
          </>
        )}
      </Fact>
      <Fact icon="calendar" term="What">
        {appointment.typeName}
        <br />
        <span class="soft">
          {lengthInWords(appointment.length)}
          {appointment.padding > 0 ? `, then ${lengthInWords(appointment.padding)} of padding` : ''}
        </span>
      </Fact>
      <Fact icon="person" term="With">
        {appointment.practitionerName}
      </Fact>
      <Place location={appointment.location} />
    </Facts>
  );
}

function Person({ appointment, word }: { appointment: Appointment; word: string }) {
  const { patient, note, bookedBy, createdAt, zone } = appointment;
  return (
    <Card title={capital(word)} id="person">
      <Facts>
        <Fact term="Name">
          <a href={`/desk/patients/${patient.id}`}>
            <bdi>{patient.name}</bdi>
          </a>
        </Fact>
        <Fact term="Email">
          {patient.email ? (
            <a class="break" href={`mailto:${encodeURIComponent(patient.email)}`}>
              {patient.email}
            </a>
          ) : (
            'None: no mail can be sent.'
          )}
        </Fact>
        <Fact term="Phone">
          {patient.phone ? (
            <a href={`tel:${patient.phone.replaceAll(/[^\d+]/g, '')}`}>{patient.phone}</a>
          ) : (
            'None given.'
          )}
        </Fact>
        {note ? (
          <Fact term="Note">
            <TypedText text={note} />
          </Fact>
        ) : undefined}
      </Facts>
      <p class="soft small">
        Booked by {bookedBy === 'patient' ? `the ${word}` : 'the practice'} on {dayAndClock(createdAt, zone)}.
      </p>
    </Card>
  );
}

function Verify({ seat, appointment }: { seat: Seat; appointment: Appointment }) {
  return (
    <Message tone="warn" title="Is this time really free?">
      <p>It was booked while a calendar could not be read.</p>
      <DeskForm seat={seat} action={`/desk/appointments/${appointment.id}/verified`} class="row">
        <button class="button button-quiet button-small">Yes, it is free</button>
      </DeskForm>
    </Message>
  );
}

function NoShow({ seat, appointment }: { seat: Seat; appointment: Appointment }) {
  const { id, noShow } = appointment;
  return (
    <DeskForm seat={seat} action={`/desk/appointments/${id}/no-show`} class="row">
      <button class="button button-quiet" name="noShow" value={noShow ? 'no' : 'yes'}>
        {noShow ? 'Came after all' : 'Did not come'}
      </button>
      <span class="soft small">Nobody is told.</span>
    </DeskForm>
  );
}

function Move({ appointment }: { appointment: Appointment }) {
  return (
    <Card title="Move it" id="move">
      <p class="soft">The manage link and the calendar entry stay the same.</p>
      <div class="row">
        <a class="button" href={`/desk/appointments/${appointment.id}/move`}>
          Choose another time
        </a>
      </div>
    </Card>
  );
}

function Link({ seat, appointment, manageUrl, mail }: AppointmentPageProps) {
  const { id, patient } = appointment;
  return (
    <Card title="Manage link" id="link">
      <p class="soft">
        With it the {seat.patientWord} sees, moves or cancels this appointment. Whoever has it can do so.
      </p>
      <CopyField label="Manage link" value={manageUrl} />
      {patient.email === undefined ? undefined : (
        <DeskForm seat={seat} action={`/desk/appointments/${id}/resend`} class="row">
          <button class="button button-quiet">Send the confirmation again</button>
          {mail ? undefined : <span class="soft small">Without a mail server it is kept, not sent.</span>}
        </DeskForm>
      )}
    </Card>
  );
}

function Cancel({ seat, appointment }: { seat: Seat; appointment: Appointment }) {
  const { id, patient, revision } = appointment;
  return (
    <Card title="Cancel it" id="cancel">
      <DeskForm seat={seat} action={`/desk/appointments/${id}/cancel`}>
        <input type="hidden" name="revision" value={String(revision)} />
        {patient.email === undefined ? (
          <p class="soft">There is no email address: the {seat.patientWord} has to be told in another way.</p>
        ) : (
          <Checkbox name="tell" label={`Tell the ${seat.patientWord} by email`} checked />
        )}
        <div class="row">
          <button class="button button-danger">Cancel the appointment</button>
        </div>
      </DeskForm>
    </Card>
  );
}

function CancelledWords({ appointment }: { appointment: Appointment }) {
  const { cancelledAt, cancelledBy, zone } = appointment;
  const by = {
    patient: 'online with the manage link',
    staff: 'by the practice',
    practitioner: 'in the practitioner’s calendar',
  };
  return (
    <Message title={`It was cancelled ${cancelledBy ? by[cancelledBy] : ''}.`}>
      {cancelledAt === undefined ? undefined : <p>{dayAndClock(cancelledAt, zone)}</p>}
    </Message>
  );
}
